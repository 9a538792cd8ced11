import { CoachingModule } from '@genesis/coaching';
import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { CoachingController } from './coaching.controller.js';

/** The coach over HTTP. */
@Module({ imports: [CoachingModule, LimitsModule], controllers: [CoachingController] })
export class CoachingApiModule {}
