import { AppSettings, Dc360Settings, PublishingSettings, RunSettings } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import { PublicHttp } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import { continued, inSpan, spanFailed, traceContextOf } from '@genesis/observability';
import type { WebhookKind } from '@genesis/briefs';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { Webhook } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import { PublishingMetrics } from '../publishing-metrics.js';

/** Where each kind goes. Source: DigitalCloud360's integration contract, "Webhook". */
const PATHS: Readonly<Record<WebhookKind, string>> = { 'brief.completed': '/genesis/brief-completed' };

/** Each pause is so many times the one before. */
const PAUSE_FACTOR = 5;
/** What a try may take beyond its own deadline before somebody else takes the event. */
const LEASE_MARGIN_MS = 10_000;
/** Nobody reads what a receiver answers. */
const MAX_ANSWER_BYTES = 64 * 1024;
const GONE = 410;

interface DueEvent {
  readonly id: string;
  readonly kind: WebhookKind;
  readonly payload: string;
  /** This try included. */
  readonly attempts: number;
  /** Of the run that the event tells of; null when that is gone. */
  readonly traceContext: unknown;
}

/** Sends webhooks (Standard Webhooks): the body that the row holds, byte for byte, at every try; a bounded number of
 *  tries, then the row is `failed` and waits to be replayed. Works from the rows alone, on every worker at once: each due
 *  event is handed out once. A receiver may get an event twice, and knows it by its `webhook-id`. */
@Injectable()
export class WebhookDelivery implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WebhookDelivery.name);
  private readonly http: PublicHttp;
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private sending: Promise<unknown> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly dc360: Dc360Settings,
    private readonly settings: PublishingSettings,
    private readonly runs: RunSettings,
    private readonly metrics: PublishingMetrics,
    app: AppSettings,
  ) {
    const isAtHome = app.environment === 'development' || app.environment === 'testing';
    const trusted = isAtHome && dc360.webhookUrl !== null ? [new URL(dc360.webhookUrl).origin] : [];
    this.http = new PublicHttp({ trustedOrigins: trusted });
  }

  onApplicationBootstrap(): void {
    if (this.dc360.webhookUrl === null) return;
    this.timer = setInterval(() => void this.tick(), this.runs.reconcileEveryMs);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.stopping.abort();
    await this.sending;
  }

  /** One round. @returns how many events were tried. */
  async deliverDue(): Promise<number> {
    const { webhookUrl, webhookSecret, previousWebhookSecret } = this.dc360;
    if (webhookUrl === null || webhookSecret === null) return 0;
    const secrets = previousWebhookSecret === null ? [webhookSecret] : [webhookSecret, previousWebhookSecret];
    const signers = secrets.map((secret) => new Webhook(secret));
    const due = await this.takeDue();
    await Promise.all(due.map((event) => this.deliver(event, webhookUrl, signers)));
    return due.length;
  }

  private async tick(): Promise<void> {
    if (this.sending) return;
    this.sending = this.deliverDue()
      .catch((error: unknown) => this.logger.warn({ error: String(error) }, 'webhooks could not be sent'))
      .finally(() => {
        this.sending = null;
      });
    await this.sending;
  }

  private async takeDue(): Promise<readonly DueEvent[]> {
    return this.query<DueEvent>(
      `UPDATE webhook_event
          SET status = 'sending', attempts = attempts + 1, due_at = now() + $1 * interval '1 millisecond'
        WHERE id IN (
          SELECT id FROM webhook_event WHERE status IN ('queued', 'sending') AND due_at <= now()
           ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts,
                  (SELECT r.trace_context FROM agent_run r
                    WHERE r.brief_id = webhook_event.brief_id AND r.version = webhook_event.version
                    ORDER BY r.created_at DESC LIMIT 1) AS "traceContext"`,
      [this.settings.webhookTimeoutMs + LEASE_MARGIN_MS, this.settings.concurrency],
    );
  }

  private async deliver(event: DueEvent, webhookUrl: string, signers: readonly Webhook[]): Promise<void> {
    const startedAtMs = performance.now();
    // The last try was that of a worker that died.
    const isUsedUp = event.attempts > this.settings.webhookTries;
    const outcome = isUsedUp ? 'WORKER_LOST' : await this.traced(event, webhookUrl, signers);
    if (outcome === null) return;
    const durationMs = Math.round(performance.now() - startedAtMs);
    const line = { event_id: event.id, attempt: event.attempts, status: outcome, duration_ms: durationMs };
    if (isSuccess(outcome)) {
      this.logger.log(line, 'webhook delivered');
      this.metrics.webhookTried('delivered');
      await this.record(event, `status = 'delivered', delivered_at = now(), last_outcome = $3`, [outcome]);
      return;
    }
    const isLast = event.attempts >= this.settings.webhookTries || outcome === String(GONE);
    this.metrics.webhookTried(isLast ? 'given_up' : 'retry');
    const pauseMs = this.settings.webhookFirstPauseMs * PAUSE_FACTOR ** (event.attempts - 1);
    this.logger.warn({ ...line, is_last: isLast }, 'webhook not taken');
    await (isLast
      ? this.record(event, `status = 'failed', last_outcome = $3`, [outcome])
      : this.record(
          event,
          `status = 'queued', last_outcome = $3, due_at = now() + $4 * interval '1 millisecond'`,
          [outcome, pauseMs],
        ));
  }

  private traced(event: DueEvent, webhookUrl: string, signers: readonly Webhook[]): Promise<string | null> {
    const { kind, id, attempts } = event;
    const attributes = {
      'http.request.method': 'POST',
      'server.address': new URL(webhookUrl).hostname,
      'genesis.event_id': id,
      'genesis.attempts': attempts,
    };
    const options = { kind: SpanKind.CLIENT, parent: continued(event.traceContext), attributes };
    return inSpan(`webhook ${kind}`, options, async (span) => {
      const outcome = await this.send(event, webhookUrl, signers);
      const status = Number(outcome);
      if (status > 0) span.setAttribute('http.response.status_code', status);
      if (outcome !== null && !isSuccess(outcome)) spanFailed(span, outcome);
      return outcome;
    });
  }

  /** @returns the status of the answer or the code of what went wrong; null when this process is about to end. */
  private async send({ id, kind, payload }: DueEvent, webhookUrl: string, signers: readonly Webhook[]) {
    const now = new Date();
    try {
      const { status } = await this.http.send(`${webhookUrl}${PATHS[kind]}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
          // One of each secret, while one replaces the other (Standard Webhooks, "Signature scheme").
          'webhook-signature': signers.map((signer) => signer.sign(id, now, payload)).join(' '),
          ...traceContextOf(),
        },
        body: payload,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.settings.webhookTimeoutMs)]),
        maxAnswerBytes: MAX_ANSWER_BYTES,
      });
      return String(status);
    } catch (error) {
      if (this.stopping.signal.aborted) return null;
      if (error instanceof AppError) return error.code;
      return error instanceof Error && error.name === 'TimeoutError' ? 'TIMEOUT' : 'UNREACHABLE';
    }
  }

  /** Who took the event later has another number of attempts. `changes` is one of this class's own texts. */
  private async record(event: DueEvent, changes: string, values: readonly unknown[]): Promise<void> {
    await this.query(
      `UPDATE webhook_event SET ${changes} WHERE id = $1 AND attempts = $2 AND status = 'sending'`,
      [event.id, event.attempts, ...values],
    );
  }

  private async query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return queryPrepared<Row>(this.dataSource.manager, sql, values);
  }
}

/** A redirect is none: it is never followed. */
function isSuccess(outcome: string): boolean {
  return /^2\d\d$/.test(outcome);
}
