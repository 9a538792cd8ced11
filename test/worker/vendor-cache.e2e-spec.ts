import { afterAll, describe, expect, it } from '@jest/globals';
import { loadSettings, RedisSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import { Redis } from 'ioredis';
import { createHash } from 'node:crypto';
import { vendorConnection } from '../../libs/vendor-state/src/vendor-connection.js';
import { RedisSharedCache } from '../../libs/vendor-state/src/redis-shared-cache.js';

const { url, keyPrefix } = loadSettings().get(RedisSettings);
const redis = new Redis(url);
const cache = new RedisSharedCache(redis, keyPrefix);
afterAll(() => redis.quit());

const keyOf = (key: string): string =>
  `${keyPrefix}:cache:search:${createHash('sha256').update(key).digest('hex')}`;

describe('SharedCache', () => {
  it('gives what was set, for as long as was said', async () => {
    const key = newId();
    expect(await cache.get('search', key)).toBeNull();
    await cache.set('search', key, { hits: [1, 'é'] }, 60);
    expect(await cache.get('search', key)).toEqual({ hits: [1, 'é'] });
    expect(await cache.get('extract', key)).toBeNull();
    const leftSeconds = await redis.ttl(keyOf(key));
    expect(leftSeconds).toBeGreaterThan(50);
    expect(leftSeconds).toBeLessThanOrEqual(60);
  });

  it('does not keep what is too long', async () => {
    const key = newId();
    await cache.set('search', key, 'x'.repeat(256 * 1024), 60);
    expect(await cache.get('search', key)).toBeNull();
  });

  it('misses what it cannot read', async () => {
    const key = newId();
    await redis.set(keyOf(key), '{"half', 'EX', 60);
    expect(await cache.get('search', key)).toBeNull();
    const wrongType = newId();
    await redis.sadd(keyOf(wrongType), 'a');
    expect(await cache.get('search', wrongType)).toBeNull();
    await redis.unlink(keyOf(wrongType));
  });

  it('misses while Redis is away, and does not throw', async () => {
    const client = vendorConnection('redis://127.0.0.1:1/0');
    const away = new RedisSharedCache(client, keyPrefix);
    await away.set('search', 'key', 1, 60);
    expect(await away.get('search', 'key')).toBeNull();
    client.disconnect();
  });
});
