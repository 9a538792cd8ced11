import { Logger } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';
import { openRedis, pingPrimaries, type RedisClient } from './redis-client.js';

const MAX_RECONNECT_DELAY_MS = 2_000;
/** A connection that owes an answer for so long is replaced. A network that drops packets breaks no connection. */
export const SILENCE_LIMIT_MS = 5_000;
/** How often a connection has to answer something: a silent one is found before somebody needs it. */
export const PING_EVERY_MS = 5_000;

export interface RedisPurpose {
  /** Told to Redis, e.g. `genesis-vfs`. */
  readonly connectionName: string;
  /** For the log: whose Redis is away. */
  readonly of: string;
  /** Most milliseconds that a caller waits for one command. */
  readonly commandTimeoutMs: number;
}

/**
 * Makes a client that reconnects for ever, at most 2 s between tries; what a command does meanwhile is for `options` to
 * say. Commands in flight when the connection breaks are not sent again: a write may have happened, and a second one would
 * report a conflict with itself.
 */
export function redisConnection(
  url: string,
  { connectionName, of, commandTimeoutMs }: RedisPurpose,
  options: RedisOptions,
): RedisClient {
  const logger = new Logger('Redis');
  const client = openRedis(url, {
    connectionName,
    connectTimeout: 2_000,
    commandTimeout: commandTimeoutMs,
    socketTimeout: SILENCE_LIMIT_MS,
    autoResendUnfulfilledCommands: false,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
    reconnectOnError: isOfReplica,
    ...options,
  });

  const pings = setInterval(() => pingPrimaries(client), PING_EVERY_MS).unref();
  client.once('end', () => clearInterval(pings));

  let isDown = false;
  client.on('error', (error: Error) => {
    if (!isDown) logger.warn({ reason: error.message }, `Redis of ${of} is away`);
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) logger.log(`Redis of ${of} is back`);
    isDown = false;
  });
  return client;
}

/** After a failover the old primary answers READONLY, or `… -READONLY …` from within a script: only a new connection finds
 *  the new one. */
export function isOfReplica(error: Error): boolean {
  return /\bREADONLY\b/.test(error.message);
}

/** Lets running commands end; what waits for an absent Redis is dropped. */
export async function closeRedisConnection(client: RedisClient): Promise<void> {
  if (client.status !== 'ready') {
    client.disconnect();
    return;
  }
  try {
    await client.quit();
  } catch {
    // The connection broke while it was closing: there is nothing left to wait for.
    client.disconnect();
  }
}
