import { BRIEF_PLAN, type TaskName } from '@genesis/agents';
import { FaultSettings, RunSettings } from '@genesis/config';
import { isTransient } from '@genesis/database';
import { continued, inSpan, Metrics, RequestContext } from '@genesis/observability';
import { messageAttributes, Signals } from '@genesis/queue';
import { Injectable, Logger } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { ActiveRuns } from './active-runs.js';
import type { ClaimedRun } from './claimed-run.js';
import { failpoint } from './failpoints.js';
import { eventsOfFinish, finishLine, finishSample } from './finish-events.js';
import { runJob } from './run.job.js';
import { RunEnding } from './run-ending.js';
import { eventsTopic } from './run-events.js';
import { RunLeases } from './run-leases.js';
import { RunMetrics } from './run-metrics.js';
import { RunProgress } from './run-progress.js';
import type { NewEvent, RunStep, TaskFinish } from './run-steps.js';
import { RunStore } from './run-store.js';
import { LeaseLostError, RunAbort } from './runs.errors.js';
import { TaskRunner } from './task-runner.js';
import { untilStored } from './until-stored.js';

/** `postponed`: the database could not say whether there is something to do, so the job should come again.
 *  `quarantined`: to be executed with `executeQuarantined`, in a process of its own. */
export type ExecutionResult =
  'finished' | 'nothing_to_do' | 'handed_back' | 'lease_lost' | 'postponed' | 'quarantined' | ParkedRun;

/** The run sleeps until a vendor may be asked again: its job should come then. */
export interface ParkedRun {
  readonly parkedForMs: number;
}

/** What needs nothing: started by the claim. */
const FIRST_TASKS = BRIEF_PLAN.tasks.filter(({ needs }) => needs.length === 0).map(({ name }) => name);

/** A run on its way through this process. */
interface Carried {
  readonly run: ClaimedRun;
  readonly progress: RunProgress;
  readonly signal: AbortSignal;
  /** Tasks at work. */
  readonly atWork: Set<Promise<void>>;
}

/** Drives one claimed run from task to task. What a task returns is committed before anything else happens. */
@Injectable()
export class RunExecutor {
  private readonly logger = new Logger(RunExecutor.name);

  constructor(
    private readonly leases: RunLeases,
    private readonly store: RunStore,
    private readonly active: ActiveRuns,
    private readonly tasks: TaskRunner,
    private readonly ending: RunEnding,
    private readonly signals: Signals,
    private readonly metrics: Metrics,
    private readonly runMetrics: RunMetrics,
    private readonly context: RequestContext,
    private readonly settings: RunSettings,
    private readonly faults: FaultSettings,
  ) {}

  /** Claims the run and carries it to its end, unless it is not there to be taken or is taken away.
   *  Safe to call for the same run any number of times, at once included. */
  async execute(runId: string): Promise<ExecutionResult> {
    return this.orPostponed(runId, async () => {
      const run = await this.leases.claim(runId, FIRST_TASKS);
      if (!run) return (await this.leases.isQuarantined(runId)) ? 'quarantined' : 'nothing_to_do';
      if (run.crashCount < this.settings.quarantineAfter) return run;
      await this.leases.quarantine(run);
      this.logger.warn({ run_id: runId, crash_count: run.crashCount }, 'run put into quarantine');
      return 'quarantined';
    });
  }

  /** As `execute`, for a run in quarantine and a process that carries nothing else. */
  async executeQuarantined(runId: string): Promise<ExecutionResult> {
    return this.orPostponed(
      runId,
      async () => (await this.leases.claimQuarantined(runId)) ?? 'nothing_to_do',
    );
  }

  private async orPostponed(
    runId: string,
    claim: () => Promise<ClaimedRun | ExecutionResult>,
  ): Promise<ExecutionResult> {
    let claimed: ClaimedRun | ExecutionResult;
    try {
      claimed = await claim();
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.logger.warn({ run_id: runId, error: String(error) }, 'the database could not say who has the run');
      return 'postponed';
    }
    if (typeof claimed === 'string' || !('fence' in claimed)) return claimed;
    const run = claimed;
    if (run.fence === 1) this.runMetrics.runStarted(run.ageMs);
    return this.context.runWith({ requestId: run.requestId, runId }, () => this.traced(run));
  }

  /** Each worker that carries the run, or carries it on, does so in a span of its own below the request. */
  private traced(run: ClaimedRun): Promise<ExecutionResult> {
    const attributes = { ...messageAttributes(runJob.queue, 'process'), ...runAttributes(run) };
    const options = { kind: SpanKind.CONSUMER, parent: continued(run.traceContext), attributes };
    return inSpan(`process ${runJob.queue}`, options, async (span) => {
      const result = await this.carry(run);
      span.setAttribute('genesis.result', typeof result === 'string' ? result : 'parked');
      return result;
    });
  }

  private async carry(run: ClaimedRun): Promise<ExecutionResult> {
    const signal = this.active.hold(run.id, run.fence, run.claimedAtMs);
    const deadline = setTimeout(
      () => {
        this.active.abort(run.id, run.fence, 'deadline');
      },
      Math.max(0, run.remainingMs),
    );
    const carried: Carried = { run, progress: RunProgress.of(run), signal, atWork: new Set() };
    try {
      if (run.isCancelRequested) this.active.abort(run.id, run.fence, 'cancelled');
      this.begin(carried, run.begun);
      return await this.advance(carried);
    } catch (error) {
      if (error instanceof LeaseLostError) return 'lease_lost';
      if (!(error instanceof RunAbort)) {
        // Nobody waits for its agents any more: the next worker of the run has its own.
        this.active.abort(run.id, run.fence, 'lease_lost');
        throw error;
      }
      return await this.stop(carried, error);
    } finally {
      clearTimeout(deadline);
      this.active.release(run.id, run.fence);
    }
  }

