import { ConfigModule, type LoadedSettings } from '@genesis/config';
import { DatabaseModule } from '@genesis/database';
import { HealthModule } from '@genesis/health';
import { ObservabilityModule } from '@genesis/observability';
import { QueueModule } from '@genesis/queue';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthApiModule } from './auth/auth-api.module.js';
import { CoachingApiModule } from './coaching/coaching-api.module.js';
import { BriefsApiModule } from './briefs/briefs-api.module.js';
import { HealthApiModule } from './health/health-api.module.js';
import { EdgeModule } from './http/edge/edge.module.js';

/** The api process. */
@Module({})
export class AppModule {
  static forRoot(loaded: LoadedSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-api' }),
        DatabaseModule.forRoot('genesis-api'),
        QueueModule.forProducers(),
        HealthModule.forRoot({ onMetricsPort: false }),
        EdgeModule,
        // The features.
        CoachingApiModule,
        BriefsApiModule,
        AuthApiModule,
        HealthApiModule,
      ],
    };
  }
}
