import { Inject, Module, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { RedisSettings, VfsSettings } from '@genesis/config';
import { Metrics } from '@genesis/observability';
import { closeRedisConnection, readRedisMemory, type RedisClient } from '@genesis/redis';
import { ArtifactSource } from './artifact-source.js';
import { RedisVirtualFiles } from './redis-virtual-files.js';
import { SessionFiles } from './session-files.js';
import { vfsConnection } from './vfs-connection.js';
import { VfsHealth } from './vfs-health.js';
import { VirtualFiles } from './virtual-files.js';

const CONNECTION = Symbol('redis connection of the virtual file system');

/**
 * The virtual file system on Redis. Needs the global ConfigModule. An `ArtifactSource` that a global module provides
 * brings back what Redis lost; a process without one works on what Redis has. With the global ObservabilityModule it tells
 * how full that Redis is.
 */
@Module({
  providers: [
    {
      provide: CONNECTION,
      inject: [RedisSettings],
      useFactory: (redis: RedisSettings) => vfsConnection(redis.url),
    },
    {
      provide: VirtualFiles,
      inject: [CONNECTION, RedisSettings, VfsSettings, { token: ArtifactSource, optional: true }],
      useFactory: (
        client: RedisClient,
        redis: RedisSettings,
        limits: VfsSettings,
        artifacts?: ArtifactSource,
      ) =>
        new RedisVirtualFiles(
          client,
          { keyPrefix: redis.keyPrefix, sessionTtlSeconds: redis.sessionTtlSeconds, limits },
          artifacts,
        ),
    },
    {
      provide: SessionFiles,
      inject: [CONNECTION, RedisSettings, VfsSettings],
      useFactory: (client: RedisClient, redis: RedisSettings, vfs: VfsSettings) =>
        new SessionFiles(client, {
          keyPrefix: redis.keyPrefix,
          sessionTtlSeconds: redis.sessionTtlSeconds,
          maxSnapshotBytes: vfs.maxWorkspaceBytes,
        }),
    },
    {
      provide: VfsHealth,
      inject: [CONNECTION, RedisSettings],
      useFactory: (client: RedisClient, redis: RedisSettings) => new VfsHealth(client, redis.keyPrefix),
    },
  ],
  exports: [VirtualFiles, SessionFiles, VfsHealth],
})
export class RedisVfsModule implements OnApplicationShutdown {
  constructor(
    @Inject(CONNECTION) private readonly client: RedisClient,
    @Optional() metrics?: Metrics,
  ) {
    metrics?.observeRedis('cache', () => readRedisMemory(client));
  }

  /** The last hook, so that a run that is draining can still write its files. */
  async onApplicationShutdown(): Promise<void> {
    await closeRedisConnection(this.client);
  }
}
