import { createHash } from 'node:crypto';
import type { Json } from '@genesis/kernel';
import type { RedisClient } from '@genesis/redis';
import { SharedCache } from './shared-cache.js';

/** What is longer is not kept: one entry shall not push out many. */
const MAX_VALUE_BYTES = 256 * 1024;

export class RedisSharedCache extends SharedCache {
  constructor(
    private readonly client: RedisClient,
    private readonly keyPrefix: string,
  ) {
    super();
  }

  async get(kind: string, key: string): Promise<Json | null> {
    try {
      const text = await this.client.get(this.keyOf(kind, key));
      return text === null ? null : (JSON.parse(text) as Json);
    } catch {
      // Away, or not JSON: the caller asks the vendor.
      return null;
    }
  }

  async set(kind: string, key: string, value: Json, ttlSeconds: number): Promise<void> {
    const text = JSON.stringify(value);
    if (Buffer.byteLength(text) > MAX_VALUE_BYTES) return;
    try {
      await this.client.set(this.keyOf(kind, key), text, 'EX', ttlSeconds);
    } catch {
      // It is asked for again next time.
    }
  }

  private keyOf(kind: string, key: string): string {
    return `${this.keyPrefix}:cache:${kind}:${createHash('sha256').update(key).digest('hex')}`;
  }
}
