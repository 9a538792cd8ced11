import { BriefsModule } from '@genesis/briefs';
import { PublishingModule } from '@genesis/publishing';
import { Module } from '@nestjs/common';
import { WebsiteWaiter } from './website-waiter.js';
import { WebsitesController } from './websites.controller.js';

/** Websites over HTTP. */
@Module({
  imports: [BriefsModule, PublishingModule],
  controllers: [WebsitesController],
  providers: [WebsiteWaiter],
})
export class WebsitesApiModule {}
