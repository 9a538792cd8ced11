import type { RedisSettings } from '@genesis/config';
import type { z } from 'zod';

export type QueueName = 'runs' | 'publishing';

/** A kind of job: where it waits and what it carries. A payload holds ids and nothing else. */
export interface JobDefinition<Payload> {
  readonly queue: QueueName;
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
}

export function defineJob<Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}

/** Under which keys BullMQ keeps the queues; the same for those who add jobs and those who take them. */
export function queuePrefix(settings: RedisSettings): string {
  return `${settings.keyPrefix}:bull`;
}
