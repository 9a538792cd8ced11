import { Redis } from 'ioredis';

export interface RedisPing {
  /** Told to Redis, e.g. `genesis-start`. */
  readonly connectionName: string;
  /** Most milliseconds for connecting, and for the answer. */
  readonly timeoutMs: number;
}

/** Asks the Redis at `url` for an answer over a connection of its own, once.
 *  @throws what stood in the way: the error of the socket, or Redis' own words (`NOAUTH …`, `WRONGPASS …`, `LOADING …`) */
export async function pingRedis(url: string, { connectionName, timeoutMs }: RedisPing): Promise<void> {
  const client = new Redis(url, {
    connectionName,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    // A Redis that is still loading shall say so, instead of being waited for.
    enableReadyCheck: false,
  });
  const reasons: Error[] = [];
  client.on('error', (error: Error) => {
    reasons.push(error);
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    // The command only hears that the connection was closed; why, the connection has said before.
    throw reasons[0] ?? error;
  } finally {
    client.disconnect();
  }
}
