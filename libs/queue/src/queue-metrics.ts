import { Metrics } from '@genesis/observability';
import { readRedisMemory } from '@genesis/redis';
import { Injectable } from '@nestjs/common';
import { QUEUE_NAMES } from './job-definition.js';
import { JobQueue } from './job-queue.js';
import { RedisConnections } from './redis-connections.js';

/** Tells how full the queue's Redis is. */
@Injectable()
export class QueueMemoryMetrics {
  constructor(connections: RedisConnections, metrics: Metrics) {
    metrics.observeRedis('queue', () => readRedisMemory(connections.producer));
  }
}

/** Tells how many jobs there are, and how long the oldest one has been waiting. */
@Injectable()
export class QueueMetrics {
  constructor(queue: JobQueue, metrics: Metrics) {
    for (const name of QUEUE_NAMES) {
      metrics.observeQueue(name, async () => {
        const [sizes, oldestMs] = await Promise.all([queue.counts(name), queue.oldestWaitingMs(name)]);
        return { sizes, oldestSeconds: oldestMs / 1_000 };
      });
    }
  }
}
