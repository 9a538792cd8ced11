import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from '@genesis/database';
import { Logger } from '@nestjs/common';

const RETRY_EVERY_MS = 250;
const logger = new Logger('untilStored');

/** Writes until the database takes it: a paid result waits here while the database is away, or a row is locked for longer
 *  than a statement waits. Whether a write whose answer was lost has happened is unknown: `write` must be safe to repeat.
 *  @param signal ends the waiting, not a write under way. */
export async function untilStored<T>(signal: AbortSignal | null, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isTransient(error)) throw error;
      logger.warn({ error: String(error) }, 'the database did not take a write, it is tried again');
      signal?.throwIfAborted();
      await sleep(RETRY_EVERY_MS);
    }
  }
}
