import { queryPrepared } from '@genesis/database';
import { newId } from '@genesis/kernel';
import type { EntityManager } from 'typeorm';
import type { PublicationStatus } from './entities/publication.entity.js';
import { NotPublishableError, PublicationRunningError, WebsiteNotFoundError } from './publishing.errors.js';

/** What a request for a publication leaves behind: its answer, and the rows that it names. */
export interface IntentRow {
  readonly [name: string]: string;
  readonly website_id: string;
  readonly publication_id: string;
}

interface Version {
  readonly briefId: string;
  readonly version: number;
}

interface PublicationRow {
  readonly id: string;
  readonly version: number;
  readonly status: PublicationStatus;
  readonly wasPublished: boolean;
}

const MOVING: readonly PublicationStatus[] = ['queued', 'publishing'];

/** Keeps a brief from being deleted or expiring until the transaction ends. @returns false when it has been */
export async function holdBrief(tx: EntityManager, briefId: string): Promise<boolean> {
  const rows = await queryPrepared(
    tx,
    `SELECT FROM business_briefs WHERE id = $1 AND status <> 'expired' FOR SHARE`,
    [briefId],
  );
  return rows.length > 0;
}

/** Writes down that a version shall be published: what is published or on its way stays as it is, anything else gets
 *  another round. @throws PublicationRunningError */
export async function intendPublication(
  tx: EntityManager,
  { briefId, version }: Version,
  requestId: string | null,
): Promise<IntentRow> {
  // Also makes two requests for one brief take turns.
  const [website] = await queryPrepared<{ id: string }>(
    tx,
    `INSERT INTO website (id, brief_id) VALUES ($1, $2)
     ON CONFLICT (brief_id) DO UPDATE SET updated_at = website.updated_at RETURNING id`,
    [newId(), briefId],
  );
  if (!website) throw new WebsiteNotFoundError();
  const wanted = await wantedOf(tx, { briefId, version });
  if (wanted) return advance(tx, website.id, wanted, requestId);
  const publicationId = newId();
  await queryPrepared(
    tx,
    `INSERT INTO publication (id, website_id, brief_id, version, status, reference, request_id)
     VALUES ($1, $2, $3, $4, 'queued', $5, $6)`,
    [publicationId, website.id, briefId, version, `${briefId}:${String(version)}`, requestId],
  );
  return { website_id: website.id, publication_id: publicationId };
}

/** Writes down that a version shall be published again that was before.
 *  @throws NotPublishableError when it never was; PublicationRunningError */
export async function intendRollBack(
  tx: EntityManager,
  { websiteId, ...version }: Version & { readonly websiteId: string },
  requestId: string | null,
): Promise<IntentRow> {
  if (!(await holdBrief(tx, version.briefId))) throw new WebsiteNotFoundError();
  await lockWebsite(tx, websiteId);
  const wanted = await wantedOf(tx, version);
  if (!wanted?.wasPublished) {
    throw new NotPublishableError({ version: version.version, reason: 'never_published' });
  }
  return advance(tx, websiteId, wanted, requestId);
}

/** A failed publication gets another round; any other stays as it is. @throws PublicationRunningError */
export async function retryFailed(
  tx: EntityManager,
  publicationId: string,
  requestId: string | null,
): Promise<void> {
  const [failed] = await queryPrepared<Version & { readonly websiteId: string }>(
    tx,
    `SELECT brief_id AS "briefId", website_id AS "websiteId", version FROM publication
      WHERE id = $1 AND status = 'failed'`,
    [publicationId],
  );
  if (!failed || !(await holdBrief(tx, failed.briefId))) return;
  await lockWebsite(tx, failed.websiteId);
  const wanted = await wantedOf(tx, failed);
  if (wanted) await advance(tx, failed.websiteId, wanted, requestId);
}

async function advance(
  tx: EntityManager,
  websiteId: string,
  { id, status }: PublicationRow,
  requestId: string | null,
): Promise<IntentRow> {
  if (status === 'failed' || status === 'superseded') {
    await queryPrepared(
      tx,
      `UPDATE publication
          SET status = 'queued', error = NULL, crash_count = 0, enqueue_count = enqueue_count + 1, request_id = $2,
              checked_at = now(), requested_at = clock_timestamp(), updated_at = now()
        WHERE id = $1 AND status IN ('failed', 'superseded')`,
      [id, requestId],
    );
  }
  return { website_id: websiteId, publication_id: id };
}

/** The publication of this version, if there is one. @throws PublicationRunningError while another version moves */
async function wantedOf(
  tx: EntityManager,
  { briefId, version }: Version,
): Promise<PublicationRow | undefined> {
  const known = await queryPrepared<PublicationRow>(
    tx,
    `SELECT id, version, status, published_at IS NOT NULL AS "wasPublished" FROM publication
      WHERE brief_id = $1 AND (version = $2 OR status IN ('queued', 'publishing'))`,
    [briefId, version],
  );
  const moving = known.find((other) => other.version !== version && MOVING.includes(other.status));
  if (moving) throw new PublicationRunningError(moving.version);
  return known.find((publication) => publication.version === version);
}

async function lockWebsite(tx: EntityManager, websiteId: string): Promise<void> {
  await queryPrepared(tx, `SELECT FROM website WHERE id = $1 FOR UPDATE`, [websiteId]);
}
