import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who come from DigitalCloud360: their address may be unknown, and a one-time code brings them here. */
export class SingleSignOn1764440000000 implements MigrationInterface {
  readonly name = 'SingleSignOn1764440000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "users" ALTER COLUMN "email" DROP NOT NULL`);
    await runner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "ck_users_reachable" CHECK (email IS NOT NULL OR dc360_user_id IS NOT NULL)`,
    );
    await runner.query(`CREATE TABLE "sso_codes" (
        "code_hash" text NOT NULL,
        "user_id" uuid NOT NULL,
        "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "pk_sso_codes" PRIMARY KEY ("code_hash")
      )`);
    await runner.query(`CREATE INDEX "ix_sso_codes_expires_at" ON "sso_codes" ("expires_at")`);
    await runner.query(
      `ALTER TABLE "sso_codes" ADD CONSTRAINT "fk_sso_codes_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "sso_codes" CASCADE`);
    await runner.query(`ALTER TABLE "users" DROP CONSTRAINT "ck_users_reachable"`);
    await runner.query(`DELETE FROM "users" WHERE email IS NULL`);
    await runner.query(`ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL`);
  }
}
