import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks that were given up are listed for operators. */
export class FailedWebhooks1764520000000 implements MigrationInterface {
  readonly name = 'FailedWebhooks1764520000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What was broken off leaves an index that nothing uses.
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS "ix_webhook_event_failed"`);
    await runner.query(
      `CREATE INDEX CONCURRENTLY "ix_webhook_event_failed" ON "webhook_event" ("created_at") WHERE status = 'failed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY "ix_webhook_event_failed"`);
  }
}
