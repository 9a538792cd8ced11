import { BriefsModule } from '@genesis/briefs';
import { IdentityModule } from '@genesis/identity';
import { IntegrationsModule } from '@genesis/integrations';
import { QuotaModule } from '@genesis/quota';
import { RedisVfsModule } from '@genesis/redis-vfs';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CoachHelp } from './coach-help.js';
import { CoachModel } from './coach-model.js';
import { CoachingMetrics } from './coaching-metrics.js';
import { CoachingService } from './coaching.service.js';
import { CoachingSession } from './entities/coaching-session.entity.js';
import { CoachingStepRecord } from './entities/coaching-step.entity.js';
import { CoachingTurn } from './entities/coaching-turn.entity.js';
import { Judging } from './judging.js';
import { SessionMemory } from './session-memory.js';
import { SessionStore } from './session-store.js';

/** Entities of this lib, for the migration command. */
export const COACHING_ENTITIES = [CoachingSession, CoachingStepRecord, CoachingTurn] as const;

/** Coaching sessions: from the first question to a draft brief. */
@Module({
  imports: [
    TypeOrmModule.forFeature([...COACHING_ENTITIES]),
    BriefsModule,
    IdentityModule,
    IntegrationsModule,
    QuotaModule,
    RedisVfsModule,
  ],
  providers: [SessionStore, SessionMemory, CoachModel, Judging, CoachingMetrics, CoachingService, CoachHelp],
  exports: [CoachingService, CoachHelp],
})
export class CoachingModule {}
