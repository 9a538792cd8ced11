import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_EVERY_MS = 200;

/** Watches, while a scenario runs, how long unfinished runs go without a live lease. */
export class LeaseWatch {
  private readonly withoutLeaseSince = new Map<string, number>();
  private isOver = false;
  private worstMs = 0;
  private readonly watching: Promise<void>;

  constructor(private readonly db: pg.Pool) {
    this.watching = this.watch();
  }

  /** Ends the watch. @returns the longest time that an unfinished run was without a live lease, in milliseconds. */
  async stop(): Promise<number> {
    this.isOver = true;
    await this.watching;
    return Math.round(this.worstMs);
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      const { rows } = await this.db.query<{ id: string }>(
        `SELECT id FROM agent_run
          WHERE status IN ('queued', 'running', 'parked') AND coalesce(lease_expires_at < now(), true)`,
      );
      this.note(new Set(rows.map(({ id }) => id)));
      await sleep(LOOK_EVERY_MS);
    }
  }

  private note(uncarried: ReadonlySet<string>): void {
    const now = performance.now();
    for (const id of this.withoutLeaseSince.keys()) if (!uncarried.has(id)) this.withoutLeaseSince.delete(id);
    for (const id of uncarried) {
      const since = this.withoutLeaseSince.get(id) ?? now;
      this.withoutLeaseSince.set(id, since);
      this.worstMs = Math.max(this.worstMs, now - since);
    }
  }
}
