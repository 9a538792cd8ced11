import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { release, type ReleaseOptions, rollback } from '../../deploy/release/release.mjs';
import { ReleaseStateFolder } from '../../deploy/release/release-state.mjs';
import { IDEA, PrivateServers } from '../chaos/private-servers.js';
import { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ReleaseEdge } from './release-edge.js';
import { ReleaseProcesses } from './release-processes.js';
import { ReleaseTraffic, type TrafficReport } from './release-traffic.js';

const START_MS = 240_000;
const SCENARIO_MS = 420_000;
const ROLLBACK_BAR_MS = 300_000;
const FIRST = 'registry.example/genesis:1.0.0-aaaaaaa';
const SECOND = 'registry.example/genesis:1.1.0-bbbbbbb';
const BROKEN = 'registry.example/genesis:1.2.0-ccccccc';
const THIRD = 'registry.example/genesis:1.3.0-ddddddd';

interface Observation extends TrafficReport {
  /** Lines that nginx had written before. */
  readonly answeredBefore: number;
}

/** Staging: apis go on for a while after SIGTERM, as in production. */
const SETTINGS = {
  ENVIRONMENT: 'staging',
  TRUST_PROXY_HOPS: '1',
  RATE_LIMIT_ENABLED: 'false',
  // One person follows every brief.
  EVENT_STREAMS_PER_PERSON: '1000',
  LOCAL_PLAN: 'enterprise',
  DATABASE_POOL_MAX: '6',
};

