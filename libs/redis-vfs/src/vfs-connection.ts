import { type RedisClient, redisConnection } from '@genesis/redis';

/** The client of files and sessions. A command fails after 2 s while Redis is away, so that no caller hangs on it. */
export function vfsConnection(url: string): RedisClient {
  return redisConnection(
    url,
    { connectionName: 'genesis-vfs', of: 'the virtual file system', commandTimeoutMs: 2_000 },
    { maxRetriesPerRequest: 1 },
  );
}
