import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from './concurrent-index.js';

/** Name, table and columns. */
const INDEXES = [
  ['ix_agent_run_finished', 'agent_run', `("finished_at") WHERE finished_at IS NOT NULL`],
  ['ix_business_briefs_kept', 'business_briefs', `("updated_at") WHERE status <> 'expired'`],
  ['ix_business_briefs_regenerated', 'business_briefs', `("last_version") WHERE last_version > 1`],
  [
    'ix_coaching_sessions_open',
    'coaching_sessions',
    `("updated_at") WHERE status IN ('initialized', 'in_progress')`,
  ],
  ['ix_coaching_sessions_text', 'coaching_sessions', `("updated_at") WHERE text_removed_at IS NULL`],
  ['ix_webhook_event_over', 'webhook_event', `("due_at") WHERE status IN ('delivered', 'failed')`],
  ['ix_usage_report_over', 'usage_report', `("used_at") WHERE state IN ('delivered', 'dead')`],
] as const;

/** When texts and results were removed, and what is due to be. */
export class Retention1764530000000 implements MigrationInterface {
  readonly name = 'Retention1764530000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "coaching_sessions" ADD COLUMN IF NOT EXISTS "text_removed_at" TIMESTAMP WITH TIME ZONE`,
    );
    await runner.query(
      `ALTER TABLE "brief_versions" ADD COLUMN IF NOT EXISTS "results_removed_at" TIMESTAMP WITH TIME ZONE`,
    );
    for (const [name, table, definition] of INDEXES) {
      await createIndexConcurrently(runner, name, `"${table}" ${definition}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of INDEXES) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS "${name}"`);
    await runner.query(`ALTER TABLE "brief_versions" DROP COLUMN IF EXISTS "results_removed_at"`);
    await runner.query(`ALTER TABLE "coaching_sessions" DROP COLUMN IF EXISTS "text_removed_at"`);
  }
}
