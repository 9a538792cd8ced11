import { RedisSettings } from '@genesis/config';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { JobQueue } from './job-queue.js';
import { queuePrefix } from './job-definition.js';
import { QueueMemoryMetrics, QueueMetrics } from './queue-metrics.js';
import { QueuePolicyProbe } from './queue-policy.js';
import { QueuePolicyCheck } from './queue-policy-check.js';
import { RedisConnections } from './redis-connections.js';
import { Signals } from './signals.js';

@Module({ providers: [RedisConnections], exports: [RedisConnections] })
class RedisConnectionsModule {}

/** Queues over BullMQ. Callers of a queue give up soon while Redis is away, in a worker too; what takes its jobs waits. */
@Global()
@Module({})
export class QueueModule {
  static forProducers(): DynamicModule {
    return QueueModule.with([], []);
  }

  static forWorkers(): DynamicModule {
    const modules = [
      BullModule.forRootAsync({
        imports: [RedisConnectionsModule],
        inject: [RedisConnections, RedisSettings],
        useFactory: (connections: RedisConnections, settings: RedisSettings) => ({
          connection: connections.openForWorker(),
          prefix: queuePrefix(settings),
        }),
      }),
      // Finds the processors. No queue is named: it would share the connection that waits for ever.
      BullModule.registerQueue(),
    ];
    return QueueModule.with(modules, [QueueMetrics]);
  }

  private static with(
    workerModules: readonly DynamicModule[],
    workerProviders: readonly Provider[],
  ): DynamicModule {
    return {
      module: QueueModule,
      imports: [RedisConnectionsModule, ...workerModules],
      providers: [
        JobQueue,
        Signals,
        QueuePolicyProbe,
        QueuePolicyCheck,
        QueueMemoryMetrics,
        ...workerProviders,
      ],
      exports: [JobQueue, Signals, QueuePolicyProbe, RedisConnectionsModule],
    };
  }
}
