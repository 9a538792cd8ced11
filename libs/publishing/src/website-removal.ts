import { LeftWebsites } from '@genesis/briefs';
import { queryPrepared } from '@genesis/database';
import { AppError } from '@genesis/kernel';
import { JobQueue } from '@genesis/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { publicationJob, publicationJobId } from './publication.job.js';

export interface RemovedWebsites {
  /** Addresses that lead nowhere any more. */
  readonly takenDown: readonly string[];
  /** Addresses of websites that are still there: their platform has no call that deletes one, or is another one today. */
  readonly stillUp: readonly string[];
}

interface WebsiteRow {
  readonly briefId: string;
  readonly provider: string | null;
  readonly url: string | null;
  readonly isOnItsWay: boolean;
}

/** Takes down all that somebody has published, also of briefs that are gone. */
@Injectable()
export class WebsiteRemoval {
  constructor(
    private readonly dataSource: DataSource,
    private readonly left: LeftWebsites,
    private readonly queue: JobQueue,
  ) {}

  /** For an account that nothing is published for any more. Repeatable. The rows stay, their jobs go.
   *  @throws AppError PUBLICATION_RUNNING (conflict) while a worker is about to publish: it would put back what is taken
   *  away; VendorError of capability `hosting` */
  async removeAll(ownerId: string): Promise<RemovedWebsites> {
    await this.callOff(ownerId);
    const websites = await queryPrepared<WebsiteRow>(
      this.dataSource.manager,
      `SELECT w.brief_id AS "briefId", w.provider, w.url,
              EXISTS (SELECT FROM publication p WHERE p.website_id = w.id AND p.status = 'publishing'
                       AND p.lease_expires_at > now()) AS "isOnItsWay"
         FROM website w JOIN business_briefs b ON b.id = w.brief_id WHERE b.owner_id = $1
        UNION ALL
       SELECT brief_id, provider, url, coalesce(held_until > now(), false) FROM left_website WHERE owner_id = $1
        ORDER BY "briefId"`,
      [ownerId],
    );
    if (websites.some(({ isOnItsWay }) => isOnItsWay))
      throw new AppError({
        code: 'PUBLICATION_RUNNING',
        kind: 'conflict',
        message: 'a website is on its way',
      });
    const takenDown: string[] = [];
    const stillUp: string[] = [];
    for (const website of websites) {
      const isDown = await this.left.remove(website);
      if (website.url !== null) (isDown ? takenDown : stillUp).push(website.url);
    }
    await this.dropJobs(ownerId);
    return { takenDown, stillUp };
  }

  /** Ends what no worker has at the moment: a claim that is just being made is waited for, and seen afterwards. */
  private async callOff(ownerId: string): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE publication p SET status = 'failed', error = $2, lease_expires_at = NULL, updated_at = now()
         FROM business_briefs b
        WHERE b.id = p.brief_id AND b.owner_id = $1
          AND (p.status = 'queued' OR (p.status = 'publishing' AND p.lease_expires_at <= now()))`,
      [ownerId, JSON.stringify({ code: 'CANCELLED', kind: 'cancelled' })],
    );
  }

  private async dropJobs(ownerId: string): Promise<void> {
    const publications = await queryPrepared<{ id: string; jobs: number }>(
      this.dataSource.manager,
      `SELECT p.id, p.enqueue_count AS jobs FROM publication p JOIN business_briefs b ON b.id = p.brief_id
        WHERE b.owner_id = $1`,
      [ownerId],
    );
    const jobIds = publications.flatMap(({ id, jobs }) =>
      Array.from({ length: jobs }, (_job, index) => publicationJobId(id, index + 1)),
    );
    await this.queue.drop(publicationJob.queue, jobIds);
  }
}
