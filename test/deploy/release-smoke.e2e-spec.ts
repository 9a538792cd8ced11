import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { release, type ReleaseOptions, rollback } from '../../deploy/release/release.mjs';
import { ReleaseStateFolder } from '../../deploy/release/release-state.mjs';
import { PrivateServers } from '../chaos/private-servers.js';
import type { Installation } from '../support/harness/installation.js';
import { ReleaseEdge } from './release-edge.js';
import { ReleaseProcesses } from './release-processes.js';

const START_MS = 240_000;
const image = (version: string) => `registry.example/genesis:${version}`;
const EMAIL = 'smoke@example.com';

describe('the smoke test of releases, on the plan that production gives who has no other', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let proxy: ReleaseEdge;
  let processes: ReleaseProcesses;
  let stateFolder: string;
  let options: ReleaseOptions;
  const lines: string[] = [];

  beforeAll(async () => {
    [servers, proxy, stateFolder] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 5, max: 20 } }),
      ReleaseEdge.start(),
      mkdtemp(path.join(tmpdir(), 'genesis-release-')),
    ]);
    installation = await servers.install({
      LOCAL_PLAN: 'trial',
      PLAN_LIMIT_TRIAL: '1',
      DATABASE_POOL_MAX: '4',
      RATE_LIMIT_ENABLED: 'false',
      REDIS_QUEUE_URL: servers.redis.url,
    });
    processes = new ReleaseProcesses(installation);
    options = {
      platform: processes,
      edge: proxy.edge,
      state: new ReleaseStateFolder(stateFolder),
      say: (line) => void lines.push(line),
      replicas: { api: 2, worker: 1 },
      watchMs: 0,
      smoke: { account: { email: EMAIL, password: crypto.randomUUID() } },
    };
  }, START_MS);

  afterAll(async () => {
    await processes.stopAll();
    await Promise.all([proxy.stop(), installation.close()]);
    await Promise.all([servers.stop(), rm(stateFolder, { recursive: true, force: true })]);
  }, START_MS);

  /** Counted by quota: deleting a brief gives nothing back. */
  const generations = async () => {
    const { rows } = await installation.db.query<{ n: number }>(
      'SELECT coalesce(sum(used), 0)::int AS n FROM quota_usage',
    );
    return rows[0]?.n;
  };

  it(
    'generates once for each release, and what the account may generate in a month stops none',
    async () => {
      await release(image('1.0.0-aaaaaaa'), options);
      expect(await generations()).toBe(1);
      expect(lines.filter((line) => line.startsWith('  reads: '))).toHaveLength(2);
      expect(lines.join('\n')).not.toContain('may not generate any more');

      await release(image('1.1.0-bbbbbbb'), options);
      expect(await generations()).toBe(2);
      expect(lines).toContain(
        `  ${EMAIL} may not generate any more this month: a new account is used, and stays`,
      );

      await rollback(options);
      expect(await generations()).toBe(3);
    },
    START_MS,
  );
});
