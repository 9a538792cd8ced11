import { BriefsModule } from '@genesis/briefs';
import { QuotaModule } from '@genesis/quota';
import { Module } from '@nestjs/common';
import { CostController } from './cost.controller.js';

/** What things cost, over HTTP. */
@Module({ imports: [BriefsModule, QuotaModule], controllers: [CostController] })
export class QuotaApiModule {}
