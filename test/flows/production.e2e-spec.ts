import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { type PrivateServer, startPrivateRedis } from '../../scripts/local/private-services.mjs';
import { anAccount } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { type ServiceEntry, ServiceProcess } from '../support/harness/service-process.js';

const CASE_MS = 120_000;
const EX_CONFIG = 78;

/** What stands wrong in every process below. */
const FAULTS = {
  DEBUG: 'true',
  TESTING_MODE: 'true',
  FAILPOINTS: 'after-claim',
  CORS_ORIGINS: '*,http://localhost:3000',
  SECRET_KEY: 'CANARY-short',
  GENESIS_SERVICE_SECRET: 'CANARY-short',
  DIGITALCLOUD360_SERVICE_SECRET: 'change-me-in-production',
};
const OF_DATABASE = [
  'DATABASE_URL must not name a test database (its name contains "test") in production',
  'DATABASE_URL must not use a default or placeholder password in production',
];
const OF_APP = ['DEBUG must be false in production', 'TESTING_MODE must be false in production'];
const OF_SERVICE = [
  ...OF_APP,
  ...OF_DATABASE,
  'CORS_ORIGINS must name https origins alone in production',
  'CORS_ORIGINS must not be * in production',
  'CORS_ORIGINS must not name localhost in production',
  'DIGITALCLOUD360_SERVICE_SECRET must not be a default or placeholder in production',
  'GENESIS_SERVICE_SECRET must have at least 32 bytes in production',
  'GENESIS_SERVICE_SECRET must not have the value of SECRET_KEY in production',
  'REDIS_QUEUE_URL must name a Redis whose maxmemory-policy is noeviction in production',
  'SECRET_KEY must have at least 32 bytes in production',
];

