import {
  type Agent,
  type AgentOutcome,
  AgentRoster,
  BRIEF_PLAN,
  type TaskContext,
  type TaskName,
} from '@genesis/agents';
import { AgentSettings, FaultSettings, RunSettings } from '@genesis/config';
import { ChatModel } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import { Metrics, RequestContext } from '@genesis/observability';
import { Signals } from '@genesis/queue';
import { VirtualFiles, type Workspace } from '@genesis/redis-vfs';
import { Injectable, Logger } from '@nestjs/common';
import { ActiveRuns } from './active-runs.js';
import { failpoint } from './failpoints.js';
import { eventsOfFinish, finishSample } from './finish-events.js';
import { JournaledChat } from './journaled-chat.js';
import { type DeliveredFiles, recordingWorkspace } from './recording-workspace.js';
import { patientWorkspace } from './patient-workspace.js';
import { RunEnding } from './run-ending.js';
import { eventsTopic } from './run-events.js';
import { failure, RunProgress } from './run-progress.js';
import { type ClaimedRun, type NewEvent, RunStore, type TaskFinish } from './run-store.js';
import { LeaseLostError, RunAbort } from './runs.errors.js';
import { storableJson } from './storable-json.js';
import { untilStored } from './until-stored.js';

export type ExecutionResult = 'finished' | 'nothing_to_do' | 'handed_back' | 'lease_lost';

/** What needs nothing: started by the claim. */
const FIRST_TASKS = BRIEF_PLAN.tasks.filter(({ needs }) => needs.length === 0).map(({ name }) => name);

/** Drives one claimed run from task to task. What a task returns is committed before anything else happens. */
@Injectable()
export class RunExecutor {
  private readonly logger = new Logger(RunExecutor.name);

  constructor(
    private readonly store: RunStore,
    private readonly active: ActiveRuns,
    private readonly roster: AgentRoster,
    private readonly ending: RunEnding,
    private readonly chat: ChatModel,
    private readonly files: VirtualFiles,
    private readonly signals: Signals,
    private readonly metrics: Metrics,
    private readonly context: RequestContext,
    private readonly runSettings: RunSettings,
    private readonly agentSettings: AgentSettings,
    private readonly faults: FaultSettings,
  ) {}

  /** Claims the run and carries it to its end, unless it is not there to be taken or is taken away.
   *  Safe to call for the same run any number of times, at once included. */
  async execute(runId: string): Promise<ExecutionResult> {
    const { leaseMs, deadlineMs } = this.runSettings;
    const run = await this.store.claim(runId, leaseMs, deadlineMs, FIRST_TASKS);
    if (!run) return 'nothing_to_do';
    return this.context.runWith({ requestId: run.requestId, runId: run.id }, () => this.carry(run));
  }

  private async carry(run: ClaimedRun): Promise<ExecutionResult> {
    const signal = this.active.hold(run.id, run.fence);
    const deadline = setTimeout(
      () => {
        this.active.abort(run.id, 'deadline');
      },
      Math.max(0, run.remainingMs),
    );
    const progress = RunProgress.of(run);
    try {
      if (run.isCancelRequested) this.active.abort(run.id, 'cancelled');
      for (const task of run.begun) void this.runTask(run, progress, task, signal);
      await this.advance(run, progress, signal);
      return 'finished';
    } catch (error) {
      if (error instanceof LeaseLostError) return 'lease_lost';
      if (!(error instanceof RunAbort)) {
        // Nobody waits for its agents any more: the next worker of the run has its own.
        this.active.abort(run.id, 'lease_lost');
        throw error;
      }
      return await this.stop(run, progress, error);
    } finally {
      clearTimeout(deadline);
      this.active.release(run.id, run.fence);
    }
  }

