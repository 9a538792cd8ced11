import { randomUUID } from 'node:crypto';
import type { RedisClient } from '@genesis/redis';
import { orUnavailable } from './redis-commands.js';

const PROBE_TTL_SECONDS = 10;

/** Whether the store of files works: for readiness, not for liveness. */
export class VfsHealth {
  constructor(
    private readonly client: RedisClient,
    private readonly keyPrefix: string,
  ) {}

  /**
   * Pings, then writes, reads and deletes a key of its own: a full Redis still answers a ping.
   * @returns what it took, in milliseconds
   * @throws VfsError VFS_UNAVAILABLE
   */
  async probe(): Promise<{ readonly latencyMs: number }> {
    const started = performance.now();
    const token = randomUUID();
    const key = `${this.keyPrefix}:probe:{${token}}`;
    await orUnavailable(async () => {
      await this.client.ping();
      await this.client.set(key, token, 'EX', PROBE_TTL_SECONDS);
      const read = await this.client.get(key);
      await this.client.unlink(key);
      if (read !== token) throw new Error('the probe key did not come back');
    });
    return { latencyMs: performance.now() - started };
  }
}
