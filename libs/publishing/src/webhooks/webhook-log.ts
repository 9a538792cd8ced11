import { queryPrepared } from '@genesis/database';
import { AppError } from '@genesis/kernel';
import type { WebhookKind } from '@genesis/briefs';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** An event that every try was used up for, without what it says. */
export interface FailedWebhook {
  readonly eventId: string;
  readonly kind: WebhookKind;
  readonly briefId: string;
  readonly version: number;
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly createdAt: Date;
}

/** What became of webhooks, and sending them again: the workers send what is due. */
@Injectable()
export class WebhookLog {
  constructor(private readonly dataSource: DataSource) {}

  /** Events that were given up, the oldest first, at most `limit`. */
  async failed(limit: number): Promise<readonly FailedWebhook[]> {
    return queryPrepared<FailedWebhook>(
      this.dataSource.manager,
      `SELECT id AS "eventId", kind, brief_id AS "briefId", version, attempts, last_outcome AS "lastOutcome",
              created_at AS "createdAt"
         FROM webhook_event WHERE status = 'failed' ORDER BY created_at, id LIMIT $1`,
      [limit],
    );
  }

  /** Sends an event again from its first try on, whether it was delivered or given up. @returns false when it is still
   *  being tried. @throws AppError NOT_FOUND when there is no such event */
  async replay(eventId: string): Promise<boolean> {
    const rows = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `UPDATE webhook_event SET status = 'queued', attempts = 0, due_at = now(), delivered_at = NULL
        WHERE id = $1 AND status IN ('delivered', 'failed') RETURNING id`,
      [eventId],
    );
    if (rows.length > 0) return true;
    const known = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `SELECT id FROM webhook_event WHERE id = $1`,
      [eventId],
    );
    if (known.length > 0) return false;
    throw new AppError({ code: 'NOT_FOUND', kind: 'not_found', message: `there is no event ${eventId}` });
  }

  /** Sends the oldest events that were given up again, at most `limit`. @returns how many */
  async replayFailed(limit: number): Promise<number> {
    const rows = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `UPDATE webhook_event SET status = 'queued', attempts = 0, due_at = now(), delivered_at = NULL
        WHERE id IN (SELECT id FROM webhook_event WHERE status = 'failed'
                      ORDER BY created_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING id`,
      [limit],
    );
    return rows.length;
  }
}
