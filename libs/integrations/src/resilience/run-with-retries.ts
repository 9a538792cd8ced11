import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@genesis/kernel';
import { retryDelayMs } from './retry-delay.js';

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for all attempts and pauses together; a pause that would pass it is not begun. */
  readonly budgetMs: number;
  /** Told of each failed attempt; `retryInMs` is null for the last one. */
  readonly onFailedAttempt?: (failed: { attempt: number; error: unknown; retryInMs: number | null }) => void;
  /** A number in [0, 1). Default Math.random. */
  readonly random?: () => number;
  /** Milliseconds that never step back. Default performance.now. */
  readonly monotonicMs?: () => number;
}

/** Runs `act` until it succeeds, fails for good, or the budget is used up; then throws its last error.
 *  `attempt` counts from 1, `remainingMs` is what is left of the budget: a fitting deadline for the attempt.
 *  @throws AppError cancelled when the signal aborts during a pause. */
export async function runWithRetries<T>(
  act: (context: { readonly attempt: number; readonly remainingMs: number }) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { signal, budgetMs, random = Math.random, monotonicMs = () => performance.now() } = options;
  const startedAtMs = monotonicMs();
  const remainingMs = (): number => Math.max(0, budgetMs - (monotonicMs() - startedAtMs));

  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act({ attempt, remainingMs: remainingMs() });
    } catch (error) {
      const delayMs = signal.aborted ? null : retryDelayMs({ attempt, error, random });
      const retryInMs = delayMs !== null && delayMs < remainingMs() ? delayMs : null;
      options.onFailedAttempt?.({ attempt, error, retryInMs });
      if (retryInMs === null) throw error;
      await pause(retryInMs, signal);
    }
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (cause) {
    throw new AppError({
      code: 'CANCELLED',
      kind: 'cancelled',
      message: 'cancelled between two attempts',
      cause,
    });
  }
}
