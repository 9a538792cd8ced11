import { RedisSettings } from '@genesis/config';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { JobQueue } from './job-queue.js';
import { QUEUE_NAMES } from './job-definition.js';
import { QueuePolicyProbe } from './queue-policy.js';
import { RedisConnections } from './redis-connections.js';
import { Signals } from './signals.js';

@Module({ providers: [RedisConnections], exports: [RedisConnections] })
class RedisConnectionsModule {}

/** Queues over BullMQ. The Nest module gives a worker the connection of its queue, so a process has one kind:
 *  an api's calls give up soon while Redis is away, a worker's wait for it. */
@Global()
@Module({})
export class QueueModule {
  static forProducers(): DynamicModule {
    return QueueModule.over((connections) => connections.producer);
  }

  static forWorkers(): DynamicModule {
    return QueueModule.over((connections) => connections.openForWorker());
  }

  private static over(connectionOf: (connections: RedisConnections) => Redis): DynamicModule {
    return {
      module: QueueModule,
      imports: [
        RedisConnectionsModule,
        BullModule.forRootAsync({
          imports: [RedisConnectionsModule],
          inject: [RedisConnections, RedisSettings],
          useFactory: (connections: RedisConnections, settings: RedisSettings) => ({
            connection: connectionOf(connections),
            prefix: `${settings.keyPrefix}:bull`,
            skipWaitingForReady: true,
          }),
        }),
        ...QUEUE_NAMES.map((name) => BullModule.registerQueue({ name })),
      ],
      providers: [JobQueue, Signals, QueuePolicyProbe],
      exports: [JobQueue, Signals, QueuePolicyProbe, RedisConnectionsModule, BullModule],
    };
  }
}
