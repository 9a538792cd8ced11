export {
  CostReader,
  type DaySpending,
  type ProviderSpending,
  type RunSpending,
  type Spending,
  type TaskSpending,
  totalOf,
} from './cost-reader.js';
export { keepCostOfRuns } from './keep-cost.js';
export { type Allowance, Plans, type Subscriber } from './plans.js';
export { QuotaExceededError, SubscriptionInactiveError, SubscriptionUnknownError } from './quota.errors.js';
export { QUOTA_ENTITIES, QuotaModule } from './quota.module.js';
export { QuotaService, type QuotaStatus, type RunQuota } from './quota.service.js';
export { QuotaUpkeep } from './quota-upkeep.js';
export { releaseVanished, settleReservation } from './settle-reservation.js';
export { UsageReports } from './usage-reports.js';
export { UserCalls } from './user-calls.js';
