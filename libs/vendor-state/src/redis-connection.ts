import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

const MAX_RECONNECT_DELAY_MS = 2_000;
const COMMAND_TIMEOUT_MS = 1_000;
/** A connection that owes an answer for so long is replaced. A network that drops packets breaks no connection. */
const SILENCE_LIMIT_MS = 5_000;
/** How often it has to answer something: a silent connection is found before somebody needs it. */
const PING_EVERY_MS = 5_000;

/**
 * The client of limits and cached answers; `connect` opens it. It reconnects for ever (at most 2 s between tries). A command meanwhile
 * fails at once: every user has something to do without Redis, and no vendor call waits for it.
 */
export function redisConnection(url: string): Redis {
  const logger = new Logger('VendorState');
  const client = new Redis(url, {
    connectionName: 'genesis-vendors',
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_LIMIT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
    // After a failover the old primary answers READONLY: only a new connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });

  endTimerWithSocket(client);
  const pings = setInterval(() => {
    if (client.status === 'ready') client.ping().catch(() => undefined);
  }, PING_EVERY_MS).unref();
  client.once('end', () => clearInterval(pings));

  let isDown = false;
  client.on('error', (error: Error) => {
    if (!isDown) logger.warn({ reason: error.message }, 'Redis of the vendor limits is away');
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) logger.log('Redis of the vendor limits is back');
    isDown = false;
  });
  return client;
}

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
function endTimerWithSocket(connection: Redis): void {
  const timed = connection as unknown as { socketTimeoutTimer?: NodeJS.Timeout };
  connection.on('close', () => {
    clearTimeout(timed.socketTimeoutTimer);
    timed.socketTimeoutTimer = undefined;
  });
}
