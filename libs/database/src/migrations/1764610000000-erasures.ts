import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from './concurrent-index.js';

/** Accounts whose erasure is not finished are found without reading all others. */
export class Erasures1764610000000 implements MigrationInterface {
  readonly name = 'Erasures1764610000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(
      runner,
      'ix_users_erasure',
      `"users" ("erasure_requested_at") WHERE erasure_requested_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS "ix_users_erasure"`);
  }
}
