import type { DatabaseSettings } from '@genesis/config';
import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/migrations.js';
import { PooledClient } from './pooled-client.js';

/** How much longer than the server this side waits for the end of a statement. */
const ANSWER_GRACE_MS = 1_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
/** Shorter than any wait for an answer: when a network has swallowed the connections, whoever tries again does not meet
 *  one that was idle at that time. */
const IDLE_TIMEOUT_MS = 10_000;

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
      Client: PooledClient,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      // Statements that nobody waits for in between share a round trip.
      pipeline: true,
      statement_timeout: settings.statementTimeoutMs,
      query_timeout: settings.statementTimeoutMs + ANSWER_GRACE_MS,
      lock_timeout: settings.lockTimeoutMs,
      idle_in_transaction_session_timeout: settings.statementTimeoutMs,
    },
  } satisfies DataSourceOptions;
}
