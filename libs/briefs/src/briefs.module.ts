import { AssetsModule } from '@genesis/assets';
import { IntegrationsModule } from '@genesis/integrations';
import { QuotaModule } from '@genesis/quota';
import { RedisVfsModule } from '@genesis/redis-vfs';
import { RunSettlement, RunsModule } from '@genesis/runs';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BriefReader } from './brief-reader.js';
import { BriefSettlement } from './brief-settlement.js';
import { BriefsService } from './briefs.service.js';
import { ContractBriefs } from './contract/contract-briefs.service.js';
import { BriefVersion } from './entities/brief-version.entity.js';
import { BusinessBriefRecord } from './entities/business-brief.entity.js';
import { LeftWebsite } from './left-websites/left-website.entity.js';
import { LeftWebsites } from './left-websites/left-websites.js';
import { BriefRetention } from './retention/brief-retention.js';
import { WebhookRetention } from './retention/webhook-retention.js';
import { WebhookEvent } from './webhooks/webhook-event.entity.js';

/** Entities of this lib, for the migration command. */
export const BRIEF_ENTITIES = [BusinessBriefRecord, BriefVersion, LeftWebsite, WebhookEvent] as const;

/** Briefs and their versions. Global, because it provides the `RunSettlement` that runs, a lib below, ask for. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([...BRIEF_ENTITIES]),
    RedisVfsModule,
    AssetsModule,
    IntegrationsModule,
    RunsModule,
    QuotaModule,
  ],
  providers: [
    BriefsService,
    BriefReader,
    ContractBriefs,
    LeftWebsites,
    BriefRetention,
    WebhookRetention,
    { provide: RunSettlement, useClass: BriefSettlement },
  ],
  exports: [BriefsService, BriefReader, ContractBriefs, LeftWebsites, RunSettlement],
})
export class BriefsModule {}
