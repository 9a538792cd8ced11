import { AGENT_NAMES, TASK_NAMES, type TaskName } from '@genesis/agents';

/** The reference: what a run's life is, in a few pure rules, written from the design and not from the statements that do
 *  it. One `Move` is what one statement or transaction of the service does at once. */

/** A time in the row, as seen from now. */
export type Instant = 'none' | 'ahead' | 'over';

export interface ModelTask {
  status: string;
  attempt: number;
}

export interface ModelRun {
  owner: number;
  status: string;
  fence: number;
  lease: Instant;
  deadline: Instant;
  wake: Instant;
  crashes: number;
  isCancelRequested: boolean;
  isQuarantined: boolean;
  /** Jobs that it has had; 0 while it is held back. */
  jobs: number;
  /** Whether the last of them waits in the queue. */
  isJobWaiting: boolean;
  /** Nobody has looked at it for longer than the reconciler waits. */
  isQuiet: boolean;
  tasks: Record<string, ModelTask>;
  /** Code of what it ended with before its time. */
  error: string | null;
  /** Type and agent of each. */
  events: string[];
  /** Requests recorded under each call key. */
  calls: Record<string, number>;
  /** What the present claim has written. */
  steps: number[];
}

/** What one operation knows between its moves, and what it answers. */
export interface Memo {
  answer?: string;
  fence?: number;
}

export type Move = (runs: ModelRun[], memo: Memo) => void;

export interface ModelFinish {
  readonly name: TaskName;
  readonly status: 'success' | 'failed';
}

export interface ModelStep {
  readonly id: number;
  readonly finished: readonly ModelFinish[];
  readonly started: readonly TaskName[];
  readonly recorded?: string;
}

export interface ModelClaim {
  readonly run: number;
  readonly fence: number;
}

export type Cut = 'cancelled' | 'deadline' | 'deadly';

const ERROR_OF: Readonly<Record<Cut, string | null>> = {
  cancelled: null,
  deadline: 'RUN_DEADLINE_EXCEEDED',
  deadly: 'RUN_KEEPS_CRASHING',
};

/** Of the settings that the exploration runs with. */
export const OWNER_ROOM = 1;
export const QUARANTINE_AFTER = 1;
const MOST_DEATHS = QUARANTINE_AFTER + 2;

export const isUnfinished = ({ status }: ModelRun) => ['queued', 'running', 'parked'].includes(status);
const isHeldBack = (run: ModelRun) => run.status === 'queued' && run.jobs === 0;
const isLeased = ({ lease }: ModelRun) => lease === 'ahead';
const isRunning = ({ status }: ModelRun) => status === 'running';

const hasRoom = (runs: readonly ModelRun[], owner: number) =>
  runs.filter((run) => run.owner === owner && isUnfinished(run) && run.jobs > 0).length < OWNER_ROOM;

export const start =
  (owner: number): Move =>
  (runs, memo) => {
    const isAdmitted = hasRoom(runs, owner);
    runs.push({
      owner,
      status: 'queued',
      fence: 0,
      lease: 'none',
      deadline: 'none',
      wake: 'none',
      crashes: 0,
      isCancelRequested: false,
      isQuarantined: false,
      jobs: isAdmitted ? 1 : 0,
      isJobWaiting: isAdmitted,
      isQuiet: false,
      tasks: Object.fromEntries(TASK_NAMES.map((name) => [name, { status: 'pending', attempt: 0 }])),
      error: null,
      events: ['run.started'],
      calls: {},
      steps: [],
    });
    memo.answer = 'started';
  };