  /** The run's loop: start what is ready, wait for a task, commit what has settled; the last commit ends the run. When all
   *  that is left waits for vendors, the run sleeps. */
  private async advance(carried: Carried): Promise<ExecutionResult> {
    const { run, progress, signal } = carried;
    for (;;) {
      signal.throwIfAborted();
      const finished = progress.takeFinished();
      if (progress.isComplete()) {
        await this.ending.finish(run, progress, null, finished);
        for (const task of finished) await failpoint(this.faults, `${task.name}:after-commit`);
        return 'finished';
      }
      const ready = progress.ready();
      if (finished.length > 0 || ready.length > 0) {
        await this.commit(carried, stepOf(run, progress, finished, ready), signal);
        this.begin(carried, ready);
      } else {
        if (progress.sleepMs() !== null) return await this.park(carried);
        await progress.nextFinish(signal);
      }
    }
  }

  private async park({ run, progress, signal }: Carried): Promise<ParkedRun> {
    // The wait goes on while the database is away.
    const leftMs = () => progress.sleepMs() ?? 0;
    const last = await untilStored(signal, () => this.leases.park(run, leftMs()));
    const forMs = leftMs();
    this.signals.send(eventsTopic(run.briefId), String(last));
    this.logger.log({ run_id: run.id, parked_for_ms: Math.round(forMs) }, 'run parked');
    return { parkedForMs: forMs };
  }

  private begin({ run, progress, signal, atWork }: Carried, tasks: readonly TaskName[]): void {
    for (const task of tasks) {
      const ids = { requestId: run.requestId, runId: run.id, agent: task };
      const work = this.context
        .runWith(ids, () => this.tasks.run(run, progress, task, signal))
        .finally(() => atWork.delete(work));
      atWork.add(work);
    }
  }

  /** @param signal ends the waiting for the database; the step may be there all the same. Null waits for ever. */
  private async commit({ run, progress }: Carried, step: RunStep, signal: AbortSignal | null): Promise<void> {
    progress.unstored = step;
    const last = await untilStored(signal, () => this.store.commit(run, step));
    progress.unstored = null;
    this.signals.send(eventsTopic(run.briefId), String(last));
    for (const task of step.finished) {
      await failpoint(this.faults, `${task.name}:after-commit`);
      this.metrics.agentFinished(finishSample(task));
      this.logger.log(finishLine(task, progress.attemptOf(task.name)), 'task finished');
    }
  }

  private async stop(carried: Carried, { reason }: RunAbort): Promise<ExecutionResult> {
    if (reason === 'lease_lost') return 'lease_lost';
    // Told to stop, they do so at once; what their calls have cost is recorded while the run is ours.
    await Promise.all(carried.atWork);
    try {
      if (reason === 'drain') return await this.handBack(carried);
      const { run, progress } = carried;
      await this.storeLeftStep(carried, null);
      await this.ending.finish(run, progress, reason, progress.takeFinished());
      return 'finished';
    } catch (error) {
      if (error instanceof LeaseLostError) return 'lease_lost';
      throw error;
    }
  }

  /** Stores what has finished, and lets go of the run. Where the database takes neither within the grace of a shutdown,
   *  the lease runs out instead. */
  private async handBack(carried: Carried): Promise<ExecutionResult> {
    const { run, progress } = carried;
    const grace = AbortSignal.timeout(this.settings.shutdownGraceMs);
    try {
      await this.storeLeftStep(carried, grace);
      const finished = progress.takeFinished();
      if (finished.length > 0) await this.commit(carried, stepOf(run, progress, finished, []), grace);
      await untilStored(grace, () => this.leases.handBack(run));
    } catch (error) {
      if (!grace.aborted) throw error;
      this.logger.warn({ error: String(error) }, 'run not handed back, its lease will run out');
    }
    return 'handed_back';
  }

  /** A step whose commit was given up may have happened. It is repeated as it was, but for the tasks that were to start:
   *  those do not any more. */
  private async storeLeftStep(carried: Carried, signal: AbortSignal | null): Promise<void> {
    const step = carried.progress.unstored;
    if (!step || step.finished.length === 0) return;
    const events = step.finished.flatMap(eventsOfFinish);
    await this.commit(carried, { ...step, started: [], events }, signal);
  }
}

function runAttributes({ id, briefId, version, plan, fence }: ClaimedRun) {
  return {
    'genesis.run_id': id,
    'genesis.brief_id': briefId,
    'genesis.brief_version': version,
    'genesis.plan': plan,
    'genesis.claim': fence,
  };
}

function stepOf(
  run: ClaimedRun,
  progress: RunProgress,
  finished: readonly TaskFinish[],
  started: readonly TaskName[],
): RunStep {
  const events = [
    ...finished.flatMap(eventsOfFinish),
    ...started.filter((task) => progress.isFirstAttempt(task)).map(startEvent),
  ];
  return { id: run.takeStepId(), finished, started, events };
}

const startEvent = (agent: TaskName): NewEvent => ({ type: 'agent.started', agent, data: {} });
