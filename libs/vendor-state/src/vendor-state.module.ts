import { RedisSettings } from '@genesis/config';
import { closeRedisConnection, type RedisClient } from '@genesis/redis';
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { FairLimits, newProcessName } from './fair-limits.js';
import { RedisLimitBook } from './redis-limit-book.js';
import { RedisSharedCache } from './redis-shared-cache.js';
import { SharedCache } from './shared-cache.js';
import { SharedLimits } from './shared-limits.js';
import { vendorConnection } from './vendor-connection.js';

const CONNECTION = Symbol('redis connection of the vendor state');

/** What all processes share about vendors, on the cache's Redis. Needs the global ConfigModule. */
@Module({
  providers: [
    {
      provide: CONNECTION,
      inject: [RedisSettings],
      useFactory: (redis: RedisSettings) => vendorConnection(redis.url),
    },
    {
      provide: SharedCache,
      inject: [CONNECTION, RedisSettings],
      useFactory: (client: RedisClient, redis: RedisSettings) =>
        new RedisSharedCache(client, redis.keyPrefix),
    },
    {
      provide: SharedLimits,
      inject: [CONNECTION, RedisSettings],
      useFactory: (client: RedisClient, { keyPrefix }: RedisSettings) => {
        const process = newProcessName();
        return new FairLimits({ shared: new RedisLimitBook(client, { keyPrefix, process }), process });
      },
    },
  ],
  exports: [SharedCache, SharedLimits],
})
export class VendorStateModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(CONNECTION) private readonly client: RedisClient,
    @Inject(SharedLimits) private readonly limits: SharedLimits,
  ) {}

  /** A Redis that is away does not keep a process from starting. */
  onModuleInit(): void {
    this.client.connect().catch(() => undefined);
  }

  /** The last hook: a run that is draining still asks vendors. */
  async onApplicationShutdown(): Promise<void> {
    if (this.limits instanceof FairLimits) this.limits.close();
    await closeRedisConnection(this.client);
  }
}
