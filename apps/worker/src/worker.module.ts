import { AssetSweepModule } from '@genesis/assets';
import { BriefsModule } from '@genesis/briefs';
import { CoachingRetentionModule } from '@genesis/coaching';
import { ConfigModule, type LoadedSettings } from '@genesis/config';
import { DatabaseModule } from '@genesis/database';
import { Draining, EventLoopWatchdog, HealthModule, Liveness } from '@genesis/health';
import { IdentityModule, IdentityRetentionModule } from '@genesis/identity';
import { IntegrationsModule } from '@genesis/integrations';
import { ObservabilityModule } from '@genesis/observability';
import { PersonalDataUpkeepModule } from '@genesis/personal-data';
import { PublishingExecutionModule } from '@genesis/publishing';
import { QueueModule } from '@genesis/queue';
import { RunExecutionModule, RunReconcilingModule } from '@genesis/runs';
import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { PublishingProcessor } from './publishing.processor.js';
import { Quarantine } from './quarantine.js';
import { RetentionJob } from './retention.job.js';
import { RunProcessor } from './run.processor.js';
import { UsagePoller } from './usage.poller.js';
import { WorkerDetails } from './worker-details.js';
import { WorkerDrain } from './worker-drain.js';

@Module({
  providers: [
    EventLoopWatchdog,
    Quarantine,
    RunProcessor,
    PublishingProcessor,
    UsagePoller,
    RetentionJob,
    WorkerDetails,
    WorkerDrain,
  ],
})
export class WorkerModule implements OnModuleInit {
  static forRoot(loaded?: LoadedSettings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-worker' }),
        DatabaseModule.forRoot('genesis-worker'),
        QueueModule.forWorkers(),
        HealthModule.forRoot({ onMetricsPort: true }),
        IdentityModule,
        IntegrationsModule,
        BriefsModule,
        RunExecutionModule,
        RunReconcilingModule,
        PublishingExecutionModule,
        AssetSweepModule,
        CoachingRetentionModule,
        IdentityRetentionModule,
        PersonalDataUpkeepModule,
      ],
    };
  }

  constructor(
    private readonly processor: RunProcessor,
    private readonly publishing: PublishingProcessor,
    private readonly liveness: Liveness,
    private readonly draining: Draining,
  ) {}

  onModuleInit(): void {
    // A worker is alive while it takes jobs, not while its process is up. One that was told to take none is not restarted.
    this.liveness.require(
      () => this.draining.isDraining || (this.processor.isTakingJobs && this.publishing.isTakingJobs),
    );
  }
}
