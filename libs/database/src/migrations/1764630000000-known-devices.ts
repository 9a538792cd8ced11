import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By what people recognise a device of theirs. Rows of before have neither. */
export class KnownDevices1764630000000 implements MigrationInterface {
  readonly name = 'KnownDevices1764630000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "sign_ins" ADD "user_agent" text, ADD "address" inet`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "sign_ins" DROP COLUMN "user_agent", DROP COLUMN "address"`);
  }
}
