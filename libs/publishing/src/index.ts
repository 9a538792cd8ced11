export { ActivePublications } from './active-publications.js';
export { PUBLICATION_STATUSES, type PublicationStatus } from './entities/publication.entity.js';
export { PublicationReconciler } from './publication-reconciler.js';
export { PublicationRunner, type PublicationResult } from './publication-runner.js';
export { PUBLICATION_TOPIC, publicationJob, type PublicationPayload } from './publication.job.js';
export {
  PUBLISHING_ENTITIES,
  PublishingExecutionModule,
  PublishingModule,
  WebsiteRemovalModule,
} from './publishing.module.js';
export { type RemovedWebsites, WebsiteRemoval } from './website-removal.js';
export { WebhookDelivery } from './webhooks/webhook-delivery.js';
export { type FailedWebhook, WebhookLog } from './webhooks/webhook-log.js';
export {
  type PublicationFailure,
  type PublishRequest,
  type RequestedPublication,
  WebsitesService,
  type WebsiteView,
} from './websites.service.js';
