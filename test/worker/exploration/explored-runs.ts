import type { TaskName } from '@genesis/agents';
import type { JobQueue } from '@genesis/queue';
import type { RunReconciler, RunsService } from '@genesis/runs';
import type { Queue } from 'bullmq';
import { CallJournal } from '../../../libs/runs/src/call-journal.js';
import type { ClaimedRun } from '../../../libs/runs/src/claimed-run.js';
import { RunEnding } from '../../../libs/runs/src/run-ending.js';
import { RunLeases } from '../../../libs/runs/src/run-leases.js';
import { RunProgress } from '../../../libs/runs/src/run-progress.js';
import { RunStore } from '../../../libs/runs/src/run-store.js';
import { runViolations } from '../../support/harness/run-invariants.js';
import type { BenchWorker, RunWorkbench } from '../run-workbench.js';
import type { Act } from './run-acts.js';
import { isUnfinished, type ModelRun, OWNER_ROOM } from './run-model.js';

/** The classes of one worker process. */
export interface WorkerParts {
  readonly leases: RunLeases;
  readonly store: RunStore;
  readonly ending: RunEnding;
  readonly journal: CallJournal;
  readonly runs: RunsService;
  readonly reconciler: RunReconciler;
  readonly bench: BenchWorker;
}

/** What a worker believes to hold. Nobody takes it away from the worker: it goes on writing when its lease is gone. */
export interface Holding {
  readonly worker: WorkerParts;
  readonly run: number;
  readonly claimed: ClaimedRun;
  readonly progress: RunProgress;
  /** Claimed in order to be ended. */
  readonly isForEnd: boolean;
  readonly atWork: TaskName[];
  /** Key of a call that has begun. */
  asked: string | null;
  /** Keys whose calls have begun and are not recorded: a worker does not ask the same twice at once. */
  readonly underWay: Set<string>;
  /** The last write, whose answer may have been lost. */
  again: Act | null;
}

interface ObservedRun extends ModelRun {
  readonly id: string;
  /** Numbers of the events, in order, with the type of each. */
  readonly log: readonly string[];
  readonly numbers: readonly number[];
}

/** The runs of one exploration, with everybody who has to do with them. */
export class ExploredRuns {
  readonly ids: string[] = [];
  readonly holdings: Holding[] = [];
  readonly trace: string[] = [];
  private readonly owners: string[] = [];
  private seen: readonly ObservedRun[] = [];

  constructor(
    readonly bench: RunWorkbench,
    readonly workers: readonly WorkerParts[],
    private readonly jobs: Queue,
    /** How often each operation came to which answer, over all explorations. */
    readonly reached: Map<string, number>,
  ) {}

  async start(owner: number): Promise<void> {
    while (this.owners.length <= owner) this.owners.push(await this.bench.anOwner());
    const { runId } = await this.bench.aRun(this.workers[0]!.bench, this.owners[owner]);
    this.ids.push(runId);
  }

  hold(worker: WorkerParts, run: number, claimed: ClaimedRun, isForEnd: boolean): void {
    const progress = RunProgress.of(claimed);
    this.holdings.push({
      worker,
      run,
      claimed,
      progress,
      isForEnd,
      atWork: [...claimed.begun],
      asked: null,
      underWay: new Set(),
      again: null,
    });
  }

  async loseJob(run: number): Promise<void> {
    const { rows } = await this.bench.db.query<{ n: number }>(
      `SELECT enqueue_count AS n FROM agent_run WHERE id = $1`,
      [this.ids[run]],
    );
    await this.jobs.remove(`${this.ids[run]!}-${String(rows[0]?.n ?? 0)}`);
  }

  /** Every run as the database and the queue have it. @throws when an invariant does not hold */
  async observe(): Promise<readonly ModelRun[]> {
    const { rows } = await this.bench.db.query<ObservedRun>({
      name: 'observe',
      text: OBSERVE,
      values: [this.ids],
    });
    const queue: JobQueue = this.workers[0]!.bench.queue;
    const states = await queue.states(
      'runs',
      rows.map(({ id, jobs }) => `${id}-${String(jobs)}`),
    );
    const now = rows.map((run, index) => ({
      ...run,
      owner: this.owners.indexOf(String(run.owner)),
      isJobWaiting: run.jobs > 0 && states[index] === 'waiting',
    }));
    const wrong = violations(this.seen, now);
    if (wrong.length > 0) throw new Error(this.told(wrong.join('\n')));
    this.seen = now;
    return now;
  }

  /** I2, I6, I7: whoever is at work dies, and others carry what is left to its end, by the jobs that they are given. */
  async comeToRest(): Promise<void> {
    await this.bench.db.query(
      `UPDATE agent_run SET lease_expires_at = now() - interval '1 second' WHERE status = 'running'`,
    );
    for (let round = 0; round < 2 * this.ids.length + 2; round += 1) {
      await this.bench.db.query(
        `UPDATE agent_run SET checked_at = now() - interval '1 hour',
                wake_at = CASE WHEN wake_at IS NOT NULL THEN now() - interval '1 second' END
          WHERE status IN ('queued', 'running', 'parked')`,
      );
      const { reconciler, bench } = this.workers[round % this.workers.length]!;
      await reconciler.reconcile();
      const open = (await this.observe()).flatMap((run, index) =>
        isUnfinished(run) ? [{ run, index }] : [],
      );
      if (open.length === 0) break;
      const given = open.filter(({ run }) => run.isJobWaiting);
      await Promise.all(given.map(({ run, index }) => this.carry(bench, index, run.jobs)));
    }
    await this.observe();
    const wrong = await runViolations(this.bench.db);
    if (wrong.length > 0) throw new Error(this.told(`at rest: ${wrong.join('\n')}`));
  }

