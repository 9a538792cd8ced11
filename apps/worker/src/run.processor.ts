import { RunSettings } from '@genesis/config';
import { ActiveRuns, type ExecutionResult, RunExecutor, runJob, type RunPayload } from '@genesis/runs';
import { Processor } from '@nestjs/bullmq';
import { Quarantine } from './quarantine.js';
import { type ActiveRows, type Delivered, ROW_WORKER_OPTIONS, RowProcessor } from './row.processor.js';

/** The database's clock says when a run wakes up, the queue's when its job comes: never too early. */
const WAKE_MARGIN_MS = 100;

/** Delivers run jobs to the executor. */
@Processor(runJob.queue, ROW_WORKER_OPTIONS)
export class RunProcessor extends RowProcessor<RunPayload> {
  constructor(
    private readonly executor: RunExecutor,
    private readonly quarantine: Quarantine,
    active: ActiveRuns,
    { workerConcurrency: concurrency, shutdownGraceMs: graceMs }: RunSettings,
  ) {
    super({ job: runJob, active: together(active, quarantine), concurrency, graceMs });
  }

  protected override async deliver({ runId }: RunPayload): Promise<Delivered> {
    const result = await this.executed(runId);
    if (typeof result === 'object') return { comesAgainInMs: result.parkedForMs + WAKE_MARGIN_MS };
    return result === 'handed_back' || result === 'postponed' ? result : 'done';
  }

  private async executed(runId: string): Promise<ExecutionResult> {
    const result = await this.executor.execute(runId);
    return result === 'quarantined' ? this.quarantine.carry(runId) : result;
  }
}

/** What this process carries itself, and what it has carried by others. */
function together(active: ActiveRuns, quarantine: Quarantine): ActiveRows {
  return {
    get count() {
      return active.count + quarantine.count;
    },
    drain() {
      active.drain();
      quarantine.drain();
    },
    beat: () => active.beat(),
  };
}
