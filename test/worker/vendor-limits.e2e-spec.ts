import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadSettings, RedisSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import type { RedisClient } from '@genesis/redis';
import type { AccountLimit, LimitPermit, SharedLimits } from '@genesis/vendor-state';
import { Redis } from 'ioredis';
import { FairLimits } from '../../libs/vendor-state/src/fair-limits.js';
import { RedisLimitBook } from '../../libs/vendor-state/src/redis-limit-book.js';
import { vendorConnection } from '../../libs/vendor-state/src/vendor-connection.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';

const { url, keyPrefix } = loadSettings().get(RedisSettings);

interface WorkerProcess {
  readonly client: RedisClient;
  readonly limits: FairLimits;
}

const processes: WorkerProcess[] = [];

async function aProcess(redisUrl = url): Promise<WorkerProcess> {
  const client = vendorConnection(redisUrl);
  await client.connect().catch(() => undefined);
  const process = newId();
  const limits = new FairLimits({ shared: new RedisLimitBook(client, { keyPrefix, process }), process });
  processes.push({ client, limits });
  return { client, limits };
}

let redis: Redis;
beforeAll(() => {
  redis = new Redis(url);
});
afterEach(() => {
  for (const { client, limits } of processes.splice(0)) {
    limits.close();
    client.disconnect();
  }
});
afterAll(() => redis.quit());

const anAccount = (): string => `account-${newId()}`;
const keyOf = (account: string, part: string): string => `${keyPrefix}:vendor:{${account}}:${part}`;

interface Asking {
  readonly tenant?: string;
  readonly maxWaitMs?: number;
  readonly signal?: AbortSignal;
}

function acquire(
  limits: SharedLimits,
  account: string,
  limit: AccountLimit,
  asking: Asking = {},
): Promise<LimitPermit> {
  const { tenant = newId(), maxWaitMs = 10_000, signal = new AbortController().signal } = asking;
  return limits.acquire(account, limit, { tenant, maxWaitMs, signal });
}

/** When the places that are held were given, by the clock of Redis: each lease is 15 s long. */
async function grantTimes(account: string): Promise<number[]> {
  const places = await redis.zrange(keyOf(account, 'places'), 0, -1, 'WITHSCORES');
  return places.filter((_, index) => index % 2 === 1).map((leaseEndsAt) => Number(leaseEndsAt) - 15_000);
}

/** Most of the times that fall into one second, wherever it begins. */
function mostInASecond(atMs: readonly number[]): number {
  const sorted = [...atMs].sort((one, other) => one - other);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1_000).length));
}

describe('SharedLimits: requests per second', () => {
  it('are kept by all processes together, and used', async () => {
    const [one, other] = [await aProcess(), await aProcess()];
    const account = anAccount();
    await Promise.all(
      Array.from({ length: 90 }, (_, index) =>
        acquire((index % 2 === 0 ? one : other).limits, account, { requestsPerSecond: 40 }),
      ),
    );
    const grantedAt = await grantTimes(account);
    expect(grantedAt).toHaveLength(90);
    expect(mostInASecond(grantedAt)).toBeLessThanOrEqual(40);
    // 27.5 ms apart: little is left unused while somebody waits.
    expectWithin('all grants', Math.max(...grantedAt) - Math.min(...grantedAt), 5_000);
  });

  it('do not come in a burst after a quiet time', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    const limit = { requestsPerSecond: 20 };
    await acquire(limits, account, limit);
    await redis.hset(keyOf(account, 'state'), 'next', Date.now() - 60_000);
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => acquire(limits, account, limit)));
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });
});

