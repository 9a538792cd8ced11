import { newId } from '@genesis/kernel';
import type { DataSource } from 'typeorm';

/** Lets a version of a brief be published, as if its agents had delivered all that a website needs. */
export async function makeReady(db: DataSource, briefId: string): Promise<void> {
  await db.query(
    `UPDATE brief_versions SET is_ready_for_website = true, readiness_missing = '[]' WHERE brief_id = $1`,
    [briefId],
  );
}

/** A website as a worker leaves it that has published one version after the other: visitors see the last one.
 *  @returns its id */
export async function aWebsite(
  db: DataSource,
  briefId: string,
  versions: readonly number[] = [1],
): Promise<string> {
  const websiteId = newId();
  const live = versions.at(-1);
  await db.query(
    `INSERT INTO website (id, brief_id, provider, hosted_id, hosted_status, live_version)
     VALUES ($1, $2, 'folder', 'fuzz', 'live', $3)`,
    [websiteId, briefId, live],
  );
  for (const [at, version] of versions.entries()) {
    await db.query(
      `INSERT INTO publication (id, website_id, brief_id, version, status, reference, request_id, requested_at,
                                published_at)
       VALUES ($1, $2, $3, $4, $5, 'fuzz', 'fuzz', now() + $6 * interval '1 millisecond', now())`,
      [newId(), websiteId, briefId, version, version === live ? 'published' : 'superseded', at],
    );
  }
  return websiteId;
}
