import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@genesis/database';
import { Logger } from '@nestjs/common';

const RETRY_EVERY_MS = 250;
const logger = new Logger('untilStored');

/** Writes until the database takes it: a paid result waits here while the database is away. Nobody else can take the
 *  run meanwhile either. @param signal ends the waiting, not a write under way. */
export async function untilStored<T>(signal: AbortSignal | null, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn({ error: String(error) }, 'database away, the write is tried again');
      signal?.throwIfAborted();
      await sleep(RETRY_EVERY_MS);
    }
  }
}
