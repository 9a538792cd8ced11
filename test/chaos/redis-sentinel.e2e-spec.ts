import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pingRedis } from '@genesis/redis';
import { type SentinelSet, startSentinelSet } from '../../scripts/local/redis-topologies.mjs';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { LeaseWatch } from '../support/harness/lease-watch.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { describeRedisAdapters, RedisUser } from './redis-adapters.js';
import { lastEndAfter, runIdsOf, startRuns, untilAll, untilCompleted } from './run-progress.js';

const RUNS = 6;
/** From the promotion until the runs begin that were accepted meanwhile: a silent connection is noticed within 10 s, a run
 *  without a job within 5 s. */
const RESUME_MS = 15_000;
/** From the promotion until all are done, on a busy machine. */
const END_MS = 40_000;
const ACCEPT_MS = 4_000;

let sentinels: SentinelSet;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'genesis-chaos-'));
  sentinels = await startSentinelSet({ dir: folder });
}, SCENARIO_MS);

afterAll(async () => {
  await sentinels.stop();
  await rm(folder, { recursive: true, force: true });
}, SCENARIO_MS);

describe('Redis under Sentinel', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 1_000, max: 2_500 } });
    installation = await servers.install({ REDIS_URL: sentinels.url });
    await Promise.all([installation.startApi(), installation.startWorker(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await servers.stop();
  }, SCENARIO_MS);

  async function runsInFlight() {
    const runs = await startRuns(client, RUNS);
    await waitFor(() => runs.every(({ run_id }) => servers.openCallsOf([run_id]).length > 0), {
      timeoutMs: 30_000,
      what: 'an open call of every run',
    });
    return runs;
  }

  /** A process that stands still, connections and all; the sentinels choose another primary. */
  async function hangPrimary(): Promise<{ readonly promotedAt: number; resume(): Promise<void> }> {
    const before = await sentinels.primaryUrl();
    const pid = await sentinels.primaryPid();
    process.kill(pid, 'SIGSTOP');
    try {
      await waitFor(async () => (await sentinels.primaryUrl()) !== before, {
        timeoutMs: 30_000,
        what: 'another primary',
      });
    } catch (error) {
      process.kill(pid, 'SIGCONT');
      throw error;
    }
    return {
      promotedAt: Date.now(),
      async resume() {
        process.kill(pid, 'SIGCONT');
        await sentinels.settled();
      },
    };
  }

  it.each([
    { how: 'killed', hangs: false },
    { how: 'hung, and back with what it last knew', hangs: true },
  ])(
    'R4: the primary under Sentinel is $how: nothing is lost, and another one serves',
    async ({ hangs }) => {
      const watch = new LeaseWatch(installation.db);
      const running = await runsInFlight();
      const failing = hangs ? hangPrimary() : sentinels.failOver();
      const acceptedAtMs = performance.now();
      const accepted = await startRuns(client, 2);
      const acceptingMs = performance.now() - acceptedAtMs;
      const failed = await failing;
      const runIds = runIdsOf([...running, ...accepted]);
      await untilAll(installation, runIdsOf(accepted), {
        what: 'begun',
        condition: (run) => run.startedAt !== null,
        timeoutMs: 3 * RESUME_MS,
      });
      if ('resume' in failed) await failed.resume();
      const states = await untilCompleted(installation, runIds);
      const begunAt = Math.max(...states.map((run) => run.startedAt ?? Infinity));
      const recoveryMs = Math.max(0, Math.round(begunAt - failed.promotedAt));

      expectWithin('accepting', acceptingMs, ACCEPT_MS);
      expectWithin('the recovery', recoveryMs, RESUME_MS);
      expectWithin('the last end', lastEndAfter(failed.promotedAt, states), END_MS);
      expectWithin('the longest time without a lease', await watch.stop(), RESUME_MS + 5_000);
      // The lease on the row decides: nobody took a run from its worker, and none counts as crashed.
      expect(states.map((run) => [run.fence, run.crash_count])).toEqual(runIds.map(() => [1, 0]));
      expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});

describe('a Redis that failed over', () => {
  let user: RedisUser;

  beforeAll(async () => {
    user = await RedisUser.start(sentinels.url);
    await user.untilTaken(await user.enqueue());
  }, SCENARIO_MS);

  afterAll(async () => {
    await user.app.close();
  }, SCENARIO_MS);

  it(
    'has its delayed jobs, and takes the new ones of processes that were connected before',
    async () => {
      const delayed = await user.enqueue('delayed over the failover', 6_000);
      await sentinels.failOver();
      await user.untilTaken(await waitFor(() => user.enqueue(), { timeoutMs: 20_000, what: 'the queue' }));
      // Once or more: the end of a job can be lost with a primary, and then it comes again.
      await user.untilTaken(delayed, 1, 30_000);
    },
    SCENARIO_MS,
  );

  it('says when the sentinels know no primary of that name, and when none of them answers', async () => {
    const ping = { connectionName: 'genesis-test', timeoutMs: 2_000 };
    await expect(pingRedis(sentinels.url.replace('/genesis/', '/another/'), ping)).rejects.toThrow(
      'no sentinel knows a primary named another',
    );
    await expect(pingRedis('redis+sentinel://127.0.0.1:1/genesis', ping)).rejects.toThrow(
      /Connection is closed/,
    );
  });
});

describeRedisAdapters('Redis after a failover', () => sentinels.url);
