import { setTimeout as sleep } from 'node:timers/promises';

const ASK_AGAIN_MS = 250;

/** For how long a lease is surely ours, by the clock of this process, which goes on while the process stands still. */
export class LeaseTerm {
  private endsAtMs: number;

  /** @param askedAtMs when the lease was asked for: the database counts from a later moment */
  constructor(
    askedAtMs: number,
    private readonly leaseMs: number,
  ) {
    this.endsAtMs = askedAtMs + leaseMs;
  }

  /** @param askedAtMs when the renewal was asked for that the database has granted */
  renewed(askedAtMs: number): void {
    this.endsAtMs = Math.max(this.endsAtMs, askedAtMs + this.leaseMs);
  }

  isSure(): boolean {
    return performance.now() < this.endsAtMs;
  }
}

/** Waits until a lease is surely ours, also for a database that is away.
 *  @param beat has leases renewed, and aborts `held` where one is lost */
export async function untilSure(
  term: LeaseTerm,
  beat: () => Promise<void>,
  held: AbortSignal,
): Promise<void> {
  held.throwIfAborted();
  while (!term.isSure()) {
    await beat();
    held.throwIfAborted();
    if (!term.isSure()) await sleep(ASK_AGAIN_MS);
  }
}
