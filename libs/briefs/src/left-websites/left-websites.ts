import { queryPrepared } from '@genesis/database';
import { type HostedSite, HostingPlatform } from '@genesis/integrations';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

const DEADLINE_MS = 10_000;

/** A website by its brief. */
export interface WebsitePlace {
  readonly briefId: string;
  /** Null where it has never gone live, and a try may have left something. */
  readonly provider: string | null;
}

/** Takes down websites whose brief is gone. What cannot be done at once is done by a worker: each is a row, which goes when
 *  the website has. Any of it may be repeated, by several processes at once. */
@Injectable()
export class LeftWebsites {
  private readonly logger = new Logger(LeftWebsites.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly hosting: HostingPlatform,
  ) {}

  /** Takes the website down. @returns false where only whoever runs the platform can: it has no call for that, or the website
   *  is at another one than today's. @throws VendorError of capability `hosting` */
  async remove({ briefId, provider }: WebsitePlace): Promise<boolean> {
    if (provider !== null && provider !== this.hosting.describe().provider) return false;
    return this.hosting.remove(briefId, {
      signal: AbortSignal.timeout(DEADLINE_MS),
      callKey: `website:${briefId}:remove`,
      deadlineMs: DEADLINE_MS,
    });
  }

  /** For a brief that was just deleted. Never throws: what fails is left to a worker. */
  async takeDown(briefId: string): Promise<void> {
    try {
      const [left] = await this.query<WebsitePlace>(
        `SELECT brief_id AS "briefId", provider FROM left_website WHERE brief_id = $1`,
        [briefId],
      );
      if (left) await this.settle(left, await this.remove(left));
    } catch (error) {
      this.tellOfFailure(briefId, error);
    }
  }

  /** Takes down those that are due. One that fails has its next turn in a minute. @returns how many were settled */
  async takeDownDue(limit: number): Promise<number> {
    const due = await this.query<WebsitePlace>(
      `UPDATE left_website SET due_at = now() + interval '1 minute'
        WHERE brief_id IN (SELECT brief_id FROM left_website WHERE due_at <= now()
                            ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING brief_id AS "briefId", provider`,
      [limit],
    );
    let settled = 0;
    for (const left of due) {
      try {
        await this.settle(left, await this.remove(left));
        settled += 1;
      } catch (error) {
        this.tellOfFailure(left.briefId, error);
      }
    }
    return settled;
  }

  /** For a worker that was publishing, and whose publication is another's or gone. While the brief is there it does nothing;
   *  else nobody knew what this worker has put up since: it is taken down, or remembered.
   *  @param site what is up, as far as the worker has heard. Never throws. */
  async clearAfter(
    { briefId, ownerId }: { readonly briefId: string; readonly ownerId: string },
    site: HostedSite | null,
  ): Promise<void> {
    try {
      const there = await this.query(`SELECT FROM website WHERE brief_id = $1`, [briefId]);
      if (there.length > 0) return;
      const provider = site && this.hosting.describe().provider;
      const [left] = await this.query<WebsitePlace>(
        `INSERT INTO left_website AS l (brief_id, owner_id, provider, hosted_id, url, due_at)
         SELECT $1::uuid, u.id, $3::text, $4::text, $5::text, now() + interval '15 seconds' FROM users u WHERE u.id = $2
         ON CONFLICT (brief_id) DO UPDATE
            SET provider = coalesce(EXCLUDED.provider, l.provider), hosted_id = coalesce(EXCLUDED.hosted_id, l.hosted_id),
                url = coalesce(EXCLUDED.url, l.url), held_until = NULL, due_at = EXCLUDED.due_at
         RETURNING brief_id AS "briefId", provider`,
        [briefId, ownerId, provider, site?.id ?? null, site?.url ?? null],
      );
      // Without a row the owner is gone too, and the website goes all the same.
      const place = left ?? { briefId, provider };
      await this.settle(place, await this.remove(place));
    } catch (error) {
      this.tellOfFailure(briefId, error);
    }
  }

  private async settle({ briefId }: WebsitePlace, isDown: boolean): Promise<void> {
    const held = await this.query(
      `UPDATE left_website SET due_at = held_until WHERE brief_id = $1 AND held_until > now() RETURNING brief_id`,
      [briefId],
    );
    // A worker that has no answer from the database yet may put it up once more.
    if (held.length > 0) return;
    // Of what has neither an address nor an id nobody can be told anything.
    await this.query(
      `DELETE FROM left_website WHERE brief_id = $1 AND ($2::boolean OR (url IS NULL AND hosted_id IS NULL))`,
      [briefId, isDown],
    );
    await this.query(`UPDATE left_website SET due_at = NULL WHERE brief_id = $1`, [briefId]);
    this.logger.log({ brief_id: briefId, is_down: isDown }, 'website of a deleted brief settled');
  }

  private tellOfFailure(briefId: string, error: unknown): void {
    this.logger.warn(
      { brief_id: briefId, error: String(error) },
      'website of a deleted brief is not down yet',
    );
  }

  private async query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return queryPrepared<Row>(this.dataSource.manager, sql, values);
  }
}
