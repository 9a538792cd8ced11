import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Monthly quota, the outbox of its reports, and spending caps. */
export class Quota1764410000000 implements MigrationInterface {
  readonly name = 'Quota1764410000000';

  async up(runner: QueryRunner): Promise<void> {
    await this.createQuota(runner);
    await this.createSpending(runner);
    for (const [table, constraint] of OF_USERS) {
      await runner.query(
        `ALTER TABLE "${table}" ADD CONSTRAINT "${constraint}" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      );
    }
    await runner.query(
      `ALTER TABLE "usage_report" ADD CONSTRAINT "fk_usage_report_reservation" FOREIGN KEY ("run_id") REFERENCES "quota_reservation"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE "${table}"`);
  }

  private async createQuota(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "quota_reservation" (
        "run_id" uuid NOT NULL,
        "user_id" uuid NOT NULL,
        "plan" text NOT NULL,
        "period" text NOT NULL,
        "units" smallint NOT NULL,
        "dc360_user_id" text,
        "state" text NOT NULL DEFAULT 'reserved',
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "settled_at" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "ck_quota_reservation_units" CHECK (units IN (0, 1)),
        CONSTRAINT "ck_quota_reservation_settled" CHECK ((settled_at IS NULL) = (state = 'reserved')),
        CONSTRAINT "ck_quota_reservation_state" CHECK (state IN ('reserved', 'committed', 'released')),
        CONSTRAINT "pk_quota_reservation" PRIMARY KEY ("run_id")
      )`);
    await runner.query(
      `CREATE INDEX "ix_quota_reservation_user" ON "quota_reservation" ("user_id", "period")`,
    );
    await runner.query(
      `CREATE INDEX "ix_quota_reservation_open" ON "quota_reservation" ("created_at") WHERE state = 'reserved'`,
    );
    await runner.query(`CREATE TABLE "quota_usage" (
        "user_id" uuid NOT NULL,
        "period" text NOT NULL,
        "used" integer NOT NULL,
        CONSTRAINT "ck_quota_usage_used" CHECK (used >= 0),
        CONSTRAINT "pk_quota_usage" PRIMARY KEY ("user_id", "period")
      )`);
    await runner.query(`CREATE TABLE "known_subscription" (
        "user_id" uuid NOT NULL,
        "plan" text NOT NULL,
        "status" text NOT NULL,
        "quota_limit" integer,
        "quota_used" integer NOT NULL,
        "quota_reset_at" TIMESTAMP WITH TIME ZONE,
        "asked_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "pk_known_subscription" PRIMARY KEY ("user_id")
      )`);
    await runner.query(`CREATE TABLE "usage_report" (
        "run_id" uuid NOT NULL,
        "dc360_user_id" text NOT NULL,
        "used_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "state" text NOT NULL DEFAULT 'pending',
        "attempts" integer NOT NULL DEFAULT '0',
        "due_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "delivered_at" TIMESTAMP WITH TIME ZONE,
        "last_error" text,
        CONSTRAINT "ck_usage_report_delivered" CHECK ((delivered_at IS NOT NULL) = (state = 'delivered')),
        CONSTRAINT "ck_usage_report_state" CHECK (state IN ('pending', 'delivered', 'dead')),
        CONSTRAINT "pk_usage_report" PRIMARY KEY ("run_id")
      )`);
    await runner.query(
      `CREATE INDEX "ix_usage_report_due" ON "usage_report" ("due_at") WHERE state = 'pending'`,
    );
  }

  private async createSpending(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "spending_counter" (
        "scope" text NOT NULL,
        "period" text NOT NULL,
        "spent" bigint NOT NULL DEFAULT '0',
        "held" bigint NOT NULL DEFAULT '0',
        "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "ck_spending_counter_amounts" CHECK (spent >= 0 AND held >= 0),
        CONSTRAINT "pk_spending_counter" PRIMARY KEY ("scope", "period")
      )`);
    await runner.query(`CREATE TABLE "spending_hold" (
        "id" uuid NOT NULL,
        "run_id" uuid,
        "user_id" uuid NOT NULL,
        "day" text NOT NULL,
        "amount" bigint NOT NULL,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "pk_spending_hold" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "ix_spending_hold_created" ON "spending_hold" ("created_at")`);
    await runner.query(`CREATE TABLE "user_call" (
        "id" uuid NOT NULL,
        "user_id" uuid NOT NULL,
        "purpose" text NOT NULL,
        "capability" text NOT NULL,
        "provider" text NOT NULL,
        "model" text,
        "prompt_id" text,
        "outcome" text NOT NULL,
        "attempts" integer NOT NULL,
        "usage" jsonb,
        "cost_micro_usd" bigint,
        "latency_ms" integer NOT NULL,
        "finished_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "ck_user_call_purpose" CHECK (purpose IN ('coaching', 'integrations', 'deleted_brief')),
        CONSTRAINT "pk_user_call" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "ix_user_call_user" ON "user_call" ("user_id", "finished_at")`);
  }
}

const OF_USERS = [
  ['quota_reservation', 'fk_quota_reservation_user'],
  ['quota_usage', 'fk_quota_usage_user'],
  ['known_subscription', 'fk_known_subscription_user'],
  ['user_call', 'fk_user_call_user'],
] as const;

const TABLES = [
  'user_call',
  'spending_hold',
  'spending_counter',
  'usage_report',
  'known_subscription',
  'quota_usage',
  'quota_reservation',
] as const;
