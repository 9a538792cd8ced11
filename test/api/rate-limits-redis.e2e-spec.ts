import { loadSettings, RedisSettings } from '@genesis/config';
import { newId, SystemClock } from '@genesis/kernel';
import { openRedis, primariesOf, type RedisClient } from '@genesis/redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Census } from '../../libs/rate-limits/src/census.js';
import { limitConnection } from '../../libs/rate-limits/src/limit-connection.js';
import { RateLimits } from '../../libs/rate-limits/src/rate-limits.js';
import { startRedisCluster } from '../../scripts/local/redis-topologies.mjs';
import { PASSWORD, signIn } from '../support/builders/account.builder.js';
import type { Answer } from '../support/builders/api-caller.js';
import { keysOf } from '../support/harness/redis-keys.js';
import { StoreNetwork } from '../support/harness/store-network.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { anEmail, type ApiUnderTest } from './api-under-test.js';
import {
  aKeyPrefix,
  anAddress,
  aPerson,
  CallerAt,
  ratesOf,
  startLimitedApi,
  statuses,
  times,
} from './limits-under-test.js';

const { url: redisUrl } = loadSettings().get(RedisSettings);
const LIMIT = 10;

const refresh = (api: ApiUnderTest, address: string): Promise<Answer> =>
  new CallerAt(api.url, address).call('/auth/refresh', { body: { refresh_token: 'none' } });

describe('Limits: two replicas', () => {
  const keyPrefix = aKeyPrefix();
  let replicas: readonly [ApiUnderTest, ApiUnderTest];
  beforeAll(async () => {
    const start = () => startLimitedApi({ REDIS_KEY_PREFIX: keyPrefix });
    replicas = [await start(), await start()];
  });
  afterAll(() => Promise.all(replicas.map((replica) => replica.close())));

  it('count together, by address and by person', async () => {
    const [one, other] = replicas;
    const address = anAddress();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => refresh(replicas[index % 2]!, address)),
    );
    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(LIMIT);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(6);

    const { access_token: token } = await aPerson(one.url);
    const left = [];
    for (const { url } of [one, other, other, one]) {
      const { headers } = await new CallerAt(url).call('/auth/me', { token });
      left.push(ratesOf(headers).calls?.left);
    }
    expect(left).toEqual([119, 118, 117, 116]);
  });

  it('leave nothing of a person in the keys of Redis, and no key for longer than its window', async () => {
    const [one] = replicas;
    const { email, id, caller } = await aPerson(one.url);
    await signIn(caller, `${email}:{x}*\n`, PASSWORD);
    await signIn(caller, `${'x'.repeat(900)}{}`, PASSWORD);
    const redis = new Redis(redisUrl);
    try {
      const keys = (await keysOf(redis, `${keyPrefix}:rl:`)).filter((key) => !key.endsWith('{processes}'));
      expect(keys.length).toBeGreaterThan(5);
      for (const key of keys) {
        expect(key.slice(keyPrefix.length)).toMatch(/^:rl:[a-z-]+:\{[\w-]{22}\}$/);
        expect(key).not.toContain(email);
        expect(key).not.toContain(id);
        const seconds = await redis.ttl(key);
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(3_600);
      }
    } finally {
      await redis.quit();
    }
  });
});

