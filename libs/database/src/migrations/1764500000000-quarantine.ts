import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that are carried apart from the others, because their workers died. */
export class Quarantine1764500000000 implements MigrationInterface {
  readonly name = 'Quarantine1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "agent_run" ADD "quarantined_at" TIMESTAMP WITH TIME ZONE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "agent_run" DROP COLUMN "quarantined_at"`);
  }
}
