import { redisConnection } from '@genesis/redis';
import type { Redis } from 'ioredis';

/** The client of files and sessions. A command fails after 2 s while Redis is away, so that no caller hangs on it. */
export function vfsConnection(url: string): Redis {
  return redisConnection(
    url,
    { connectionName: 'genesis-vfs', of: 'the virtual file system', commandTimeoutMs: 2_000 },
    { maxRetriesPerRequest: 1 },
  );
}
