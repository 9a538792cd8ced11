import type pg from 'pg';
import type { SimulatedWebsite } from '../simulators/dc360-websites.js';

/** Each row returned is a violation; at rest. */
const RULES: Readonly<Record<string, string>> = {
  'I2: a publication is unfinished': `
    SELECT id, status, fence, attempts, crash_count, lease_expires_at FROM publication
     WHERE status IN ('queued', 'publishing')`,
  'I7: an ended publication holds a lease': `
    SELECT id, status FROM publication WHERE status NOT IN ('queued', 'publishing') AND lease_expires_at IS NOT NULL`,
  'I6: a brief has several published versions': `
    SELECT brief_id, count(*) AS versions FROM publication WHERE status = 'published' GROUP BY brief_id
    HAVING count(*) > 1`,
  'I4: a website shows another version than the one that is published': `
    SELECT w.id, w.live_version, p.version FROM website w JOIN publication p ON p.website_id = w.id
     WHERE p.status = 'published' AND w.live_version IS DISTINCT FROM p.version`,
};

/** What is wrong with the publications of a database at rest, and with the websites that the platform has of them: I5 by
 *  the platform's own list. Empty is good. */
export async function publicationViolations(
  db: pg.Pool,
  websites: readonly SimulatedWebsite[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(RULES).map(async ([rule, sql]) => {
      const { rows } = await db.query<object>(sql);
      return rows.map((row) => `${rule}: ${JSON.stringify(row)}`);
    }),
  );
  const { rows: hosted } = await db.query<{ hosted_id: string }>(
    `SELECT hosted_id FROM website WHERE hosted_id IS NOT NULL`,
  );
  const present = new Set(websites.map(({ id }) => id));
  const lost = hosted.filter(({ hosted_id }) => !present.has(hosted_id));
  return [
    ...found.flat(),
    ...doubledWebsites(websites),
    ...lost.map(({ hosted_id }) => `I1: a website is recorded that the platform does not have: ${hosted_id}`),
  ];
}

/** A brief has one website, whichever of its versions that shows. */
export function doubledWebsites(websites: readonly SimulatedWebsite[]): readonly string[] {
  const count = new Map<string, number>();
  for (const { briefId } of websites) count.set(briefId, (count.get(briefId) ?? 0) + 1);
  return [...count]
    .filter(([, times]) => times > 1)
    .map(([briefId, times]) => `I5: a brief was published ${times} times: ${briefId}`);
}
