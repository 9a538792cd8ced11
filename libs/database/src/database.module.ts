import { DatabaseSettings } from '@genesis/config';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseMetrics } from './database-metrics.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { IdempotencyRetention } from './idempotency/idempotency-retention.js';
import { IdempotentTransaction } from './idempotency/idempotent-transaction.js';
import { LongReads } from './long-reads.js';
import { postgresOptions } from './postgres-options.js';
import { Retention } from './retention/retention.js';

/** The TypeORM data source. Schema changes come from migrations alone; entities load with the lib that owns them. */
@Module({})
export class DatabaseModule {
  /** @param applicationName shown in `pg_stat_activity`, e.g. `genesis-api`. */
  static forRoot(applicationName: string): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [DatabaseSettings],
          useFactory: (settings: DatabaseSettings) => ({
            ...postgresOptions(settings, applicationName),
            autoLoadEntities: true,
            retryAttempts: 10,
            retryDelay: 1_000,
          }),
        }),
        TypeOrmModule.forFeature([IdempotencyKey]),
      ],
      providers: [IdempotentTransaction, IdempotencyRetention, DatabaseMetrics, LongReads, Retention],
      exports: [IdempotentTransaction, LongReads, Retention],
    };
  }
}
