import { withTraceContext } from '@genesis/observability';
import { type JobDefinition, readPayload, readTraceContext } from '@genesis/queue';
import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DelayedError, type Job, UnrecoverableError, WaitingError, type WorkerOptions } from 'bullmq';

/** When a job comes again that met a database which did not answer. */
const POSTPONED_BY_MS = 2_000;
/** For how long a job of another release is left to its workers, at the first time and at most; twice as long each time. */
const LEFT_FOR_MS = { first: 500, most: 4_000 };
/** Taken so often, by workers who do not know it, a job fails after about 20 s: then the reconciler writes one that is known
 *  here, if there is a row that wants it. */
const MOST_TAKES = 8;
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

export interface RowProcessorOptions<Payload extends object> {
  /** What is taken; any other job of its queue is left to the workers of the release that knows it. */
  readonly job: JobDefinition<Payload>;
  readonly active: ActiveRows;
  /** Jobs that are carried at once. */
  readonly concurrency: number;
  /** How long a drain waits for what is given back. */
  readonly graceMs: number;
}

/** What becomes of a delivered job. `postponed`: the database could not say. */
export type Delivered = 'done' | 'handed_back' | 'postponed' | { readonly comesAgainInMs: number };

/** How many were under way, and how many of them were not given back in time. */
export interface Drained {
  readonly drained: number;
  readonly abandoned: number;
}

/** Delivers jobs of a queue to whoever carries their rows. The row decides what there is to do; a job is only a wake-up
 *  call. */
export abstract class RowProcessor<Payload extends object>
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(this.constructor.name);
  private isDraining = false;
  private loop: Promise<void> | null = null;
  private drained: Promise<Drained> | null = null;

  constructor(private readonly options: RowProcessorOptions<Payload>) {
    super();
  }

  protected abstract deliver(payload: Payload): Promise<Delivered>;

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
    const delivered = this.isDraining ? 'handed_back' : await this.take(job);
    if (delivered === 'done') return;
    if (delivered === 'handed_back') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const waitMs = delivered === 'postponed' ? POSTPONED_BY_MS : delivered.comesAgainInMs;
    await job.moveToDelayed(Date.now() + waitMs, token);
    throw new DelayedError();
  }

  /** @throws when nobody who took the job knew it */
  private async take(job: Job<unknown>): Promise<Delivered> {
    const read = readPayload(this.options.job, job);
    if (read.kind === 'known') {
      return withTraceContext(readTraceContext(job.opts), () => this.deliver(read.payload));
    }
    const about = { job_id: job.id, job_name: job.name, version: read.version, takes: job.attemptsStarted };
    if (job.attemptsStarted >= MOST_TAKES) {
      throw new UnrecoverableError(`no worker knew this job: ${JSON.stringify(about)}`);
    }
    this.logger.warn(about, 'a job of another release is left to its workers');
    return { comesAgainInMs: Math.min(LEFT_FOR_MS.first * 2 ** (job.attemptsStarted - 1), LEFT_FOR_MS.most) };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.drain();
    await this.worker.close();
    await this.loop;
  }

  /** Takes no new job, aborts what is under way, and waits until all of it is back in the queue: once, and for good. */
  drain(): Promise<Drained> {
    this.drained ??= this.drainOnce();
    return this.drained;
  }

  private async drainOnce(): Promise<Drained> {
    const { active, graceMs } = this.options;
    this.isDraining = true;
    const drained = active.count;
    await this.worker.pause(true);
    active.drain();
    const giveUpAtMs = performance.now() + graceMs;
    while (active.count > 0 && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    const abandoned = active.count;
    this.logger.log({ drained, abandoned }, 'drained');
    return { drained, abandoned };
  }

  /** BullMQ does not stop a processor whose lock it lost. The lease on the row decides: when Redis forgot its locks the
   *  work goes on, when this process was silent for too long it is let go. */
  @OnWorkerEvent('lockRenewalFailed')
  onLockRenewalFailed(): void {
    void this.options.active.beat();
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error({ job_id: job?.id, err: error }, 'job failed, the reconciler will look at its row');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue error');
  }
}
