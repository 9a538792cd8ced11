import { Module } from '@nestjs/common';
import { ApiDetails } from './api-details.js';
import { HealthController } from './health.controller.js';
import { RootController } from './root.controller.js';

/** Health and the front page over HTTP. */
@Module({ controllers: [HealthController, RootController], providers: [ApiDetails] })
export class HealthApiModule {}
