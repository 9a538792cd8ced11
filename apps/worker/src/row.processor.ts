import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DelayedError, type Job, WaitingError, type WorkerOptions } from 'bullmq';

/** When a job comes again that met a database which did not answer. */
const POSTPONED_BY_MS = 2_000;
/** How often a drain looks whether everything has been given back. */
const DRAIN_POLL_MS = 10;

/** The lock of a job and the search for dead workers. Measured: a killed worker's job is delivered again within 15 s;
 *  BullMQ's defaults take 59 s. */
export const ROW_WORKER_OPTIONS: Omit<WorkerOptions, 'connection'> = {
  autorun: false,
  lockDuration: 10_000,
  stalledInterval: 5_000,
  // Never fail a job for stalling: one crash would fail its innocent neighbours. Deaths are counted on the row.
  maxStalledCount: 1_000_000,
  removeOnComplete: { count: 1_000, age: 3_600 },
  removeOnFail: { count: 1_000, age: 7 * 86_400 },
};

/** Rows that this process has taken and works on. */
export interface ActiveRows {
  readonly count: number;
  /** Aborts all of them; they are given back. */
  drain(): void;
  /** Renews their leases; who has lost one is let go. */
  beat(): Promise<void>;
}

export interface RowProcessorOptions {
  readonly active: ActiveRows;
  /** Jobs that are carried at once. */
  readonly concurrency: number;
  /** How long a drain waits for what is given back. */
  readonly graceMs: number;
}

/** What becomes of a delivered job. `postponed`: the database could not say. */
export type Delivered = 'done' | 'handed_back' | 'postponed' | { readonly comesAgainInMs: number };

/** Delivers jobs of a queue to whoever carries their rows. The row decides what there is to do; a job is only a wake-up
 *  call. */
export abstract class RowProcessor
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(this.constructor.name);
  private isDraining = false;
  private loop: Promise<void> | null = null;

  constructor(private readonly options: RowProcessorOptions) {
    super();
  }

  protected abstract deliver(payload: unknown): Promise<Delivered>;

  /** True while jobs are taken: what a worker's liveness means. */
  get isTakingJobs(): boolean {
    return !this.isDraining && this.worker.isRunning();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.options.concurrency;
    this.loop = this.worker.run().catch((error: unknown) => {
      this.logger.error({ error: String(error) }, 'the worker stopped taking jobs');
    });
  }

  async process(job: Job<unknown>, token?: string): Promise<void> {
    const delivered = this.isDraining ? 'handed_back' : await this.deliver(job.data);
    if (delivered === 'done') return;
    if (delivered === 'handed_back') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const waitMs = delivered === 'postponed' ? POSTPONED_BY_MS : delivered.comesAgainInMs;
    await job.moveToDelayed(Date.now() + waitMs, token);
    throw new DelayedError();
  }

  /** Takes no new job, aborts what is under way, and waits until all of it is back in the queue. */
  async beforeApplicationShutdown(): Promise<void> {
    const { active, graceMs } = this.options;
    this.isDraining = true;
    const drained = active.count;
    await this.worker.pause(true);
    active.drain();
    const giveUpAtMs = performance.now() + graceMs;
    while (active.count > 0 && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    await this.worker.close();
    await this.loop;
    this.logger.log({ drained, abandoned: active.count }, 'drained');
  }

  /** BullMQ does not stop a processor whose lock it lost. The lease on the row decides: when Redis forgot its locks the
   *  work goes on, when this process was silent for too long it is let go. */
  @OnWorkerEvent('lockRenewalFailed')
  onLockRenewalFailed(): void {
    void this.options.active.beat();
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error({ jobId: job?.id, err: error }, 'job failed, the reconciler will look at its row');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue error');
  }
}
