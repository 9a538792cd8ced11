import { SystemClock } from '@genesis/kernel';
import { afterAll, describe, expect, it } from '@jest/globals';
import { limitConnection } from './limit-connection.js';
import { RateLimits } from './rate-limits.js';

describe('RateLimits: without Redis', () => {
  // Never connected: every command fails at once.
  const client = limitConnection('redis://127.0.0.1:1/0');
  const limits = new RateLimits(client, { keyPrefix: 'genesis:test', clock: new SystemClock() });
  afterAll(() => {
    client.disconnect();
  });

  it('counts each key alone up to its limit', async () => {
    const policy = { name: 'calls', limit: 2, windowSeconds: 60 };
    for (const used of [1, 2, 3]) expect(await limits.count(policy, 'awa')).toMatchObject({ used, limit: 2 });
    expect(await limits.count(policy, 'binta')).toMatchObject({ used: 1 });
    await limits.forget(policy, 'awa');
    expect(await limits.count(policy, 'awa')).toMatchObject({ used: 1 });
  });

  it('keeps no more counts than it may, however many keys there are', async () => {
    const policy = { name: 'auth', limit: 1, windowSeconds: 60 };
    const keys = Array.from({ length: 40_000 }, (_, index) => `2001:db8:${index.toString(16)}::/64`);
    const states = await Promise.all(keys.map((key) => limits.count(policy, key)));
    // So many cannot each have had a count of their own.
    expect(states.filter(({ used }) => used > 1).length).toBeGreaterThanOrEqual(keys.length - 32_768);
  });
});
