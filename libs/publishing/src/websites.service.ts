import { BriefReader, type BriefView } from '@genesis/briefs';
import { IdempotentTransaction, queryPrepared, transaction } from '@genesis/database';
import { type HostedSite, HostingPlatform, VendorError } from '@genesis/integrations';
import { AppError, isId, type JsonObject } from '@genesis/kernel';
import { JobQueue } from '@genesis/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { PublicationStatus } from './entities/publication.entity.js';
import {
  holdBrief,
  intendPublication,
  intendRollBack,
  type IntentRow,
  retryFailed,
} from './publication-intent.js';
import { publicationJob, publicationJobId } from './publication.job.js';
import { BriefNotReadyError, NotPublishableError, WebsiteNotFoundError } from './publishing.errors.js';

/** Longest wait for the platform's word on a website that was not live yet. */
const STATUS_DEADLINE_MS = 10_000;

export interface PublishRequest {
  readonly ownerId: string;
  readonly idempotencyKey: string | null;
  readonly requestId: string | null;
}

/** A publication that was asked for. */
export interface RequestedPublication {
  readonly websiteId: string;
  readonly publicationId: string;
  /** The request had come before, with the same key. */
  readonly isReplay: boolean;
}

/** Where a website and its newest publication stand. */
export interface WebsiteView {
  readonly websiteId: string;
  readonly briefId: string;
  /** Of the newest publication. */
  readonly publicationId: string;
  readonly status: PublicationStatus;
  /** The version that was asked for last. */
  readonly version: number;
  /** The version that visitors see; null before the first publication. */
  readonly liveVersion: number | null;
  readonly url: string | null;
  /** What the platform makes of it: `pending` while it is being built there. */
  readonly hostedStatus: HostedSite['status'] | null;
  /** Why the newest publication failed. */
  readonly error: PublicationFailure | null;
  readonly updatedAt: Date;
}

export interface PublicationFailure {
  readonly code: string;
  readonly kind: AppError['kind'];
  readonly details?: JsonObject;
  readonly retry_after_ms?: number;
}

interface WebsiteRow extends WebsiteView {
  readonly hostedId: string | null;
}

const PUBLISHABLE: readonly BriefView['status'][] = ['completed', 'partial'];
const SELECT_WEBSITE = `
  SELECT w.id AS "websiteId", w.brief_id AS "briefId", w.hosted_id AS "hostedId", w.live_version AS "liveVersion", w.url,
         w.hosted_status AS "hostedStatus", p.id AS "publicationId", p.status, p.version, p.error,
         greatest(w.updated_at, p.updated_at) AS "updatedAt"
    FROM website w
    JOIN business_briefs b ON b.id = w.brief_id
    JOIN LATERAL (SELECT * FROM publication WHERE website_id = w.id ORDER BY requested_at DESC LIMIT 1) p ON true`;

/** Asking for websites and looking at them. The worker publishes. */
@Injectable()
export class WebsitesService {
  private readonly logger = new Logger(WebsitesService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly idempotent: IdempotentTransaction,
    private readonly briefs: BriefReader,
    private readonly queue: JobQueue,
    private readonly hosting: HostingPlatform,
  ) {}

  /** Asks for a version of a brief to be published. One that is published, or on its way, is not published again; one
   *  that failed is tried again.
   *  @param version default: the one that readers see.
   *  @throws BriefNotFoundError; BriefNotReadyError; NotPublishableError for a version that is not finished or has not
   *  become anything; PublicationRunningError */
  async publish(
    brief: { readonly briefId: string; readonly version: number | null },
    request: PublishRequest,
  ): Promise<RequestedPublication> {
    const view = await this.publishable(brief, request.ownerId);
    return this.asked(
      request,
      { route: 'POST /business/website/create', body: { brief_id: brief.briefId, version: brief.version } },
      async (tx) => {
        // Its owner or the retention may have been faster since it was read: then it is read again, to say which.
        if (!(await holdBrief(tx, view.briefId))) await this.briefs.find(view.briefId, request.ownerId);
        return intendPublication(tx, view, request.requestId);
      },
    );
  }

  /** Asks for a version that was published before to be published again, in the place of the one that is.
   *  @throws WebsiteNotFoundError; NotPublishableError for a version that never was; PublicationRunningError */
  async rollBack(
    { websiteId, version }: { readonly websiteId: string; readonly version: number },
    request: PublishRequest,
  ): Promise<RequestedPublication> {
    const website = await this.row(websiteId, request.ownerId);
    return this.asked(
      request,
      { route: 'POST /business/website/rollback', body: { website_id: websiteId, version } },
      (tx) => intendRollBack(tx, { websiteId, briefId: website.briefId, version }, request.requestId),
    );
  }

