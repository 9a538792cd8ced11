export {
  isDatabaseUnavailable,
  isTransient,
  isForeignKeyViolation,
  isUniqueViolation,
} from './database-errors.js';
export { DatabaseModule } from './database.module.js';
export { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
export {
  type IdempotentAnswer,
  type IdempotentRequest,
  IdempotentTransaction,
} from './idempotency/idempotent-transaction.js';
export { LongReads } from './long-reads.js';
export { migrate, type MigrateOptions, pendingMigrations, schemaDrift } from './migrate.js';
export { poolState, type PoolState } from './pool-state.js';
export { queryPrepared } from './prepared-query.js';
export { postgresOptions } from './postgres-options.js';
export { Retention, type RetentionRule } from './retention/retention.js';
export { together, transaction } from './transaction.js';
