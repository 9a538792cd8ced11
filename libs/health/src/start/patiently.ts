import type { LoggerService } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { HopelessStartError, StartError } from './start-errors.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

export interface Patience {
  readonly logger: LoggerService;
  /** Of `performance.now()`: no try begins later. */
  readonly giveUpAtMs: number;
  /** For the message. */
  readonly limitMs: number;
  /** Aborts when the process is told to end. */
  readonly signal: AbortSignal;
}

/**
 * Tries until it works, with growing pauses, and one warning for each try that did not.
 * @throws StartError the last one when the time is up; at once when waiting would not help
 * @throws AbortError when `signal` aborts
 */
export async function patiently(work: () => Promise<void>, patience: Patience): Promise<void> {
  const { logger, giveUpAtMs, limitMs, signal } = patience;
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      await work();
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StartError) || error instanceof HopelessStartError) throw error;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
      const leftMs = giveUpAtMs - performance.now();
      if (leftMs <= 0) {
        throw new StartError(`${error.message}; given up after ${limitMs / 1_000} s`, error.cause);
      }
      const waitMs = Math.min(pauseMs, leftMs);
      logger.warn(
        { attempt: tries, retry_in_ms: Math.round(waitMs), reason: error.message },
        'the start waits',
        'Start',
      );
      await delay(waitMs, undefined, { signal });
    }
  }
}
