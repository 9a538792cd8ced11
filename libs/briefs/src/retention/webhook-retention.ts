import { RetentionSettings } from '@genesis/config';
import { queryPrepared, Retention } from '@genesis/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Webhook events that were delivered, or given up and not replayed. */
@Injectable()
export class WebhookRetention implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
    private readonly settings: RetentionSettings,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'webhook_events', prune: (limit) => this.prune(limit) });
  }

  private async prune(limit: number): Promise<number> {
    const gone = await queryPrepared<unknown>(
      this.dataSource.manager,
      // Nothing moves `due_at` after the last try.
      `DELETE FROM webhook_event WHERE id IN (
         SELECT id FROM webhook_event
          WHERE status IN ('delivered', 'failed') AND due_at < now() - $2::int * interval '1 day'
          ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit, this.settings.webhookDays],
    );
    return gone.length;
  }
}
