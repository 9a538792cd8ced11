import { AppSettings, DatabaseSettings, type LoadedSettings, RedisSettings } from '@genesis/config';
import { pingRedis } from '@genesis/redis';
import type { LoggerService } from '@nestjs/common';
import { HealthDatabase } from '../health-database.js';
import { type Patience, patiently } from './patiently.js';
import { databaseFailure, migrationsPending, redisFailure } from './store-failures.js';

/** One try to reach a Redis. */
const REDIS_PING = { connectionName: 'genesis-start', timeoutMs: 2_000 };

export interface StartOptions {
  readonly logger: LoggerService;
  /** Aborts when the process is told to end. */
  readonly signal: AbortSignal;
}

/**
 * The first part of the start of an api or a worker: the database answers, then both Redis, then no migration is pending.
 * Each is tried again until `START_TIMEOUT_S` is over: a store may start beside us, and so may `migrate`.
 * @throws StartError naming what is missing, and where
 */
export async function untilStoresAnswer(loaded: LoadedSettings, options: StartOptions): Promise<void> {
  const patience = patienceOf(loaded, options);
  const settings = loaded.get(DatabaseSettings);
  const { url, queueUrl } = loaded.get(RedisSettings);
  const database = new HealthDatabase(settings);
  try {
    await patiently(() => reach(settings, database), patience);
    await patiently(() => reachRedis(url, 'REDIS_URL'), patience);
    if (queueUrl !== url) await patiently(() => reachRedis(queueUrl, 'REDIS_QUEUE_URL'), patience);
    await patiently(async () => {
      const pending = await inOurWords(settings, () => database.pendingMigrations());
      if (pending.length > 0) throw migrationsPending(settings.url, pending.length);
    }, patience);
  } finally {
    await database.onApplicationShutdown();
  }
}

/** The start of `migrate`. @throws StartError */
export async function untilDatabaseAnswers(loaded: LoadedSettings, options: StartOptions): Promise<void> {
  const settings = loaded.get(DatabaseSettings);
  const database = new HealthDatabase(settings);
  try {
    await patiently(() => reach(settings, database), patienceOf(loaded, options));
  } finally {
    await database.onApplicationShutdown();
  }
}

function patienceOf(loaded: LoadedSettings, { logger, signal }: StartOptions): Patience {
  const limitMs = loaded.get(AppSettings).startTimeoutMs;
  return { logger, signal, limitMs, giveUpAtMs: performance.now() + limitMs };
}

async function reach(settings: DatabaseSettings, database: HealthDatabase): Promise<void> {
  await inOurWords(settings, () => database.ping());
}

async function inOurWords<T>({ url }: DatabaseSettings, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw databaseFailure(url, error);
  }
}

async function reachRedis(url: string, setting: string): Promise<void> {
  try {
    await pingRedis(url, REDIS_PING);
  } catch (error) {
    throw redisFailure(url, setting, error);
  }
}
