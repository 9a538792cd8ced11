import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi } from '../api/api-under-test.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { aFreePort, StoreRelay } from './store-relay.js';

const CASE_MS = 120_000;
const HEALTH_CHECK = path.resolve(import.meta.dirname, '../../dist/apps/api/src/health-check.js');

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function get(url: string): Promise<Answer> {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function metricsUrlOf(process: ServiceProcess): Promise<string> {
  const { port } = await process.untilLogged('metrics listen');
  return `http://127.0.0.1:${String(port)}`;
}

describe('health of running processes', () => {
  let installation: Installation;
  let api: { readonly url: string; readonly metricsUrl: string };
  let workerUrl: string;

  beforeAll(async () => {
    installation = await Installation.create(configuredStores(), { OPENAI_API_KEY: 'CANARY-key-of-openai' });
    const [apiProcess, worker] = await Promise.all([installation.startApi(), installation.startWorker()]);
    api = { url: installation.urls[0] ?? '', metricsUrl: await metricsUrlOf(apiProcess) };
    workerUrl = await metricsUrlOf(worker);
  }, CASE_MS);

  afterAll(async () => {
    await installation.close();
  });

  it('says that the start is complete, where probes look', async () => {
    const started = { status: 200, body: { status: 'started', waiting_for: [] } };
    expect(await get(`${api.url}/health/startup`)).toEqual(started);
    expect(await get(`${workerUrl}/health/startup`)).toEqual(started);
  });

  it('says within a second that it lives', async () => {
    for (const url of [api.url, workerUrl]) {
      const startedAt = performance.now();
      const { status, body } = await get(`${url}/health`);
      expect({ status, body }).toMatchObject({ status: 200, body: { status: 'healthy' } });
      expectWithin('the answer', performance.now() - startedAt, 1_000);
    }
  });

  it.each(['api', 'worker'] as const)(
    '%s: tells operators all it knows about itself, and no secret',
    async (role) => {
      const { status, body } = await get(`${role === 'api' ? api.metricsUrl : workerUrl}/health/detailed`);
      expect(status).toBe(200);
      const up = { status: 'up', response_time_ms: expect.any(Number) };
      expect(body).toMatchObject({
        service: 'genesis-ai-service',
        build: { version: '1.0.0', revision: null, node: process.version },
        environment: 'testing',
        uptime_s: expect.any(Number),
        state: { startup: 'started', live: 'ok', ready: 'ready', draining: false },
        dependencies: { database: up, redis_cache: up, redis_queue: up, migrations: up },
        migrations: { pending: [] },
        event_loop_delay_ms: { mean: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) },
        memory_bytes: { rss: expect.any(Number), heap_used: expect.any(Number) },
        limits: { worker_concurrency: 200, shutdown_grace_ms: 25_000, start_timeout_ms: 30_000 },
        database_pool: { max: 10, total: expect.any(Number), idle: expect.any(Number), waiting: 0 },
        queue_runs: { waiting: 0, active: 0, delayed: 0, failed: 0 },
        queue_publishing: { waiting: 0, active: 0, delayed: 0, failed: 0 },
        at_work: role === 'api' ? { requests: expect.any(Number) } : { runs: 0, publications: 0 },
        providers: expect.arrayContaining([
          expect.objectContaining({ service: 'openai', capability: 'llm', breaker: 'closed' }),
          expect.objectContaining({ service: 'tavily', status: 'not_configured' }),
        ]),
      });
      const text = JSON.stringify(body);
      const { DATABASE_URL, REDIS_URL, SECRET_KEY } = installation.env;
      for (const secret of [
        'CANARY',
        SECRET_KEY ?? '',
        new URL(DATABASE_URL ?? '').password,
        new URL(REDIS_URL ?? '').password,
      ]) {
        expect(secret).not.toBe('');
        expect(text).not.toContain(secret);
      }
      expect(text).not.toMatch(/postgresql:|rediss?:/);
    },
  );

  it('serves the details to nobody in public', async () => {
    expect((await get(`${api.url}/health/detailed`)).status).toBe(404);
    expect((await get(`${api.url}/api/v1/health/detailed`)).status).toBe(404);
  });

  describe('the script of a container', () => {
    const apiEnv = () => ({ ...installation.env, PORT: new URL(api.url).port });
    const workerEnv = () => ({
      ...installation.env,
      PORT: '1',
      WORKER_PROMETHEUS_PORT: new URL(workerUrl).port,
    });

    it('finds the process that listens', async () => {
      expect(await check([], apiEnv())).toMatchObject({
        code: 0,
        text: expect.stringMatching(/^api: 200 from/),
      });
      expect(await check(['api'], apiEnv())).toMatchObject({ code: 0 });
      expect(await check([], workerEnv())).toMatchObject({
        code: 0,
        text: expect.stringMatching(/^worker: 200 from/),
      });
      expect(await check(['worker'], { ...workerEnv(), HOST: '0.0.0.0' })).toMatchObject({ code: 0 });
    });

    it('says no where nobody listens, and where the role or the settings are wrong', async () => {
      expect(await check(['api'], workerEnv())).toEqual({
        code: 1,
        text: 'nobody listens on 127.0.0.1:1 (PORT)\n',
      });
      expect(await check(['proxy'], apiEnv())).toEqual({
        code: 1,
        text: 'Error: usage: health-check.js [api|worker]\n',
      });
      expect(await check([], { ...apiEnv(), PORT: 'x' })).toMatchObject({
        code: 1,
        text: expect.stringContaining('PORT must be a whole number'),
      });
    });

    it('says no to a failing answer, and to none within 2.5 s', async () => {
      await withServer(
        (_request, response) => response.writeHead(503).end('{}'),
        async (port) => {
          expect(await check(['api'], { ...apiEnv(), PORT: port })).toEqual({
            code: 1,
            text: `api: 503 from http://127.0.0.1:${port}/health\n`,
          });
        },
      );
      await withServer(
        () => undefined,
        async (port) => {
          expect(await check(['api'], { ...apiEnv(), PORT: port })).toEqual({
            code: 1,
            text: `api: no answer from http://127.0.0.1:${port}/health in 2500 ms\n`,
          });
        },
      );
    });
  });
});

