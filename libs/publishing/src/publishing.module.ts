import { AssetsModule } from '@genesis/assets';
import { IntegrationsModule } from '@genesis/integrations';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivePublications } from './active-publications.js';
import { Publication } from './entities/publication.entity.js';
import { Website } from './entities/website.entity.js';
import { PublicationReconciler } from './publication-reconciler.js';
import { PublicationRunner } from './publication-runner.js';
import { PublicationStore } from './publication-store.js';
import { PublishingMetrics } from './publishing-metrics.js';
import { SiteSource } from './site-source.js';
import { WebhookDelivery } from './webhooks/webhook-delivery.js';
import { WebhookLog } from './webhooks/webhook-log.js';
import { WebsiteRemoval } from './website-removal.js';
import { WebsitesService } from './websites.service.js';

/** Entities of this lib, for the migration command. */
export const PUBLISHING_ENTITIES = [Website, Publication] as const;

/** Asking for websites made of briefs, and looking at them and at webhooks. Needs the global briefs module. */
@Module({
  imports: [TypeOrmModule.forFeature([...PUBLISHING_ENTITIES]), IntegrationsModule],
  providers: [WebsitesService, WebhookLog],
  exports: [WebsitesService, WebhookLog],
})
export class PublishingModule {}

/** Taking them down. Needs the global briefs module. */
@Module({ providers: [WebsiteRemoval], exports: [WebsiteRemoval] })
export class WebsiteRemovalModule {}

/** Publishing them, and sending webhooks: the worker's part. */
@Module({
  imports: [TypeOrmModule.forFeature([...PUBLISHING_ENTITIES]), IntegrationsModule, AssetsModule],
  providers: [
    PublicationStore,
    PublishingMetrics,
    ActivePublications,
    SiteSource,
    PublicationRunner,
    PublicationReconciler,
    WebhookDelivery,
  ],
  exports: [ActivePublications, PublicationRunner, PublicationReconciler, WebhookDelivery],
})
export class PublishingExecutionModule {}