  /** The run's loop: start what is ready, wait for a task, commit what has settled; the last commit ends the run. */
  private async advance(run: ClaimedRun, progress: RunProgress, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const finished = progress.takeFinished();
      if (progress.isComplete()) {
        await this.ending.finish(run, progress, null, finished);
        for (const task of finished) await failpoint(this.faults, `${task.name}:after-commit`);
        return;
      }
      const ready = progress.ready();
      if (finished.length > 0 || ready.length > 0) {
        await this.commit(run, progress, finished, ready, signal);
        for (const task of ready) void this.runTask(run, progress, task, signal);
      } else {
        await progress.nextFinish(signal);
      }
    }
  }

  private async commit(
    run: ClaimedRun,
    progress: RunProgress,
    finished: readonly TaskFinish[],
    started: readonly TaskName[],
    signal: AbortSignal,
  ): Promise<void> {
    const events = [
      ...finished.flatMap(eventsOfFinish),
      ...started.filter((task) => progress.isFirstAttempt(task)).map(startEvent),
    ];
    const last = await untilStored(signal, () => this.store.commit(run, { finished, started, events }));
    this.signals.send(eventsTopic(run.briefId), String(last));
    for (const task of finished) {
      await failpoint(this.faults, `${task.name}:after-commit`);
      this.metrics.agentFinished(finishSample(task));
    }
  }

  private async stop(run: ClaimedRun, progress: RunProgress, abort: RunAbort): Promise<ExecutionResult> {
    switch (abort.reason) {
      case 'lease_lost':
        return 'lease_lost';
      case 'drain':
        await this.store.handBack(run.id, run.fence);
        return 'handed_back';
      case 'cancelled':
      case 'deadline':
        try {
          await this.ending.finish(run, progress, abort.reason, progress.takeFinished());
          return 'finished';
        } catch (error) {
          if (error instanceof LeaseLostError) return 'lease_lost';
          throw error;
        }
    }
  }

  /** Never throws: what goes wrong around the agent settles the task as failed, or nobody would end it. */
  private async runTask(
    run: ClaimedRun,
    progress: RunProgress,
    name: TaskName,
    signal: AbortSignal,
  ): Promise<void> {
    const startedAtMs = performance.now();
    const budget = AbortSignal.timeout(this.agentSettings.budgetMs[name]);
    const taskSignal = AbortSignal.any([signal, budget]);
    const onDefect = (error: unknown): void => {
      this.logger.error({ task: name, err: error }, 'an agent threw what it should have answered');
    };
    let outcome: AgentOutcome;
    let files: DeliveredFiles = { written: [], deleted: [] };
    try {
      await failpoint(this.faults, `${name}:before`);
      const store = patientWorkspace(this.workspaceOf(run), taskSignal);
      const recording = recordingWorkspace(store.workspace, name);
      const context: TaskContext = {
        signal: taskSignal,
        files: recording.workspace,
        chat: this.chat.isConfigured ? this.journaledChat(run, name, signal) : null,
      };
      outcome = await settle(this.roster.agentFor(name), progress.inputFor(), context, budget, onDefect);
      if (taskSignal.aborted && store.isWaiting()) {
        // The time went by waiting for Redis: that is no failure of the agent. The run is given back for later.
        this.active.abort(run.id, 'drain');
        return;
      }
      files = recording.delivered();
      await failpoint(this.faults, `${name}:after-return`);
    } catch (error) {
      onDefect(error);
      outcome = failure('AGENT_ERROR', error);
    }
    if (signal.aborted) return;
    progress.put(taskFinish(name, outcome, performance.now() - startedAtMs, files));
  }

  private workspaceOf(run: ClaimedRun): Workspace {
    const minTtlSeconds = Math.max(1, Math.ceil(run.remainingMs / 1_000));
    return this.files.workspace({ workspaceId: run.id, ownerId: run.ownerId }, { minTtlSeconds });
  }

  private journaledChat(run: ClaimedRun, task: TaskName, signal: AbortSignal): JournaledChat {
    return new JournaledChat(run, task, this.chat, {
      find: (callKey, requestHash) =>
        this.orLeaseLost(
          run,
          untilStored(signal, () => this.store.findCall(run, task, callKey, requestHash)),
        ),
      record: async (call) => {
        const last = await this.orLeaseLost(
          run,
          untilStored(signal, () => this.store.recordCall(run, call)),
        );
        this.signals.send(eventsTopic(run.briefId), String(last));
        this.metrics.callFinished({
          provider: call.provider,
          capability: call.capability,
          outcome: call.outcome,
          model: call.model,
          inputTokens: (call.usage?.input_tokens as number | null | undefined) ?? null,
          outputTokens: (call.usage?.output_tokens as number | null | undefined) ?? null,
        });
        await failpoint(this.faults, `${task}:after-call`);
      },
    });
  }

  /** A fence that is gone stops the whole run, not just the call that noticed. */
  private async orLeaseLost<T>(run: ClaimedRun, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof LeaseLostError) this.active.abort(run.id, 'lease_lost');
      throw error;
    }
  }
}

/** Runs an agent; whatever it does becomes an outcome. An agent that ignores its signal is not waited for. */
async function settle(
  agent: Agent,
  input: Parameters<Agent['run']>[0],
  context: TaskContext,
  budget: AbortSignal,
  onDefect: (error: unknown) => void,
): Promise<AgentOutcome> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(new AppError({ code: 'AGENT_ABORTED', kind: 'cancelled' }));
    };
    context.signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    context.signal.throwIfAborted();
    return await Promise.race([agent.run(input, context), aborted]);
  } catch (error) {
    if (!(error instanceof AppError) && !context.signal.aborted) onDefect(error);
    return failure(
      budget.aborted ? 'AGENT_TIMEOUT' : error instanceof AppError ? error.code : 'AGENT_ERROR',
      error,
    );
  } finally {
    context.signal.removeEventListener('abort', onAbort);
  }
}

function taskFinish(
  name: TaskName,
  outcome: AgentOutcome,
  durationMs: number,
  files: DeliveredFiles,
): TaskFinish {
  return { name, status: outcome.status, outcome: storableJson(outcome), durationMs, ...files };
}

const startEvent = (agent: TaskName): NewEvent => ({ type: 'agent.started', agent, data: {} });