describe('production', () => {
  let folder: string;
  let evicting: PrivateServer;
  let installation: Installation;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-production-'));
    evicting = await startPrivateRedis({ dir: folder });
    const client = new Redis(evicting.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    installation = await Installation.createForProduction(configuredStores());
  }, CASE_MS);
  afterAll(async () => {
    await installation.close();
    await evicting.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function databaseUrl(): string {
    const url = new URL(installation.env.DATABASE_URL ?? '');
    url.password = 'test_password';
    url.pathname = '/CANARY_test';
    return url.href;
  }

  it.each<[ServiceEntry, readonly string[]]>([
    ['api', OF_SERVICE],
    ['worker', OF_SERVICE],
    ['migrate', [...OF_APP, ...OF_DATABASE]],
  ])(
    '%s does not start on faulty settings: it lists every reason at once, no value, and nobody listens',
    async (entry, reasons) => {
      const [port, metrics] = [await findFreePort(), await findFreePort()];
      const refused = new ServiceProcess(entry, {
        ...installation.env,
        ...FAULTS,
        DATABASE_URL: databaseUrl(),
        REDIS_QUEUE_URL: evicting.url,
        PORT: String(port),
        PROMETHEUS_PORT: String(metrics),
        WORKER_PROMETHEUS_PORT: String(metrics),
      });
      let hasListened = false;
      while (refused.isRunning) {
        hasListened ||= (await listens(port)) || (await listens(metrics));
      }
      const { code } = await refused.ended;
      const { output } = refused;
      await refused.stop();

      const told = output.split('\n').flatMap((line) => {
        const [, reason] = /^(?:  - |migration failed: )?([A-Z][A-Z\d_]+ must .*)$/.exec(line) ?? [];
        return reason === undefined ? [] : [reason];
      });
      expect({ code, hasListened }).toEqual({ code: EX_CONFIG, hasListened: false });
      expect(told.sort()).toEqual([...reasons].sort());
      for (const value of ['CANARY', 'test_password', evicting.url, 'change-me']) {
        expect(output).not.toContain(value);
      }
    },
    CASE_MS,
  );

  describe('the api that is up', () => {
    let url: string;
    let metricsUrl: string;
    let token: string;

    beforeAll(async () => {
      const metrics = await findFreePort();
      await installation.startApi({ PROMETHEUS_PORT: String(metrics), OPERATOR_TOKEN: 'o'.repeat(40) });
      url = installation.urls[0] ?? '';
      metricsUrl = `http://127.0.0.1:${metrics}`;
      token = (await anAccount(new ApiCaller(url))).access_token;
    }, CASE_MS);

    it('shows neither documentation nor metrics nor queue, in no spelling of the address, to anybody', async () => {
      const spellings = HIDDEN.flatMap(spellingsOf);
      const shown: string[] = [];
      for (const target of spellings) {
        for (const headers of [
          [],
          [`Authorization: Bearer ${token}`],
          [`Authorization: Bearer ${'o'.repeat(40)}`],
        ]) {
          const { status, type, body } = await rawGet(url, target, headers);
          // A malformed address is refused before anybody looks for it.
          const isHidden = [400, 401, 404].includes(status) && type === 'application/problem+json';
          if (!isHidden || /SwaggerUI|genesis_ai_|"openapi":/.test(body)) shown.push(`${status} ${target}`);
        }
      }
      expect(shown).toEqual([]);
      expect(spellings.length).toBeGreaterThan(200);
    });

    it('explains error codes, and nothing else, below /docs', async () => {
      const { status, body } = await rawGet(url, '/docs/errors');
      expect(status).toBe(200);
      expect(body).not.toMatch(/swagger|openapi|\/api\/v1\//i);
    });

    it('has operators on the other listener alone, which serves nothing of the public one', async () => {
      const answer = async (base: string, target: string) => (await rawGet(base, target)).status;

      expect(await answer(metricsUrl, '/metrics')).toBe(200);
      expect(await answer(metricsUrl, '/health/detailed')).toBe(200);
      for (const target of ['/metrics', '/health/detailed', '/operators/runs', '/operators/webhooks']) {
        expect([target, await answer(url, target)]).toEqual([target, 404]);
      }
      for (const target of [
        '/',
        '/docs',
        '/api/v1/auth/me',
        '/api/v1/openapi.json',
        '//metrics',
        '/metrics/',
      ]) {
        expect([target, await answer(metricsUrl, target)]).toEqual([target, 404]);
      }
    });

    it('lets nobody reach that listener by naming it as the host', async () => {
      const { host } = new URL(metricsUrl);
      const forged = [
        [`Host: ${host}`],
        ['Host: localhost', `X-Forwarded-Host: ${host}`],
        ['Host: localhost', `Forwarded: host=${host}`, `X-Original-URL: /metrics`, 'X-Rewrite-URL: /metrics'],
      ];
      for (const headers of forged) {
        expect((await rawGet(url, '/metrics', headers)).status).toBe(404);
        expect((await rawGet(url, '/', headers)).body).not.toContain('genesis_ai_');
      }
      // An address in full, as proxies send it.
      expect((await rawGet(url, `${metricsUrl}/metrics`)).status).not.toBe(200);
    });

    it('changes nothing there for whoever has no token', async () => {
      const drain = (authorization?: string) =>
        fetch(`${metricsUrl}/operators/webhooks/replay`, {
          method: 'POST',
          ...(authorization !== undefined && { headers: { authorization } }),
        });
      for (const given of [
        undefined,
        'Bearer',
        `Bearer ${token}`,
        `Bearer ${'o'.repeat(39)}`,
        `Basic ${'o'.repeat(40)}`,
      ]) {
        expect((await drain(given)).status).toBe(401);
      }
    });
  });
});

/** What a stranger would like to see. */
const HIDDEN = [
  '/docs',
  '/docs-json',
  '/docs-yaml',
  '/docs/json',
  '/docs/swagger-ui-bundle.js',
  '/docs/swagger-ui-init.js',
  '/docs/start.js',
  '/openapi.json',
  '/api',
  '/api-json',
  '/swagger',
  '/api/v1/docs',
  '/api/v1/openapi.json',
  '/api/v1/openapi.yaml',
  '/metrics',
  '/api/v1/metrics',
  '/queues',
  '/admin/queues',
  '/admin/queues/api/queues',
  '/bull-board',
  '/health/detailed',
  '/operators/runs',
  '/api/v1/operators/runs',
];

/** Ways of writing one address that some router or proxy takes for the same. */
function spellingsOf(target: string): readonly string[] {
  const [, first = '', rest = ''] = /^\/([^/])(.*)$/.exec(target) ?? [];
  const encoded = `/%${first.charCodeAt(0).toString(16)}${rest}`;
  return [
    target,
    `${target}/`,
    `${target}//`,
    `/${target}`,
    `/.${target}`,
    `/health/..${target}`,
    `/health/%2e%2e${target}`,
    `${target}/.`,
    `${target}/x/..`,
    target.toUpperCase(),
    `/${first.toUpperCase()}${rest}`,
    encoded,
    encoded.replace('%', '%25'),
    target.replaceAll('/', '%2f'),
    target.replaceAll('/', '\\'),
    `${target}%00`,
    `${target}%20`,
    `${target};x=1`,
    `${target}?x=1`,
    `${target}%3f`,
    `${target}.json`,
  ];
}

interface RawAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** Sends the address letter by letter, which `fetch` would tidy up. */
async function rawGet(url: string, target: string, headers: readonly string[] = []): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const all = headers.some((line) => line.startsWith('Host:')) ? headers : ['Host: localhost', ...headers];
  const text = await new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write([`GET ${target} HTTP/1.1`, ...all, 'Connection: close', '', ''].join('\r\n'));
    });
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('end', () => {
      resolve(received);
    });
    socket.on('error', reject);
  });
  const end = text.indexOf('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]),
    type: /^content-type: ([^;\r\n]+)/im.exec(text.slice(0, end))?.[1],
    body: text.slice(end),
  };
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (isOpen: boolean) => {
      socket.destroy();
      setTimeout(() => {
        resolve(isOpen);
      }, 20);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}
