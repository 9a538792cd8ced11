import { type RedisClient, redisConnection } from '@genesis/redis';

/** Most milliseconds that one request waits for a Redis that has just gone silent. */
const COMMAND_TIMEOUT_MS = 500;

/** The client of the counts; `connect` opens it. A command fails at once while Redis is away. */
export function limitConnection(url: string): RedisClient {
  return redisConnection(
    url,
    { connectionName: 'genesis-limits', of: 'the rate limits', commandTimeoutMs: COMMAND_TIMEOUT_MS },
    { lazyConnect: true, maxRetriesPerRequest: 0, enableOfflineQueue: false },
  );
}
