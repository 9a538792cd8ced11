import { BriefsModule } from '@genesis/briefs';
import { CoachingModule } from '@genesis/coaching';
import { IdentityModule } from '@genesis/identity';
import { Module } from '@nestjs/common';
import { BriefEventsController } from './brief-events.controller.js';
import { BriefFilesController } from './brief-files.controller.js';
import { BriefLinks } from './brief-links.js';
import { BriefsController } from './briefs.controller.js';
import { EventStreams } from './event-streams.js';
import { RunWaiter } from './run-waiter.js';

/** Briefs over HTTP. */
@Module({
  imports: [BriefsModule, CoachingModule, IdentityModule],
  controllers: [BriefsController, BriefEventsController, BriefFilesController],
  providers: [BriefLinks, EventStreams, RunWaiter],
  exports: [BriefLinks, RunWaiter],
})
export class BriefsApiModule {}
