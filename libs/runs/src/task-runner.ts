import { type AgentOutcome, AgentRoster, isUsable, type TaskContext, type TaskName } from '@genesis/agents';
import { AssetStore } from '@genesis/assets';
import { AgentSettings, FaultSettings, RunSettings } from '@genesis/config';
import { ProviderRegistry } from '@genesis/integrations';
import { AppError, newId, storableJson } from '@genesis/kernel';
import { inSpan, spanFailed } from '@genesis/observability';
import { Signals } from '@genesis/queue';
import { VirtualFiles, type Workspace } from '@genesis/redis-vfs';
import { Injectable, Logger } from '@nestjs/common';
import { ActiveRuns } from './active-runs.js';
import { CallBudget } from './call-budget.js';
import { CallJournal } from './call-journal.js';
import type { ClaimedRun } from './claimed-run.js';
import { failpoint } from './failpoints.js';
import { patientWorkspace } from './patient-workspace.js';
import { type DeliveredFiles, recordingWorkspace } from './recording-workspace.js';
import { eventsTopic } from './run-events.js';
import { RunLedger } from './run-ledger.js';
import { failure, type RunProgress } from './run-progress.js';
import type { TaskFinish } from './run-steps.js';
import { LeaseLostError, type RunAbort } from './runs.errors.js';
import { TaskProviders } from './task-providers.js';
import { untilStored } from './until-stored.js';

const NO_FILES: DeliveredFiles = { written: [], deleted: [] };

/** A run that would wake up with less time before its deadline does not sleep: the knowledge engine stands in. */
const TIME_AFTER_PARKING_MS = 15_000;
/** What its agents need at the end to stand in by rule, all one after the other. */
const TIME_BY_RULE_MS = 5_000;
/** Tasks whose agents never ask a model. */
const BY_RULE: readonly TaskName[] = ['template', 'synthesis'];

/** Runs one task of a held run: gives the agent what it may touch, and turns whatever it does into a finish. */
@Injectable()
export class TaskRunner {
  private readonly logger = new Logger(TaskRunner.name);

  constructor(
    private readonly roster: AgentRoster,
    private readonly registry: ProviderRegistry,
    private readonly assets: AssetStore,
    private readonly files: VirtualFiles,
    private readonly journal: CallJournal,
    private readonly budget: CallBudget,
    private readonly active: ActiveRuns,
    private readonly signals: Signals,
    private readonly settings: AgentSettings,
    private readonly runSettings: RunSettings,
    private readonly faults: FaultSettings,
  ) {}

