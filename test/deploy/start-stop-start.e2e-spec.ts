import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../scripts/local/private-services.mjs';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { type ServiceEntry, ServiceProcess } from '../support/harness/service-process.js';
import { TestDatabase } from '../support/harness/test-database.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { StoreRelay } from './store-relay.js';

const CASE_MS = 120_000;
const READY_MS = 10_000;
/** What is said once a process works. */
const UP: Readonly<Record<'api' | 'worker', string>> = { api: 'api listens', worker: 'worker takes jobs' };

describe('the start', () => {
  let installation: Installation;
  const processes: ServiceProcess[] = [];
  const relays: StoreRelay[] = [];

  beforeAll(async () => {
    installation = await Installation.create(configuredStores());
  }, CASE_MS);

  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.stop()));
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
  });

  afterAll(async () => {
    await installation.close();
  });

  function launch(entry: ServiceEntry, env: Readonly<Record<string, string>> = {}): ServiceProcess {
    const process = new ServiceProcess(entry, { ...installation.env, ...env });
    processes.push(process);
    return process;
  }

  async function relayTo(url: string): Promise<StoreRelay> {
    const relay = await StoreRelay.to(url);
    relays.push(relay);
    return relay;
  }

  function databaseEnv(url: string) {
    return { DATABASE_URL: url, TEST_DATABASE_URL: url };
  }

  function settingOf(name: string): string {
    const value = installation.env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
  }

  const databaseUrl = () => settingOf('DATABASE_URL');
  const redisUrl = () => settingOf('REDIS_URL');

  function changed(url: string, change: (parsed: URL) => void): string {
    const parsed = new URL(url);
    change(parsed);
    return parsed.href;
  }

  async function untilWaiting(process: ServiceProcess, times: number) {
    return waitFor(
      () => {
        const waits = process.logLines.filter(({ msg }) => msg === 'the start waits');
        return waits.length >= times && waits;
      },
      { timeoutMs: 60_000, what: `${times} tries of ${process.entry}` },
    );
  }

  /** The end of a process that gives up: its code and its last line. */
  async function lastWord(process: ServiceProcess) {
    const { code } = await process.ended;
    return { code, line: process.logLines.at(-1) };
  }

  it.each(['api', 'worker'] as const)(
    '%s: waits for the database, then for Redis, a warning a try, and then works',
    async (entry) => {
      const database = await relayTo(databaseUrl());
      const redis = await relayTo(redisUrl());
      const process = launch(entry, { ...databaseEnv(database.url), REDIS_URL: redis.url });
      const [first, second] = await untilWaiting(process, 2);
      expect(first).toMatchObject({
        level: 'warn',
        attempt: 1,
        reason: `the database at ${database.place} does not answer (connect ECONNREFUSED ${database.place})`,
      });
      expect(second).toMatchObject({ attempt: 2, retry_in_ms: 500 });

      await database.open();
      await waitFor(
        () => process.logLines.some(({ reason }) => String(reason).includes(`the Redis at ${redis.place}`)),
        { timeoutMs: 60_000, what: 'a try to reach Redis' },
      );
      expect(process.logLines.some(({ msg }) => msg === UP[entry])).toBe(false);
      await redis.open();
      await process.untilLogged(UP[entry]);
      expect(process.errors).toBe('');
    },
    CASE_MS,
  );

  it.each(['api', 'worker'] as const)(
    '%s: is ready within 10 s where the stores are there',
    async (entry) => {
      // Of three starts the quickest: others work on this machine too.
      const durations: number[] = [];
      for (let start = 0; start < 3 && !durations.some((ms) => ms < READY_MS); start += 1) {
        const startedAt = Date.now();
        const process = launch(entry);
        const { port } = await process.untilLogged('metrics listen');
        const { url = `http://127.0.0.1:${String(port)}` } = await process.untilLogged(UP[entry]);
        const { status } = await fetch(`${String(url)}/health/ready`);
        expect(status).toBe(200);
        durations.push(Date.now() - startedAt);
        await process.stop();
      }
      expectWithin('the quickest start', Math.min(...durations), READY_MS);
    },
    CASE_MS,
  );

  it.each([
    {
      what: 'the database is not there',
      env: () => databaseEnv(changed(databaseUrl(), (url) => (url.port = '1'))),
      says: /^the database at 127\.0\.0\.1:1 does not answer \(connect ECONNREFUSED .*\); given up after 1 s$/,
    },
    {
      what: 'the password of the database is wrong',
      env: () => databaseEnv(changed(databaseUrl(), (url) => (url.password = 'CANARY-password'))),
      says: /^the database at 127\.0\.0\.1:\d+ refuses our user or password: check DATABASE_URL, or POSTGRES_USER/,
    },
    {
      what: 'the database does not exist',
      env: () => databaseEnv(changed(databaseUrl(), (url) => (url.pathname = '/nowhere_test'))),
      says: /^the database server at 127\.0\.0\.1:\d+ has no database "nowhere_test": create it, or check/,
    },
    {
      what: 'Redis is not there',
      env: () => ({ REDIS_URL: 'redis://:CANARY-password@127.0.0.1:1/0' }),
      says: /^the Redis at 127\.0\.0\.1:1 \(REDIS_URL\) does not answer \(connect ECONNREFUSED .*\); given up after 1 s$/,
    },
    {
      what: 'the password of Redis is wrong',
      env: () => ({ REDIS_URL: changed(redisUrl(), (url) => (url.password = 'CANARY-password')) }),
      says: /^the Redis at 127\.0\.0\.1:\d+ \(REDIS_URL\) refuses our user or password: check REDIS_URL$/,
    },
    {
      what: 'the password of Redis is missing',
      env: () => ({ REDIS_URL: changed(redisUrl(), (url) => (url.password = '')) }),
      says: /^the Redis at 127\.0\.0\.1:\d+ \(REDIS_URL\) refuses our user or password: check REDIS_URL$/,
    },
    {
      what: 'the Redis of the queue is not there',
      env: () => ({ REDIS_QUEUE_URL: 'redis://:CANARY-password@127.0.0.1:1/0' }),
      says: /^the Redis at 127\.0\.0\.1:1 \(REDIS_QUEUE_URL\) does not answer/,
    },
  ])(
    'ends with 1 and says what is missing when $what',
    async ({ env, says }) => {
      const api = launch('api', { ...env(), START_TIMEOUT_S: '1' });
      const { code, line } = await lastWord(api);
      expect({ code, level: line?.level, msg: line?.msg }).toEqual({
        code: 1,
        level: 'fatal',
        msg: expect.stringMatching(says),
      });
      expect(api.output).not.toContain('CANARY');
      expect(api.output).not.toContain(new URL(databaseUrl()).password);
      expect(api.logLines.some(({ msg }) => msg === UP.api)).toBe(false);
    },
    CASE_MS,
  );

  it(
    'waits for migrations that are pending, gives up naming how many, and starts once they have been run',
    async () => {
      const database = await TestDatabase.create(configuredStores().databaseUrl);
      try {
        const env = databaseEnv(database.url);
        const { code, line } = await lastWord(launch('worker', { ...env, START_TIMEOUT_S: '1' }));
        expect(code).toBe(1);
        expect(line).toMatchObject({
          level: 'fatal',
          msg: expect.stringMatching(
            /^\d+ migrations are pending on database "\w+" at 127\.0\.0\.1:\d+: run migrate; given up after 1 s$/,
          ),
        });

        const api = launch('api', env);
        await untilWaiting(api, 1);
        expect((await launch('migrate', env).ended).code).toBe(0);
        await api.untilLogged(UP.api);
        await api.stop();
      } finally {
        await Promise.all(processes.map((process) => process.stop()));
        await database.drop();
      }
    },
    CASE_MS,
  );

  it(
    'migrate waits for the database too, and gives up on it',
    async () => {
      const relay = await relayTo(databaseUrl());
      const waiting = launch('migrate', databaseEnv(relay.url));
      await waitFor(() => waiting.output.includes('the start waits'), {
        timeoutMs: 60_000,
        what: 'a try of migrate',
      });
      await relay.open();
      expect((await waiting.ended).code).toBe(0);
      expect(waiting.output).toContain('migrations: nothing to do');

      const nowhere = databaseEnv(changed(databaseUrl(), (url) => (url.port = '1')));
      const givenUp = launch('migrate', { ...nowhere, START_TIMEOUT_S: '1' });
      expect((await givenUp.ended).code).toBe(1);
      expect(givenUp.errors).toMatch(/^migration failed: the database at 127\.0\.0\.1:1 does not answer/);
      expect(givenUp.output).not.toContain(new URL(databaseUrl()).password);
    },
    CASE_MS,
  );

  it.each(['api', 'worker', 'migrate'] as const)(
    '%s: ends with 78 for faulty settings, with all of their names and none of their values',
    async (entry) => {
      const process = launch(entry, { DATABASE_POOL_MAX: 'CANARY', LOG_LEVEL: 'CANARY' });
      const { code } = await process.ended;
      expect(code).toBe(78);
      expect(process.errors).toMatch(/DATABASE_POOL_MAX must be a whole number/);
      expect(process.errors).toMatch(/LOG_LEVEL must be one of/);
      expect(process.output).not.toContain('CANARY');
    },
    CASE_MS,
  );

  it(
    'names the setting of a port that is taken',
    async () => {
      const other = createServer();
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const port = String((other.address() as AddressInfo).port);
      try {
        for (const [entry, setting] of [
          ['api', 'PORT'],
          ['api', 'PROMETHEUS_PORT'],
          ['worker', 'WORKER_PROMETHEUS_PORT'],
        ] as const) {
          const { code, line } = await lastWord(launch(entry, { [setting]: port }));
          expect({ setting, code, msg: line?.msg }).toEqual({
            setting,
            code: 1,
            msg: expect.stringMatching(new RegExp(`^${setting}: port ${port} is taken`)),
          });
        }
      } finally {
        other.close();
      }
    },
    CASE_MS,
  );

  it(
    'refuses in production a Redis for the queue that may throw jobs away, and warns elsewhere',
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'genesis-evicting-'));
      const redis = await startPrivateRedis({ dir: folder });
      const client = new Redis(redis.url);
      let production: Installation | null = null;
      try {
        await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
        production = await Installation.createForProduction(configuredStores());
        const refused = new ServiceProcess('worker', { ...production.env, REDIS_QUEUE_URL: redis.url });
        processes.push(refused);
        const { code, line } = await lastWord(refused);
        expect({ code, msg: line?.msg ?? refused.errors }).toEqual({
          code: 1,
          msg: "the queue's Redis (REDIS_QUEUE_URL) must have maxmemory-policy noeviction, not allkeys-lru",
        });

        const warned = launch('worker', { REDIS_QUEUE_URL: redis.url });
        await warned.untilLogged('the Redis of the queue may lose jobs, production needs noeviction');
        await warned.untilLogged(UP.worker);
        await warned.stop();
      } finally {
        await production?.close();
        client.disconnect();
        await redis.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
    CASE_MS,
  );

  it(
    'tells each setting under its source, and no secret',
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'genesis-secret-'));
      const file = path.join(folder, 'tavily');
      await writeFile(file, 'CANARY-in-a-file\n');
      const api = launch('api', { OPENAI_API_KEY: 'CANARY-key', TAVILY_API_KEY_FILE: file });
      try {
        const line = await api.untilLogged('settings read');
        expect(line).toMatchObject({
          level: 'info',
          settings: {
            env: { HOST: '127.0.0.1', DATABASE_URL: '[redacted]', SECRET_KEY: '[redacted]', PORT: '0' },
            file: { TAVILY_API_KEY: '[redacted]' },
            default: { DEBUG: 'false', START_TIMEOUT_S: '30' },
          },
        });
        await api.untilLogged(UP.api);
        for (const secret of ['CANARY', settingOf('SECRET_KEY'), new URL(redisUrl()).password]) {
          expect(secret).not.toBe('');
          expect(api.output).not.toContain(secret);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    CASE_MS,
  );

  it.each(['api', 'worker'] as const)(
    '%s: SIGTERM while it waits ends it at once, in order',
    async (entry) => {
      const process = launch(entry, databaseEnv(changed(databaseUrl(), (url) => (url.port = '1'))));
      await untilWaiting(process, 2);
      const { code } = await process.kill('SIGTERM');
      expect(code).toBe(0);
      expect(process.logLines.slice(-2).map(({ msg }) => msg)).toEqual(['shutting down', 'stopped']);
    },
    CASE_MS,
  );
});
