import { BRIEF_PLAN, TASK_NAMES, type TaskName } from '@genesis/agents';
import { FaultSettings, RunSettings } from '@genesis/config';
import { together, transaction } from '@genesis/database';
import type { JsonObject } from '@genesis/kernel';
import { Metrics } from '@genesis/observability';
import { Signals } from '@genesis/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { eventsTopic } from './run-events.js';
import { eventsOfFinish, finishLine, finishSample } from './finish-events.js';
import {
  type RunOutcome,
  RunSettlement,
  SETTLED_TASK_STATUSES,
  type SettledTask,
  TERMINAL_RUN_STATUSES,
  terminalStatus,
  type TerminalRunStatus,
} from './run-outcome.js';
import type { ClaimedRun } from './claimed-run.js';
import { failpoint } from './failpoints.js';
import { RunAdmission } from './run-admission.js';
import { mostDeaths, RunLeases } from './run-leases.js';
import { type EarlyEnd, RunProgress } from './run-progress.js';
import type { NewEvent, RunStep, TaskFinish } from './run-steps.js';
import { RunStore } from './run-store.js';
import { LeaseLostError } from './runs.errors.js';
import { untilStored } from './until-stored.js';

/** What is told of a run that did not come to its own end. */
const ERROR_OF: Readonly<Record<EarlyEnd, JsonObject | null>> = {
  cancelled: null,
  deadline: { code: 'RUN_DEADLINE_EXCEEDED', message: 'the run was not done when its time was up' },
  plan_unknown: {
    code: 'PLAN_UNKNOWN',
    message: 'no worker that knows the plan of this run took it in its time',
  },
  deadly: { code: 'RUN_KEEPS_CRASHING', message: 'every process that carried this run died' },
};

/** Makes a run terminal: its last rows, its last event and its settlement commit together. */
@Injectable()
export class RunEnding {
  private readonly logger = new Logger(RunEnding.name);

  constructor(
    private readonly leases: RunLeases,
    private readonly store: RunStore,
    private readonly settlement: RunSettlement,
    private readonly admission: RunAdmission,
    private readonly signals: Signals,
    private readonly metrics: Metrics,
    private readonly dataSource: DataSource,
    private readonly settings: RunSettings,
    private readonly faults: FaultSettings,
  ) {
    metrics.expectRuns(TERMINAL_RUN_STATUSES, TASK_NAMES, SETTLED_TASK_STATUSES);
  }

  /** Ends a run that nobody works on and that was cancelled, is past its deadline, is of a plan that nobody knows, or
   *  kills whoever carries it.
   *  @returns false when a worker holds it or it has ended already. */
  async end(runId: string): Promise<boolean> {
    const run = await this.leases.claimForEnd(runId);
    if (!run) return false;
    await this.finish(run, RunProgress.of(run), this.whyEnded(run));
    return true;
  }

  /** Ends the run. `cut` is why it ends early, if it does: what has not settled is closed by it.
   *  @throws LeaseLostError when the fence is no longer the run's. */
  async finish(
    run: ClaimedRun,
    progress: RunProgress,
    cut: EarlyEnd | null,
    finished: readonly TaskFinish[] = [],
  ): Promise<void> {
    const closed = cut === null ? [] : progress.close(cut);
    const all = [...finished, ...closed];
    const status = statusAtEnd(progress, cut);
    const error = cut === null ? null : ERROR_OF[cut];
    const events: NewEvent[] = [
      ...all.flatMap(eventsOfFinish),
      { type: 'run.finished', agent: null, data: { status } },
    ];
    const step: RunStep = {
      id: run.takeStepId(),
      finished: all,
      started: [],
      events,
      end: { status, error },
    };
    const outcome: RunOutcome = {
      runId: run.id,
      briefId: run.briefId,
      version: run.version,
      status,
      input: run.input,
      tasks: Object.fromEntries(TASK_NAMES.map((task) => [task, progress.settled(task)])) as Record<
        TaskName,
        SettledTask
      >,
    };
    const last = await untilStored(null, () => this.commit(run, step, outcome));
    this.signals.send(eventsTopic(run.briefId), String(last));
    for (const task of all) {
      this.metrics.agentFinished(finishSample(task));
      const line = finishLine(task, progress.attemptOf(task.name));
      this.logger.log({ run_id: run.id, ...line }, 'task finished');
    }
    const seconds = (run.ageMs + progress.elapsedMs()) / 1_000;
    this.metrics.runFinished({ source: 'api', status, seconds });
    this.logger.log({ run_id: run.id, status, duration_ms: Math.round(seconds * 1_000) }, 'run finished');
  }

  private whyEnded(run: ClaimedRun): EarlyEnd {
    if (run.isCancelRequested) return 'cancelled';
    if (run.plan !== BRIEF_PLAN.version) return 'plan_unknown';
    return run.crashCount >= mostDeaths(this.settings) ? 'deadly' : 'deadline';
  }

  private async commit(run: ClaimedRun, step: RunStep, outcome: RunOutcome): Promise<number> {
    try {
      const { last, next } = await transaction(this.dataSource, async (tx) => {
        const [event, , admitted] = await together(
          this.store.commitWithin(tx, run, step),
          this.settlement.settle(tx, outcome),
          this.admission.admitNext(tx, run.ownerId),
        );
        return { last: event, next: admitted };
      });
      if (next !== null) {
        await failpoint(this.faults, 'end:before-next-job');
        await this.admission.enqueue(next);
      }
      return last;
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      // A run that has ended lets nobody write: not even whoever ended it, when the answer to that was lost.
      const last = await this.store.lastAfter(run, step.id);
      if (last === null) throw error;
      return last;
    }
  }
}

function statusAtEnd(progress: RunProgress, cut: EarlyEnd | null): TerminalRunStatus {
  if (cut === 'cancelled') return 'cancelled';
  if (cut === 'plan_unknown') return 'failed';
  return terminalStatus((task) => progress.settled(task).status);
}
