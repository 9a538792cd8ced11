import type { Cluster, Redis, RedisOptions } from 'ioredis';

/** Whether commands wait for a connection for ever. */
export function isPatient({ maxRetriesPerRequest }: RedisOptions): boolean {
  return maxRetriesPerRequest === null;
}

/** Refuses what waits for a connection. ioredis does so by itself while one server is away, and nowhere else: commands that
 *  were given up long ago would pile up, and be sent in the end. */
export function refuseWaiting(client: Redis | Cluster, error: Error): void {
  (client as unknown as { flushQueue(error: Error): void }).flushQueue(error);
}