describe('releases while people use the service', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let proxy: ReleaseEdge;
  let processes: ReleaseProcesses;
  let stateFolder: string;
  let options: ReleaseOptions;
  let token: string;
  const lines: string[] = [];

  beforeAll(async () => {
    [servers, proxy, stateFolder] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 200, max: 800 } }),
      ReleaseEdge.start(),
      mkdtemp(path.join(tmpdir(), 'genesis-release-')),
    ]);
    installation = await servers.install({ ...SETTINGS, REDIS_QUEUE_URL: servers.redis.url });
    processes = new ReleaseProcesses(installation);
    options = {
      platform: processes,
      edge: proxy.edge,
      state: new ReleaseStateFolder(stateFolder),
      replicas: { api: 2, worker: 2 },
      say: (line) => void lines.push(line),
      watchMs: 3_000,
      smoke: { account: { email: 'smoke@example.com', password: crypto.randomUUID() } },
      shadowPaths: ['/api/v1/business/briefs', '/api/v1/business/brief/none/status', '/health'],
    };
    await release(FIRST, options);
    const person = await new ApiClient([proxy.url]).signUp();
    token = person.accessToken;
  }, START_MS);

  afterAll(async () => {
    await processes.stopAll();
    await Promise.all([proxy.stop(), installation.close()]);
    await Promise.all([servers.stop(), rm(stateFolder, { recursive: true, force: true })]);
  }, START_MS);

  /** Does something to the service while people use it. @returns what they saw, once all their work has ended */
  async function underTraffic(act: (traffic: ReleaseTraffic) => Promise<void>): Promise<Observation> {
    const answeredBefore = (await proxy.accessLines()).length;
    const traffic = ReleaseTraffic.start({ url: proxy.url, token, idea: IDEA });
    try {
      await traffic.untilMore(30);
      await act(traffic);
      await traffic.untilMore(30);
    } finally {
      await traffic.stop();
    }
    return { ...(await traffic.stop()), answeredBefore };
  }

  async function expectNothingLost(report: Observation): Promise<void> {
    process.stdout.write(
      `${report.requests} requests, ${report.sentAgain} sent again, ${report.streams} event streams, ` +
        `${report.streamsContinued} continued, ${report.runIds.length} generations\n`,
    );
    expect(report.failures).toEqual([]);
    const answered = (await proxy.accessLines()).slice(report.answeredBefore);
    expect(answered.filter(({ status }) => status >= 500)).toEqual([]);
    const { rows } = await installation.db.query<{ status: string; n: number }>(
      `SELECT status, count(*)::int AS n FROM agent_run WHERE id = ANY ($1::uuid[]) GROUP BY status`,
      [report.runIds],
    );
    expect(rows).toEqual([{ status: 'completed', n: report.runIds.length }]);
    // Every key made one run, however often its request was sent.
    expect(new Set(report.runIds).size).toBe(report.keys.length);
    expect(await servers.violations(installation, processes.deaths)).toEqual([]);
  }

  const liveImage = async () => (await options.state.read()).live?.image;

  it(
    'one process after the other is replaced, and nobody notices',
    async () => {
      const { live } = await options.state.read();
      const pieces = processes.piecesOf(live?.colour ?? '');
      const report = await underTraffic(async (traffic) => {
        for (const [index, old] of pieces.apis.entries()) {
          // nginx asks nobody whether a server is ready: it is told first.
          await proxy.edge.point(pieces.apis.filter((api) => api !== old).map(({ server }) => server));
          await processes.end(old);
          pieces.apis[index] = await processes.anApi(FIRST);
          await proxy.edge.point(pieces.apis.map(({ server }) => server));
          await traffic.untilMore(30);
        }
        for (const [index, old] of pieces.workers.entries()) {
          await processes.end(old);
          pieces.workers[index] = await processes.aWorker(FIRST);
          await traffic.untilMore(30);
        }
      });

      await expectNothingLost(report);
    },
    SCENARIO_MS,
  );

  it(
    'a release takes the place of the one before, and nobody notices',
    async () => {
      const report = await underTraffic(() => release(SECOND, options));

      await expectNothingLost(report);
      expect(await liveImage()).toBe(SECOND);
      expect(processes.asked.slice(-2)).toEqual([`pull ${SECOND}`, `migrate ${SECOND}`]);
    },
    SCENARIO_MS,
  );

  it(
    'a release that does not start leaves the one before, and nobody notices',
    async () => {
      processes.settings.set(BROKEN, { REDIS_QUEUE_URL: 'redis://127.0.0.1:9' });
      const report = await underTraffic(() => expect(release(BROKEN, options)).rejects.toThrow());
      processes.settings.delete(BROKEN);

      await expectNothingLost(report);
      expect(await options.state.read()).toMatchObject({ live: { image: SECOND }, underway: null });
    },
    SCENARIO_MS,
  );

  it(
    'a release whose api dies while it is watched gives the traffic back; only what that api had in hand suffers',
    async () => {
      const report = await underTraffic(async () => {
        const watched = expect(release(BROKEN, { ...options, watchMs: 120_000 })).rejects.toThrow(
          'not ready any more',
        );
        const underway = await waitFor(
          async () => {
            const state = await options.state.read();
            return state.underway?.step === 'watch' && state.underway;
          },
          { timeoutMs: 120_000, what: 'the watch' },
        );
        const [api] = processes.piecesOf(underway.colour).apis;
        await api?.process.kill('SIGKILL');
        await watched;
      });

      // A GET is asked elsewhere. A POST that had been sent is not: its client repeats it with its key.
      const others = report.failures.filter(
        (failure) => !/^(POST .*: 502|events of .*terminated)/.test(failure),
      );
      expect(others).toEqual([]);
      expect(report.failures.length).toBeLessThan(20);
      process.stdout.write(
        `an api was killed: ${report.failures.length} of ${report.requests} requests failed\n`,
      );
      const { rows } = await installation.db.query<object>(
        `SELECT status, count(*)::int AS n FROM agent_run WHERE status <> 'completed' GROUP BY status`,
      );
      expect(rows).toEqual([]);
      expect(await options.state.read()).toMatchObject({ live: { image: SECOND }, underway: null });
    },
    SCENARIO_MS,
  );

  it(
    'going back to the release before takes seconds, and nobody notices',
    async () => {
      await release(THIRD, options);
      let tookMs = Infinity;
      const report = await underTraffic(async () => {
        const startedAt = performance.now();
        await rollback(options);
        tookMs = performance.now() - startedAt;
      });
      const switched = lines.findLast((line) => line.includes('has the traffic')) ?? '';
      process.stdout.write(`rollback: ${Math.round(tookMs / 1_000)} s; ${switched}\n`);

      await expectNothingLost(report);
      expect(await liveImage()).toBe(SECOND);
      expect(processes.asked.filter((asked) => asked === `migrate ${SECOND}`)).toHaveLength(1);
      expectWithin('the roll-back', tookMs, ROLLBACK_BAR_MS);
    },
    SCENARIO_MS,
  );
});
