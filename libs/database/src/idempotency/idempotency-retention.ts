import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { queryPrepared } from '../prepared-query.js';
import { Retention } from '../retention/retention.js';

/** Keys whose answer is not given again any more. */
@Injectable()
export class IdempotencyRetention implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'idempotency_keys', prune: (limit) => this.prune(limit) });
  }

  private async prune(limit: number): Promise<number> {
    const gone = await queryPrepared<unknown>(
      this.dataSource.manager,
      `DELETE FROM idempotency_keys WHERE (scope, key) IN (
         SELECT scope, key FROM idempotency_keys WHERE expires_at <= now()
          ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit],
    );
    return gone.length;
  }
}
