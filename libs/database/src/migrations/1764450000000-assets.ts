import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures of briefs; their bytes are files. */
export class Assets1764450000000 implements MigrationInterface {
  readonly name = 'Assets1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "asset" (
        "id" uuid NOT NULL,
        "owner_id" uuid NOT NULL,
        "brief_id" uuid,
        "kind" text NOT NULL,
        "key" text NOT NULL,
        "sha256" text NOT NULL,
        "media_type" text NOT NULL,
        "size" integer NOT NULL,
        "width" integer NOT NULL,
        "height" integer NOT NULL,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "uq_asset_brief_key" UNIQUE ("brief_id", "key"),
        CONSTRAINT "ck_asset_kind" CHECK (kind IN ('logo', 'image')),
        CONSTRAINT "pk_asset" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "ix_asset_key" ON "asset" ("key", "owner_id")`);
    await runner.query(`CREATE INDEX "ix_asset_unused" ON "asset" ("key") WHERE brief_id IS NULL`);
    await runner.query(
      `ALTER TABLE "asset" ADD CONSTRAINT "fk_asset_brief" FOREIGN KEY ("brief_id") REFERENCES "business_briefs"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "asset"`);
  }
}
