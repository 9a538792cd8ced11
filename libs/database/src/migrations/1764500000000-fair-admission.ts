import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that wait until their owner has room, and runs that are carried apart from the others. */
export class FairAdmission1764500000000 implements MigrationInterface {
  readonly name = 'FairAdmission1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "agent_run" ADD "quarantined_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(
      `CREATE INDEX "ix_agent_run_held_back" ON "agent_run" ("owner_id", "created_at") WHERE status = 'queued' AND enqueue_count = 0`,
    );
    await runner.query(
      `CREATE INDEX "ix_agent_run_admitted" ON "agent_run" ("owner_id") WHERE status IN ('queued', 'running', 'parked') AND enqueue_count > 0`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['ix_agent_run_admitted', 'ix_agent_run_held_back']) {
      await runner.query(`DROP INDEX "${index}"`);
    }
    await runner.query(`ALTER TABLE "agent_run" DROP COLUMN "quarantined_at"`);
  }
}
