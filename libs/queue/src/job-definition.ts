import { readRedisAddress, type RedisSettings } from '@genesis/config';
import { z } from 'zod';

export const QUEUE_NAMES = ['runs', 'publishing'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/**
 * A kind of job: where it waits and what it carries. A payload holds ids and nothing else.
 *
 * Releases run side by side, so a job may be older or younger than who takes it. A payload says in `version` which shape
 * it has; version 1 says nothing, as jobs did before there were versions. A new shape takes two releases: the first one
 * reads it (`otherVersions`), the next one writes it (`version`), and a later one forgets the old.
 */
export interface JobDefinition<Payload extends object> {
  readonly queue: QueueName;
  readonly name: string;
  /** Of the payloads that are written here; from 1. */
  readonly version: number;
  /** The shape of that version, without `version` itself. */
  readonly payload: z.ZodType<Payload>;
  /** Versions that are read too, each turned into the shape of today. */
  readonly otherVersions?: Readonly<Record<number, z.ZodType<Payload>>>;
}

/** A job as it comes out of the queue. */
export interface ReceivedJob {
  readonly name: string;
  readonly data: unknown;
}

/** What a job says to this release. `unknown` ones are of another release, and for its workers. */
export type ReadJob<Payload> =
  | { readonly kind: 'known'; readonly payload: Payload }
  | { readonly kind: 'unknown'; readonly version: number | null };

const versioned = z.looseObject({ version: z.int().min(1).default(1) });

export function defineJob<Payload extends object>(
  definition: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return definition;
}

/** What is put into the queue. @throws z.ZodError for a payload that is not of the job's shape */
export function writePayload<Payload extends object>(job: JobDefinition<Payload>, payload: Payload): object {
  const written = job.payload.parse(payload);
  return job.version === 1 ? written : { ...written, version: job.version };
}

/** @throws z.ZodError for a payload that says to be of a known version and is not */
export function readPayload<Payload extends object>(
  job: JobDefinition<Payload>,
  received: ReceivedJob,
): ReadJob<Payload> {
  const found = versioned.safeParse(received.data);
  if (!found.success) return { kind: 'unknown', version: null };
  const { version, ...data } = found.data;
  const shape = version === job.version ? job.payload : job.otherVersions?.[version];
  if (received.name !== job.name || shape === undefined) return { kind: 'unknown', version };
  return { kind: 'known', payload: shape.parse(data) };
}

/** Under which keys BullMQ keeps the queues; the same for those who add jobs and those who take them. In a cluster a
 *  script's keys have to be on one node, for which braces care. Elsewhere the keys stay without: releases that run side by
 *  side share the queue. */
export function queuePrefix({ keyPrefix, queueUrl }: RedisSettings): string {
  const prefix = `${keyPrefix}:bull`;
  return readRedisAddress(queueUrl).kind === 'cluster' ? `{${prefix}}` : prefix;
}
