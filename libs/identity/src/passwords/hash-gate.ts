import { HashingBusy } from '../identity.errors.js';

export interface HashGateLimits {
  /** How many hashes are computed at once. */
  readonly concurrency: number;
  /** How many more may wait for their turn; whoever comes after them is turned away. */
  readonly maxWaiting: number;
}

/** Lets a bounded number of hashes run and a bounded number wait, first come, first served. */
export class HashGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: HashGateLimits) {}

  /** @throws HashingBusy at once when too many wait already, and whatever `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.limits.concurrency) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= this.limits.maxWaiting) throw new HashingBusy();
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The place goes to the next in line, if there is one, and is never free in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}
