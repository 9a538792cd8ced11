import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may be asked for a run, a journal row for each provider of a chain, and runs that sleep. */
export class RunProviders1764400000000 implements MigrationInterface {
  readonly name = 'RunProviders1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "agent_run" ADD "subscription_plan" text NOT NULL DEFAULT 'trial'`);
    await runner.query(
      `ALTER TABLE "agent_run" ADD CONSTRAINT "ck_agent_run_subscription_plan" CHECK (subscription_plan IN ('trial', 'basic', 'pro', 'enterprise'))`,
    );
    await runner.query(`ALTER TABLE "provider_call" DROP CONSTRAINT "pk_provider_call"`);
    await runner.query(
      `ALTER TABLE "provider_call" ADD CONSTRAINT "pk_provider_call" PRIMARY KEY ("run_id", "task", "call_key", "provider")`,
    );
    await runner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await runner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type IN ('run.started', 'agent.started', 'agent.finished', 'call.finished', 'file.written', 'run.parked', 'run.finished'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM "run_event" WHERE type = 'run.parked'`);
    await runner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await runner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type IN ('run.started', 'agent.started', 'agent.finished', 'call.finished', 'file.written', 'run.finished'))`,
    );
    await runner.query(`ALTER TABLE "provider_call" DROP CONSTRAINT "pk_provider_call"`);
    await runner.query(
      `DELETE FROM "provider_call" c USING "provider_call" better
        WHERE c.run_id = better.run_id AND c.task = better.task AND c.call_key = better.call_key
          AND (c.outcome = 'success', c.provider) < (better.outcome = 'success', better.provider)`,
    );
    await runner.query(
      `ALTER TABLE "provider_call" ADD CONSTRAINT "pk_provider_call" PRIMARY KEY ("run_id", "task", "call_key")`,
    );
    await runner.query(`ALTER TABLE "agent_run" DROP CONSTRAINT "ck_agent_run_subscription_plan"`);
    await runner.query(`ALTER TABLE "agent_run" DROP COLUMN "subscription_plan"`);
  }
}
