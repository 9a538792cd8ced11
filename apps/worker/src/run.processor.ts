import { RunSettings } from '@genesis/config';
import { ActiveRuns, type ExecutionResult, RunExecutor, runJob } from '@genesis/runs';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DelayedError, type Job, WaitingError } from 'bullmq';

/** The lock of a job and the search for dead workers. Measured: a killed worker's job is delivered again within 15 s;
 *  BullMQ's defaults take 59 s. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Never fail a job for stalling: one crash would fail its innocent neighbours. Deaths are counted on the run's row. */
const UNLIMITED_STALLS = 1_000_000;
/** When a job comes again that met a database which did not answer. */
const POSTPONED_BY_MS = 2_000;
/** The database's clock says when a run wakes up, the queue's when its job comes: never too early. */
const WAKE_MARGIN_MS = 100;
/** How often `drain` looks whether every run has been given back. */
const DRAIN_POLL_MS = 10;

/** Delivers run jobs to the executor. The row decides what there is to do; a job is only a wake-up call. */
@Processor(runJob.queue, {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: UNLIMITED_STALLS,
  removeOnComplete: { count: 1_000, age: 3_600 },
  removeOnFail: { count: 1_000, age: 7 * 86_400 },
})
export class RunProcessor extends WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RunProcessor.name);
  private isDraining = false;
  private loop: Promise<void> | null = null;

  constructor(
    private readonly executor: RunExecutor,
    private readonly active: ActiveRuns,
    private readonly settings: RunSettings,
  ) {
    super();
  }

  /** True while jobs are taken: what a worker's liveness means. */
  get isTakingJobs(): boolean {
    return !this.isDraining && this.worker.isRunning();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.settings.workerConcurrency;
    this.loop = this.worker.run().catch((error: unknown) => {
      this.logger.error({ error: String(error) }, 'the worker stopped taking jobs');
    });
  }

  async process(job: Job<unknown>, token?: string): Promise<void> {
    const { runId } = runJob.payload.parse(job.data);
    const result = this.isDraining ? 'handed_back' : await this.executor.execute(runId);
    if (result === 'handed_back') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const comesAgainInMs = delayOf(result);
    if (comesAgainInMs !== null) {
      await job.moveToDelayed(Date.now() + comesAgainInMs, token);
      throw new DelayedError();
    }
  }

  /** Takes no new job, aborts what runs, and waits until all of it is back in the queue. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isDraining = true;
    const drainedRuns = this.active.count;
    await this.worker.pause(true);
    this.active.drain();
    const giveUpAtMs = performance.now() + this.settings.shutdownGraceMs;
    while (this.active.count > 0 && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    await this.worker.close();
    await this.loop;
    this.logger.log({ drainedRuns, abandonedRuns: this.active.count }, 'drained');
  }

  /** BullMQ does not stop a processor whose lock it lost. The lease on the row decides: when Redis forgot its locks the
   *  runs go on, when this process was silent for too long they are let go. */
  @OnWorkerEvent('lockRenewalFailed')
  onLockRenewalFailed(): void {
    void this.active.beat();
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error({ jobId: job?.id, err: error }, 'job failed, the reconciler will look at its run');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue error');
  }
}

/** When the job should come again; null when it is done. */
function delayOf(result: ExecutionResult): number | null {
  if (result === 'postponed') return POSTPONED_BY_MS;
  return typeof result === 'object' ? result.parkedForMs + WAKE_MARGIN_MS : null;
}