describe('health while the start is not complete', () => {
  it(
    'startup is 503 until the stores were reached, and 200 for ever from then on',
    async () => {
      const { redisUrl } = configuredStores();
      const relay = await StoreRelay.to(redisUrl);
      const api = await startApi({ REDIS_URL: relay.url });
      try {
        expect(await get(`${api.url}/health/startup`)).toEqual({
          status: 503,
          body: { status: 'starting', waiting_for: ['redis_cache', 'redis_queue'] },
        });
        await relay.open();
        await waitFor(async () => (await get(`${api.url}/health/startup`)).status === 200, {
          timeoutMs: 30_000,
          what: 'the start to be complete',
        });
        await relay.close();
        await waitFor(async () => (await get(`${api.url}/health/ready`)).status === 503, {
          timeoutMs: 30_000,
          what: 'readiness to notice',
        });
        expect((await get(`${api.url}/health/startup`)).status).toBe(200);
        await relay.open();
        await waitFor(async () => (await get(`${api.url}/health/ready`)).status === 200, {
          timeoutMs: 30_000,
          what: 'readiness to notice that Redis is back',
        });
      } finally {
        await api.close();
        await relay.close();
      }
    },
    CASE_MS,
  );
});

async function check(args: readonly string[], env: NodeJS.ProcessEnv) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [HEALTH_CHECK, ...args], { env });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

async function withServer(answer: RequestListener, work: (port: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(answer);
  server.listen(await aFreePort(), '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(String((server.address() as AddressInfo).port));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
