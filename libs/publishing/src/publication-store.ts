import { RunSettings } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import type { HostedSite, ProviderName } from '@genesis/integrations';
import type { JsonObject } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PublicationLeaseLostError } from './publishing.errors.js';

/** A publication in the hands of this worker. */
export interface ClaimedPublication {
  readonly id: string;
  readonly websiteId: string;
  readonly briefId: string;
  readonly version: number;
  readonly ownerId: string;
  /** The owner's id at DigitalCloud360. */
  readonly dc360UserId: string | null;
  readonly reference: string;
  readonly fence: number;
  /** Requests that may have been sent before this claim. */
  readonly attempts: number;
  /** Owners of this round that were lost. */
  readonly crashCount: number;
  /** Where the brief's website is hosted already; null when it is nowhere. */
  readonly hostedAt: { readonly provider: ProviderName; readonly siteId: string } | null;
  readonly requestId: string | null;
}

export interface HeldPublication {
  readonly id: string;
  readonly fence: number;
}

export interface StalledPublication {
  readonly id: string;
  readonly enqueueCount: number;
}

interface ClaimRow extends Omit<ClaimedPublication, 'hostedAt'> {
  readonly provider: ProviderName | null;
  readonly hostedId: string | null;
}

/** What moves publications on: each state change is one conditional statement whose effect is checked. Times are the
 *  database's own. */
@Injectable()
export class PublicationStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: RunSettings,
  ) {}

  /** Takes a publication that is queued, or whose owner was lost. Null when there is nothing to take:
   *  for somebody who is being erased, nothing is published any more. */
  async claim(publicationId: string): Promise<ClaimedPublication | null> {
    const [row] = await this.query<ClaimRow>(
      `UPDATE publication p
          SET crash_count = p.crash_count + (p.status = 'publishing')::int, status = 'publishing', fence = p.fence + 1,
              lease_expires_at = now() + $2 * interval '1 millisecond', updated_at = now()
         FROM website w, business_briefs b, users u
        WHERE p.id = $1 AND w.id = p.website_id AND b.id = p.brief_id AND u.id = b.owner_id
          AND u.erasure_requested_at IS NULL
          AND (p.status = 'queued' OR (p.status = 'publishing' AND p.lease_expires_at < now()))
        RETURNING p.id, p.website_id AS "websiteId", p.brief_id AS "briefId", p.version, p.reference, p.fence, p.attempts,
                  p.crash_count AS "crashCount", p.request_id AS "requestId", b.owner_id AS "ownerId",
                  u.dc360_user_id AS "dc360UserId", w.provider, w.hosted_id AS "hostedId"`,
      [publicationId, this.settings.leaseMs],
    );
    if (!row) return null;
    const { provider, hostedId, ...claimed } = row;
    const isHosted = provider !== null && hostedId !== null;
    return { ...claimed, hostedAt: isHosted ? { provider, siteId: hostedId } : null };
  }

  /** Renews leases. @returns the ids that are still held. */
  async heartbeat(held: readonly HeldPublication[]): Promise<ReadonlySet<string>> {
    const rows = await this.query<{ id: string }>(
      `UPDATE publication p SET lease_expires_at = now() + $3 * interval '1 millisecond'
         FROM unnest($1::uuid[], $2::int[]) AS h(id, fence)
        WHERE p.id = h.id AND p.fence = h.fence AND p.status = 'publishing' RETURNING p.id`,
      [held.map(({ id }) => id), held.map(({ fence }) => fence), this.settings.leaseMs],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Notes that a request is about to be sent: whoever claims the publication next asks the platform first.
   *  @throws PublicationLeaseLostError */
  async noteRequest(held: HeldPublication): Promise<void> {
    await this.underFence(
      held,
      `UPDATE publication
          SET attempts = attempts + 1, lease_expires_at = now() + $3 * interval '1 millisecond', updated_at = now()
        WHERE id = $1 AND fence = $2 AND status = 'publishing' RETURNING id`,
      [this.settings.leaseMs],
    );
  }

  /** Records what is published, and what it has replaced. @throws PublicationLeaseLostError */
  async succeed(held: HeldPublication, provider: ProviderName, site: HostedSite): Promise<void> {
    await this.underFence(
      held,
      `WITH done AS (
         UPDATE publication
            SET status = 'published', published_at = now(), lease_expires_at = NULL, updated_at = now()
          WHERE id = $1 AND fence = $2 AND status = 'publishing'
          RETURNING website_id, brief_id, version
       ), replaced AS (
         UPDATE publication p SET status = 'superseded', updated_at = now() FROM done
          WHERE p.brief_id = done.brief_id AND p.id <> $1 AND p.status = 'published'
       )
       UPDATE website w
          SET provider = $3, hosted_id = $4, url = $5, hosted_status = $6, live_version = done.version, updated_at = now()
         FROM done WHERE w.id = done.website_id RETURNING w.id`,
      [provider, site.id, site.url, site.status],
    );
  }

  /** Ends this round; a new request begins another. @throws PublicationLeaseLostError */
  async fail(held: HeldPublication, error: JsonObject): Promise<void> {
    await this.underFence(
      held,
      `UPDATE publication SET status = 'failed', error = $3, lease_expires_at = NULL, updated_at = now()
        WHERE id = $1 AND fence = $2 AND status = 'publishing' RETURNING id`,
      [JSON.stringify(error)],
    );
  }

  /** Gives a publication back unfinished: not a crash, and the next worker may take it at once. */
  async handBack({ id, fence }: HeldPublication): Promise<void> {
    await this.query(
      `UPDATE publication SET status = 'queued', lease_expires_at = NULL, checked_at = now()
        WHERE id = $1 AND fence = $2 AND status = 'publishing'`,
      [id, fence],
    );
  }

  /** Unfinished publications without a live lease that nobody has looked at for `quietMs`; each is handed out once per
   *  look. */
  async findStalled(quietMs: number, limit: number): Promise<readonly StalledPublication[]> {
    return this.query<StalledPublication>(
      `UPDATE publication SET checked_at = now()
        WHERE id IN (
          SELECT id FROM publication
           WHERE status IN ('queued', 'publishing') AND checked_at < now() - $1 * interval '1 millisecond'
             AND (lease_expires_at IS NULL OR lease_expires_at < now())
           ORDER BY checked_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, enqueue_count AS "enqueueCount"`,
      [quietMs, limit],
    );
  }

  /** Raises the job counter. @returns the new count, or null when somebody else was faster or it has ended. */
  async nextEnqueueCount(publicationId: string, from: number): Promise<number | null> {
    const [row] = await this.query<{ n: number }>(
      `UPDATE publication SET enqueue_count = enqueue_count + 1, checked_at = now()
        WHERE id = $1 AND enqueue_count = $2 AND status IN ('queued', 'publishing') RETURNING enqueue_count AS n`,
      [publicationId, from],
    );
    return row?.n ?? null;
  }

  private async underFence(
    { id, fence }: HeldPublication,
    sql: string,
    more: readonly unknown[],
  ): Promise<void> {
    const rows = await this.query(sql, [id, fence, ...more]);
    if (rows.length === 0) throw new PublicationLeaseLostError(id);
  }

  private async query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return queryPrepared<Row>(this.dataSource.manager, sql, values);
  }
}
