import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

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
): Redis {
  const logger = new Logger('Redis');
  const client = new Redis(url, {
    connectionName,
    connectTimeout: 2_000,
    commandTimeout: commandTimeoutMs,
    socketTimeout: SILENCE_LIMIT_MS,
    autoResendUnfulfilledCommands: false,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
    // After a failover the old primary answers READONLY: only a new connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...options,
  });

  endTimerWithSocket(client);
  const pings = setInterval(() => {
    if (client.status === 'ready') client.ping().catch(() => undefined);
  }, PING_EVERY_MS).unref();
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

/** Lets running commands end; what waits for an absent Redis is dropped. */
export async function closeRedisConnection(client: Redis): Promise<void> {
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

/** The timer behind `socketTimeout` outlives its socket, and would end the next one for nothing (ioredis 5.11). */
export function endTimerWithSocket(connection: Redis): void {
  const timed = connection as unknown as { socketTimeoutTimer?: NodeJS.Timeout };
  connection.on('close', () => {
    clearTimeout(timed.socketTimeoutTimer);
    timed.socketTimeoutTimer = undefined;
  });
}
