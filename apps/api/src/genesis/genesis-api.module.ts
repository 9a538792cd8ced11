import { BriefsModule } from '@genesis/briefs';
import { IdentityModule } from '@genesis/identity';
import { QuotaModule } from '@genesis/quota';
import { Module } from '@nestjs/common';
import { BriefsApiModule } from '../briefs/briefs-api.module.js';
import { GenesisBriefsController } from './genesis-briefs.controller.js';
import { GenesisQuotaController } from './genesis-quota.controller.js';
import { SsoCodesController } from './sso-codes.controller.js';

/** The addresses of the former service. */
@Module({
  imports: [BriefsModule, BriefsApiModule, IdentityModule, QuotaModule],
  controllers: [GenesisBriefsController, GenesisQuotaController, SsoCodesController],
})
export class GenesisApiModule {}
