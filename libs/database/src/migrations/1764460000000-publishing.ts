import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Websites, what was published on them, and webhooks. */
export class Publishing1764460000000 implements MigrationInterface {
  readonly name = 'Publishing1764460000000';

  async up(runner: QueryRunner): Promise<void> {
    await this.createWebsite(runner);
    await this.createPublication(runner);
    await this.createWebhookEvent(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['webhook_event', 'publication', 'website']) {
      await runner.query(`DROP TABLE "${table}"`);
    }
  }

  private async createWebsite(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "website" (
        "id" uuid NOT NULL,
        "brief_id" uuid NOT NULL,
        "provider" text,
        "hosted_id" text,
        "url" text,
        "hosted_status" text,
        "live_version" integer,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "uq_website_brief" UNIQUE ("brief_id"),
        CONSTRAINT "ck_website_hosted_status" CHECK (hosted_status IN ('pending', 'live', 'failed')),
        CONSTRAINT "ck_website_hosted" CHECK ((hosted_id IS NULL) = (live_version IS NULL)),
        CONSTRAINT "pk_website" PRIMARY KEY ("id")
      )`);
    await runner.query(
      `ALTER TABLE "website" ADD CONSTRAINT "fk_website_brief" FOREIGN KEY ("brief_id") REFERENCES "business_briefs"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  private async createPublication(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "publication" (
        "id" uuid NOT NULL,
        "website_id" uuid NOT NULL,
        "brief_id" uuid NOT NULL,
        "version" integer NOT NULL,
        "status" text NOT NULL,
        "reference" text NOT NULL,
        "attempts" integer NOT NULL DEFAULT '0',
        "fence" integer NOT NULL DEFAULT '0',
        "crash_count" integer NOT NULL DEFAULT '0',
        "lease_expires_at" TIMESTAMP WITH TIME ZONE,
        "enqueue_count" integer NOT NULL DEFAULT '1',
        "checked_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "error" jsonb,
        "request_id" text,
        "requested_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "published_at" TIMESTAMP WITH TIME ZONE,
        "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "uq_publication_version" UNIQUE ("brief_id", "version"),
        CONSTRAINT "ck_publication_error" CHECK ((error IS NOT NULL) = (status = 'failed')),
        CONSTRAINT "ck_publication_lease" CHECK ((lease_expires_at IS NOT NULL) = (status = 'publishing')),
        CONSTRAINT "ck_publication_status" CHECK (status IN ('queued', 'publishing', 'published', 'failed', 'superseded')),
        CONSTRAINT "pk_publication" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "ix_publication_website" ON "publication" ("website_id")`);
    await runner.query(
      `CREATE INDEX "ix_publication_unfinished" ON "publication" ("checked_at") WHERE status IN ('queued', 'publishing')`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ux_publication_active" ON "publication" ("brief_id") WHERE status IN ('queued', 'publishing')`,
    );
    await runner.query(
      `ALTER TABLE "publication" ADD CONSTRAINT "fk_publication_website" FOREIGN KEY ("website_id") REFERENCES "website"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "publication" ADD CONSTRAINT "fk_publication_version" FOREIGN KEY ("brief_id", "version") REFERENCES "brief_versions"("brief_id","version") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  private async createWebhookEvent(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "webhook_event" (
        "id" uuid NOT NULL,
        "kind" text NOT NULL,
        "brief_id" uuid NOT NULL,
        "version" integer NOT NULL,
        "payload" text NOT NULL,
        "status" text NOT NULL DEFAULT 'queued',
        "attempts" integer NOT NULL DEFAULT '0',
        "due_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "last_outcome" text,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "delivered_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "uq_webhook_event_subject" UNIQUE ("kind", "brief_id", "version"),
        CONSTRAINT "ck_webhook_event_status" CHECK (status IN ('queued', 'sending', 'delivered', 'failed')),
        CONSTRAINT "ck_webhook_event_kind" CHECK (kind IN ('brief.completed')),
        CONSTRAINT "pk_webhook_event" PRIMARY KEY ("id")
      )`);
    await runner.query(
      `CREATE INDEX "ix_webhook_event_due" ON "webhook_event" ("due_at") WHERE status IN ('queued', 'sending')`,
    );
  }
}
