import { AppError, type ErrorKind } from '@genesis/kernel';

const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;
/** Spreads callers that were all told to come back at the same instant. */
const RETRY_AFTER_SPREAD_MS = 250;

/** How often a call may be made again, by what went wrong; kinds that are not here never are. */
const MAX_RETRIES: Readonly<Partial<Record<ErrorKind, number>>> = {
  rate_limited: 2,
  upstream_unavailable: 2,
  timeout: 2,
};

export interface FailedAttempt {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly error: unknown;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Milliseconds until the next attempt, at most 10,000; null when there shall be none. Exponential with full jitter;
 *  a vendor's own wish comes first. */
export function retryDelayMs({ attempt, error, random }: FailedAttempt): number | null {
  if (!(error instanceof AppError) || attempt > (MAX_RETRIES[error.kind] ?? 0)) return null;
  const delayMs =
    error.retryAfterMs === undefined
      ? random() * BASE_DELAY_MS * 2 ** (attempt - 1)
      : error.retryAfterMs + random() * RETRY_AFTER_SPREAD_MS;
  return Math.min(Math.round(delayMs), MAX_DELAY_MS);
}
