import { RedisSettings } from '@genesis/config';
import { inSpan, traceContextOf } from '@genesis/observability';
import type { RedisClient } from '@genesis/redis';
import { Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { Queue } from 'bullmq';
import { type JobDefinition, type QueueName, queuePrefix, writePayload } from './job-definition.js';
import { messageAttributes, writeTraceContext } from './job-trace.js';
import { isWriteRefusal, probeWrite, QueueClosedError } from './queue-refusal.js';
import { RedisConnections } from './redis-connections.js';

export interface EnqueueOptions {
  /** Unique over the queue's life: BullMQ silently ignores an id whose finished job it still keeps. No `:`. */
  readonly jobId: string;
  readonly delayMs?: number;
}

/** `put_off`: delayed for longer than a job is that is wanted soon: what carries it waits for that long, or whoever has put it
 *  off had another time of the day. */
export type JobState = 'waiting' | 'active' | 'finished' | 'absent' | 'put_off';

/** Jobs that are delayed for their own sake come again within 4 s. */
const LONGEST_PUT_OFF_MS = 10_000;
/** BullMQ's order of delayed jobs: the moment, and a counter for those of one moment. */
const SCORES_PER_MS = 0x1000;

export type QueueCounts = Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;

/** Producer side of the queues. Every call fails within about a second while Redis is away or silent, in a worker too. */
@Injectable()
export class JobQueue {
  private readonly queues: Readonly<Record<QueueName, Queue>>;

  private readonly redis: RedisClient;
  /** Whether the last job was refused by a Redis that answers. */
  private isClosed = false;

  constructor(
    connections: RedisConnections,
    private readonly settings: RedisSettings,
  ) {
    this.redis = connections.producer;
    const open = (name: QueueName) =>
      new Queue(name, {
        connection: connections.producer,
        prefix: queuePrefix(settings),
        skipWaitingForReady: true,
        // A Redis that is away when BullMQ asks for its version would leave the queue useless for ever.
        skipVersionCheck: true,
      });
    this.queues = { runs: open('runs'), publishing: open('publishing') };
    // The connection reports its own losses; without a listener BullMQ prints each of them to the console.
    for (const queue of Object.values(this.queues)) queue.on('error', () => undefined);
  }

  async enqueue<Payload extends object>(
    job: JobDefinition<Payload>,
    payload: Payload,
    options: EnqueueOptions,
  ): Promise<void> {
    const written = writePayload(job, payload);
    const attributes = {
      ...messageAttributes(job.queue, 'send'),
      'messaging.message.id': options.jobId,
    };
    await inSpan(`send ${job.queue}`, { kind: SpanKind.PRODUCER, attributes }, async () => {
      try {
        await this.queues[job.queue].add(job.name, written, {
          ...writeTraceContext(traceContextOf()),
          jobId: options.jobId,
          delay: options.delayMs,
          // The retries of what a job carries are its own; kept jobs are for operators to look at and are bounded by both.
          attempts: 1,
          removeOnComplete: { count: 1_000, age: 3_600 },
          removeOnFail: { count: 1_000, age: 7 * 86_400 },
        });
        this.isClosed = false;
      } catch (error) {
        this.isClosed ||= isWriteRefusal(error);
        throw error;
      }
    });
  }

  /** Takes jobs out, those included that are kept after their end. One that a worker has at the moment stays. */
  async drop(queue: QueueName, jobIds: readonly string[]): Promise<void> {
    for (const jobId of jobIds) await this.queues[queue].remove(jobId);
  }

  /** For who is about to promise work: a queue that refused the last job is asked whether it still does. Costs nothing
   *  while jobs are taken. One that is away is not closed: it has its jobs again as soon as it is back, the rows have
   *  them until then. @throws QueueClosedError */
  async requireOpen(): Promise<void> {
    if (!this.isClosed) return;
    try {
      await probeWrite(this.redis, this.settings);
      this.isClosed = false;
    } catch (error) {
      if (isWriteRefusal(error)) throw new QueueClosedError(error);
    }
  }

  /** Where each job is, in the order of `jobIds`. BullMQ's own answer walks through the list of waiting jobs for each: 163
   *  ms of Redis for 500 among 20,000. This one costs the same however many wait. */
  async states(queue: QueueName, jobIds: readonly string[]): Promise<readonly JobState[]> {
    const jobs = this.queues[queue];
    const pipeline = this.redis.pipeline();
    for (const jobId of jobIds) pipeline.hmget(jobs.toKey(jobId), 'timestamp', 'finishedOn');
    for (const jobId of jobIds) pipeline.zscore(jobs.toKey('delayed'), jobId);
    // Asked last: a job that is taken meanwhile is active, not forgotten.
    pipeline.lrange(jobs.toKey('active'), 0, -1);
    const replies = (await pipeline.exec()) ?? [];
    const [failure] = replies.flatMap(([error]) => error ?? []);
    if (failure) throw failure;
    const values = replies.map(([, value]) => value as readonly (string | null)[]);
    const scores = replies.slice(jobIds.length).map(([, value]) => value as string | null);
    const active = new Set(values.at(-1));
    return jobIds.map((jobId, index) => {
      const [addedAt, finishedAt] = values[index] ?? [];
      if (addedAt == null) return 'absent';
      if (finishedAt != null) return 'finished';
      if (active.has(jobId)) return 'active';
      return putOffForMs(scores[index] ?? null) > LONGEST_PUT_OFF_MS ? 'put_off' : 'waiting';
    });
  }

  /** How long the job that waits longest has been waiting, in milliseconds; 0 when none waits. One that was put off counts
   *  from when it was last taken. */
  async oldestWaitingMs(queue: QueueName): Promise<number> {
    const jobs = this.queues[queue];
    // BullMQ adds on the left, and takes from the right.
    const jobId = await this.redis.lindex(jobs.toKey('wait'), -1);
    if (jobId === null) return 0;
    const [addedAt, takenAt] = await this.redis.hmget(jobs.toKey(jobId), 'timestamp', 'processedOn');
    // Taken in this very moment.
    if (addedAt == null) return 0;
    return Math.max(0, Date.now() - Math.max(Number(addedAt), Number(takenAt ?? 0)));
  }

  async counts(queue: QueueName): Promise<QueueCounts> {
    const counts = await this.queues[queue].getJobCounts(
      'waiting',
      'prioritized',
      'active',
      'delayed',
      'failed',
    );
    return {
      waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
      active: counts.active ?? 0,
      delayed: counts.delayed ?? 0,
      failed: counts.failed ?? 0,
    };
  }
}

/** Milliseconds until a delayed job comes to a worker with this process's clock; 0 for one that is not delayed. */
function putOffForMs(score: string | null): number {
  return score === null ? 0 : Number(score) / SCORES_PER_MS - Date.now();
}
