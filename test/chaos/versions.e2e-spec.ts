import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { anotherRelease, type OtherRelease } from './other-release.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { recordScenario } from './scenario-record.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilCompleted } from './run-progress.js';

const NEXT_PLAN = 'brief@2';
const RUNS = 2;
/** Longest time that a run may be without a worker that knows it, once there is one. Source: I2 of the design. */
const RECOVERY_MS = 20_000;

/** What a worker of an earlier release has left of a run that it died of: all agents but one are done, and it asked the model
 *  for them. Rows by table, in the order in which they refer to each other. Recorded by killing a worker at
 *  `content:after-commit`; a release that changes what such rows mean adds a file and keeps this one. */
const LEFT_BY_EARLIER = path.join(import.meta.dirname, 'journals/brief-1.golden.json');
type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

describe('two versions of the plan side by side', () => {
  let servers: PrivateServers;
  let next: OtherRelease;
  let installation: Installation;
  let presentPerson: ApiClient;
  let nextPerson: ApiClient;

  beforeAll(async () => {
    [servers, next] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 50, max: 150 } }),
      anotherRelease({ plan: NEXT_PLAN }),
    ]);
    installation = await servers.install({
      DATABASE_POOL_MAX: '4',
      RECONCILE_EVERY_MS: '250',
      RUN_LEASE_S: '3',
      RUN_HEARTBEAT_S: '1',
    });
    await installation.startApi();
    await installation.startApi({}, next);
    const [presentUrl = '', nextUrl = ''] = installation.urls;
    presentPerson = await installation.client().at(presentUrl).signUp();
    nextPerson = presentPerson.at(nextUrl);
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), next.remove()]);
  }, SCENARIO_MS);

  /** Completes runs of a plan, one after the other: whoever carries them has looked around meanwhile. */
  async function completeSome(person: ApiClient): Promise<void> {
    for (let n = 0; n < RUNS; n += 1)
      await untilCompleted(installation, runIdsOf(await startRuns(person, 1)));
  }

  const plansOf = async (runIds: readonly string[]) => {
    const sql = 'SELECT plan, enqueue_count FROM agent_run WHERE id = ANY ($1::uuid[])';
    return (await installation.db.query<{ plan: string; enqueue_count: number }>(sql, [runIds])).rows;
  };

  it(
    'R22: a run waits for a worker that knows its plan, new or old, and troubles nobody meanwhile',
    async () => {
      // The new api is there before the new workers.
      let present = await installation.startWorker();
      const early = runIdsOf(await startRuns(nextPerson, RUNS));
      await completeSome(presentPerson);

      expect(await plansOf(early)).toEqual(early.map(() => ({ plan: NEXT_PLAN, enqueue_count: 1 })));
      expect(await statesOf(installation, early)).toEqual(early.map(() => untouched));
      expect(present.isRunning).toBe(true);
      expectQuiet(present);

      const knownAt = Date.now();
      const following = await installation.startWorker({}, next);
      const earlyStates = await untilCompleted(installation, early);
      const waits = [lastEndAfter(knownAt, earlyStates)];

      // The old workers are gone, and runs of theirs are not done.
      servers.model.script({
        behaviour: { kind: 'stall_before_answer' },
        times: RUNS,
        callKeyIncludes: '/content/',
      });
      const late = runIdsOf(await startRuns(presentPerson, RUNS));
      await waitFor(() => late.every((id) => servers.openCallsOf([id]).length > 0), {
        timeoutMs: RECOVERY_MS,
        what: 'runs of the old plan at work',
      });
      const { at } = await present.kill('SIGKILL');
      await waitFor(async () => (await statesOf(installation, late)).every((run) => !run.hasLease), {
        timeoutMs: RECOVERY_MS,
        what: 'their leases to be over',
      });
      await completeSome(nextPerson);
      const held = await statesOf(installation, late);
      expect(held.map(({ status, fence, crash_count }) => [status, fence, crash_count])).toEqual(
        late.map(() => ['running', 1, 0]),
      );
      expect(following.isRunning).toBe(true);
      expectQuiet(following);

      const backAt = Date.now();
      present = await installation.startWorker();
      const lateStates = await untilCompleted(installation, late);
      waits.push(lastEndAfter(backAt, lateStates));
      expect(lateStates.map(({ fence, crash_count }) => [fence, crash_count])).toEqual(
        late.map(() => [2, 1]),
      );
      const recoveryMs = Math.max(...waits);
      expectWithin('the recovery', recoveryMs, RECOVERY_MS);
      expect(await servers.violations(installation, [at], { faults: 2, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R22: a run that a worker of an earlier release has left half done ends, and what was done is not done again',
    async () => {
      const rows = JSON.parse(await readFile(LEFT_BY_EARLIER, 'utf8')) as Rows;
      const runId = String(rows.agent_run?.[0]?.id);
      const alone = await servers.install({ RECONCILE_EVERY_MS: '250' });
      try {
        await load(alone.db, rows);
        const before = await doneTasksOf(alone.db, runId);
        const startedAt = Date.now();
        await alone.startWorker();
        const states = await untilCompleted(alone, [runId]);

        expect(before.map(({ name }) => name)).toEqual(['content', 'logo', 'research', 'template']);
        expect((await doneTasksOf(alone.db, runId)).filter(({ name }) => isAmong(before, name))).toEqual(
          before,
        );
        const asked = servers.callsOf([runId]).map(({ callKey }) => callKey?.split('/')[1] ?? '');
        expect(asked.filter((task) => isAmong(before, task))).toEqual([]);
        const violations = await runViolations(alone.db);
        await recordScenario(
          violations,
          { faults: 1, recoveryMs: lastEndAfter(startedAt, states) },
          alone.db,
        );
        expect(violations).toEqual([]);
      } finally {
        await alone.close();
      }
    },
    SCENARIO_MS,
  );
});

interface DoneTask {
  readonly name: string;
}

async function doneTasksOf(db: pg.Pool, runId: string): Promise<readonly DoneTask[]> {
  const sql = `SELECT * FROM agent_task WHERE run_id = $1 AND finished_at IS NOT NULL ORDER BY name`;
  return (await db.query<DoneTask>(sql, [runId])).rows;
}

const isAmong = (tasks: readonly DoneTask[], name: string) => tasks.some((task) => task.name === name);

/** Writes the rows, with the columns that there were, and lets the run's worker have died just now. */
async function load(db: pg.Pool, tables: Rows): Promise<void> {
  for (const [table, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0] ?? {}).map((name) => `"${name}"`);
    if (columns.length === 0) continue;
    await db.query(
      `INSERT INTO "${table}" (${columns.join()})
       SELECT ${columns.join()} FROM jsonb_populate_recordset(NULL::"${table}", $1)`,
      [JSON.stringify(rows)],
    );
  }
  await db.query(
    `UPDATE agent_run SET lease_expires_at = now(), checked_at = now(), deadline_at = now() + interval '1 minute'`,
  );
}

/** Never claimed. */
const untouched: unknown = expect.objectContaining({ status: 'queued', fence: 0, crash_count: 0 });

/** It has nothing to complain of. */
function expectQuiet(worker: ServiceProcess): void {
  const complaints = worker.logLines.filter(({ level }) => level === 'error' || level === 'fatal');
  expect(complaints).toEqual([]);
}
