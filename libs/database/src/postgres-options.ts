import type { DatabaseSettings } from '@genesis/config';
import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/migrations.js';

/** Connection options shared by the api, the worker and the migration command.
 *  @param applicationName shown in `pg_stat_activity`. */
export function postgresOptions(settings: DatabaseSettings, applicationName: string) {
  return {
    type: 'postgres',
    url: settings.url,
    applicationName,
    synchronize: false,
    migrationsRun: false,
    migrations: [...MIGRATIONS],
    migrationsTableName: 'migrations',
    connectTimeoutMS: settings.connectTimeoutMs,
    extra: {
      max: settings.poolMax,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // Statements that nobody waits for in between share a round trip.
      pipeline: true,
      statement_timeout: settings.statementTimeoutMs,
      lock_timeout: settings.lockTimeoutMs,
      idle_in_transaction_session_timeout: settings.statementTimeoutMs,
    },
  } satisfies DataSourceOptions;
}