export const claim =
  (index: number, way: 'claim' | 'quarantined' | 'end'): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    const isAbandoned = isRunning(run) && !isLeased(run);
    const isTakeable =
      run.status === 'queued' || isAbandoned || (run.status === 'parked' && run.wake === 'over');
    const deaths = run.crashes + (isRunning(run) ? 1 : 0);
    const may = {
      claim: isTakeable && !run.isQuarantined,
      quarantined: isTakeable && run.isQuarantined && deaths < MOST_DEATHS,
      end: isUnfinished(run) && !isLeased(run),
    };
    if (!may[way]) {
      memo.answer = 'nothing to take';
      return;
    }
    if (run.fence === 0 && way === 'claim' && !run.isCancelRequested) {
      run.tasks['research'] = { status: 'running', attempt: 1 };
      run.events.push('agent.started research');
    }
    const deadline = way === 'end' ? 'over' : 'ahead';
    Object.assign(run, {
      crashes: deaths,
      status: 'running',
      fence: run.fence + 1,
      lease: 'ahead',
      deadline: run.deadline === 'none' ? deadline : run.deadline,
      wake: 'none',
      steps: [],
    });
    memo.fence = run.fence;
    memo.answer = `fence ${String(run.fence)}${run.isCancelRequested ? ', to be cancelled' : ''}`;
  };

const isHeld = (run: ModelRun, fence: number) => isRunning(run) && run.fence === fence;

function settle(run: ModelRun, { name, status }: ModelFinish): void {
  run.tasks[name]!.status = status;
  if (status === 'success') run.events.push(`file.written ${name}`);
  run.events.push(`agent.finished ${name}`);
}

/** What a commit or the record of a call does: once for each step, under the present fence only. */
export const write =
  ({ run: index, fence }: ModelClaim, step: ModelStep): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    memo.answer = undefined;
    if (!isHeld(run, fence) || run.steps.includes(step.id)) return;
    run.steps.push(step.id);
    run.lease = 'ahead';
    for (const finish of step.finished) settle(run, finish);
    for (const name of step.started) {
      const task = run.tasks[name]!;
      if (task.attempt === 0) run.events.push(`agent.started ${name}`);
      run.tasks[name] = { status: 'running', attempt: task.attempt + 1 };
    }
    if (step.recorded !== undefined) {
      run.calls[step.recorded] = (run.calls[step.recorded] ?? 0) + 1;
      run.events.push('call.finished research');
    }
    memo.answer = `last ${String(run.events.length)}`;
  };

/** A write that changed nothing asks whether it is there already. */
export const orIsThere =
  ({ run: index, fence }: ModelClaim, { id }: ModelStep): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    const isThere = run.fence === fence && run.steps.includes(id);
    memo.answer ??= isThere ? `last ${String(run.events.length)}` : 'lease lost';
  };

/** The transaction that ends a run, and lets the owner's next one in. @param fence default: of the claim before */
export const finish =
  (index: number, cut: Cut | null, finished: readonly ModelFinish[], fence?: number): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    const held = fence ?? memo.fence;
    if (held === undefined) return;
    if (!isHeld(run, held)) {
      memo.answer = 'lease lost';
      return;
    }
    for (const task of finished) settle(run, task);
    if (cut !== null) closeOpenTasks(run, cut);
    run.events.push('run.finished');
    const ended = cut === 'cancelled' ? 'cancelled' : statusOf(run);
    Object.assign(run, { status: ended, lease: 'none', error: cut === null ? null : ERROR_OF[cut] });
    admitNext(runs, run.owner);
    memo.answer = 'finished';
  };

function closeOpenTasks(run: ModelRun, cut: Cut): void {
  for (const [name, task] of Object.entries(run.tasks)) {
    if (task.status !== 'pending' && task.status !== 'running') continue;
    task.status = cut === 'cancelled' ? 'cancelled' : task.attempt > 0 ? 'failed' : 'skipped';
    run.events.push(`agent.finished ${name}`);
  }
}

function statusOf(run: ModelRun): string {
  const good = AGENT_NAMES.filter((name) => run.tasks[name]!.status === 'success');
  if (good.length === AGENT_NAMES.length) return 'completed';
  return good.includes('content') && good.length >= 3 ? 'partial' : 'failed';
}

function admitNext(runs: ModelRun[], owner: number): void {
  const next = runs.find((run) => run.owner === owner && isHeldBack(run));
  if (next && hasRoom(runs, owner)) Object.assign(next, { jobs: 1, isJobWaiting: true, isQuiet: false });
}

export const heartbeat =
  ({ run: index, fence }: ModelClaim, isFree = true): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    const isOurs = isHeld(run, fence);
    if (isOurs && isFree) run.lease = 'ahead';
    const tells = `${isFree ? 'renewed' : 'locked'}${run.isCancelRequested ? ', to be cancelled' : ''}`;
    memo.answer = isOurs ? tells : 'lease lost';
  };

