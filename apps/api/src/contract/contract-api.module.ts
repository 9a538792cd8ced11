import { AssetsModule } from '@genesis/assets';
import { BriefsModule } from '@genesis/briefs';
import { IdentityModule } from '@genesis/identity';
import { IntegrationsModule } from '@genesis/integrations';
import { Module } from '@nestjs/common';
import { BriefsApiModule } from '../briefs/briefs-api.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { ContractBriefsController } from './contract-briefs.controller.js';
import { ContractGeneration } from './contract-generation.js';
import { ContractLinks } from './contract-links.js';
import { GenerateBriefController } from './generate-brief.controller.js';

/** What DigitalCloud360 calls. */
@Module({
  imports: [AssetsModule, BriefsModule, BriefsApiModule, IdentityModule, IntegrationsModule, LimitsModule],
  controllers: [GenerateBriefController, ContractBriefsController],
  providers: [ContractGeneration, ContractLinks],
})
export class ContractApiModule {}
