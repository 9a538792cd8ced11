import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, untilAll, untilCompleted } from './run-progress.js';

/** Longest time from a death to the end of what it has left behind. Source: invariant I2 of the design. */
const RECOVERY_MS = 20_000;
const OWNERS = 2;
const RUNS_EACH = 3;
const OLD_RUNS = 6;

describe('a worker is killed between two things that belong together', () => {
  let servers: PrivateServers;
  let installation: Installation;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 50, max: 150 } });
  }, SCENARIO_MS);
  beforeEach(async () => {
    installation = await servers.install({ DATABASE_POOL_MAX: '4', RUN_OWNER_CONCURRENCY: '1' });
    await installation.startApi();
  }, SCENARIO_MS);
  afterEach(() => installation.close(), SCENARIO_MS);
  afterAll(() => servers.stop(), SCENARIO_MS);

  it(
    'R28: the end of a run, and the job of the one that it lets in',
    async () => {
      const people = await Promise.all(Array.from({ length: OWNERS }, () => installation.client().signUp()));
      const started = await Promise.all(people.map(startOneAfterTheOther));
      const runIds = started.flatMap(runIdsOf);
      const victims = await Promise.all(
        people.map(() =>
          installation.startWorker({ FAILPOINTS: 'end:before-next-job', WORKER_CONCURRENCY: '1' }),
        ),
      );
      const ends = await Promise.all(victims.map((victim) => victim.ended));
      const { rows: admitted } = await installation.db.query<{ id: string }>(
        `SELECT id FROM agent_run WHERE status = 'queued' AND enqueue_count = 1`,
      );
      const jobs = await jobStatesOf(
        installation,
        admitted.map(({ id }) => `${id}-1`),
      );
      await installation.startWorker();
      const states = await untilCompleted(installation, runIds);

      expect(ends.map(({ signal }) => signal)).toEqual(people.map(() => 'SIGKILL'));
      // Let in, and without a job: nobody would ever have come for them.
      expect(jobs).toEqual(people.map(() => 'unknown'));
      const deaths = ends.map(({ at }) => at);
      const recoveryMs = lastEndAfter(Math.max(...deaths), states);
      expectWithin('the recovery', recoveryMs, RECOVERY_MS);
      expect(states.map(({ crash_count }) => crash_count)).toEqual(runIds.map(() => 0));
      expect(await servers.violations(installation, deaths, { recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R1: a quarantined run in a process of its own, and the worker that has started it',
    async () => {
      servers.model.script({
        behaviour: { kind: 'stall_before_answer' },
        times: null,
        callKeyIncludes: '/content/',
      });
      const people = await Promise.all(Array.from({ length: OWNERS }, () => installation.client().signUp()));
      const started = await Promise.all(people.map((person) => startRuns(person, 1)));
      const runIds = started.flatMap(runIdsOf);
      await installation.db.query(`UPDATE agent_run SET quarantined_at = now()`);
      const parent = await installation.startWorker();
      await waitFor(
        () =>
          runIds.every((id) =>
            servers.openCallsOf([id]).some(({ callKey }) => callKey?.includes('/content/')),
          ),
        {
          timeoutMs: 30_000,
          what: 'each run in the midst of a call',
        },
      );
      const children = childrenOf(parent.pid);
      await servers.endScript();
      await installation.startWorker();
      const { at } = await parent.kill('SIGKILL');
      await waitFor(() => children.every((pid) => !isThere(pid)), {
        timeoutMs: RECOVERY_MS,
        what: 'nobody to be left of it',
      });
      const states = await untilCompleted(installation, runIds);

      expect(children).toHaveLength(OWNERS);
      const recoveryMs = lastEndAfter(at, states);
      expectWithin('the recovery', recoveryMs, RECOVERY_MS);
      // Given back, not found dead: the worker's death is none of the run's.
      expect(states.map((run) => [run.fence, run.crash_count])).toEqual(runIds.map(() => [2, 0]));
      expect(await servers.violations(installation, [at], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R31: what old runs have cost, and their deletion',
    async () => {
      const [old, young] = await Promise.all([
        installation.client().signUp(),
        installation.client().signUp(),
      ]);
      const writer = await installation.startWorker();
      const oldIds = runIdsOf(await startRuns(old, OLD_RUNS));
      await untilCompleted(installation, oldIds);
      await writer.stop();
      for (const table of ['agent_run', 'brief_versions']) {
        await installation.db.query(`UPDATE ${table} SET finished_at = finished_at - interval '100 days'`);
      }
      const costBefore = await costOf(installation);
      const prunes = { RETENTION_EVERY_S: '1' };
      const victims = await Promise.all(
        [1, 2].map(() => installation.startWorker({ ...prunes, FAILPOINTS: 'retention:runs:before-commit' })),
      );
      const youngIds = runIdsOf(await startRuns(young, 1));
      const ends = await Promise.all(victims.map((victim) => victim.ended));
      // Neither half has happened.
      expect(ends.map(({ signal }) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
      expect(await countOf(installation, 'agent_run', oldIds)).toBe(OLD_RUNS);
      expect(await costOf(installation, youngIds)).toEqual({ ...costBefore, kept: 0 });

      await Promise.all([installation.startWorker(prunes), installation.startWorker(prunes)]);
      await waitFor(async () => (await countOf(installation, 'agent_run', oldIds)) === 0, {
        timeoutMs: RECOVERY_MS,
        what: 'the old runs to be gone',
      });
      const deaths = ends.map(({ at }) => at);
      const recoveryMs = Date.now() - Math.max(...deaths);
      await untilAll(installation, youngIds, {
        what: 'completed',
        condition: ({ status }) => status === 'completed',
        timeoutMs: RECOVERY_MS,
      });
      const cost = await costOf(installation, youngIds);
      expect(cost).toEqual({ ...costBefore, kept: costBefore.recorded });
      for (const table of ['agent_task', 'run_event', 'provider_call']) {
        expect(await countOf(installation, table, oldIds, 'run_id')).toBe(0);
      }
      expect(await servers.violations(installation, deaths, { recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});

/** At once, they would not see each other, and all be let in. */
async function startOneAfterTheOther(person: ApiClient): Promise<readonly RunStartedResponse[]> {
  const started: RunStartedResponse[] = [];
  for (let n = 0; n < RUNS_EACH; n += 1) started.push(...(await startRuns(person, 1)));
  return started;
}

/** BullMQ's word for each job; `unknown` for one that is not there. */
async function jobStatesOf(installation: Installation, ids: readonly string[]): Promise<readonly string[]> {
  const connection = new Redis(installation.env.REDIS_URL ?? '', { maxRetriesPerRequest: null });
  const queue = new Queue('runs', { connection, prefix: `${installation.keyPrefix}:bull` });
  try {
    return await Promise.all(ids.map((id) => queue.getJobState(id)));
  } finally {
    await queue.close();
    await connection.quit();
  }
}

/** Requests in the journals of runs and in the accounts of their owners. @param without runs that do not count */
async function costOf(installation: Installation, without: readonly string[] = []) {
  const { rows } = await installation.db.query<{ total: number; recorded: number; kept: number }>(
    `WITH journal AS (SELECT coalesce(sum(attempts), 0)::int AS n FROM provider_call WHERE run_id <> ALL ($1::uuid[])),
          account AS (SELECT coalesce(sum(attempts), 0)::int AS n FROM user_call WHERE purpose = 'deleted_brief')
     SELECT journal.n + account.n AS total, journal.n AS recorded, account.n AS kept FROM journal, account`,
    [without],
  );
  const [{ total, recorded, kept } = { total: 0, recorded: 0, kept: 0 }] = rows;
  return { total, recorded: recorded + kept, kept };
}

async function countOf(installation: Installation, table: string, ids: readonly string[], column = 'id') {
  const { rows } = await installation.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE ${column} = ANY ($1::uuid[])`,
    [ids],
  );
  return rows[0]?.n ?? 0;
}

/** Who was started by this process, and lives. */
function childrenOf(pid: number): readonly number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.filter((name) => statOf(name)?.parent === pid).map(Number);
}

/** A dead process that nobody has asked about is not there. */
const isThere = (pid: number): boolean => (statOf(String(pid))?.state ?? 'Z') !== 'Z';

function statOf(pid: string): { readonly state: string; readonly parent: number } | null {
  try {
    // The name in brackets may hold anything.
    const [, rest = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const [state = '', parent] = rest.split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
