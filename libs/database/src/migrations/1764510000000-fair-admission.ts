import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from './concurrent-index.js';

const INDEXES: Readonly<Record<string, string>> = {
  ix_agent_run_held_back: `("owner_id", "created_at") WHERE status = 'queued' AND enqueue_count = 0`,
  ix_agent_run_admitted: `("owner_id") WHERE status IN ('queued', 'running', 'parked') AND enqueue_count > 0`,
};

/** Runs that wait until their owner has room: who they are, and how many of an owner do not wait. */
export class FairAdmission1764510000000 implements MigrationInterface {
  readonly name = 'FairAdmission1764510000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of Object.entries(INDEXES)) {
      await createIndexConcurrently(runner, name, `"agent_run" ${definition}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX CONCURRENTLY "${name}"`);
  }
}
