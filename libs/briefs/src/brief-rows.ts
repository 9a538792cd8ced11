import { AGENT_NAMES, type RunInput } from '@genesis/agents';
import { queryPrepared, together } from '@genesis/database';
import type { EntityManager } from 'typeorm';
import type { StoredResults } from './brief-blocks.js';
import { notesOnInput } from './brief-input.js';
import { BriefExpiredError, BriefNotFoundError } from './briefs.errors.js';
import type { BriefStatus } from './entities/business-brief.entity.js';
import { jsonb } from './stored-json.js';

/** A brief and the version that readers see. */
export interface CurrentVersionRow extends StoredResults {
  readonly status: BriefStatus;
  readonly last_version: number;
  readonly last_event_seq: number;
  /** Null for a draft. */
  readonly run_id: string | null;
  readonly input: RunInput;
}

/** Of `business_briefs b`. */
export const IS_EXPIRED = `(b.status = 'expired' OR coalesce(b.expires_at <= now(), false))`;

/** Of `business_briefs b`: days from its creation to its end. */
export const TTL_DAYS = `round(extract(epoch FROM b.expires_at - b.created_at) / 86400)::int`;

/** Why an owner gets nothing of a brief. */
export async function missingBrief(
  manager: EntityManager,
  briefId: string,
  ownerId: string,
): Promise<BriefExpiredError | BriefNotFoundError> {
  const [expired] = await queryPrepared<{ ttl_days: number | null }>(
    manager,
    `SELECT ${TTL_DAYS} AS ttl_days FROM business_briefs b WHERE b.id = $1 AND b.owner_id = $2 AND ${IS_EXPIRED}`,
    [briefId, ownerId],
  );
  return expired ? new BriefExpiredError(expired.ttl_days) : new BriefNotFoundError();
}

/** The lock makes regenerations of one brief take turns. What is read comes from a statement of its own: one that waited
 *  for the lock still sees the other tables as they were before the wait. */
export async function lockCurrentVersion(
  tx: EntityManager,
  briefId: string,
  ownerId: string,
): Promise<CurrentVersionRow> {
  const [, rows] = await together(
    lockBrief(tx, briefId, ownerId),
    queryPrepared<CurrentVersionRow>(
      tx,
      `SELECT b.status, b.last_version, b.last_event_seq, v.run_id, v.input, v.agents, v.provenance, v.market_research,
              v.content_generation, v.logo_creation, v.seo_optimization, v.template_selection
         FROM business_briefs b JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED}`,
      [briefId, ownerId],
    ),
  );
  if (!rows[0]) throw await missingBrief(tx, briefId, ownerId);
  return rows[0];
}

async function lockBrief(tx: EntityManager, briefId: string, ownerId: string): Promise<unknown> {
  return queryPrepared(tx, `SELECT FROM business_briefs WHERE id = $1 AND owner_id = $2 FOR UPDATE`, [
    briefId,
    ownerId,
  ]);
}

/** True for a brief from whose input something can still be made for the first time. */
export function isUnused(status: BriefStatus): boolean {
  return status === 'draft' || status === 'failed' || status === 'cancelled';
}

/** Takes no lock: a worker that is ending the run waits for the brief's row, which the caller may hold. */
export async function hasActiveRun(tx: EntityManager, briefId: string): Promise<boolean> {
  const rows = await queryPrepared<unknown>(
    tx,
    `SELECT 1 FROM agent_run WHERE brief_id = $1 AND status IN ('queued', 'running', 'parked')`,
    [briefId],
  );
  return rows.length > 0;
}

/** Whether a unit of quota stands for a brief: what its runs reserved may all have been given back, because they failed or
 *  were cancelled. A run that reserved nothing is older than quota. */
export async function hasCostUnit(tx: EntityManager, briefId: string): Promise<boolean> {
  const rows = await queryPrepared<unknown>(
    tx,
    `SELECT FROM brief_versions v LEFT JOIN quota_reservation q ON q.run_id = v.run_id
      WHERE v.brief_id = $1 AND v.run_id IS NOT NULL
        AND (q.run_id IS NULL OR (q.units > 0 AND q.state <> 'released')) LIMIT 1`,
    [briefId],
  );
  return rows.length > 0;
}

/** Regenerations of sections that were started today (UTC), however they ended: each may have cost as much. */
export async function regenerationsToday(
  tx: EntityManager,
  briefId: string,
): Promise<{ readonly count: number; readonly msToTomorrow: number }> {
  const rows = await queryPrepared<{ count: number; ms: number }>(
    tx,
    `SELECT count(r.id)::int AS count, extract(epoch FROM day.begins + interval '1 day' - now())::float8 * 1000 AS ms
       FROM (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS begins) day
       LEFT JOIN agent_run r ON r.brief_id = $1 AND r.created_at >= day.begins
            AND cardinality(r.requested_agents) < $2
      GROUP BY day.begins`,
    [briefId, AGENT_NAMES.length],
  );
  return { count: rows[0]?.count ?? 0, msToTomorrow: rows[0]?.ms ?? 0 };
}

export async function insertVersionRow(
  tx: EntityManager,
  row: { briefId: string; version: number; runId: string | null; input: RunInput },
): Promise<void> {
  const { warnings, missing } = notesOnInput(row.input);
  await queryPrepared(
    tx,
    `INSERT INTO brief_versions (brief_id, version, status, run_id, input, warnings, missing_information)
     VALUES ($1, $2, CASE WHEN $3::uuid IS NULL THEN 'draft' ELSE 'queued' END, $3, $4, $5, $6)`,
    [row.briefId, row.version, row.runId, jsonb(row.input), jsonb(warnings), jsonb(missing)],
  );
}

/** Keeps publications, regenerations and others that delete from a brief until it is gone.
 *  @param last the last version that it may have; null for any
 *  @returns false when it is gone, somebody else's, or has a later version */
export async function lockToDelete(
  tx: EntityManager,
  {
    briefId,
    ownerId,
    last,
  }: { readonly briefId: string; readonly ownerId: string; readonly last: number | null },
): Promise<boolean> {
  const [, rows] = await together(
    // What is kept of the brief names its owner, whose row an erasure locks before any brief.
    queryPrepared(tx, `SELECT FROM users WHERE id = $1 FOR KEY SHARE`, [ownerId]),
    queryPrepared(
      tx,
      `SELECT FROM business_briefs
        WHERE id = $1 AND owner_id = $2 AND ($3::int IS NULL OR last_version = $3) FOR UPDATE`,
      [briefId, ownerId, last],
    ),
  );
  return rows.length > 0;
}
