import { RunSettings } from '@genesis/config';
import { ActiveRuns, RunExecutor, runJob, type RunPayload } from '@genesis/runs';
import { Processor } from '@nestjs/bullmq';
import { type Delivered, ROW_WORKER_OPTIONS, RowProcessor } from './row.processor.js';

/** The database's clock says when a run wakes up, the queue's when its job comes: never too early. */
const WAKE_MARGIN_MS = 100;

/** Delivers run jobs to the executor. */
@Processor(runJob.queue, ROW_WORKER_OPTIONS)
export class RunProcessor extends RowProcessor<RunPayload> {
  constructor(
    private readonly executor: RunExecutor,
    active: ActiveRuns,
    { workerConcurrency: concurrency, shutdownGraceMs: graceMs }: RunSettings,
  ) {
    super({ job: runJob, active, concurrency, graceMs });
  }

  protected override async deliver({ runId }: RunPayload): Promise<Delivered> {
    const result = await this.executor.execute(runId);
    if (typeof result === 'object') return { comesAgainInMs: result.parkedForMs + WAKE_MARGIN_MS };
    return result === 'handed_back' || result === 'postponed' ? result : 'done';
  }
}