describe('Limits: while Redis is away', () => {
  /** Far more than a request takes, and less than the library's tries would: a machine may be busy. */
  const AT_ONCE_MS = 2_000;

  let network: StoreNetwork;
  let replicas: readonly [ApiUnderTest, ApiUnderTest];
  beforeAll(async () => {
    network = await StoreNetwork.before(redisUrl);
    const env = { REDIS_URL: network.url, REDIS_QUEUE_URL: redisUrl, REDIS_KEY_PREFIX: aKeyPrefix() };
    replicas = [await startLimitedApi(env), await startLimitedApi(env)];
    // Each learns of the other when it calls next.
    await waitFor(async () => (await quotasAlone()) === '5,5', {
      timeoutMs: 20_000,
      everyMs: 1_000,
      what: 'each replica to know of the other',
    });
  }, 60_000);
  afterEach(async () => {
    network.isDown = false;
    await untilTogether();
  }, 30_000);
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await network.close();
  });

  const quotaOf = async (api: ApiUnderTest) => ratesOf((await refresh(api, anAddress())).headers).auth?.quota;
  const untilTogether = () =>
    waitFor(async () => (await quotaOf(replicas[0])) === LIMIT && (await quotaOf(replicas[1])) === LIMIT, {
      timeoutMs: 25_000,
      what: 'the replicas to count together',
    });
  /** What each allows when Redis is away. */
  async function quotasAlone(): Promise<string> {
    breakOff();
    const quotas = await Promise.all(replicas.map(quotaOf));
    network.isDown = false;
    await untilTogether();
    return quotas.join();
  }
  function breakOff(): void {
    network.isDown = true;
    network.cut();
  }

  it('each replica counts its share, nothing fails and nobody waits; then they count together again', async () => {
    breakOff();
    const address = anAddress();
    const beganAt = performance.now();
    const answers = await Promise.all(replicas.map((replica) => times(7, () => refresh(replica, address))));
    expectWithin('the answer', performance.now() - beganAt, AT_ONCE_MS);
    const shared = [401, 401, 401, 401, 401, 429, 429];
    expect(answers.map(statuses)).toEqual([shared, shared]);
    expect(ratesOf(answers[0]![0]!.headers)).toMatchObject({ auth: { quota: 5, left: 4 } });
    const { access_token: token } = await aPerson(replicas[0].url);
    expect((await new CallerAt(replicas[0].url).call('/auth/me', { token })).status).toBe(200);

    network.isDown = false;
    await untilTogether();
    const again = anAddress();
    const left = [];
    for (const replica of [...replicas, ...replicas]) {
      left.push(ratesOf((await refresh(replica, again)).headers).auth?.left);
    }
    expect(left).toEqual([9, 8, 7, 6]);
  }, 40_000);

  it('that says nothing holds one request up for half a second, and then no other', async () => {
    network.swallow();
    const address = anAddress();
    const beganAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(replicas[0], address)));
    expectWithin('the answer', performance.now() - beganAt, AT_ONCE_MS);
    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(5);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(15);
  }, 40_000);

  it('an api starts', async () => {
    breakOff();
    const late = await startLimitedApi({
      REDIS_URL: network.url,
      REDIS_QUEUE_URL: redisUrl,
      REDIS_KEY_PREFIX: aKeyPrefix(),
    });
    try {
      expect((await refresh(late, anAddress())).status).toBe(401);
    } finally {
      await late.close();
    }
  }, 40_000);
});

async function answers(client: RedisClient, keyPrefix: string): Promise<boolean> {
  const nodes = primariesOf(client);
  await Promise.all(nodes.map((node) => node.ping()));
  await client.exists(`${keyPrefix}:rl:{processes}`);
  return nodes.length === 3;
}

describe('Limits: on a Redis Cluster', () => {
  it('are counted together as well, and processes know of each other', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'genesis-limits-'));
    const cluster = await startRedisCluster({ dir });
    const keyPrefix = aKeyPrefix();
    const clients = [limitConnection(cluster.url), limitConnection(cluster.url)];
    const observer = openRedis(cluster.url, {});
    try {
      const counts: number[] = [];
      const both = await Promise.all(
        clients.map(async (client) => {
          await client.connect();
          // A cluster is ready before its nodes are.
          await waitFor(() => answers(client, keyPrefix), { timeoutMs: 10_000, what: 'three nodes' });
          const census = new Census(client, {
            keyPrefix,
            process: newId(),
            onCounted: (processes) => counts.push(processes),
          });
          await census.begin();
          return { limits: new RateLimits(client, { keyPrefix, clock: new SystemClock() }), census };
        }),
      );
      expect(counts.sort()).toEqual([1, 2]);

      const policy = { name: 'auth', limit: 3, windowSeconds: 60 };
      const keys = Array.from({ length: 12 }, anEmail);
      for (const key of keys) {
        for (const [index, { limits }] of [...both, ...both].entries()) {
          expect(await limits.count(policy, key)).toMatchObject({ used: index + 1, limit: 3 });
        }
        await both[0]!.limits.forget(policy, key);
        expect(await both[0]!.limits.count(policy, key)).toMatchObject({ used: 1, limit: 3 });
        await both[0]!.limits.uncount(policy, key);
      }
      expect((await keysOf(observer, `${keyPrefix}:rl:`)).length).toBe(keys.length + 1);
      await Promise.all(both.map(({ census }) => census.end()));
    } finally {
      for (const client of [...clients, observer]) client.disconnect();
      await cluster.stop();
      await rm(dir, { recursive: true, force: true });
    }
  }, 120_000);
});
