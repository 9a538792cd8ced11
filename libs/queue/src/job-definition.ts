import type { z } from 'zod';

export const QUEUE_NAMES = ['runs'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** A kind of job: where it waits and what it carries. A payload holds ids and nothing else. */
export interface JobDefinition<Payload> {
  readonly queue: QueueName;
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
}

export function defineJob<Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}