  /** Resolves when the task is settled and its calls are recorded. Never throws: what goes wrong around the agent settles
   *  the task as failed, or nobody would end it. @param signal aborts when the run is no longer to be carried on */
  async run(run: ClaimedRun, progress: RunProgress, name: TaskName, signal: AbortSignal): Promise<void> {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name };
    await inSpan(`invoke_agent ${name}`, { attributes }, async (span) => {
      const finish = await this.settled(run, progress, name, signal);
      span.setAttribute('genesis.task_status', finish?.status ?? 'unsettled');
      if (finish?.status === 'failed') spanFailed(span, finish.outcome?.error?.code ?? 'AGENT_ERROR');
      if (finish && !signal.aborted) progress.put(finish);
    });
  }

  /** Null when the task did not settle. */
  private async settled(
    run: ClaimedRun,
    progress: RunProgress,
    name: TaskName,
    signal: AbortSignal,
  ): Promise<TaskFinish | null> {
    const startedAtMs = performance.now();
    try {
      await failpoint(this.faults, `${name}:before`, run.input.brief.business_name);
      const finish = await this.finishOf(run, progress, name, signal, startedAtMs);
      await failpoint(this.faults, `${name}:after-return`);
      return finish;
    } catch (error) {
      this.reportDefect(name, error);
      return taskFinish(name, failure('AGENT_ERROR', error), NO_FILES, startedAtMs);
    }
  }

  /** Null when the task did not settle: the run is given back, or sleeps. */
  private async finishOf(
    run: ClaimedRun,
    progress: RunProgress,
    name: TaskName,
    signal: AbortSignal,
    startedAtMs: number,
  ): Promise<TaskFinish | null> {
    const budgetMs = this.budgetMsOf(name, run);
    const budget = AbortSignal.timeout(budgetMs);
    const over = new AbortController();
    const providers = this.providersOf(run, progress, name, signal);
    const taskSignal = AbortSignal.any([signal, budget, over.signal, providers.parked]);
    const store = patientWorkspace(this.workspaceOf(run), taskSignal);
    const recording = recordingWorkspace(store.workspace, name);
    const { chat, search, images } = providers;
    const context = { signal: taskSignal, budgetMs, files: recording.workspace, chat, search, images };
    const outcome = await this.outcomeOf(name, progress, context, budget);
    const isCutOffFromFiles = taskSignal.aborted && store.isWaiting();
    // Nobody waits for more of this agent. What it has spent is recorded while the run can still be written to.
    over.abort();
    await providers.settled();
    if (providers.parkedForMs !== null && !signal.aborted) {
      progress.park(name, providers.parkedForMs);
      return null;
    }
    if (isCutOffFromFiles) {
      // The time went by waiting for Redis: that is no failure of the agent. The run is given back for later.
      this.active.abort(run.id, run.fence, 'drain');
      return null;
    }
    // Half of what a failed agent meant to write is nothing to deliver.
    const files = isUsable(outcome.status) ? recording.delivered() : NO_FILES;
    return taskFinish(name, outcome, files, startedAtMs);
  }

  /** A model on a machine of our own writes more slowly than a vendor's. */
  private budgetMsOf(name: TaskName, { subscriptionPlan }: ClaimedRun): number {
    const { budgetMs, localModelBudgetMs } = this.settings;
    const { chat } = this.registry.forPlan(subscriptionPlan);
    const isLocal = chat.describe().provider === 'local';
    return isLocal && !BY_RULE.includes(name) ? Math.max(budgetMs[name], localModelBudgetMs) : budgetMs[name];
  }

  /** Runs an agent; whatever it does becomes an outcome. An agent that ignores its signal is not waited for. */
  private async outcomeOf(
    name: TaskName,
    progress: RunProgress,
    context: TaskContext,
    budget: AbortSignal,
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
      const agent = this.roster.agentFor(name);
      return await Promise.race([agent.run(progress.inputFor(), context), aborted]);
    } catch (error) {
      if (!(error instanceof AppError) && !context.signal.aborted) this.reportDefect(name, error);
      return failure(
        budget.aborted ? 'AGENT_TIMEOUT' : error instanceof AppError ? error.code : 'AGENT_ERROR',
        error,
      );
    } finally {
      context.signal.removeEventListener('abort', onAbort);
    }
  }

  private reportDefect(task: TaskName, error: unknown): void {
    this.logger.error({ agent: task, err: error }, 'an agent threw what it should have answered');
  }

  private workspaceOf(run: ClaimedRun): Workspace {
    const minTtlSeconds = Math.max(1, Math.ceil(run.remainingMs / 1_000));
    return this.files.workspace({ workspaceId: run.id, ownerId: run.ownerId }, { minTtlSeconds });
  }

  private providersOf(
    run: ClaimedRun,
    progress: RunProgress,
    task: TaskName,
    signal: AbortSignal,
  ): TaskProviders {
    const letGo = lettingGo(signal, this.runSettings.shutdownGraceMs);
    const remainingMs = () => run.remainingMs - progress.elapsedMs();
    const ledger = new RunLedger(run, task, {
      find: (call) =>
        this.orLeaseLost(
          run,
          untilStored(signal, () => this.journal.find(run, call)),
        ),
      reserve: (capability, upperBoundMicroUsd) => {
        const hold = { id: newId(), capability, upperBoundMicroUsd };
        return untilStored(signal, () => this.budget.reserve({ runId: run.id, ownerId: run.ownerId }, hold));
      },
      record: async (call) => {
        const stepId = run.takeStepId();
        const last = await this.orLeaseLost(
          run,
          untilStored(letGo, () => this.journal.record(run, stepId, call)),
        );
        this.signals.send(eventsTopic(run.briefId), String(last));
        await failpoint(this.faults, `${task}:after-call`);
      },
      personNames: () => untilStored(signal, () => this.journal.ownerNames(run)),
    });
    return new TaskProviders(run, {
      providers: this.registry.forPlan(run.subscriptionPlan),
      ledger,
      assets: this.assets,
      untilHeld: (callSignal) => this.active.untilHeld(run.id, run.fence, callSignal),
      mayPark: (forMs) => forMs + TIME_AFTER_PARKING_MS <= remainingMs(),
      // The agents' times fit into a run that nobody has interrupted.
      mostCallMs: () => (run.fence === 1 ? Infinity : Math.max(0, remainingMs() - TIME_BY_RULE_MS)),
    });
  }

  /** A fence that is gone stops the whole run, not just the call that noticed. */
  private async orLeaseLost<T>(run: ClaimedRun, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof LeaseLostError) this.active.abort(run.id, run.fence, 'lease_lost');
      throw error;
    }
  }
}

/** Aborts when the run is no longer this worker's to write to: at once when another one has it, and when it is to be given
 *  back, after the time that there is for that. A run that is cancelled or out of time is ended here. */
function lettingGo(signal: AbortSignal, graceMs: number): AbortSignal {
  const letGo = new AbortController();
  const onAbort = () => {
    const { reason } = signal.reason as RunAbort;
    const abort = () => {
      letGo.abort(signal.reason);
    };
    if (reason === 'lease_lost') abort();
    // What was paid for is kept while the database may still take it.
    if (reason === 'drain') setTimeout(abort, graceMs).unref();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return letGo.signal;
}

function taskFinish(
  name: TaskName,
  outcome: AgentOutcome,
  files: DeliveredFiles,
  startedAtMs: number,
): TaskFinish {
  const durationMs = performance.now() - startedAtMs;
  return { name, status: outcome.status, outcome: storableJson(outcome), durationMs, ...files };
}
