import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_EVERY_MS = 200;

/** Watches, while a scenario runs, how long unfinished runs go without a live lease. */
export class LeaseWatch {
  private readonly withoutLeaseSince = new Map<string, number>();
  private isOver = false;
  private worstMs = 0;
  private worstRun: string | null = null;
  private readonly watching: Promise<void>;

  /** @param clockMs in which the time is counted; one that stands still in an outage leaves that out */
  constructor(
    private readonly db: pg.Pool,
    private readonly clockMs: () => number = () => performance.now(),
  ) {
    this.watching = this.watch();
  }

  /** The run that was without a lease for longest until now. */
  get worst(): { readonly runId: string | null; readonly ms: number } {
    return { runId: this.worstRun, ms: Math.round(this.worstMs) };
  }

  /** Ends the watch. @returns the longest time that an unfinished run was without a live lease, in milliseconds. */
  async stop(): Promise<number> {
    this.isOver = true;
    await this.watching;
    return Math.round(this.worstMs);
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      const uncarried = await this.uncarried();
      if (uncarried !== null) this.note(uncarried);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Null while the database is away, which may be what the scenario is about. A run that sleeps needs no lease. */
  private async uncarried(): Promise<ReadonlySet<string> | null> {
    try {
      const { rows } = await this.db.query<{ id: string }>(
        `SELECT id FROM agent_run
          WHERE (status IN ('queued', 'running') OR (status = 'parked' AND wake_at < now()))
            AND coalesce(lease_expires_at < now(), true)`,
      );
      return new Set(rows.map(({ id }) => id));
    } catch {
      return null;
    }
  }

  private note(uncarried: ReadonlySet<string>): void {
    const now = this.clockMs();
    for (const id of this.withoutLeaseSince.keys()) if (!uncarried.has(id)) this.withoutLeaseSince.delete(id);
    for (const id of uncarried) {
      const since = this.withoutLeaseSince.get(id) ?? now;
      this.withoutLeaseSince.set(id, since);
      if (now - since <= this.worstMs) continue;
      this.worstMs = now - since;
      this.worstRun = id;
    }
  }
}
