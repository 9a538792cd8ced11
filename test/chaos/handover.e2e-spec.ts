import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilAll, untilCompleted } from './run-progress.js';

/** Bars of the design: a run whose api died starts, a drained run is held again, a cancelled run has ended, its sockets
 *  are closed. */
const START_MS = 5_000;
const HANDOVER_MS = 2_000;
const END_MS = 5_000;
const SOCKET_MS = 1_000;
/** Longer than a lease. */
const FROZEN_MS = 14_000;

describe('runs change hands', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let client: ApiClient;
  let redis: Redis;
  let jobs: Queue;
  const workers: ServiceProcess[] = [];

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 700, max: 1_500 } });
    installation = await servers.install();
    await installation.startApi();
    client = await installation.client().signUp();
    redis = new Redis(servers.redis.url, { maxRetriesPerRequest: null });
    jobs = new Queue('runs', { connection: redis, prefix: `${installation.keyPrefix}:bull` });
  }, SCENARIO_MS);

  afterAll(async () => {
    await jobs.close();
    redis.disconnect();
    await installation.close();
    await servers.stop();
  }, SCENARIO_MS);

  /** The only worker from here on. */
  async function aWorker(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    const worker = await installation.startWorker(env);
    workers.push(worker);
    return worker;
  }

  async function untilCalling(runIds: readonly string[]): Promise<void> {
    await waitFor(() => runIds.every((id) => servers.openCallsOf([id]).length > 0), {
      timeoutMs: 30_000,
      everyMs: 20,
      what: 'an open call of every run',
    });
  }

  it(
    'R2: an api dies between its commit and the job: the run starts, and the repeated request finds it',
    async () => {
      await aWorker();
      const dying = await installation.startApi({ FAILPOINTS: 'api:after-commit' });
      const victim = client.at(installation.urls.at(-1) ?? '');
      const key = crypto.randomUUID();
      await expect(victim.generate(IDEA, key)).rejects.toThrow('fetch failed');
      expect((await dying.ended).signal).toBe('SIGKILL');

      const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
      expect(rows).toHaveLength(1);
      const [run] = await untilAll(installation, [rows[0]!.id], {
        what: 'started',
        condition: ({ startedAt }) => startedAt !== null,
        timeoutMs: 20_000,
      });
      const recoveryMs = Math.round(run!.startedAt! - run!.createdAt);
      expectWithin('the start of the runs', recoveryMs, START_MS);
      const again = await client.at(installation.urls[0]!).generate(IDEA, key);
      expect(again.run_id).toBe(run!.id);
      await untilCompleted(installation, [run!.id]);
      expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R12: jobs of one run that are delivered at once are claimed by one worker, and no other makes a call',
    async () => {
      workers.push(await installation.startWorker());
      await jobs.pause();
      const runIds = runIdsOf(await startRuns(client, 5));
      await jobs.addBulk(
        runIds.flatMap((runId) =>
          ['x', 'y', 'z'].map((copy) => ({
            name: 'run',
            data: { runId },
            opts: { jobId: `${runId}-${copy}` },
          })),
        ),
      );
      await jobs.resume();
      const states = await untilCompleted(installation, runIds);

      expect(states.map(({ fence }) => fence)).toEqual(runIds.map(() => 1));
      const keys = servers.callsOf(runIds).map((call) => call.callKey);
      expect(keys).toHaveLength(new Set(keys).size);
      expect(await servers.violations(installation, [], { faults: 3 * runIds.length })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R21: a worker that is told to end hands twenty runs over within two seconds, and nobody pays for it',
    async () => {
      servers.model.script({ behaviour: { kind: 'stall_before_answer' }, times: 20 });
      const leaving = await aWorker();
      const runIds = runIdsOf(await startRuns(client, 20));
      await untilCalling(runIds);
      workers.push(await installation.startWorker());
      const askedAt = Date.now();
      const end = leaving.kill('SIGTERM');
      await untilAll(installation, runIds, {
        what: 'held again',
        condition: (run) => run.fence === 2 && run.hasLease,
        timeoutMs: 20_000,
      });
      const handoverMs = Date.now() - askedAt;
      const states = await untilCompleted(installation, runIds);

      expect(await end).toMatchObject({ code: 0 });
      expectWithin('the handover', handoverMs, HANDOVER_MS);
      expect(states.map((run) => [run.crash_count, run.fence])).toEqual(runIds.map(() => [0, 2]));
      const attempts = await Promise.all(
        runIds.map(async (id) => (await jobs.getJob(`${id}-1`))?.attemptsMade),
      );
      expect(attempts).toEqual(runIds.map(() => 1));
      expect(
        await servers.violations(installation, [askedAt], { recoveryMs: Math.round(handoverMs) }),
      ).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R27: cancelling ends a run in the midst of its calls: sockets close, and no call is made any more',
    async () => {
      await aWorker();
      servers.model.script({
        behaviour: { kind: 'stall_before_answer' },
        times: null,
        callKeyIncludes: '/content/',
      });
      const runs = await startRuns(client, 3);
      const runIds = runIdsOf(runs);
      await waitFor(
        () =>
          runIds.every((id) => servers.openCallsOf([id]).some((call) => call.callKey?.includes('/content/'))),
        { timeoutMs: 30_000, what: 'the calls for the texts' },
      );
      const askedAt = Date.now();
      await Promise.all(runs.map(({ brief_id }) => client.cancel(brief_id)));
      const states = await untilAll(installation, runIds, {
        what: 'cancelled',
        condition: (run) => run.status === 'cancelled',
        timeoutMs: 30_000,
      });
      await expectSilenceAfter(askedAt, runIds);
      expectWithin('the cancel', lastEndAfter(askedAt, states), END_MS);
      await servers.endScript();
    },
    SCENARIO_MS,
  );

  it(
    'a run ends at its deadline in the midst of its calls, and no call is made any more',
    async () => {
      await aWorker({ RUN_TIMEOUT_JOB_S: '4' });
      servers.model.script({
        behaviour: { kind: 'stall_before_answer' },
        times: null,
        callKeyIncludes: '/content/',
      });
      const runIds = runIdsOf(await startRuns(client, 3));
      const states = await untilAll(installation, runIds, {
        what: 'failed',
        condition: (run) => run.status === 'failed',
        timeoutMs: 20_000,
      });

      for (const run of states) {
        expect(run.error?.code).toBe('RUN_DEADLINE_EXCEEDED');
        expectWithin('the end after the deadline', run.finishedAt! - run.deadlineAt!, END_MS);
        await expectSilenceAfter(run.deadlineAt!, [run.id]);
      }
      await servers.endScript();
    },
    SCENARIO_MS,
  );

  it(
    'R13: a worker that was frozen for longer than its lease changes nothing when it goes on',
    async () => {
      const frozen = await aWorker();
      const runIds = runIdsOf(await startRuns(client, 3));
      await untilCalling(runIds);
      const frozenAt = Date.now();
      frozen.signal('SIGSTOP');
      workers.push(await installation.startWorker());
      await sleep(Math.max(0, frozenAt + FROZEN_MS - Date.now()));
      const states = await untilCompleted(installation, runIds);
      const calls = servers.callsOf(runIds).length;
      frozen.signal('SIGCONT');
      // Its answers have come, its heartbeat is overdue: whatever it would do, it does now.
      await sleep(3_000);

      expect(await statesOf(installation, runIds)).toEqual(states);
      expect(servers.callsOf(runIds)).toHaveLength(calls);
      expect(states.every((run) => run.fence === 2 && run.crash_count === 1)).toBe(true);
      expect(frozen.isRunning).toBe(true);
      // What the model answered to the frozen worker, nobody recorded.
      expect(await servers.violations(installation, [frozenAt + 1_000, frozenAt + 2_000])).toEqual([]);
    },
    SCENARIO_MS,
  );

  async function expectSilenceAfter(moment: number, runIds: readonly string[]): Promise<void> {
    await sleep(SOCKET_MS);
    const calls = servers.callsOf(runIds);
    expect(servers.openCallsOf(runIds)).toEqual([]);
    expect(calls.filter((call) => call.receivedAt > moment + SOCKET_MS)).toEqual([]);
    const closedAt = calls.map((call) => call.abortedAt ?? moment);
    expectWithin('closing the sockets', Math.max(moment, ...closedAt) - moment, SOCKET_MS);
  }
});
