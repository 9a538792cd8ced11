/** Time as a port, so that tests can move it. Leases and delays use the database's and Redis's clocks instead. */
export abstract class Clock {
  /** Wall clock. */
  abstract now(): Date;
  /** Milliseconds from an arbitrary origin; never steps back. */
  abstract monotonicMs(): number;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  monotonicMs(): number {
    return performance.now();
  }
}
