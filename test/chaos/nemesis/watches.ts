import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { descriptorsOf, residentMbOf } from '../../support/harness/process-measures.js';
import type { ServiceProcess } from '../../support/harness/service-process.js';
import type { CalmClock } from './calm-clock.js';
import type { Town } from './town.js';

/** Asks again and again, whatever the answer, until it is told to end. */
export class Watch {
  private isOver = false;
  private readonly watching: Promise<void>;

  /** @param look that fails is repeated: what it looks at may be away */
  constructor(everyMs: number, look: () => Promise<void>) {
    this.watching = this.watch(everyMs, look);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.watching;
  }

  private async watch(everyMs: number, look: () => Promise<void>): Promise<void> {
    while (!this.isOver) {
      await look().catch(() => undefined);
      await sleep(everyMs);
    }
  }
}

interface Moving {
  readonly id: string;
  readonly state: string;
}

/** Runs and publications that nobody moves. */
export class StuckDetector {
  private readonly seen = new Map<string, { readonly state: string; readonly sinceMs: number }>();
  private longestMs = 0;

  constructor(
    private readonly db: pg.Pool,
    private readonly clock: CalmClock,
    private readonly limitMs: number,
  ) {}

  get worstMs(): number {
    return Math.round(this.longestMs);
  }

  /** @returns what has not moved for too long, in time without an outage */
  async look(): Promise<readonly string[]> {
    const { rows } = await this.db.query<Moving>(UNFINISHED);
    const now = this.clock.now();
    const present = new Set(rows.map(({ id }) => id));
    for (const id of this.seen.keys()) if (!present.has(id)) this.seen.delete(id);
    for (const { id, state } of rows) {
      const before = this.seen.get(id);
      if (before?.state !== state) this.seen.set(id, { state, sinceMs: now });
    }
    const waits = rows.map(({ id }) => ({ id, forMs: now - (this.seen.get(id)?.sinceMs ?? now) }));
    this.longestMs = Math.max(this.longestMs, ...waits.map(({ forMs }) => forMs));
    return waits.filter(({ forMs }) => forMs > this.limitMs).map(({ id }) => id);
  }
}

/** A run that sleeps until a vendor may be asked again is not stuck. */
const UNFINISHED = `
  SELECT id, concat_ws('/', status, fence, event_seq, enqueue_count > 0) AS state FROM agent_run
   WHERE status IN ('queued', 'running') OR (status = 'parked' AND wake_at < now())
  UNION ALL
  SELECT id, concat_ws('/', status, fence, attempts) FROM publication WHERE status IN ('queued', 'publishing')`;

export interface Bounds {
  readonly healthP99Ms: number;
  readonly healthWorstMs: number;
  readonly residentMb: number;
  readonly descriptors: number;
  readonly waitingJobs: number;
}

/** How slow /health gets, how big the processes and the queue. */
export class BoundsWatch {
  private readonly healthMs: number[] = [];
  private residentMb = 0;
  private descriptors = 0;
  private waitingJobs = 0;

  constructor(private readonly town: Town) {}

  async look(): Promise<void> {
    const { apis, workers, queues } = this.town;
    for (const process of [...apis.atWork, ...workers.atWork]) this.measure(process);
    await Promise.all(apis.atWork.map((api) => this.ask(api)));
    const { waiting = 0, prioritized = 0 } = await queues.runs.getJobCounts('waiting', 'prioritized');
    this.waitingJobs = Math.max(this.waitingJobs, waiting + prioritized);
  }

  get bounds(): Bounds {
    const sorted = [...this.healthMs].sort((a, b) => a - b);
    return {
      healthP99Ms: Math.round(sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0),
      healthWorstMs: Math.round(sorted.at(-1) ?? 0),
      residentMb: this.residentMb,
      descriptors: this.descriptors,
      waitingJobs: this.waitingJobs,
    };
  }

  private measure(process: ServiceProcess): void {
    this.residentMb = Math.max(this.residentMb, residentMbOf(process.pid));
    this.descriptors = Math.max(this.descriptors, descriptorsOf(process.pid));
  }

  /** One that is killed or frozen meanwhile does not count. */
  private async ask(api: ServiceProcess): Promise<void> {
    const { apis } = this.town;
    const mishaps = apis.deaths.length;
    const askedAtMs = performance.now();
    await fetch(`${this.town.urlOf(api)}/health`, { signal: AbortSignal.timeout(10_000) }).catch(
      () => undefined,
    );
    if (apis.deaths.length === mishaps) this.healthMs.push(performance.now() - askedAtMs);
  }
}
