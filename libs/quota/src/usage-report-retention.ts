import { RetentionSettings } from '@genesis/config';
import { queryPrepared, Retention } from '@genesis/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Usage reports of periods that nobody asks about any more. */
@Injectable()
export class UsageReportRetention implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
    private readonly settings: RetentionSettings,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'usage_reports', prune: (limit) => this.prune(limit) });
  }

  private async prune(limit: number): Promise<number> {
    const gone = await queryPrepared<unknown>(this.dataSource.manager, PRUNE, [
      limit,
      this.settings.usageReportDays,
    ]);
    return gone.length;
  }
}

/** A trial never ends: without its reports, what the platform counts would be counted twice. */
const PRUNE = `DELETE FROM usage_report WHERE run_id IN (
         SELECT u.run_id FROM usage_report u JOIN quota_reservation q ON q.run_id = u.run_id
          WHERE u.state IN ('delivered', 'dead') AND u.used_at < now() - $2::int * interval '1 day' AND q.period <> 'trial'
          ORDER BY u.used_at LIMIT $1 FOR UPDATE OF u SKIP LOCKED)
       RETURNING 1`;
