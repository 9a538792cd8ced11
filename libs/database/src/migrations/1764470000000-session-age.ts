import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of the last day, for the gauge that counts them: without reading those of all the years before. */
export class SessionAge1764470000000 implements MigrationInterface {
  readonly name = 'SessionAge1764470000000';
  /** Concurrently is not possible within one. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What was broken off leaves an index that nothing uses.
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS "ix_coaching_sessions_created"`);
    await runner.query(
      `CREATE INDEX CONCURRENTLY "ix_coaching_sessions_created" ON "coaching_sessions" ("created_at")`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY "ix_coaching_sessions_created"`);
  }
}
