const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 5;
const MOST_KEYS = 10_000;

interface Seen {
  readonly sinceMs: number;
  count: number;
}

/** How many entries of one kind are written: five a minute and key, in this process. A flood of refusals must not fill a
 *  table, and its size is told all the same. */
export class Sparing {
  private readonly seen = new Map<string, Seen>();

  /** @returns null for one that is left out, else how many were left out since the last one */
  admit(key: string, nowMs: number): number | null {
    const known = this.seen.get(key);
    if (known !== undefined && nowMs - known.sinceMs < WINDOW_MS) {
      known.count += 1;
      return known.count <= MOST_IN_WINDOW ? 0 : null;
    }
    // Maps keep the order of insertion: the first is the oldest.
    this.seen.delete(key);
    const [oldest] = this.seen.keys();
    if (oldest !== undefined && this.seen.size >= MOST_KEYS) this.seen.delete(oldest);
    this.seen.set(key, { sinceMs: nowMs, count: 1 });
    return Math.max(0, (known?.count ?? 0) - MOST_IN_WINDOW);
  }
}
