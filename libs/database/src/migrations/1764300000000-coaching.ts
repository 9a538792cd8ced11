import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coaching sessions, their steps and turns, and briefs that are drafts: without a run yet. */
export class Coaching1764300000000 implements MigrationInterface {
  readonly name = 'Coaching1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "coaching_sessions" (
        "id" uuid NOT NULL,
        "owner_id" uuid NOT NULL,
        "status" text NOT NULL DEFAULT 'initialized',
        "current_step" text NOT NULL DEFAULT 'vision',
        "language" text NOT NULL,
        "level" text NOT NULL DEFAULT 'beginner',
        "onboarding" jsonb,
        "facts" jsonb NOT NULL DEFAULT '{}',
        "choices" jsonb NOT NULL DEFAULT '[]',
        "version" integer NOT NULL DEFAULT '1',
        "judging_until" TIMESTAMP WITH TIME ZONE,
        "brief_id" uuid,
        "failure_reason" text,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "uq_coaching_sessions_brief" UNIQUE ("brief_id"),
        CONSTRAINT "ck_coaching_sessions_language" CHECK (language IN ('fr', 'en')),
        CONSTRAINT "ck_coaching_sessions_step" CHECK (current_step IN ('vision', 'mission', 'clientele', 'differentiation', 'offre', 'synthesis')),
        CONSTRAINT "ck_coaching_sessions_status" CHECK (status IN ('initialized', 'in_progress', 'coaching_complete', 'failed')),
        CONSTRAINT "pk_coaching_sessions" PRIMARY KEY ("id")
      )`);
    await runner.query(
      `CREATE INDEX "ix_coaching_sessions_owner" ON "coaching_sessions" ("owner_id", "created_at", "id")`,
    );
    await runner.query(`CREATE TABLE "coaching_steps" (
        "session_id" uuid NOT NULL,
        "step" text NOT NULL,
        "state" text NOT NULL DEFAULT 'pending',
        "answer" text,
        "reformulated" text,
        "judged_by" text,
        "confidence" real,
        "is_weak" boolean NOT NULL DEFAULT false,
        "clarification_count" smallint NOT NULL DEFAULT '0',
        "best" jsonb,
        "criteria" jsonb NOT NULL DEFAULT '[]',
        "key_points" jsonb NOT NULL DEFAULT '[]',
        "call" jsonb,
        "asked_at" TIMESTAMP WITH TIME ZONE,
        "answered_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "ck_coaching_steps_answered" CHECK (state NOT IN ('accepted', 'skipped') OR answer IS NOT NULL),
        CONSTRAINT "ck_coaching_steps_confidence" CHECK (confidence BETWEEN 0 AND 1),
        CONSTRAINT "ck_coaching_steps_state" CHECK (state IN ('pending', 'asking', 'clarifying', 'accepted', 'skipped')),
        CONSTRAINT "ck_coaching_steps_step" CHECK (step IN ('vision', 'mission', 'clientele', 'differentiation', 'offre')),
        CONSTRAINT "pk_coaching_steps" PRIMARY KEY ("session_id", "step")
      )`);
    await runner.query(`CREATE TABLE "coaching_turns" (
        "session_id" uuid NOT NULL,
        "seq" integer NOT NULL,
        "role" text NOT NULL,
        "step" text NOT NULL,
        "text" text NOT NULL,
        "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT "ck_coaching_turns_role" CHECK (role IN ('coach', 'person')),
        CONSTRAINT "pk_coaching_turns" PRIMARY KEY ("session_id", "seq")
      )`);
    await runner.query(
      `ALTER TABLE "coaching_sessions" ADD CONSTRAINT "fk_coaching_sessions_owner" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "coaching_sessions" ADD CONSTRAINT "fk_coaching_sessions_brief" FOREIGN KEY ("brief_id") REFERENCES "business_briefs"("id") ON DELETE SET NULL ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "coaching_steps" ADD CONSTRAINT "fk_coaching_steps_session" FOREIGN KEY ("session_id") REFERENCES "coaching_sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "coaching_turns" ADD CONSTRAINT "fk_coaching_turns_session" FOREIGN KEY ("session_id") REFERENCES "coaching_sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await runner.query(`ALTER TABLE "brief_versions" ALTER COLUMN "run_id" DROP NOT NULL`);
    await runner.query(`ALTER TABLE "brief_versions" DROP CONSTRAINT "ck_brief_versions_status"`);
    await runner.query(
      `ALTER TABLE "brief_versions" ADD CONSTRAINT "ck_brief_versions_status" CHECK (status IN ('draft', 'queued', 'in_progress', 'completed', 'partial', 'failed', 'cancelled'))`,
    );
    await runner.query(
      `ALTER TABLE "brief_versions" ADD CONSTRAINT "ck_brief_versions_run" CHECK ((run_id IS NULL) = (status = 'draft'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "coaching_turns" CASCADE`);
    await runner.query(`DROP TABLE "coaching_steps" CASCADE`);
    await runner.query(`DROP TABLE "coaching_sessions" CASCADE`);
    await runner.query(`DELETE FROM "business_briefs" WHERE status = 'draft'`);
    await runner.query(`ALTER TABLE "brief_versions" DROP CONSTRAINT "ck_brief_versions_run"`);
    await runner.query(`ALTER TABLE "brief_versions" DROP CONSTRAINT "ck_brief_versions_status"`);
    await runner.query(
      `ALTER TABLE "brief_versions" ADD CONSTRAINT "ck_brief_versions_status" CHECK (status IN ('queued', 'in_progress', 'completed', 'partial', 'failed', 'cancelled'))`,
    );
    await runner.query(`ALTER TABLE "brief_versions" ALTER COLUMN "run_id" SET NOT NULL`);
  }
}
