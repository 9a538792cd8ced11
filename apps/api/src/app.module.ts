import { ConfigModule, type LoadedSettings } from '@genesis/config';
import { DatabaseModule } from '@genesis/database';
import { HealthModule } from '@genesis/health';
import { ObservabilityModule } from '@genesis/observability';
import { QueueModule } from '@genesis/queue';
import { type DynamicModule, Module } from '@nestjs/common';
import { AssetsApiModule } from './assets/assets-api.module.js';
import { AuthApiModule } from './auth/auth-api.module.js';
import { CoachingApiModule } from './coaching/coaching-api.module.js';
import { BriefsApiModule } from './briefs/briefs-api.module.js';
import { ContractApiModule } from './contract/contract-api.module.js';
import { GenesisApiModule } from './genesis/genesis-api.module.js';
import { HealthApiModule } from './health/health-api.module.js';
import { EdgeModule } from './http/edge/edge.module.js';
import { IntegrationsApiModule } from './integrations/integrations-api.module.js';
import { OperatorsApiModule } from './operators/operators-api.module.js';
import { QuotaApiModule } from './quota/quota-api.module.js';
import { UsersApiModule } from './users/users-api.module.js';
import { WebsitesApiModule } from './websites/websites-api.module.js';

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
        AssetsApiModule,
        AuthApiModule,
        UsersApiModule,
        QuotaApiModule,
        ContractApiModule,
        GenesisApiModule,
        WebsitesApiModule,
        IntegrationsApiModule,
        HealthApiModule,
        OperatorsApiModule,
      ],
    };
  }
}
