import { BriefsModule } from '@genesis/briefs';
import { ConfigModule, type LoadedSettings } from '@genesis/config';
import { DatabaseModule } from '@genesis/database';
import { EventLoopWatchdog } from '@genesis/health';
import { IdentityModule } from '@genesis/identity';
import { ObservabilityModule } from '@genesis/observability';
import { QueueModule } from '@genesis/queue';
import { RunExecutionModule } from '@genesis/runs';
import { type DynamicModule, Module } from '@nestjs/common';

/** A worker that takes no jobs and looks after nothing: it carries the one run that it is given. It watches over itself: the
 *  worker that started it may be gone. */
@Module({ providers: [EventLoopWatchdog] })
export class QuarantineModule {
  static forRoot(loaded: LoadedSettings): DynamicModule {
    return {
      module: QuarantineModule,
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-worker', isListening: false }),
        DatabaseModule.forRoot('genesis-quarantine'),
        QueueModule.forProducers(),
        IdentityModule,
        BriefsModule,
        RunExecutionModule,
      ],
    };
  }
}
