import { LeftWebsites } from '@genesis/briefs';
import { RunSettings } from '@genesis/config';
import { JobQueue } from '@genesis/queue';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PublicationStore, type StalledPublication } from './publication-store.js';
import { publicationJob, publicationJobId } from './publication.job.js';

/** Publications looked at in one round; what is left waits for the next one. */
const BATCH = 50;

/** Finds publications that nobody carries: a lost job, a dead worker, a flushed Redis. Takes down websites whose brief was
 *  deleted and that are still up. Runs on every worker at once. */
@Injectable()
export class PublicationReconciler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PublicationReconciler.name);
  private timer: NodeJS.Timeout | null = null;
  private isBusy = false;

  constructor(
    private readonly store: PublicationStore,
    private readonly queue: JobQueue,
    private readonly left: LeftWebsites,
    private readonly settings: RunSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), this.settings.reconcileEveryMs);
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** One round. @returns how many publications got a job. */
  async reconcile(): Promise<number> {
    const stalled = await this.store.findStalled(this.settings.reconcileEveryMs, BATCH);
    const states = await this.queue.states(
      'publishing',
      stalled.map(({ id, enqueueCount }) => publicationJobId(id, enqueueCount)),
    );
    let helped = 0;
    for (const [index, publication] of stalled.entries()) {
      // A waiting job will be taken in its turn; an active one without a live lease belongs to a dead worker.
      // One that is put off waits for the platform: the row does not say until when.
      if (states[index] === 'waiting' || states[index] === 'put_off') continue;
      if (await this.enqueueAgain(publication)) helped += 1;
    }
    return helped;
  }

  private async enqueueAgain({ id, enqueueCount }: StalledPublication): Promise<boolean> {
    const count = await this.store.nextEnqueueCount(id, enqueueCount);
    if (count === null) return false;
    await this.queue.enqueue(publicationJob, { publicationId: id }, { jobId: publicationJobId(id, count) });
    this.logger.log({ publication_id: id, enqueue_count: count }, 'stalled publication enqueued again');
    return true;
  }

  private async tick(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      // First: that needs no queue.
      await this.left.takeDownDue(BATCH);
      await this.reconcile();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'reconciler of publications could not look');
    } finally {
      this.isBusy = false;
    }
  }
}
