import { RedisSettings } from '@genesis/config';
import { Injectable } from '@nestjs/common';
import { Queue } from 'bullmq';
import { type JobDefinition, type QueueName, queuePrefix } from './job-definition.js';
import { RedisConnections } from './redis-connections.js';

export interface EnqueueOptions {
  /** Unique over the queue's life: BullMQ silently ignores an id whose finished job it still keeps. No `:`. */
  readonly jobId: string;
  readonly delayMs?: number;
}

export type JobState = 'waiting' | 'active' | 'finished' | 'absent';

export type QueueCounts = Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;

/** Producer side of the queues. Every call fails within about a second while Redis is away or silent, in a worker too. */
@Injectable()
export class JobQueue {
  private readonly queues: Readonly<Record<QueueName, Queue>>;

  constructor(connections: RedisConnections, settings: RedisSettings) {
    const open = (name: QueueName) =>
      new Queue(name, {
        connection: connections.producer,
        prefix: queuePrefix(settings),
        skipWaitingForReady: true,
        // A Redis that is away when BullMQ asks for its version would leave the queue useless for ever.
        skipVersionCheck: true,
      });
    this.queues = { runs: open('runs') };
    // The connection reports its own losses; without a listener BullMQ prints each of them to the console.
    for (const queue of Object.values(this.queues)) queue.on('error', () => undefined);
  }

  async enqueue<Payload>(
    job: JobDefinition<Payload>,
    payload: Payload,
    options: EnqueueOptions,
  ): Promise<void> {
    await this.queues[job.queue].add(job.name, job.payload.parse(payload), {
      jobId: options.jobId,
      delay: options.delayMs,
      // A run's retries are its own; kept jobs are for operators to look at and are bounded by both.
      attempts: 1,
      removeOnComplete: { count: 1_000, age: 3_600 },
      removeOnFail: { count: 1_000, age: 7 * 86_400 },
    });
  }

  /** Where each job is, in the order of `jobIds`. */
  async states(queue: QueueName, jobIds: readonly string[]): Promise<readonly JobState[]> {
    return Promise.all(
      jobIds.map(async (jobId) => {
        const state = await this.queues[queue].getJobState(jobId);
        if (state === 'unknown') return 'absent';
        if (state === 'completed' || state === 'failed') return 'finished';
        return state === 'active' ? 'active' : 'waiting';
      }),
    );
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
