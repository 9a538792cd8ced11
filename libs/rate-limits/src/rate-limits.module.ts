import { RateLimitSettings, RedisSettings } from '@genesis/config';
import { Clock, newId } from '@genesis/kernel';
import { closeRedisConnection, type RedisClient } from '@genesis/redis';
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Census } from './census.js';
import { limitConnection } from './limit-connection.js';
import { RateLimits } from './rate-limits.js';

const CONNECTION = Symbol('redis connection of the rate limits');

/** A Redis that is away does not keep a process from starting. */
const LONGEST_CONNECT_MS = 2_000;

/** Needs the global ConfigModule and Clock. Opens no connection where limits are off. */
@Module({
  providers: [
    {
      provide: CONNECTION,
      inject: [RedisSettings],
      useFactory: (redis: RedisSettings) => limitConnection(redis.url),
    },
    {
      provide: RateLimits,
      inject: [CONNECTION, RedisSettings, Clock],
      useFactory: (client: RedisClient, { keyPrefix }: RedisSettings, clock: Clock) =>
        new RateLimits(client, { keyPrefix, clock }),
    },
    {
      provide: Census,
      inject: [CONNECTION, RedisSettings, RateLimits],
      useFactory: (client: RedisClient, { keyPrefix }: RedisSettings, limits: RateLimits) =>
        new Census(client, {
          keyPrefix,
          process: newId(),
          onCounted: (processes) => limits.shareAmong(processes),
        }),
    },
  ],
  exports: [RateLimits],
})
export class RateLimitsModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly settings: RateLimitSettings,
    @Inject(CONNECTION) private readonly client: RedisClient,
    private readonly census: Census,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.settings.isEnabled) return;
    const connected = this.client.connect().catch(() => undefined);
    await Promise.race([connected, sleep(LONGEST_CONNECT_MS, undefined, { ref: false })]);
    await this.census.begin();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.settings.isEnabled) await this.census.end();
    await closeRedisConnection(this.client);
  }
}
