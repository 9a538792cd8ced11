import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@genesis/database';
import { VfsError } from '@genesis/redis-vfs';
import { Logger } from '@nestjs/common';

const RETRY_EVERY_MS = 250;
const logger = new Logger('UntilStored');

/** Writes until the database takes it: a paid result waits here while the database is away. Nobody else can take the
 *  run meanwhile either. @param signal ends the waiting, not a write under way. */
export async function untilStored<T>(signal: AbortSignal | null, write: () => Promise<T>): Promise<T> {
  return untilBack(isDatabaseUnavailable, signal, write);
}

/** Repeats what touches files while their Redis is away: it must not cost an agent its result.
 *  @param work safe to do twice. @throws the signal's reason once it has aborted. */
export async function untilFilesAnswer<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return untilBack(isFileStoreAway, signal, work);
}

async function untilBack<T>(
  isAway: (error: unknown) => boolean,
  signal: AbortSignal | null,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      logger.warn({ error: String(error) }, 'a store is away, the work is tried again');
      signal?.throwIfAborted();
      await sleep(RETRY_EVERY_MS);
    }
  }
}

const isFileStoreAway = (error: unknown): boolean =>
  error instanceof VfsError && error.code === 'VFS_UNAVAILABLE';
