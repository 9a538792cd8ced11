import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Devices that are signed in, with their rotating refresh tokens, and who did what that matters to security. */
export class SignIns1764600000000 implements MigrationInterface {
  readonly name = 'SignIns1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "users" ADD "tokens_valid_from" TIMESTAMP WITH TIME ZONE,
        ADD "erasure_requested_at" TIMESTAMP WITH TIME ZONE, ADD "erasure_receipt" uuid`,
    );
    await runner.query(`CREATE TABLE "sign_ins" (
        "id" uuid NOT NULL,
        "user_id" uuid NOT NULL,
        "token_hash" text NOT NULL,
        "previous_token_hash" text,
        "started_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "rotated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "refresh_expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "revoked_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "pk_sign_ins" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "ix_sign_ins_user_id" ON "sign_ins" ("user_id")`);
    await runner.query(`CREATE INDEX "ix_sign_ins_expires_at" ON "sign_ins" ("expires_at")`);
    await runner.query(
      `ALTER TABLE "sign_ins" ADD CONSTRAINT "fk_sign_ins_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(`CREATE TABLE "password_resets" (
        "user_id" uuid NOT NULL,
        "code_hash" text NOT NULL,
        "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "pk_password_resets" PRIMARY KEY ("user_id")
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX "uq_password_resets_code_hash" ON "password_resets" ("code_hash")`,
    );
    await runner.query(
      `ALTER TABLE "password_resets" ADD CONSTRAINT "fk_password_resets_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(`CREATE TABLE "audit_entries" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "act" text NOT NULL,
        "outcome" text NOT NULL DEFAULT 'done',
        "actor" text,
        "subject" uuid,
        "request_id" text,
        "address" inet,
        "details" jsonb,
        CONSTRAINT "ck_audit_entries_outcome" CHECK (outcome IN ('done', 'refused')),
        CONSTRAINT "pk_audit_entries" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "ix_audit_entries_subject" ON "audit_entries" ("subject", "id")`);
    await runner.query(`CREATE INDEX "ix_audit_entries_at" ON "audit_entries" ("at")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "audit_entries" CASCADE`);
    await runner.query(`DROP TABLE "password_resets" CASCADE`);
    await runner.query(`DROP TABLE "sign_ins" CASCADE`);
    await runner.query(
      `ALTER TABLE "users" DROP COLUMN "erasure_receipt", DROP COLUMN "erasure_requested_at", DROP COLUMN "tokens_valid_from"`,
    );
  }
}
