import { queryPrepared } from '@genesis/database';
import type { EntityManager } from 'typeorm';

/** Removes the website rows of briefs that are about to go, and notes what may be up. A worker that is publishing one writes
 *  nothing from here on: its row is locked, and then gone.
 *  @param tx holds the briefs' rows for update. Locked in a worker's order: publications, then websites. */
export async function leaveWebsites(tx: EntityManager, briefIds: readonly string[]): Promise<void> {
  await queryPrepared(tx, `SELECT FROM publication WHERE brief_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [
    briefIds,
  ]);
  // A statement of its own: what was noted while the locks were waited for is seen. Where nothing was ever sent, nothing is
  // up. The process that has deleted the brief is given the time to take its website down itself.
  await queryPrepared(
    tx,
    `WITH gone AS (
       DELETE FROM website w USING business_briefs b WHERE b.id = w.brief_id AND b.id = ANY($1::uuid[])
       RETURNING w.id, w.brief_id, b.owner_id, w.provider, w.hosted_id, w.url
     )
     INSERT INTO left_website (brief_id, owner_id, provider, hosted_id, url, held_until, due_at)
     SELECT g.brief_id, g.owner_id, g.provider, g.hosted_id, g.url, p.held_until, now() + interval '15 seconds'
       FROM gone g CROSS JOIN LATERAL (
         SELECT max(lease_expires_at) AS held_until, coalesce(sum(attempts), 0) AS attempts
           FROM publication WHERE website_id = g.id) p
      WHERE g.hosted_id IS NOT NULL OR p.attempts > 0
     ON CONFLICT (brief_id) DO NOTHING`,
    [briefIds],
  );
}
