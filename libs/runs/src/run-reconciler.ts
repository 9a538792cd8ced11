import { RunSettings } from '@genesis/config';
import { JobQueue } from '@genesis/queue';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ActiveRuns } from './active-runs.js';
import { RunAdmission } from './run-admission.js';
import { RunEnding } from './run-ending.js';
import { runJob, runJobId } from './run.job.js';
import { RunStore, type StalledRun } from './run-store.js';

/** Runs looked at in one round; what is left waits for the next one. */
const BATCH = 500;
/** Jobs asked for at once: each answer costs the more, the longer the queue is, and all have a second. */
const ASKED_AT_ONCE = 50;

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
    private readonly admission: RunAdmission,
    private readonly active: ActiveRuns,
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

  /** One round: ends first, which needs no queue. What cannot be done for one run keeps no other one waiting.
   *  @returns how many runs got a job or their end. */
  async reconcile(): Promise<number> {
    if (!this.active.mayTakeOver) return 0;
    const stalled = await this.store.findStalled(this.settings.reconcileEveryMs, BATCH);
    const ended = await this.forEach(
      stalled.filter((run) => run.mustEnd),
      (run) => this.ending.end(run.id),
    );
    const toEnqueue = await this.withoutJob(stalled.filter((run) => !run.mustEnd));
    const enqueued = await this.forEach(toEnqueue, (run) => this.enqueueAgain(run));
    return ended + enqueued + (await this.admission.admitWaiting(BATCH));
  }

  /** @returns for how many runs something was done */
  private async forEach(
    runs: readonly StalledRun[],
    act: (run: StalledRun) => Promise<boolean>,
  ): Promise<number> {
    const done = await Promise.all(
      runs.map(async (run) => {
        try {
          return await act(run);
        } catch (error) {
          this.logger.error({ run_id: run.id, err: error }, 'a run that nobody carries could not be helped');
          return false;
        }
      }),
    );
    return done.filter(Boolean).length;
  }

  /** A waiting job will be taken in its turn. An active one without a live lease belongs to a dead or stuck worker. */
  private async withoutJob(runs: readonly StalledRun[]): Promise<readonly StalledRun[]> {
    const jobless: StalledRun[] = [];
    for (let from = 0; from < runs.length; from += ASKED_AT_ONCE) {
      const asked = runs.slice(from, from + ASKED_AT_ONCE);
      const states = await this.queue.states(
        'runs',
        asked.map((run) => runJobId(run.id, run.enqueueCount)),
      );
      jobless.push(...asked.filter((_run, index) => states[index] !== 'waiting'));
    }
    return jobless;
  }

  private async enqueueAgain(run: StalledRun): Promise<boolean> {
    const count = await this.store.nextEnqueueCount(run.id, run.enqueueCount);
    if (count === null) return false;
    await this.queue.enqueue(runJob, { runId: run.id }, { jobId: runJobId(run.id, count) });
    this.logger.log({ run_id: run.id, enqueue_count: count }, 'stalled run enqueued again');
    return true;
  }
}
