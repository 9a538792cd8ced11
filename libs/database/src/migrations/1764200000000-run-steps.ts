import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ids of a run's last writes: a write whose answer was lost can be repeated. */
export class RunSteps1764200000000 implements MigrationInterface {
  readonly name = 'RunSteps1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "agent_run" ADD "recent_steps" integer array NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "agent_run" DROP COLUMN "recent_steps"`);
  }
}
