import {
  type Agent,
  type AgentOutcome,
  type AgentStatus,
  BRIEF_PLAN,
  isUsable,
  readyTasks,
  TASK_NAMES,
  type TaskName,
} from '@genesis/agents';
import { AppError, type JsonObject } from '@genesis/kernel';
import type { TaskStatus } from './entities/agent-task.entity.js';
import type { SettledTask } from './run-outcome.js';
import type { ClaimedRun } from './claimed-run.js';
import type { RunStep, TaskFinish } from './run-steps.js';
import type { RunAbort } from './runs.errors.js';

/** Why a run ends before all its tasks have. */
export type EarlyEnd = 'cancelled' | 'deadline' | 'plan_unknown' | 'deadly';

/** What a task that was at work is told to have failed of, if it has failed. */
const CODE_OF_STARTED: Readonly<Record<EarlyEnd, string | null>> = {
  cancelled: null,
  deadline: 'AGENT_TIMEOUT',
  plan_unknown: null,
  deadly: 'AGENT_CRASHED',
};

interface TaskState {
  status: TaskStatus;
  attempt: number;
  settled: SettledTask | null;
}

/** Where each task of a held run stands, in memory; the rows are the truth and are written first. */
export class RunProgress {
  private readonly startedAtMs = performance.now();
  private readonly finished: TaskFinish[] = [];
  /** Tasks that this claim has started; their rows count one attempt more than what was read of them. */
  private readonly startedHere: Set<TaskName>;
  private wake: (() => void) | null = null;
  /** Tasks that wait for a vendor, and for how long from when they said so. */
  private readonly parked = new Map<TaskName, { readonly atMs: number; readonly forMs: number }>();
  /** The step whose commit is on its way, or was given up: whether it happened is then unknown. */
  unstored: RunStep | null = null;

  private constructor(
    private readonly run: ClaimedRun,
    private readonly tasks: ReadonlyMap<TaskName, TaskState>,
  ) {
    this.startedHere = new Set(run.begun);
  }

  static of(run: ClaimedRun): RunProgress {
    const tasks = new Map<TaskName, TaskState>();
    for (const { name, attempt, status, ...result } of run.tasks) {
      const isSettled = status !== 'pending' && status !== 'running';
      // What was running when its worker died starts again; the journal answers the calls that it had paid for.
      tasks.set(name, {
        status: isSettled ? status : run.begun.includes(name) ? 'running' : 'pending',
        attempt,
        settled: isSettled ? { ...result, status } : null,
      });
    }
    // A plan of another version may lack a task. Whoever reads the results finds it skipped.
    for (const name of TASK_NAMES) {
      if (!tasks.has(name))
        tasks.set(name, { status: 'skipped', attempt: 0, settled: resultOf('skipped', null) });
    }
    return new RunProgress(run, tasks);
  }

  elapsedMs(): number {
    return performance.now() - this.startedAtMs;
  }

  /** Tasks to start now; they count as started from here on. */
  ready(): readonly TaskName[] {
    const names = readyTasks(
      BRIEF_PLAN,
      (task) => this.state(task).settled !== null,
      (task) => this.state(task).status !== 'pending',
    ).map((task) => task.name);
    for (const name of names) {
      this.state(name).status = 'running';
      this.startedHere.add(name);
    }
    return names;
  }

  isFirstAttempt(task: TaskName): boolean {
    return this.state(task).attempt === 0;
  }

  /** How often the task was started, with the present time; 0 when it never was. */
  attemptOf(task: TaskName): number {
    return this.state(task).attempt + (this.startedHere.has(task) ? 1 : 0);
  }

  isComplete(): boolean {
    return [...this.tasks.values()].every(({ settled }) => settled !== null);
  }

  settled(task: TaskName): SettledTask {
    const { settled } = this.state(task);
    if (!settled) throw new AppError({ code: 'TASK_NOT_SETTLED', kind: 'internal', message: task });
    return settled;
  }

