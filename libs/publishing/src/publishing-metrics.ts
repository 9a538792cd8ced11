import { HostingPlatform, type ProviderName } from '@genesis/integrations';
import { Metrics, startAtZero } from '@genesis/observability';
import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';

const PUBLICATION_ENDS = ['published', 'failed'] as const;
export type PublicationEnd = (typeof PUBLICATION_ENDS)[number];

/** `retry`: it was not taken, and will be sent again. `given_up`: it waits to be replayed. */
const WEBHOOK_OUTCOMES = ['delivered', 'retry', 'given_up'] as const;
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number];

const PUBLICATION_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];

/** What became of publications and webhooks. */
@Injectable()
export class PublishingMetrics {
  private readonly host: ProviderName;
  private readonly publications: Counter<'host' | 'status'>;
  private readonly publicationSeconds: Histogram<'host' | 'status'>;
  private readonly webhooks: Counter<'outcome'>;

  constructor({ registry }: Metrics, hosting: HostingPlatform) {
    this.host = hosting.describe().provider;
    const registers = [registry];
    this.publications = new Counter({
      name: 'genesis_ai_publications_total',
      help: 'Ended rounds of publishing a website.',
      labelNames: ['host', 'status'] as const,
      registers,
    });
    this.publicationSeconds = new Histogram({
      name: 'genesis_ai_publication_duration_seconds',
      help: 'Time from the claim of a publication to its end.',
      labelNames: ['host', 'status'] as const,
      buckets: PUBLICATION_SECONDS,
      registers,
    });
    this.webhooks = new Counter({
      name: 'genesis_ai_webhooks_total',
      help: 'Tries to deliver a webhook.',
      labelNames: ['outcome'] as const,
      registers,
    });
    startAtZero(this.publications, { host: [this.host], status: PUBLICATION_ENDS });
    startAtZero(this.webhooks, { outcome: WEBHOOK_OUTCOMES });
  }

  publicationEnded(status: PublicationEnd, seconds: number): void {
    const labels = { host: this.host, status };
    this.publications.inc(labels);
    this.publicationSeconds.observe(labels, seconds);
  }

  webhookTried(outcome: WebhookOutcome): void {
    this.webhooks.inc({ outcome });
  }
}
