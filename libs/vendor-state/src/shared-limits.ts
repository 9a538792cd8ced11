/** What a vendor allows one account. Absent: no limit of that kind. */
export interface AccountLimit {
  readonly requestsPerSecond?: number;
  readonly concurrency?: number;
}

export interface AcquireOptions {
  readonly signal: AbortSignal;
  /** Longest wait for a place, in milliseconds. */
  readonly maxWaitMs: number;
  /** Whose request it is: the run's or the user's id. Nobody waits behind all requests of somebody else. */
  readonly tenant: string;
}

export interface LimitPermit {
  /** Gives the place back; safe to call twice. */
  release(): void;
}

/** Requests to one account of a vendor, counted over all processes on the cache's Redis. While Redis is away each process
 *  keeps to the limit by itself. */
export abstract class SharedLimits {
  /**
   * Resolves when a request may be sent.
   * @throws AppError LIMIT_WAIT_TOO_LONG (rate_limited, `retryAfterMs` says when a place is likely, at least 5 s) when the
   * wait would be longer than `maxWaitMs`; the signal's reason when it aborts.
   */
  abstract acquire(account: string, limit: AccountLimit, options: AcquireOptions): Promise<LimitPermit>;

  /** The vendor told this account to wait: nobody gets a place before. Best effort. */
  abstract pause(account: string, forMs: number): Promise<void>;
}
