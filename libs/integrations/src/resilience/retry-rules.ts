import type { VendorFailure } from '../vendor/vendor.errors.js';

/** Nobody waits longer within a call: the error says when to come back, and a run parks on it. */
export const LONGEST_WAIT_MS = 10_000;

const BASE_DELAY_MS = 500;
/** Spreads callers that were all told to come back at the same instant. */
const RETRY_AFTER_SPREAD_MS = 250;

/** How often a call may be made again, by what went wrong; failures that are not here never are. */
const MAX_RETRIES: Readonly<Partial<Record<VendorFailure, number>>> = {
  rate_limited: 2,
  unavailable: 2,
  timed_out: 1,
  network: 1,
};

export interface FailedAttempt {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly failure: VendorFailure;
  /** The vendor's own wish. */
  readonly retryAfterMs: number | undefined;
  /** What is left of the call's budget. */
  readonly remainingMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Milliseconds until the next attempt; null when there shall be none, because of the kind of failure, or because the
 *  wait would be too long for the call. Exponential, half of it jitter; a vendor's own wish comes first. */
export function retryDelayMs(failed: FailedAttempt): number | null {
  const { attempt, failure, retryAfterMs, remainingMs, random } = failed;
  if (attempt > (MAX_RETRIES[failure] ?? 0)) return null;
  const delayMs =
    retryAfterMs === undefined
      ? BASE_DELAY_MS * 2 ** (attempt - 1) * (0.5 + random() / 2)
      : retryAfterMs + random() * RETRY_AFTER_SPREAD_MS;
  return delayMs > LONGEST_WAIT_MS || delayMs >= remainingMs ? null : Math.round(delayMs);
}
