import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Installation } from '../support/harness/installation.js';
import { LeaseWatch } from '../support/harness/lease-watch.js';
import { StoreNetwork } from '../support/harness/store-network.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilAll, untilCompleted } from './run-progress.js';
import { Caller, runsInFlight, slowest, type Timed } from './store-faults.js';

const LEASE_MS = 8_000;
/** Longer than a lease. */
const AWAY_MS = 10_000;
/** Until a silent connection is known to be dead: a statement's time, a second of grace, and a try. */
const SILENCE_MS = 8_000;
/** Bars of the design: longest time that a run may be without a living worker; a refusal while a store is away. */
const UNCARRIED_MS = 20_000;
const ANSWER_MS = 2_000;
/** Longest time of a run that nothing disturbs, on a busy machine. */
const RUN_MS = 15_000;

const TIMES = {
  RUN_LEASE_S: String(LEASE_MS / 1_000),
  RUN_HEARTBEAT_S: '1',
  // Silence is found before a lease is over.
  DATABASE_STATEMENT_TIMEOUT_MS: '3000',
};

describe('connections and PostgreSQL fail those who rely on them', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let caller: Caller;
  /** Between the first processes and their stores. */
  let database: StoreNetwork;
  let redis: StoreNetwork;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 800, max: 2_000 } });
    installation = await servers.install(TIMES);
    database = await StoreNetwork.before(installation.env.DATABASE_URL ?? '');
    redis = await StoreNetwork.before(servers.redis.url);
    const behind = { DATABASE_URL: database.url, TEST_DATABASE_URL: database.url, REDIS_URL: redis.url };
    await Promise.all([installation.startApi(behind), installation.startWorker(behind)]);
    caller = await Caller.signUp(installation);
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([database.close(), redis.close()]);
    await servers.stop();
  }, SCENARIO_MS);

  /** @returns how many */
  async function killConnections(): Promise<number> {
    const { rows } = await installation.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'genesis-%'`,
    );
    const client = new Redis(servers.redis.url);
    const killed = await Promise.all(
      ['normal', 'pubsub'].map((type) => client.call('CLIENT', 'KILL', 'TYPE', type)),
    );
    client.disconnect();
    return rows.length + killed.reduce((sum: number, count) => sum + Number(count), 0);
  }

  const haveBegunTexts = (runIds: readonly string[]) =>
    runIds.every((id) => servers.callsOf([id]).some(({ callKey }) => callKey?.includes('/content/')));

  async function untilTexts(runIds: readonly string[]): Promise<void> {
    await waitFor(() => haveBegunTexts(runIds), {
      timeoutMs: 30_000,
      everyMs: 20,
      what: 'the second step of every run',
    });
  }

  it(
    'R7: every connection is killed, and later every one falls silent: runs go on, requests are answered',
    async () => {
      const watch = new LeaseWatch(installation.db);
      const runs = runIdsOf(await runsInFlight(servers, caller.client, 6));
      const killed = await killConnections();
      await untilTexts(runs);
      const more = runIdsOf(await startRuns(caller.client, 2));
      database.swallow();
      redis.swallow();
      const silentAt = Date.now();
      const answers = await Promise.all([
        caller.generate(),
        caller.generate(),
        caller.get('/api/v1/business/briefs'),
      ]);
      const states = await untilCompleted(installation, [...runs, ...more]);
      await caller.untilReady();
      const again = await caller.generate();
      const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
      await untilCompleted(
        installation,
        rows.map(({ id }) => id),
      );
      const recoveryMs = lastEndAfter(silentAt, states);

      expect(killed).toBeGreaterThan(10);
      expectWithin('the slowest answer', slowest(answers), SILENCE_MS);
      expect(answers.filter(({ status }) => ![200, 202, 503].includes(status))).toEqual([]);
      expect(again.status).toBe(202);
      expectWithin('the answer afterwards', again.ms, ANSWER_MS);
      expectWithin('the longest time without a lease', await watch.stop(), UNCARRIED_MS);
      expectWithin('the recovery', recoveryMs, UNCARRIED_MS + RUN_MS);
      expect(await servers.violations(installation, [], { faults: killed + 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R9: restarted at once in mid-task, and away for longer than a lease: what was paid for is stored once',
    async () => {
      const runs = runIdsOf(await runsInFlight(servers, caller.client, 6));
      process.kill(servers.postgres.pid, 'SIGQUIT');
      await servers.postgres.restart();
      await untilTexts(runs);
      await servers.postgres.kill();
      const backAfterMs = performance.now() + AWAY_MS;
      await caller.untilNotReady();
      const answers: Timed[] = [];
      await waitFor(
        async () => {
          answers.push(await caller.generate(), await caller.get('/api/v1/business/briefs'));
          expect((await caller.live()).status).toBe(200);
          return performance.now() > backAfterMs && servers.openCallsOf(runs).length === 0;
        },
        {
          timeoutMs: 30_000,
          everyMs: 250,
          what: 'the answers to all that was asked, which nobody can store',
        },
      );
      await servers.postgres.restart();
      const backAt = Date.now();
      const states = await untilCompleted(installation, runs);
      await caller.untilReady();
      const recoveryMs = lastEndAfter(backAt, states);

      expect(answers.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)).toEqual([]);
      expectWithin('the slowest answer', slowest(answers), ANSWER_MS);
      // Nobody took a run from its worker, and every answer was asked for once.
      expect(states.map((run) => [run.fence, run.crash_count])).toEqual(runs.map(() => [1, 0]));
      const keys = servers.callsOf(runs).map(({ callKey }) => callKey);
      expect(keys).toHaveLength(new Set(keys).size);
      expectWithin('the recovery', recoveryMs, RUN_MS);
      expect(await servers.violations(installation, [], { faults: 2, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R9: one worker alone cannot reach it: another one completes its runs, and its own results are not taken any more',
    async () => {
      const runs = runIdsOf(await runsInFlight(servers, caller.client, 4));
      database.isDown = true;
      database.cut();
      const cutAt = Date.now();
      const other = await installation.startWorker();
      const startedAt = Date.now();
      const taken = await untilAll(installation, runs, {
        what: 'taken by the other worker',
        condition: (run) => run.fence > 1,
        timeoutMs: 2 * UNCARRIED_MS,
      });
      const states = await untilCompleted(installation, runs);
      const calls = servers.callsOf(runs).length;
      database.isDown = false;
      const backAt = Date.now();
      await other.stop();
      await caller.untilReady();
      // It takes part again: who waited to store a result has been told that it is not wanted.
      const later = runIdsOf(await startRuns(caller.client, 2));
      await untilCompleted(installation, later);
      const recoveryMs = lastEndAfter(backAt, await statesOf(installation, later));

      expect(taken).toHaveLength(runs.length);
      expectWithin('the last end', lastEndAfter(startedAt, states), UNCARRIED_MS + RUN_MS);
      expect(await statesOf(installation, runs)).toEqual(states);
      expect(servers.callsOf(runs)).toHaveLength(calls);
      expect(states.every((run) => run.fence === 2 && run.crash_count === 1)).toBe(true);
      expect(await servers.violations(installation, [cutAt], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});
