import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Websites that are still up while their brief is gone: those that are about to be taken down, and those that only whoever
 *  runs the platform can take down. */
export class LeftWebsites1764650000000 implements MigrationInterface {
  readonly name = 'LeftWebsites1764650000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "left_website" (
        "brief_id" uuid NOT NULL,
        "owner_id" uuid NOT NULL,
        "provider" text,
        "hosted_id" text,
        "url" text,
        "held_until" TIMESTAMP WITH TIME ZONE,
        "due_at" TIMESTAMP WITH TIME ZONE,
        "left_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "pk_left_website" PRIMARY KEY ("brief_id")
      )`);
    await runner.query(`CREATE INDEX "ix_left_website_owner" ON "left_website" ("owner_id")`);
    await runner.query(
      `CREATE INDEX "ix_left_website_due" ON "left_website" ("due_at") WHERE due_at IS NOT NULL`,
    );
    await runner.query(
      `ALTER TABLE "left_website" ADD CONSTRAINT "fk_left_website_owner" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "left_website"`);
  }
}