export const park =
  ({ run: index, fence }: ModelClaim): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    if (isHeld(run, fence)) {
      Object.assign(run, { status: 'parked', lease: 'none', wake: 'ahead', isQuiet: false });
      run.events.push('run.parked');
    }
    const isParked = run.status === 'parked' && run.fence === fence;
    memo.answer = isParked ? `last ${String(run.events.length)}` : 'lease lost';
  };

/** Gives the run back. @param isDeadly to be carried in a process of its own from now on */
export const giveBack =
  ({ run: index, fence }: ModelClaim, isDeadly: boolean): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    memo.answer = 'given back';
    if (!isHeld(run, fence)) return;
    Object.assign(run, { status: 'queued', lease: 'none', isQuiet: false });
    if (isDeadly) run.isQuarantined = true;
  };

/** Whether a call may begin, and whether its answer is there. */
export const ask =
  ({ run: index, fence }: ModelClaim, key: string): Move =>
  (runs, memo) => {
    const run = runs[index]!;
    memo.answer = !isHeld(run, fence) ? 'lease lost' : key in run.calls ? 'known' : 'to be asked';
  };

/** A cancel: the request, then the end where nobody has the run. */
export const cancel = (index: number): readonly Move[] => [
  (runs, memo) => {
    const run = runs[index]!;
    memo.answer = isUnfinished(run) ? 'cancelling' : 'has ended';
    if (isUnfinished(run)) run.isCancelRequested = true;
  },
  (runs, memo) => {
    if (memo.answer === 'cancelling') claim(index, 'end')(runs, memo);
  },
  (runs, memo) => {
    finish(index, 'cancelled', [])(runs, memo);
    if (memo.answer !== 'has ended') memo.answer = 'cancelling';
  },
];

/** The runs that the reconciler finds, each once per look. */
function look(runs: readonly ModelRun[]): readonly number[] {
  const found = [...runs.keys()].filter((index) => {
    const run = runs[index]!;
    const isOver = run.isCancelRequested || run.deadline === 'over';
    return (
      isUnfinished(run) &&
      (run.jobs > 0 || run.isCancelRequested) &&
      run.isQuiet &&
      !isLeased(run) &&
      (run.status !== 'parked' || run.wake === 'over' || isOver)
    );
  });
  for (const index of found) runs[index]!.isQuiet = false;
  return found;
}

/** Why somebody should end it; null while it may go on. */
function whyToEnd(run: ModelRun): Cut | null {
  const isDeadly = run.crashes + (isRunning(run) ? 1 : 0) >= MOST_DEATHS;
  if (run.isCancelRequested) return 'cancelled';
  if (!(run.isQuarantined && isDeadly) && run.deadline !== 'over') return null;
  return isDeadly ? 'deadly' : 'deadline';
}

/** A round of the reconciler. */
export const reconcile: Move = (runs, memo) => {
  const found = look(runs).map((index) => ({ index, why: whyToEnd(runs[index]!) }));
  for (const { index, why } of found) {
    if (why === null) continue;
    claim(index, 'end')(runs, memo);
    finish(index, why, [])(runs, memo);
  }
  for (const { index, why } of found) {
    const run = runs[index]!;
    if (why === null && !run.isJobWaiting)
      Object.assign(run, { jobs: run.jobs + 1, isJobWaiting: true, isQuiet: false });
  }
  for (const run of runs) admitNext(runs, run.owner);
  memo.answer = 'reconciled';
};

/** A reconciler that dies after its look, or after it has counted a new job for the first that needs one. */
export const dyingReconciler =
  (isCounting: boolean): Move =>
  (runs, memo) => {
    const [first] = look(runs).filter((index) => whyToEnd(runs[index]!) === null);
    if (isCounting && first !== undefined) {
      const run = runs[first]!;
      Object.assign(run, { jobs: run.jobs + 1, isJobWaiting: false });
    }
    memo.answer = 'died';
  };

/** What time and accidents do to a row. */
export const happens =
  (index: number, change: (run: ModelRun) => void): Move =>
  (runs, memo) => {
    change(runs[index]!);
    memo.answer = 'happened';
  };