describe('SharedLimits: fairness', () => {
  it('lets nobody wait behind all requests of somebody else', async () => {
    const [greedy, modest] = [await aProcess(), await aProcess()];
    const account = anAccount();
    const limit = { requestsPerSecond: 50 };
    const order: string[] = [];
    const asked = (limits: SharedLimits, tenant: string) =>
      acquire(limits, account, limit, { tenant }).then(() => order.push(tenant));
    const all = Array.from({ length: 60 }, () => asked(greedy.limits, 'greedy'));
    await waitFor(() => order.length >= 5, { timeoutMs: 5_000, what: 'the first places', everyMs: 5 });
    const before = order.length;
    await asked(modest.limits, 'modest');
    expect(order.indexOf('modest') - before).toBeLessThanOrEqual(3);
    await Promise.all(all);
    expect(order).toHaveLength(61);
  });

  it('serves a tenant in the order in which it asked', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        acquire(limits, account, { requestsPerSecond: 100 }, { tenant: 'one' }).then(() => order.push(index)),
      ),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  it('passes over a process that has stopped asking', async () => {
    const account = anAccount();
    const limit = { requestsPerSecond: 20 };
    const dead = new RedisLimitBook(redis, { keyPrefix, process: 'dead' });
    const { limits } = await aProcess();
    await acquire(limits, account, limit);
    for (let ticket = 0; ticket < 150; ticket += 1) {
      await dead.enter(account, limit, { id: `dead/${ticket}`, tenant: `tenant-${ticket}` }, 60_000);
    }
    const startedAt = performance.now();
    await acquire(limits, account, limit);
    expectWithin('the wait', performance.now() - startedAt, 4_000);
  });
});

describe('SharedLimits: requests at a time', () => {
  it('are kept by all processes together', async () => {
    const [one, other] = [await aProcess(), await aProcess()];
    const account = anAccount();
    let held = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const { limits } = index % 2 === 0 ? one : other;
        const permit = await acquire(limits, account, { concurrency: 3 });
        held += 1;
        most = Math.max(most, held);
        await redis.ping();
        held -= 1;
        permit.release();
        permit.release();
      }),
    );
    expect(most).toBe(3);
    await waitFor(async () => (await redis.zcard(keyOf(account, 'places'))) === 0, {
      timeoutMs: 2_000,
      what: 'the places to be free',
    });
  });

  it('are free again when the lease of a dead process ends', async () => {
    const [dead, living] = [await aProcess(), await aProcess()];
    const account = anAccount();
    await acquire(dead.limits, account, { concurrency: 1 });
    const waiting = acquire(living.limits, account, { concurrency: 1 });
    const [place] = await redis.zrange(keyOf(account, 'places'), 0, -1);
    const leaseEndsAt = Number(await redis.zscore(keyOf(account, 'places'), place ?? ''));
    expect(leaseEndsAt - Date.now()).toBeLessThanOrEqual(15_100);
    await redis.zadd(keyOf(account, 'places'), 1, place ?? '');
    await waiting;
  });

  it('stay held while their process lives', async () => {
    const client = (await aProcess()).client;
    const account = anAccount();
    const book = new RedisLimitBook(client, { keyPrefix, process: 'living' });
    await book.enter(account, { concurrency: 1 }, { id: 'living/1', tenant: 'one' }, 1_000);
    await redis.zadd(keyOf(account, 'places'), Date.now() + 50, 'living/1');
    await book.renew(account, ['living/1']);
    expect(Number(await redis.zscore(keyOf(account, 'places'), 'living/1'))).toBeGreaterThan(
      Date.now() + 10_000,
    );
  });
});

