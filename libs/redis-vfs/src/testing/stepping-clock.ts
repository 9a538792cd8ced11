import { Clock } from '@genesis/kernel';

/** A clock that stands still until it is told how much time has passed. */
export class SteppingClock extends Clock {
  #nowMs = Date.UTC(2026, 0, 1);

  now(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  step(seconds: number): void {
    this.#nowMs += seconds * 1_000;
  }
}
