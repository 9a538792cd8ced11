import { RunSettings } from '@genesis/config';
import { JobQueue } from '@genesis/queue';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RunEnding } from './run-ending.js';
import { runJob, runJobId } from './run.job.js';
import { RunStore, type StalledRun } from './run-store.js';

/** Runs looked at in one round; what is left waits for the next one. */
const BATCH = 500;

/** Finds runs that nobody carries: a lost job, a dead worker, a flushed Redis. Runs on every worker at once: each stalled
 *  run is handed out once per look. It needs no schedule in Redis, which may be what was lost. */
@Injectable()
export class RunReconciler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RunReconciler.name);
  private timer: NodeJS.Timeout | null = null;
  private isBusy = false;

  constructor(
    private readonly store: RunStore,
    private readonly queue: JobQueue,
    private readonly ending: RunEnding,
    private readonly settings: RunSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), this.settings.reconcileEveryMs);
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async tick(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await this.reconcile();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'reconciler could not look');
    } finally {
      this.isBusy = false;
    }
  }

  /** One round. @returns how many runs got a job or their end. */
  async reconcile(): Promise<number> {
    const stalled = await this.store.findStalled(this.settings.reconcileEveryMs, BATCH);
    if (stalled.length === 0) return 0;
    const toEnd = stalled.filter((run) => run.mustEnd);
    const toEnqueue = await this.withoutJob(stalled.filter((run) => !run.mustEnd));
    const ended = await Promise.all(toEnd.map((run) => this.ending.end(run.id)));
    const enqueued = await Promise.all(toEnqueue.map((run) => this.enqueueAgain(run)));
    return [...ended, ...enqueued].filter(Boolean).length;
  }

  /** A waiting job will be taken in its turn. An active one without a live lease belongs to a dead or stuck worker. */
  private async withoutJob(runs: readonly StalledRun[]): Promise<readonly StalledRun[]> {
    if (runs.length === 0) return [];
    const states = await this.queue.states(
      'runs',
      runs.map((run) => runJobId(run.id, run.enqueueCount)),
    );
    return runs.filter((_run, index) => states[index] !== 'waiting');
  }

  private async enqueueAgain(run: StalledRun): Promise<boolean> {
    const count = await this.store.nextEnqueueCount(run.id, run.enqueueCount);
    if (count === null) return false;
    await this.queue.enqueue(runJob, { runId: run.id }, { jobId: runJobId(run.id, count) });
    this.logger.log({ run_id: run.id, enqueue_count: count }, 'stalled run enqueued again');
    return true;
  }
}
