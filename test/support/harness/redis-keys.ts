import { primariesOf, type RedisClient } from '@genesis/redis';

/** Every key that begins so, in braces or not; of a cluster, the keys of all of its nodes. */
export async function keysOf(redis: RedisClient, prefix: string): Promise<readonly string[]> {
  // A cluster knows its nodes once it has answered something.
  await redis.ping();
  const found = new Set<string>();
  for (const node of primariesOf(redis)) {
    for (const match of [`${prefix}*`, `{${prefix}*`]) {
      for await (const keys of node.scanStream({ match, count: 1_000 })) {
        for (const key of keys as string[]) found.add(key);
      }
    }
  }
  return [...found];
}
