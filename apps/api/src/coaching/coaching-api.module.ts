import { CoachingModule } from '@genesis/coaching';
import { Module } from '@nestjs/common';
import { CoachingController } from './coaching.controller.js';

/** The coach over HTTP. */
@Module({ imports: [CoachingModule], controllers: [CoachingController] })
export class CoachingApiModule {}