  private async carry({ executor }: BenchWorker, run: number, job: number): Promise<void> {
    const id = this.ids[run]!;
    await this.jobs.remove(`${id}-${String(job)}`);
    if ((await executor.execute(id)) === 'quarantined') await executor.executeQuarantined(id);
  }

  /** Nothing of this exploration is found by the next one. */
  async forget(): Promise<void> {
    await this.bench.db.query('DELETE FROM users WHERE id = ANY($1::uuid[])', [this.owners]);
    await this.jobs.drain();
  }

  told(what: string): string {
    return `${what}\nafter:\n  ${this.trace.join('\n  ')}`;
  }
}

/** What holds between any two looks, whatever has happened. */
function violations(before: readonly ObservedRun[], now: readonly ObservedRun[]): string[] {
  const wrong = now.flatMap((run, index) => {
    const ended = !isUnfinished(run);
    const ends = run.log.filter((event) => event.startsWith('run.finished')).length;
    const was = before[index];
    const open = Object.values(run.tasks).some(({ status }) => status === 'pending' || status === 'running');
    const rules: readonly (readonly [string, boolean])[] = [
      [
        'I2: a running run has a lease, no other has one',
        (run.status === 'running') === (run.lease !== 'none'),
      ],
      ['I4: the fence only grows', !was || run.fence >= was.fence],
      ['I4: what a task has settled as stays', !was || keepsSettled(was, run)],
      ['I6: a terminal state never changes', !was || isUnfinished(was) || was.status === run.status],
      ['I6: the log only grows, by nothing once the run has ended', !was || extendsLog(was, run)],
      [
        'I6: exactly one terminal event, the last',
        ends === (ended ? 1 : 0) && (!ended || isEnd(run.log.at(-1))),
      ],
      ['I6: no gap', run.numbers.every((seq, n) => seq === n + 1)],
      ['I7: no lease and no open task is left of an ended run', !ended || (run.lease === 'none' && !open)],
    ];
    return rules.flatMap(([rule, holds]) =>
      holds ? [] : [`run ${String(index)}: ${rule}: ${JSON.stringify(run)}`],
    );
  });
  const admitted = now.filter((run) => isUnfinished(run) && run.jobs > 0).map(({ owner }) => owner);
  const crowded = admitted.filter((owner) => admitted.filter((other) => other === owner).length > OWNER_ROOM);
  return [...wrong, ...(crowded.length > 0 ? ['more of an owner are admitted than there is room for'] : [])];
}

const isEnd = (event: string | undefined) => event?.startsWith('run.finished') ?? false;

const isOpen = (status: string | undefined) => status === 'pending' || status === 'running';

function keepsSettled(was: ObservedRun, run: ObservedRun): boolean {
  return Object.entries(was.tasks).every(
    ([name, { status }]) => isOpen(status) || run.tasks[name]?.status === status,
  );
}

function extendsLog(was: ObservedRun, run: ObservedRun): boolean {
  const isSame = was.log.every((event, n) => event === run.log[n]);
  return isSame && (isUnfinished(was) || was.log.length === run.log.length);
}

const instant = (column: string) =>
  `CASE WHEN ${column} IS NULL THEN 'none' WHEN ${column} <= now() THEN 'over' ELSE 'ahead' END`;

const OBSERVE = `
  SELECT r.id, r.owner_id AS owner, r.status, r.fence, ${instant('lease_expires_at')} AS lease,
         ${instant('deadline_at')} AS deadline, ${instant('wake_at')} AS wake, crash_count AS crashes,
         cancel_requested_at IS NOT NULL AS "isCancelRequested", quarantined_at IS NOT NULL AS "isQuarantined",
         enqueue_count AS jobs, checked_at < now() - interval '30 minutes' AS "isQuiet", r.error->>'code' AS error,
         (SELECT jsonb_object_agg(t.name, jsonb_build_object('status', t.status, 'attempt', t.attempt))
            FROM agent_task t WHERE t.run_id = r.id) AS tasks,
         coalesce((SELECT jsonb_object_agg(c.call_key, c.attempts) FROM provider_call c WHERE c.run_id = r.id), '{}') AS calls,
         e.log, e.log AS events, e.numbers, ARRAY[]::int[] AS steps
    FROM agent_run r,
         LATERAL (SELECT array_agg(concat_ws(' ', v.type, v.agent) ORDER BY v.seq) AS log,
                         array_agg(v.seq ORDER BY v.seq) AS numbers FROM run_event v WHERE v.run_id = r.id) e
   WHERE r.id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], r.id)`;

export function partsOf(bench: BenchWorker): WorkerParts {
  const get = { strict: false };
  return {
    leases: bench.module.get(RunLeases, get),
    store: bench.module.get(RunStore, get),
    ending: bench.module.get(RunEnding, get),
    journal: bench.module.get(CallJournal, get),
    runs: bench.runs,
    reconciler: bench.reconciler,
    bench,
  };
}
