import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  type PrivateServer,
  startPrivatePostgres,
  startPrivateRedis,
} from '../../scripts/local/private-services.mjs';
import { startRedisCluster, startSentinelSet, type TlsFiles } from '../../scripts/local/redis-topologies.mjs';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { Installation } from '../support/harness/installation.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { makeCertificates } from './certificates.js';

const CASE_MS = 180_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };

/** A Redis that is reached over TLS alone, and by us without. */
interface TlsRedis {
  /** `rediss…`, for the service. */
  readonly url: string;
  /** Its servers for us, and at which port each serves TLS. */
  readonly servers: () => Promise<readonly { readonly url: string; readonly tlsPort: number }[]>;
  readonly stop: () => Promise<void>;
}

let folder: string;
let tls: TlsFiles;
let postgres: PrivateServer;
let databaseUrl: string;

const STARTS: readonly (readonly [string, (dir: string) => Promise<TlsRedis>])[] = [
  ['one server', oneServer],
  ['Sentinel', sentinels],
  ['Cluster', cluster],
];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'genesis-tls-'));
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  tls = makeCertificates(folder);
  postgres = await startPrivatePostgres({ dir: path.join(folder, 'postgres') });
  databaseUrl = await overTls(postgres);
}, CASE_MS);

afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, CASE_MS);

describe.each(STARTS)('TLS to PostgreSQL and to Redis: %s', (_kind, start) => {
  let redis: TlsRedis;
  let installation: Installation;

  beforeAll(async () => {
    redis = await start(mkdtempSync(path.join(folder, 'redis-')));
    const stores = { databaseUrl, redisUrl: redis.url, redisKeyPrefix: 'genesis:tls' };
    installation = await Installation.create(stores, { NODE_EXTRA_CA_CERTS: tls.caFile });
  }, CASE_MS);

  afterAll(async () => {
    await installation.close();
    await redis.stop();
  }, CASE_MS);

  it(
    'makes a brief, and no connection of ours is without it',
    async () => {
      const api = await installation.startApi();
      const worker = await installation.startWorker();
      const client = await installation.client().signUp();
      const { brief_id: briefId } = await client.generate(IDEA);
      expect(await client.untilSettled(briefId, 60_000)).toMatchObject({ status: 'completed' });

      for (const { url, tlsPort } of await redis.servers()) {
        const connected = await ourConnectionsAt(url);
        expect(connected.length).toBeGreaterThan(0);
        expect(new Set(connected)).toEqual(new Set([`127.0.0.1:${String(tlsPort)}`]));
      }
      const { rows } = await installation.db.query<{ ssl: boolean; count: number }>(
        `SELECT ssl, count(*)::int AS count FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
          WHERE application_name LIKE 'genesis-%' AND datname = current_database() GROUP BY 1`,
      );
      expect(rows).toEqual([{ ssl: true, count: expect.any(Number) }]);
      for (const { errors } of [api, worker]) expect(errors).not.toMatch(/Warning/);
    },
    CASE_MS,
  );

  it(
    'goes on over it when connections are lost',
    async () => {
      for (const { url } of await redis.servers()) await endOurConnectionsAt(url);
      const client = await installation.client().signUp();
      const { brief_id: briefId } = await client.generate(IDEA);
      expect(await client.untilSettled(briefId, 60_000)).toMatchObject({ status: 'completed' });
    },
    CASE_MS,
  );

  it(
    'does not start where the certificate is of nobody that is known, and says of which store',
    async () => {
      const strange = { NODE_EXTRA_CA_CERTS: '', START_TIMEOUT_S: '2', DATABASE_URL: postgres.url };
      await expect(installation.startApi(strange)).rejects.toThrow(
        /the Redis at .+ \(REDIS_URL\) does not answer \(.*certificate/,
      );
    },
    CASE_MS,
  );
});

describe('TLS to Sentinel', () => {
  it(
    'is spoken to the server that takes over, too',
    async () => {
      const set = await startSentinelSet({ dir: mkdtempSync(path.join(folder, 'redis-')), tls });
      const stores = { databaseUrl, redisUrl: set.url, redisKeyPrefix: 'genesis:tls' };
      const installation = await Installation.create(stores, { NODE_EXTRA_CA_CERTS: tls.caFile });
      try {
        await installation.startApi();
        await installation.startWorker();
        const client = await installation.client().signUp();
        const { to } = await set.failOver();
        const { brief_id: briefId } = await client.generate(IDEA);
        expect(await client.untilSettled(briefId, 90_000)).toMatchObject({ status: 'completed' });
        expect(new Set(await ourConnectionsAt(await set.primaryUrl()))).toEqual(
          new Set([`127.0.0.1:${String(to)}`]),
        );
      } finally {
        await installation.close();
        await set.stop();
      }
    },
    CASE_MS,
  );
});

/** Has PostgreSQL serve TLS, with a certificate that is checked. @returns the address */
async function overTls({ url, pid }: PrivateServer): Promise<string> {
  const { uid, gid } = statSync(`/proc/${String(pid)}`);
  if (process.getuid?.() === 0) chownSync(tls.keyFile, uid, gid);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`ALTER SYSTEM SET ssl_cert_file = '${tls.certFile}'`);
  await client.query(`ALTER SYSTEM SET ssl_key_file = '${tls.keyFile}'`);
  await client.query('ALTER SYSTEM SET ssl = on');
  await client.query('SELECT pg_reload_conf()');
  await client.query('CREATE DATABASE tls_test');
  await client.end();
  const address = new URL(url);
  address.pathname = '/tls_test';
  address.searchParams.set('sslmode', 'verify-full');
  address.searchParams.set('sslrootcert', tls.caFile);
  return address.href;
}

async function oneServer(dir: string): Promise<TlsRedis> {
  const tlsPort = await findFreePort();
  const lines = [
    `tls-port ${String(tlsPort)}`,
    `tls-cert-file "${tls.certFile}"`,
    `tls-key-file "${tls.keyFile}"`,
    `tls-ca-cert-file "${tls.caFile}"`,
    'tls-auth-clients no',
  ];
  const server = await startPrivateRedis({ dir, lines });
  const address = new URL(server.url);
  return {
    url: `rediss://:${address.password}@127.0.0.1:${String(tlsPort)}/0`,
    servers: () => Promise.resolve([{ url: server.url, tlsPort }]),
    stop: () => server.stop(),
  };
}

async function sentinels(dir: string): Promise<TlsRedis> {
  const set = await startSentinelSet({ dir, tls });
  return {
    url: set.url,
    servers: async () => [{ url: await set.primaryUrl(), tlsPort: await set.servedAt() }],
    stop: () => set.stop(),
  };
}

async function cluster(dir: string): Promise<TlsRedis> {
  const nodes = await startRedisCluster({ dir, tls });
  const servers = nodes.nodeUrls.map((url, index) => ({ url, tlsPort: nodes.servedAt[index]! }));
  return { url: nodes.url, servers: () => Promise.resolve(servers), stop: () => nodes.stop() };
}

async function endOurConnectionsAt(url: string): Promise<void> {
  const client = new Redis(url);
  try {
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes');
  } finally {
    client.disconnect();
  }
}

/** At which of its addresses the processes of the service are connected to a Redis. */
async function ourConnectionsAt(url: string): Promise<readonly string[]> {
  const client = new Redis(url);
  try {
    const list = String(await client.client('LIST'));
    return list
      .split('\n')
      .filter((line) => / name=genesis-/.test(line))
      .map((line) => / laddr=(\S+)/.exec(line)?.[1] ?? '');
  } finally {
    client.disconnect();
  }
}
