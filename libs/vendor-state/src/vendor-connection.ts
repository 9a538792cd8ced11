import { type RedisClient, redisConnection } from '@genesis/redis';

/** The client of limits and cached answers; `connect` opens it. A command fails at once while Redis is away: every user has
 *  something to do without it, and no vendor call waits for it. */
export function vendorConnection(url: string): RedisClient {
  return redisConnection(
    url,
    { connectionName: 'genesis-vendors', of: 'the vendor limits', commandTimeoutMs: 1_000 },
    { lazyConnect: true, maxRetriesPerRequest: 0, enableOfflineQueue: false },
  );
}
