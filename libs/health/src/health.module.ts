import { RedisVfsModule } from '@genesis/redis-vfs';
import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Draining } from './draining.js';
import { HealthDatabase } from './health-database.js';
import { HealthDetails } from './health-details.js';
import { HealthOnMetricsPort } from './health-on-metrics-port.js';
import { Liveness } from './liveness.js';
import { Readiness } from './readiness.js';
import { StartUp } from './start-up.js';

export interface HealthModuleOptions {
  /** A worker has no other listener; the api serves its health with its own controller. */
  readonly onMetricsPort: boolean;
}

/** Liveness, readiness and draining; global, so that long answers can watch the end coming.
 *  Needs the global Config, Observability, Database and Queue modules. */
@Module({})
export class HealthModule {
  static forRoot({ onMetricsPort }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      global: true,
      imports: [RedisVfsModule, TerminusModule.forRoot({ logger: false })],
      providers: [
        Draining,
        HealthDatabase,
        HealthDetails,
        Liveness,
        Readiness,
        StartUp,
        ...(onMetricsPort ? [HealthOnMetricsPort] : []),
      ],
      exports: [Draining, HealthDetails, Liveness, Readiness, StartUp],
    };
  }
}
