import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilCompleted } from './run-progress.js';

const LEASE_S = 3;
/** Long enough that a busy machine kills the worker before. */
const WATCHDOG_S = 6;
const SOON = { timeoutMs: 30_000 };
/** Long enough that the process is in the midst of a call whatever is done to it. */
const LATENCY_MS = { min: 2_000, max: 3_000 };
/** How long a process is given to die of what it should not die of. */
const MAY_DIE_MS = 2_000;

describe('a run in quarantine, innocent, and its worker', () => {
  let servers: PrivateServers;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: LATENCY_MS });
  }, SCENARIO_MS);

  afterAll(() => servers.stop(), SCENARIO_MS);

  async function withInstallation(
    env: Readonly<Record<string, string>>,
    scenario: (installation: Installation) => Promise<void>,
  ): Promise<void> {
    const installation = await servers.install({
      DATABASE_POOL_MAX: '4',
      RUN_LEASE_S: String(LEASE_S),
      RUN_HEARTBEAT_S: '1',
      ...env,
    });
    try {
      await installation.startApi();
      await scenario(installation);
    } finally {
      await installation.close();
    }
  }

  /** A run that waits to be carried in a process of its own. */
  async function aQuarantinedRun(installation: Installation): Promise<string> {
    const [runId = ''] = runIdsOf(await startRuns(await installation.client().signUp(), 1));
    await installation.db.query(`UPDATE agent_run SET quarantined_at = now() WHERE id = $1`, [runId]);
    return runId;
  }

  const untilAsked = (runId: string) =>
    waitFor(() => servers.openCallsOf([runId]).length > 0, { ...SOON, what: 'a call of the run' });

  it(
    'R23: a process of its own that loops without end does not outlive the worker that is gone',
    () =>
      withInstallation({ RUN_LEASE_S: '10', WORKER_WATCHDOG_S: String(WATCHDOG_S) }, async (installation) => {
        const runId = await aQuarantinedRun(installation);
        const worker = await installation.startWorker({ FAILPOINTS: 'content:before=loop' });
        const child = await childOf(worker);
        try {
          await waitFor(
            async () => {
              const { rows } = await installation.db.query(
                `SELECT FROM agent_task WHERE run_id = $1 AND name = 'content' AND status = 'running'`,
                [runId],
              );
              return rows.length > 0;
            },
            { ...SOON, what: 'the loop' },
          );
          expect(isAlive(child)).toBe(true);
          const { at } = await worker.kill('SIGKILL');
          await waitFor(() => !isAlive(child), { timeoutMs: 15_000, what: 'the end of the process' });
          await installation.startWorker();
          const states = await untilCompleted(installation, [runId]);

          const recoveryMs = lastEndAfter(at, states);
          const deaths = Array.from({ length: WATCHDOG_S + 2 }, (_value, second) => at + second * 1_000);
          expect(await servers.violations(installation, deaths, { faults: 2, recoveryMs })).toEqual([]);
        } finally {
          if (isAlive(child)) process.kill(child, 'SIGKILL');
        }
      }),
    SCENARIO_MS,
  );

  it(
    'R21: both are told to end at once, as a group of processes is, and it is given back unharmed',
    () =>
      withInstallation({ RUN_LEASE_S: '30' }, async (installation) => {
        const runId = await aQuarantinedRun(installation);
        const worker = await installation.startWorker();
        const child = await childOf(worker);
        await untilAsked(runId);
        // To give it back takes as long as the row is locked.
        const holder = await installation.db.connect();
        await holder.query('BEGIN');
        await holder.query(`SELECT FROM agent_run WHERE id = $1 FOR UPDATE`, [runId]);
        const at = Date.now();
        process.kill(child, 'SIGTERM');
        const ended = worker.kill('SIGTERM');
        await worker.untilLogged('shutting down');
        const died = await waitFor(() => !isAlive(child), {
          timeoutMs: MAY_DIE_MS,
          what: 'what should not happen',
        }).catch(() => false);
        await holder.query('COMMIT');
        holder.release();
        const { code } = await ended;

        expect(died).toBe(false);
        expect(code).toBe(0);
        expect((await statesOf(installation, [runId]))[0]).toMatchObject({
          status: 'queued',
          crash_count: 0,
          hasLease: false,
        });
        await installation.startWorker();
        const states = await untilCompleted(installation, [runId]);
        const recoveryMs = lastEndAfter(at, states);
        expect(await servers.violations(installation, [at], { faults: 2, recoveryMs })).toEqual([]);
        expect(states[0]?.crash_count).toBe(0);
      }),
    SCENARIO_MS,
  );

  it(
    'R13: a worker that was stopped for longer than a lease does not take the process for a silent one',
    () =>
      withInstallation({}, async (installation) => {
        const runId = await aQuarantinedRun(installation);
        const worker = await installation.startWorker();
        await untilAsked(runId);
        worker.signal('SIGSTOP');
        const stoppedAt = performance.now();
        await waitFor(() => performance.now() - stoppedAt > (LEASE_S + 1) * 1_000, {
          ...SOON,
          what: 'more than a lease to pass',
        });
        worker.signal('SIGCONT');
        const continuedAt = Date.now();
        const states = await untilCompleted(installation, [runId]);

        expect(states[0]).toMatchObject({ crash_count: 0, fence: 1 });
        const recoveryMs = Math.max(0, lastEndAfter(continuedAt, states));
        expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
      }),
    SCENARIO_MS,
  );
});

/** The process that a worker has started. Source: proc(5), `/proc/<pid>/task/<tid>/children`. */
async function childOf({ pid }: ServiceProcess): Promise<number> {
  return waitFor(
    async () => {
      const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
      const [first] = children.trim().split(' ').filter(Boolean);
      return first === undefined ? null : Number(first);
    },
    { ...SOON, what: 'a process of its own' },
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