describe('SharedLimits: waiting', () => {
  it('is refused at once when it would take too long', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    const limit = { requestsPerSecond: 0.1 };
    await acquire(limits, account, limit);
    const startedAt = performance.now();
    await expect(acquire(limits, account, limit)).rejects.toMatchObject({
      code: 'LIMIT_WAIT_TOO_LONG',
      kind: 'rate_limited',
      retryAfterMs: expect.closeTo(12_000, -3),
    });
    expectWithin('the wait', performance.now() - startedAt, 1_000);
    expect(await redis.zcard(keyOf(account, 'waiting'))).toBe(0);
  });

  it('ends in time for a place that nobody leaves', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    await acquire(limits, account, { concurrency: 1 });
    await expect(acquire(limits, account, { concurrency: 1 }, { maxWaitMs: 100 })).rejects.toMatchObject({
      code: 'LIMIT_WAIT_TOO_LONG',
      retryAfterMs: 5_000,
    });
    expect(await redis.zcard(keyOf(account, 'waiting'))).toBe(0);
  });

  it('ends when the caller gives up, and takes no place', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    const permit = await acquire(limits, account, { concurrency: 1 });
    const controller = new AbortController();
    const waiting = acquire(limits, account, { concurrency: 1 }, { signal: controller.signal });
    await waitFor(async () => (await redis.zcard(keyOf(account, 'waiting'))) === 1, {
      timeoutMs: 1_000,
      what: 'the waiting request',
      everyMs: 5,
    });
    controller.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    permit.release();
    await acquire(limits, account, { concurrency: 1 });
  });

  it('ends as well while the request is on its way into the queue', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    const controller = new AbortController();
    const asked = acquire(limits, account, { concurrency: 1 }, { signal: controller.signal });
    controller.abort(new Error('given up'));
    await expect(asked).rejects.toThrow('given up');
    await acquire(limits, account, { concurrency: 1 });
  });

  it('goes on when Redis has lost everything', async () => {
    const { limits } = await aProcess();
    const account = anAccount();
    const limit = { concurrency: 1 };
    const permit = await acquire(limits, account, limit);
    const waiting = acquire(limits, account, limit, { maxWaitMs: 5_000 });
    const parts = ['state', 'waiting', 'rounds', 'processes', 'places'];
    await waitFor(async () => (await redis.zcard(keyOf(account, 'waiting'))) === 1, {
      timeoutMs: 1_000,
      what: 'the waiting request',
      everyMs: 5,
    });
    await redis.unlink(parts.map((part) => keyOf(account, part)));
    permit.release();
    await waiting;
  });

  it('holds for everybody when the vendor asks for a pause', async () => {
    const [told, other] = [await aProcess(), await aProcess()];
    const account = anAccount();
    await told.limits.pause(account, 400);
    await told.limits.pause(account, 10);
    await told.limits.pause(account, 0);
    const startedAt = performance.now();
    await acquire(other.limits, account, {});
    expect(performance.now() - startedAt).toBeGreaterThan(350);
    await told.limits.pause(account, 60_000);
    await expect(acquire(other.limits, account, {})).rejects.toMatchObject({
      retryAfterMs: expect.closeTo(60_000, -3),
    });
  });
});

describe('SharedLimits without Redis', () => {
  it('are kept by each process', async () => {
    const { limits } = await aProcess('redis://127.0.0.1:1/0');
    const account = anAccount();
    const startedAt = performance.now();
    const grantedAt = await Promise.all(
      Array.from({ length: 30 }, async () => {
        await acquire(limits, account, { requestsPerSecond: 20 });
        return performance.now() - startedAt;
      }),
    );
    expect(mostInASecond(grantedAt)).toBeLessThanOrEqual(20);
  });

  it('are kept by all processes together when it goes away', async () => {
    const both = [await aProcess(), await aProcess()];
    const account = anAccount();
    const limit = { requestsPerSecond: 20 };
    // Twice each, so that either has heard of the other.
    for (const { limits } of [...both, ...both]) (await acquire(limits, account, limit)).release();
    for (const { client } of both) client.disconnect();
    const grantedAt = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await acquire(both[index % 2]!.limits, account, limit);
        return performance.now();
      }),
    );
    // Two, one of each, that did not know of each other at first.
    expect(mostInASecond(grantedAt)).toBeLessThanOrEqual(22);
  });

  it('go on for those who wait when it goes away, and are shared again when it is back', async () => {
    const { client, limits } = await aProcess();
    const account = anAccount();
    const limit = { requestsPerSecond: 10, concurrency: 20 };
    const all = Array.from({ length: 10 }, () => acquire(limits, account, limit));
    await all[0];
    client.disconnect();
    await Promise.all(all);
    await client.connect();
    const isShared = async () => {
      (await acquire(limits, account, limit)).release();
      const asked = await redis.zrange(keyOf(account, 'processes'), 0, -1, 'WITHSCORES');
      return Date.now() - Number(asked[1]) < 500;
    };
    await waitFor(isShared, { timeoutMs: 5_000, what: 'the shared book' });
  });
});
