import { RetentionSettings } from '@genesis/config';
import { queryPrepared, Retention } from '@genesis/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Sign-ins whose tokens are all over, and old entries of the audit log. */
@Injectable()
export class AccountRetention implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
    private readonly settings: RetentionSettings,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'sign_ins', prune: (limit) => this.pruneSignIns(limit) });
    this.retention.add({ name: 'audit_entries', prune: (limit) => this.pruneAudit(limit) });
  }

  private async pruneSignIns(limit: number): Promise<number> {
    const gone = await queryPrepared<unknown>(
      this.dataSource.manager,
      `DELETE FROM sign_ins WHERE id IN (
         SELECT id FROM sign_ins WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit],
    );
    return gone.length;
  }

  private async pruneAudit(limit: number): Promise<number> {
    const gone = await queryPrepared<unknown>(
      this.dataSource.manager,
      `DELETE FROM audit_entries WHERE id IN (
         SELECT id FROM audit_entries WHERE at < now() - $2::int * interval '1 day'
          ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit, this.settings.auditDays],
    );
    return gone.length;
  }
}
