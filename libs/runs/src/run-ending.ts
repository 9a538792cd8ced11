import { TASK_NAMES, type TaskName } from '@genesis/agents';
import { RunSettings } from '@genesis/config';
import { together, transaction } from '@genesis/database';
import type { JsonObject } from '@genesis/kernel';
import { Metrics } from '@genesis/observability';
import { Signals } from '@genesis/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { eventsTopic } from './run-events.js';
import { eventsOfFinish, finishSample } from './finish-events.js';
import {
  type RunOutcome,
  RunSettlement,
  type SettledTask,
  terminalStatus,
  type TerminalRunStatus,
} from './run-outcome.js';
import { type EarlyEnd, RunProgress } from './run-progress.js';
import { type ClaimedRun, type NewEvent, type RunStep, RunStore, type TaskFinish } from './run-store.js';
import { untilStored } from './until-stored.js';

/** Makes a run terminal: its last rows, its last event and its settlement commit together. */
@Injectable()
export class RunEnding {
  private readonly logger = new Logger(RunEnding.name);

  constructor(
    private readonly store: RunStore,
    private readonly settlement: RunSettlement,
    private readonly signals: Signals,
    private readonly metrics: Metrics,
    private readonly dataSource: DataSource,
    private readonly settings: RunSettings,
  ) {}

  /** Ends a run that nobody works on and that was cancelled or is past its deadline.
   *  @returns false when a worker holds it or it has ended already. */
  async end(runId: string): Promise<boolean> {
    const run = await this.store.claimForEnd(runId, this.settings.leaseMs);
    if (!run) return false;
    await this.finish(run, RunProgress.of(run), run.isCancelRequested ? 'cancelled' : 'deadline');
    return true;
  }

  /** Ends the run. `cut` is why it ends early, if it does: what has not settled is closed by it. */
  async finish(
    run: ClaimedRun,
    progress: RunProgress,
    cut: EarlyEnd | null,
    finished: readonly TaskFinish[] = [],
  ): Promise<void> {
    const closed = cut === null ? [] : progress.close(cut);
    const all = [...finished, ...closed];
    const status: TerminalRunStatus =
      cut === 'cancelled' ? 'cancelled' : terminalStatus((task) => progress.settled(task).status);
    const error: JsonObject | null =
      cut === 'deadline'
        ? { code: 'RUN_DEADLINE_EXCEEDED', message: 'the run was not done when its time was up' }
        : null;
    const events: NewEvent[] = [
      ...all.flatMap(eventsOfFinish),
      { type: 'run.finished', agent: null, data: { status } },
    ];
    const step: RunStep = { finished: all, started: [], events, end: { status, error } };
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
    const write = () =>
      transaction(this.dataSource, async (tx) => {
        const [last] = await together(this.store.commit(run, step, tx), this.settlement.settle(tx, outcome));
        return last;
      });
    const last = await untilStored(null, write);
    this.signals.send(eventsTopic(run.briefId), String(last));
    for (const task of all) this.metrics.agentFinished(finishSample(task));
    const seconds = progress.elapsedMs() / 1_000;
    this.metrics.runFinished({ source: 'api', status, seconds });
    this.logger.log({ run_id: run.id, status, duration_ms: Math.round(seconds * 1_000) }, 'run finished');
  }
}