  inputFor(): Parameters<Agent['run']>[0] {
    const results: Partial<Record<TaskName, JsonObject>> = {};
    const statuses: Partial<Record<TaskName, AgentStatus>> = {};
    for (const [name, { settled }] of this.tasks) {
      if (!settled) continue;
      if (settled.output && isUsable(settled.status)) results[name] = settled.output;
      if (isUsable(settled.status) || settled.status === 'failed')
        statuses[name] = settled.status as AgentStatus;
    }
    return { ...this.run.input, results, statuses };
  }

  put(task: TaskFinish): void {
    this.finished.push(task);
    this.wake?.();
  }

  /** The task waits for a vendor: it is run again when the run wakes up. */
  park(task: TaskName, forMs: number): void {
    this.parked.set(task, { atMs: performance.now(), forMs });
    this.wake?.();
  }

  /** Milliseconds until every vendor that is waited for may be asked again, when nothing else is under way; else null. */
  sleepMs(): number | null {
    if (this.finished.length > 0) return null;
    const running = [...this.tasks].filter(([, task]) => task.status === 'running' && task.settled === null);
    const waits = running.map(([name]) => this.parked.get(name));
    if (waits.length === 0 || waits.includes(undefined)) return null;
    const now = performance.now();
    return Math.max(0, ...waits.map((wait) => (wait ? wait.atMs + wait.forMs - now : 0)));
  }

  /** What has finished since the last look; settled from here on. */
  takeFinished(): readonly TaskFinish[] {
    const finished = this.finished.splice(0);
    for (const task of finished) this.settle(task);
    return finished;
  }

  /** Waits for a task to finish or to park, and a moment longer: finishes that arrive together share a commit. */
  async nextFinish(signal: AbortSignal): Promise<void> {
    if (this.finished.length === 0 && this.sleepMs() === null) {
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          reject(signal.reason as RunAbort);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        this.wake = () => {
          signal.removeEventListener('abort', onAbort);
          this.wake = null;
          resolve();
        };
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Settles whatever has not: the run ends without it. */
  close(cut: EarlyEnd): readonly TaskFinish[] {
    const open = [...this.tasks].filter(([, { settled }]) => settled === null);
    return open.map(([name, { attempt, status: before }]) => {
      const isStarted = attempt > 0 || before === 'running';
      const code = CODE_OF_STARTED[cut];
      const outcome = code !== null && isStarted ? failure(code, null) : null;
      const status: TaskStatus = outcome ? 'failed' : cut === 'cancelled' ? 'cancelled' : 'skipped';
      const finish: TaskFinish = { name, status, outcome, durationMs: 0, written: [], deleted: [] };
      this.settle(finish);
      return finish;
    });
  }

  private settle({ name, status, outcome }: TaskFinish): void {
    this.state(name).settled = resultOf(status as SettledTask['status'], outcome);
  }

  private state(task: TaskName): TaskState {
    const state = this.tasks.get(task);
    if (!state)
      throw new AppError({ code: 'PLAN_MISMATCH', kind: 'internal', message: `run has no task ${task}` });
    return state;
  }
}

function resultOf(status: SettledTask['status'], outcome: AgentOutcome | null): SettledTask {
  return {
    status,
    isKept: false,
    output: outcome?.data ?? null,
    provenance: outcome?.provenance ?? {},
    error: outcome?.error ?? null,
    provider: outcome?.provider ?? null,
    model: outcome?.model ?? null,
    warnings: outcome?.warnings ?? [],
    usage: outcome?.usage ?? null,
  };
}

/** The outcome of a task that has none of its own. */
export function failure(code: string, error: unknown): AgentOutcome {
  return {
    status: 'failed',
    data: null,
    provenance: {},
    error: {
      code,
      message: error instanceof AppError ? error.message : code,
      retryable: code === 'AGENT_TIMEOUT',
    },
    provider: 'none',
    model: null,
    warnings: [],
    usage: null,
  };
}
