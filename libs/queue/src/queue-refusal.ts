import type { RedisSettings } from '@genesis/config';
import { AppError } from '@genesis/kernel';
import type { RedisClient } from '@genesis/redis';
import { queuePrefix } from './job-definition.js';

/** How Redis begins its answer to a write that it cannot take: its memory is full, its disk is, or it is a replica. */
const REFUSALS = /^(OOM|MISCONF|READONLY)\b/;

const ASK_AGAIN_MS = 5_000;
const PROBE_TTL_MS = 10_000;

/** The queue's Redis answers, and takes no job. */
export class QueueClosedError extends AppError {
  constructor(cause: unknown) {
    super({ code: 'QUEUE_CLOSED', kind: 'upstream_unavailable', retryAfterMs: ASK_AGAIN_MS, cause });
  }
}

/** True when Redis answered that it takes no write. One that is away does not answer. */
export function isWriteRefusal(error: unknown): boolean {
  return error instanceof Error && REFUSALS.test(error.message);
}

/** Writes a key of its own, where the queue is: a full Redis still answers a ping. @throws what Redis or the connection objects */
export async function probeWrite(redis: Pick<RedisClient, 'set'>, settings: RedisSettings): Promise<void> {
  await redis.set(`${queuePrefix(settings)}:probe`, '1', 'PX', PROBE_TTL_MS);
}
