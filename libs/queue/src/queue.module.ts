import { RedisSettings } from '@genesis/config';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.js';
import { QUEUE_NAMES } from './job-definition.js';
import { QueuePolicyProbe } from './queue-policy.js';
import { RedisConnections } from './redis-connections.js';
import { Signals } from './signals.js';

/** Config key of the worker side, to be named in `@Processor({ configKey: WORKER_CONFIG })`. */
export const WORKER_CONFIG = 'workers';

@Module({ providers: [RedisConnections], exports: [RedisConnections] })
class RedisConnectionsModule {}

const prefix = (settings: RedisSettings) => `${settings.keyPrefix}:bull`;

/** Queues over BullMQ. An api imports `forProducers`, a worker `forWorkers`. */
@Global()
@Module({})
export class QueueModule {
  static forProducers(): DynamicModule {
    return QueueModule.withConfigs([]);
  }

  static forWorkers(): DynamicModule {
    return QueueModule.withConfigs([
      BullModule.forRootAsync(WORKER_CONFIG, {
        imports: [RedisConnectionsModule],
        inject: [RedisConnections, RedisSettings],
        useFactory: (connections: RedisConnections, settings: RedisSettings) => ({
          connection: connections.openForWorker(),
          prefix: prefix(settings),
        }),
      }),
    ]);
  }

  private static withConfigs(workerConfigs: DynamicModule[]): DynamicModule {
    return {
      module: QueueModule,
      imports: [
        RedisConnectionsModule,
        BullModule.forRootAsync({
          imports: [RedisConnectionsModule],
          inject: [RedisConnections, RedisSettings],
          useFactory: (connections: RedisConnections, settings: RedisSettings) => ({
            connection: connections.producer,
            prefix: prefix(settings),
            skipWaitingForReady: true,
          }),
        }),
        ...workerConfigs,
        ...QUEUE_NAMES.map((name) => BullModule.registerQueue({ name })),
      ],
      providers: [JobQueue, Signals, QueuePolicyProbe],
      exports: [JobQueue, Signals, QueuePolicyProbe, RedisConnectionsModule, BullModule],
    };
  }
}
