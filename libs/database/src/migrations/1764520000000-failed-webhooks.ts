import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from './concurrent-index.js';

/** Webhooks that were given up are listed for operators. */
export class FailedWebhooks1764520000000 implements MigrationInterface {
  readonly name = 'FailedWebhooks1764520000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(
      runner,
      'ix_webhook_event_failed',
      `"webhook_event" ("created_at") WHERE status = 'failed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY "ix_webhook_event_failed"`);
  }
}
