import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from './concurrent-index.js';

/** Sessions of the last day, for the gauge that counts them: without reading those of all the years before. */
export class SessionAge1764470000000 implements MigrationInterface {
  readonly name = 'SessionAge1764470000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(
      runner,
      'ix_coaching_sessions_created',
      `"coaching_sessions" ("created_at")`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY "ix_coaching_sessions_created"`);
  }
}
