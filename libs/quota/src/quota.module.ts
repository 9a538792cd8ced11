import { IntegrationsModule } from '@genesis/integrations';
import { CallBudget } from '@genesis/runs';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CostReader } from './cost-reader.js';
import { KnownSubscription } from './entities/known-subscription.entity.js';
import { QuotaReservation } from './entities/quota-reservation.entity.js';
import { QuotaUsage } from './entities/quota-usage.entity.js';
import { SpendingCounter } from './entities/spending-counter.entity.js';
import { SpendingHoldRecord } from './entities/spending-hold.entity.js';
import { UsageReport } from './entities/usage-report.entity.js';
import { UserCall } from './entities/user-call.entity.js';
import { Plans } from './plans.js';
import { QuotaMetrics } from './quota-metrics.js';
import { QuotaService } from './quota.service.js';
import { QuotaUpkeep } from './quota-upkeep.js';
import { SpendingCaps } from './spending-caps.js';
import { Subscriptions } from './subscriptions.js';
import { UsageReports } from './usage-reports.js';
import { UsageReportRetention } from './usage-report-retention.js';
import { UserCalls } from './user-calls.js';

/** Entities of this lib, for the migration command. */
export const QUOTA_ENTITIES = [
  QuotaReservation,
  QuotaUsage,
  KnownSubscription,
  UsageReport,
  SpendingCounter,
  SpendingHoldRecord,
  UserCall,
] as const;

/** Plans, monthly quota and spending caps. Global, because it provides the `CallBudget` that runs, a lib below, ask for. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([...QUOTA_ENTITIES]), IntegrationsModule],
  providers: [
    CostReader,
    Subscriptions,
    Plans,
    QuotaMetrics,
    QuotaService,
    QuotaUpkeep,
    SpendingCaps,
    UserCalls,
    UsageReports,
    UsageReportRetention,
    { provide: CallBudget, useExisting: SpendingCaps },
  ],
  exports: [CostReader, Plans, QuotaService, QuotaUpkeep, UserCalls, UsageReports, CallBudget],
})
export class QuotaModule {}
