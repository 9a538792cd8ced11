import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  /** Default 50. */
  readonly everyMs?: number;
}

/** Asks until there is an answer that is neither false nor null. A question that throws is asked again.
 *  @throws when the time is up, with the last error as its cause. */
export async function waitFor<T>(
  ask: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  { timeoutMs, what, everyMs = 50 }: WaitOptions,
): Promise<T> {
  const giveUpAtMs = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await sleep(everyMs);
  } while (performance.now() < giveUpAtMs);
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: lastError });
}