  /** @throws WebsiteNotFoundError; AppError DEPENDENCY_UNAVAILABLE (upstream_unavailable) when the platform has to be asked
   *  whether the website is live, and does not answer */
  async status(websiteId: string, ownerId: string, signal: AbortSignal): Promise<WebsiteView> {
    const row = await this.row(websiteId, ownerId);
    if (row.hostedStatus !== 'pending' || row.hostedId === null) return viewOf(row);
    const hosted = await this.hosted(websiteId, row.hostedId, signal);
    if (hosted === null || hosted.status === 'pending') return viewOf(row);
    const rows = await queryPrepared<{ updatedAt: Date }>(
      this.dataSource.manager,
      `UPDATE website SET hosted_status = $3, url = coalesce($4, url), updated_at = now()
        WHERE id = $1 AND hosted_id = $2 RETURNING updated_at AS "updatedAt"`,
      [websiteId, row.hostedId, hosted.status, hosted.url],
    );
    return viewOf({
      ...row,
      hostedStatus: hosted.status,
      url: hosted.url ?? row.url,
      updatedAt: rows[0]?.updatedAt ?? row.updatedAt,
    });
  }

  /** Where a publication that was asked for stands, without asking the platform; null when its brief is gone. */
  async ofPublication(publicationId: string): Promise<WebsiteView | null> {
    const [row] = await queryPrepared<WebsiteRow>(
      this.dataSource.manager,
      `SELECT w.id AS "websiteId", w.brief_id AS "briefId", w.hosted_id AS "hostedId", w.live_version AS "liveVersion",
              w.url, w.hosted_status AS "hostedStatus", p.id AS "publicationId", p.status, p.version, p.error,
              greatest(w.updated_at, p.updated_at) AS "updatedAt"
         FROM publication p JOIN website w ON w.id = p.website_id WHERE p.id = $1`,
      [publicationId],
    );
    return row ? viewOf(row) : null;
  }

  private async hosted(websiteId: string, hostedId: string, signal: AbortSignal): Promise<HostedSite | null> {
    try {
      return await this.hosting.status(hostedId, {
        signal,
        callKey: `website:${websiteId}:status`,
        deadlineMs: STATUS_DEADLINE_MS,
      });
    } catch (cause) {
      if (!(cause instanceof VendorError)) throw cause;
      const { retryAfterMs } = cause;
      throw new AppError({
        code: 'DEPENDENCY_UNAVAILABLE',
        kind: 'upstream_unavailable',
        message: 'the platform does not say whether the website is live',
        retryAfterMs,
        cause,
      });
    }
  }

  private async row(websiteId: string, ownerId: string): Promise<WebsiteRow> {
    if (!isId(websiteId)) throw new WebsiteNotFoundError();
    const [row] = await queryPrepared<WebsiteRow>(
      this.dataSource.manager,
      `${SELECT_WEBSITE} WHERE w.id = $1 AND b.owner_id = $2`,
      [websiteId, ownerId],
    );
    if (!row) throw new WebsiteNotFoundError();
    return row;
  }

  private async publishable(
    { briefId, version }: { readonly briefId: string; readonly version: number | null },
    ownerId: string,
  ): Promise<BriefView> {
    const shown = await this.briefs.find(briefId, ownerId);
    // The brief's status tells of its newest run; only the version's own counts.
    const view = await this.briefs.find(briefId, ownerId, version ?? shown.version);
    if (!PUBLISHABLE.includes(view.status)) {
      throw new NotPublishableError({ version: view.version, status: view.status });
    }
    if (!view.isReadyForWebsite) throw new BriefNotReadyError(view.readinessMissing);
    return view;
  }

  private async asked(
    { ownerId, idempotencyKey, requestId }: PublishRequest,
    { route, body }: { readonly route: string; readonly body: JsonObject },
    work: (tx: EntityManager) => Promise<IntentRow>,
  ): Promise<RequestedPublication> {
    const { answer, isReplay } = await this.idempotent.run<IntentRow>(
      { scope: `${ownerId} ${route}`, key: idempotencyKey, body },
      work,
    );
    // A failure is no answer that would have to be repeated: whoever asks again wants it tried again.
    if (isReplay) {
      await transaction(this.dataSource, (tx) => retryFailed(tx, answer.publication_id, requestId));
    }
    await this.enqueue(answer.publication_id);
    return { websiteId: answer.website_id, publicationId: answer.publication_id, isReplay };
  }

  /** Best effort: the reconciler finds a row without a job. */
  private async enqueue(publicationId: string): Promise<void> {
    try {
      const [row] = await queryPrepared<{ n: number }>(
        this.dataSource.manager,
        `SELECT enqueue_count AS n FROM publication WHERE id = $1 AND status = 'queued'`,
        [publicationId],
      );
      if (!row) return;
      await this.queue.enqueue(
        publicationJob,
        { publicationId },
        { jobId: publicationJobId(publicationId, row.n) },
      );
    } catch (error) {
      this.logger.warn(
        { publication_id: publicationId, error: String(error) },
        'publication not enqueued yet',
      );
    }
  }
}

function viewOf({ hostedId: _hostedId, ...view }: WebsiteRow): WebsiteView {
  return view;
}
