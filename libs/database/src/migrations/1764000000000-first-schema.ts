import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, briefs and their versions, durable runs, artifacts, idempotency keys. */
export class FirstSchema1764000000000 implements MigrationInterface {
  readonly name = 'FirstSchema1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "idempotency_keys" (
        "scope" text NOT NULL,
        "key" text NOT NULL,
        "body_hash" text NOT NULL,
        "response" jsonb NOT NULL,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "pk_idempotency_keys" PRIMARY KEY ("scope", "key")
      )`);
    await runner.query(`CREATE INDEX "ix_idempotency_keys_expires_at" ON "idempotency_keys" ("expires_at")`);
    await runner.query(`CREATE TABLE "user_profiles" (
        "user_id" uuid NOT NULL,
        "country" text,
        "city" text,
        "region" text,
        "sector" text,
        "experience_level" text NOT NULL DEFAULT 'débutant',
        "business_stage" text,
        "preferred_language" text NOT NULL DEFAULT 'fr',
        "coaching_style" text,
        "cultural_context" jsonb,
        "business_context" jsonb,
        CONSTRAINT "ck_user_profiles_language" CHECK (preferred_language IN ('fr', 'en', 'wo')),
        CONSTRAINT "pk_user_profiles" PRIMARY KEY ("user_id")
      )`);
    await runner.query(`CREATE TABLE "users" (
        "id" uuid NOT NULL,
        "legacy_id" SERIAL NOT NULL,
        "email" character varying(320) NOT NULL,
        "name" character varying(100) NOT NULL,
        "password_hash" text,
        "dc360_user_id" text,
        "is_active" boolean NOT NULL DEFAULT true,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "uq_users_dc360_user_id" UNIQUE ("dc360_user_id"),
        CONSTRAINT "uq_users_email" UNIQUE ("email"),
        CONSTRAINT "ck_users_email" CHECK (email = lower(email)),
        CONSTRAINT "pk_users" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE TABLE "agent_run" (
        "id" uuid NOT NULL,
        "brief_id" uuid NOT NULL,
        "version" integer NOT NULL,
        "owner_id" uuid NOT NULL,
        "plan" text NOT NULL,
        "status" text NOT NULL,
        "requested_agents" text array NOT NULL,
        "input" jsonb NOT NULL,
        "fence" integer NOT NULL DEFAULT '0',
        "lease_expires_at" TIMESTAMP WITH TIME ZONE,
        "deadline_at" TIMESTAMP WITH TIME ZONE,
        "cancel_requested_at" TIMESTAMP WITH TIME ZONE,
        "crash_count" integer NOT NULL DEFAULT '0',
        "wake_at" TIMESTAMP WITH TIME ZONE,
        "enqueue_count" integer NOT NULL DEFAULT '0',
        "checked_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "event_seq" integer NOT NULL,
        "trace_context" jsonb NOT NULL DEFAULT '{}',
        "error" jsonb,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "started_at" TIMESTAMP WITH TIME ZONE,
        "finished_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "ck_agent_run_finished" CHECK ((finished_at IS NOT NULL) = (status IN ('completed', 'partial', 'failed', 'cancelled'))),
        CONSTRAINT "ck_agent_run_status" CHECK (status IN ('queued', 'running', 'parked', 'completed', 'partial', 'failed', 'cancelled')),
        CONSTRAINT "pk_agent_run" PRIMARY KEY ("id")
      )`);
    await runner.query(
      `CREATE INDEX "ix_agent_run_unfinished" ON "agent_run" ("checked_at") WHERE status IN ('queued', 'running', 'parked')`,
    );
    await runner.query(`CREATE INDEX "ix_agent_run_brief" ON "agent_run" ("brief_id", "version")`);
    await runner.query(
      `CREATE UNIQUE INDEX "ux_agent_run_active_brief" ON "agent_run" ("brief_id") WHERE status IN ('queued', 'running', 'parked')`,
    );
    await runner.query(`CREATE TABLE "agent_task" (
        "run_id" uuid NOT NULL,
        "name" text NOT NULL,
        "status" text NOT NULL,
        "is_kept" boolean NOT NULL DEFAULT false,
        "attempt" integer NOT NULL DEFAULT '0',
        "output" jsonb,
        "provenance" jsonb NOT NULL DEFAULT '{}',
        "error" jsonb,
        "provider" text,
        "model" text,
        "usage" jsonb,
        "warnings" text array NOT NULL DEFAULT '{}',
        "started_at" TIMESTAMP WITH TIME ZONE,
        "finished_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "ck_agent_task_status" CHECK (status IN ('pending', 'running', 'success', 'fallback', 'failed', 'skipped', 'cancelled')),
        CONSTRAINT "pk_agent_task" PRIMARY KEY ("run_id", "name")
      )`);
    await runner.query(`CREATE TABLE "artifact" (
        "workspace_id" uuid NOT NULL,
        "path" text NOT NULL,
        "brief_id" uuid NOT NULL,
        "version" integer NOT NULL,
        "task" text NOT NULL,
        "revision" integer NOT NULL,
        "media_type" text NOT NULL,
        "size" integer NOT NULL,
        "sha256" text NOT NULL,
        "author" text NOT NULL,
        "content" text NOT NULL,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        "modified_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "pk_artifact" PRIMARY KEY ("workspace_id", "path")
      )`);
    await runner.query(`CREATE INDEX "ix_artifact_version" ON "artifact" ("brief_id", "version")`);
    await runner.query(`CREATE TABLE "provider_call" (
        "run_id" uuid NOT NULL,
        "task" text NOT NULL,
        "call_key" text NOT NULL,
        "request_hash" text NOT NULL,
        "capability" text NOT NULL,
        "provider" text NOT NULL,
        "model" text,
        "prompt_id" text,
        "outcome" text NOT NULL,
        "attempts" integer NOT NULL,
        "response" jsonb,
        "usage" jsonb,
        "cost_micro_usd" bigint,
        "latency_ms" integer NOT NULL,
        "finished_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "pk_provider_call" PRIMARY KEY ("run_id", "task", "call_key")
      )`);
    await runner.query(`CREATE TABLE "run_event" (
        "brief_id" uuid NOT NULL,
        "seq" integer NOT NULL,
        "run_id" uuid NOT NULL,
        "type" text NOT NULL,
        "agent" text,
        "data" jsonb NOT NULL DEFAULT '{}',
        "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT "ck_run_event_type" CHECK (type IN ('run.started', 'agent.started', 'agent.finished', 'call.finished', 'file.written', 'run.finished')),
        CONSTRAINT "pk_run_event" PRIMARY KEY ("brief_id", "seq")
      )`);
    await runner.query(`CREATE INDEX "ix_run_event_run" ON "run_event" ("run_id")`);
    await runner.query(`CREATE TABLE "business_briefs" (
        "id" uuid NOT NULL,
        "legacy_id" SERIAL NOT NULL,
        "owner_id" uuid NOT NULL,
        "status" text NOT NULL,
        "current_version" integer NOT NULL DEFAULT '1',
        "last_version" integer NOT NULL DEFAULT '1',
        "business_name" text NOT NULL,
        "sector" text NOT NULL,
        "source" text NOT NULL DEFAULT 'api',
        "last_event_seq" integer NOT NULL DEFAULT '0',
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "expires_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "ck_business_briefs_status" CHECK (status IN ('draft', 'queued', 'in_progress', 'completed', 'partial', 'failed', 'cancelled', 'expired')),
        CONSTRAINT "pk_business_briefs" PRIMARY KEY ("id")
      )`);
    await runner.query(
      `CREATE INDEX "ix_business_briefs_owner" ON "business_briefs" ("owner_id", "created_at", "id")`,
    );
    await runner.query(`CREATE TABLE "brief_versions" (
        "brief_id" uuid NOT NULL,
        "version" integer NOT NULL,
        "status" text NOT NULL,
        "run_id" uuid NOT NULL,
        "input" jsonb NOT NULL,
        "warnings" jsonb NOT NULL DEFAULT '[]',
        "market_research" jsonb,
        "content_generation" jsonb,
        "logo_creation" jsonb,
        "seo_optimization" jsonb,
        "template_selection" jsonb,
        "agents" jsonb NOT NULL DEFAULT '{}',
        "provenance" jsonb NOT NULL DEFAULT '{}',
        "missing_information" jsonb NOT NULL DEFAULT '[]',
        "confidence" real,
        "is_ready_for_website" boolean NOT NULL DEFAULT false,
        "readiness_missing" jsonb NOT NULL DEFAULT '[]',
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "finished_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "ck_brief_versions_status" CHECK (status IN ('queued', 'in_progress', 'completed', 'partial', 'failed', 'cancelled')),
        CONSTRAINT "ck_brief_versions_confidence" CHECK (confidence BETWEEN 0 AND 1),
        CONSTRAINT "pk_brief_versions" PRIMARY KEY ("brief_id", "version")
      )`);
    await runner.query(
      `ALTER TABLE "user_profiles" ADD CONSTRAINT "fk_user_profiles_user" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "agent_run" ADD CONSTRAINT "fk_agent_run_brief" FOREIGN KEY ("brief_id") REFERENCES "business_briefs"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "agent_task" ADD CONSTRAINT "fk_agent_task_run" FOREIGN KEY ("run_id") REFERENCES "agent_run"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "artifact" ADD CONSTRAINT "fk_artifact_version" FOREIGN KEY ("brief_id", "version") REFERENCES "brief_versions"("brief_id","version") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "provider_call" ADD CONSTRAINT "fk_provider_call_run" FOREIGN KEY ("run_id") REFERENCES "agent_run"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "fk_run_event_run" FOREIGN KEY ("run_id") REFERENCES "agent_run"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "business_briefs" ADD CONSTRAINT "fk_business_briefs_owner" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "brief_versions" ADD CONSTRAINT "fk_brief_versions_brief" FOREIGN KEY ("brief_id") REFERENCES "business_briefs"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "brief_versions" CASCADE`);
    await runner.query(`DROP TABLE "business_briefs" CASCADE`);
    await runner.query(`DROP TABLE "run_event" CASCADE`);
    await runner.query(`DROP TABLE "provider_call" CASCADE`);
    await runner.query(`DROP TABLE "artifact" CASCADE`);
    await runner.query(`DROP TABLE "agent_task" CASCADE`);
    await runner.query(`DROP TABLE "agent_run" CASCADE`);
    await runner.query(`DROP TABLE "users" CASCADE`);
    await runner.query(`DROP TABLE "user_profiles" CASCADE`);
    await runner.query(`DROP TABLE "idempotency_keys" CASCADE`);
  }
}
