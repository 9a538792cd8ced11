import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { LeaseWatch } from '../support/harness/lease-watch.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilCompleted } from './run-progress.js';

/** From the return of Redis until all runs go on, and until those that take about five seconds are done. */
const RESUME_MS = 10_000;
const END_MS = 20_000;
const AWAY_MS = 2_500;
const RUNS = 6;

describe('Redis is lost in mid-run', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 1_000, max: 2_500 } });
    installation = await servers.install();
    await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await servers.stop();
  }, SCENARIO_MS);

  /** Runs that are waiting for the model. */
  async function runsInFlight() {
    const runs = await startRuns(client, RUNS);
    await waitFor(() => runs.every(({ run_id }) => servers.openCallsOf([run_id]).length > 0), {
      timeoutMs: 20_000,
      what: 'an open call of every run',
    });
    return runs;
  }

  async function allFilesOf(briefId: string): Promise<readonly string[]> {
    const files = await client.files(briefId);
    const contents = await Promise.all(
      files.map(async ({ path, size }) => ({ size, file: await client.file(briefId, path) })),
    );
    for (const { size, file } of contents) expect(Buffer.byteLength(file.body)).toBe(size);
    return files.map(({ path }) => path);
  }

  it.each([
    { log: 'kept', isWiped: false },
    { log: 'wiped', isWiped: true },
  ])(
    'R4: killed, and started again with its log $log: nothing is lost',
    async ({ isWiped }) => {
      const watch = new LeaseWatch(installation.db);
      const running = await runsInFlight();
      await servers.redis.kill();
      const acceptedAtMs = performance.now();
      const accepted = await startRuns(client, 2);
      const acceptingMs = performance.now() - acceptedAtMs;
      await sleep(AWAY_MS);
      if (isWiped) await rm(servers.redisLog, { recursive: true });
      await servers.redis.restart();
      const backAt = Date.now();
      const runIds = runIdsOf([...running, ...accepted]);
      await waitFor(
        async () =>
          (await statesOf(installation, runIds)).every((run) => run.hasLease || run.finishedAt !== null),
        { timeoutMs: 3 * RESUME_MS, what: 'every run to be carried again' },
      );
      const resumedMs = Date.now() - backAt;
      const states = await untilCompleted(installation, runIds);

      expectWithin('accepting', acceptingMs, 4_000);
      expectWithin('resuming', resumedMs, RESUME_MS);
      const recoveryMs = lastEndAfter(backAt, states);
      expectWithin('the recovery', recoveryMs, END_MS);
      expectWithin('the longest time without a lease', await watch.stop(), RESUME_MS + AWAY_MS + 2_000);
      // The lease on the row decides: nobody took a run from its worker, and none counts as crashed.
      expect(states.map((run) => [run.fence, run.crash_count])).toEqual(runIds.map(() => [1, 0]));
      expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R6: emptied: every run ends, with all its files',
    async () => {
      const undisturbed = await startRuns(client, 1);
      await untilCompleted(installation, runIdsOf(undisturbed));
      const wanted = await allFilesOf(undisturbed[0]!.brief_id);
      const runs = await runsInFlight();
      const redis = new Redis(servers.redis.url);
      await redis.flushall();
      const lostAt = Date.now();
      // Half of them lose their files once more, with the first agent's delivered.
      await waitFor(
        () => servers.callsOf(runIdsOf(runs)).some((call) => call.callKey?.includes('/content/')),
        {
          timeoutMs: 20_000,
          what: 'the second step of a run',
        },
      );
      await redis.flushall();
      redis.disconnect();
      const states = await untilCompleted(installation, runIdsOf(runs));

      const recoveryMs = lastEndAfter(lostAt, states);
      expectWithin('the recovery', recoveryMs, END_MS);
      for (const { brief_id } of runs) expect(await allFilesOf(brief_id)).toEqual(wanted);
      expect(states.every((run) => run.crash_count === 0)).toBe(true);
      expect(await servers.violations(installation, [], { faults: 2, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});
