import { PublishingSettings, RunSettings } from '@genesis/config';
import { ActivePublications, publicationJob, PublicationRunner } from '@genesis/publishing';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DelayedError, type Job, WaitingError } from 'bullmq';

/** As for runs: a killed worker's job is delivered again within 15 s, and no job fails for stalling. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
const UNLIMITED_STALLS = 1_000_000;
/** When a job comes again that met a database which did not answer. */
const POSTPONED_BY_MS = 2_000;
/** How often `drain` looks whether every publication has been given back. */
const DRAIN_POLL_MS = 10;

/** Delivers publication jobs to the runner. The row decides what there is to do; a job is only a wake-up call. */
@Processor(publicationJob.queue, {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: UNLIMITED_STALLS,
  removeOnComplete: { count: 1_000, age: 3_600 },
  removeOnFail: { count: 1_000, age: 7 * 86_400 },
})
export class PublishingProcessor
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(PublishingProcessor.name);
  private isDraining = false;
  private loop: Promise<void> | null = null;

  constructor(
    private readonly runner: PublicationRunner,
    private readonly active: ActivePublications,
    private readonly runs: RunSettings,
    private readonly settings: PublishingSettings,
  ) {
    super();
  }

  /** True while jobs are taken: what a worker's liveness means. */
  get isTakingJobs(): boolean {
    return !this.isDraining && this.worker.isRunning();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.settings.concurrency;
    this.loop = this.worker.run().catch((error: unknown) => {
      this.logger.error({ error: String(error) }, 'the worker stopped taking publications');
    });
  }

  async process(job: Job<unknown>, token?: string): Promise<void> {
    const { publicationId } = publicationJob.payload.parse(job.data);
    const result = this.isDraining ? 'handed_back' : await this.runner.execute(publicationId);
    if (result === 'handed_back') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    if (result === 'postponed') {
      await job.moveToDelayed(Date.now() + POSTPONED_BY_MS, token);
      throw new DelayedError();
    }
  }

  /** Takes no new job, aborts what is under way, and waits until all of it is back in the queue. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isDraining = true;
    await this.worker.pause(true);
    this.active.drain();
    const giveUpAtMs = performance.now() + this.runs.shutdownGraceMs;
    while (this.active.count > 0 && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    await this.worker.close();
    await this.loop;
  }

  /** BullMQ does not stop a processor whose lock it lost. The lease on the row decides. */
  @OnWorkerEvent('lockRenewalFailed')
  onLockRenewalFailed(): void {
    void this.active.beat();
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error(
      { jobId: job?.id, err: error },
      'job failed, the reconciler will look at its publication',
    );
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue error');
  }
}
