import { AssetStore } from '@genesis/assets';
import { RetentionSettings } from '@genesis/config';
import { queryPrepared, Retention, together, transaction } from '@genesis/database';
import { keepCostOfRuns } from '@genesis/quota';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { leaveWebsites } from '../left-websites/left-website-rows.js';

/** A brief goes with all its versions, files, runs and events. */
const MOST_BRIEFS = 50;

/** Briefs that nobody has changed for long become tombstones: the id stays, and readers are told that the brief has
 *  expired. A brief with a website stays whole, since that is made of its versions. Before, versions that newer ones have
 *  replaced lose their results. */
@Injectable()
export class BriefRetention implements OnModuleInit {
  private readonly logger = new Logger(BriefRetention.name);

  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
    private readonly assets: AssetStore,
    private readonly settings: RetentionSettings,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'briefs', prune: (limit) => this.expire(Math.min(limit, MOST_BRIEFS)) });
    this.retention.add({ name: 'brief_results', prune: (limit) => this.removeResults(limit) });
  }

  private async expire(limit: number): Promise<number> {
    const expired = await transaction(this.dataSource, async (tx) => {
      const { briefDays } = this.settings;
      const locked = await queryPrepared<{ id: string }>(tx, LOCK_OLD, [limit, briefDays]);
      // What was asked for while this waited for the locks is seen by a statement of its own only.
      const ids = await idsOf(tx, MARK, [locked.map(({ id }) => id)]);
      if (ids.length > 0) await this.removeContent(tx, ids);
      return ids.length;
    });
    if (expired > 0) await this.removePictures();
    return expired;
  }

  private async removeContent(tx: EntityManager, briefIds: readonly string[]): Promise<void> {
    const runIds = await idsOf(tx, `SELECT id FROM agent_run WHERE brief_id = ANY($1::uuid[])`, [briefIds]);
    await keepCostOfRuns(tx, runIds);
    // None is hosted, but a try that failed may have left one.
    await leaveWebsites(tx, briefIds);
    await together(
      queryPrepared(tx, `DELETE FROM agent_run WHERE brief_id = ANY($1::uuid[])`, [briefIds]),
      // Files go with the versions.
      queryPrepared(tx, `DELETE FROM brief_versions WHERE brief_id = ANY($1::uuid[])`, [briefIds]),
      queryPrepared(tx, `UPDATE asset SET brief_id = NULL WHERE brief_id = ANY($1::uuid[])`, [briefIds]),
    );
  }

  private async removeResults(limit: number): Promise<number> {
    const replaced = await queryPrepared<unknown>(this.dataSource.manager, REMOVE_RESULTS, [
      limit,
      this.settings.briefVersions,
    ]);
    return replaced.length;
  }

  /** What is left over is found by the next sweep of the store. */
  private async removePictures(): Promise<void> {
    try {
      await this.assets.removeUnused();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'pictures left to the sweep');
    }
  }
}

async function idsOf(tx: EntityManager, sql: string, values: readonly unknown[]): Promise<readonly string[]> {
  return (await queryPrepared<{ id: string }>(tx, sql, values)).map(({ id }) => id);
}

/** A website that was never hosted, and that nobody is about to host, shows nobody anything. */
const HAS_WEBSITE = `EXISTS (SELECT FROM website w WHERE w.brief_id = b.id AND (w.hosted_id IS NOT NULL
                       OR EXISTS (SELECT FROM publication p WHERE p.website_id = w.id AND p.status IN ('queued', 'publishing'))))`;
const HAS_ACTIVE_RUN = `EXISTS (SELECT FROM agent_run r WHERE r.brief_id = b.id AND r.status IN ('queued', 'running', 'parked'))`;

/** Whatever starts a run changes the brief's row first: one that was old and idle under the lock stays so until the end. */
const LOCK_OLD = `SELECT b.id FROM business_briefs b
        WHERE b.status <> 'expired' AND b.status NOT IN ('queued', 'in_progress')
          AND b.updated_at < now() - $2::int * interval '1 day' AND NOT ${HAS_WEBSITE} AND NOT ${HAS_ACTIVE_RUN}
        ORDER BY b.updated_at LIMIT $1 FOR UPDATE OF b SKIP LOCKED`;

const MARK = `UPDATE business_briefs b
          SET status = 'expired', business_name = '', sector = '', expires_at = now(), updated_at = now()
        WHERE b.id = ANY($1::uuid[]) AND NOT ${HAS_WEBSITE} AND NOT ${HAS_ACTIVE_RUN}
       RETURNING b.id`;

/** Published ones stay: one may go back to them. The shown one may be an old one, when newer ones have failed. */
const REMOVE_RESULTS = `WITH replaced AS (
         SELECT v.brief_id, v.version FROM business_briefs b JOIN brief_versions v ON v.brief_id = b.id
          WHERE b.last_version > 1 AND b.last_version > $2::int AND v.version <= b.last_version - $2::int
            AND v.version <> b.current_version AND v.results_removed_at IS NULL AND v.finished_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM publication p WHERE p.brief_id = v.brief_id AND p.version = v.version)
          LIMIT $1 FOR UPDATE OF v SKIP LOCKED
       ), files AS (
         DELETE FROM artifact a USING replaced r WHERE a.brief_id = r.brief_id AND a.version = r.version
       )
       UPDATE brief_versions v
          SET market_research = NULL, content_generation = NULL, logo_creation = NULL, seo_optimization = NULL,
              template_selection = NULL, provenance = '{}', missing_information = '[]', is_ready_for_website = false,
              results_removed_at = now()
         FROM replaced r WHERE v.brief_id = r.brief_id AND v.version = r.version
       RETURNING 1`;
