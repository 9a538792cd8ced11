/** Counts the time in which nothing was away that the service cannot do without: how long a recovery takes is measured by
 *  it. */
export class CalmClock {
  private readonly outages = new Map<string, number>();
  private calmMs = 0;
  private calmSinceMs = performance.now();

  /** Milliseconds without an outage until now. */
  now(): number {
    return this.calmMs + (this.isCalm ? performance.now() - this.calmSinceMs : 0);
  }

  get isCalm(): boolean {
    return this.outages.size === 0;
  }

  /** An outage may begin several times, and is over when each has ended. @param name of what is away */
  begin(name: string): void {
    if (this.isCalm) this.calmMs += performance.now() - this.calmSinceMs;
    this.outages.set(name, (this.outages.get(name) ?? 0) + 1);
  }

  end(name: string): void {
    const left = (this.outages.get(name) ?? 0) - 1;
    if (left > 0) this.outages.set(name, left);
    else this.outages.delete(name);
    if (this.isCalm) this.calmSinceMs = performance.now();
  }

  async during(name: string, work: () => Promise<void>): Promise<void> {
    this.begin(name);
    try {
      await work();
    } finally {
      this.end(name);
    }
  }
}
