import type { QueryRunner } from 'typeorm';

/** Makes an index beside the traffic, in a migration with `transaction = false`. It waits for as long as the oldest
 *  snapshot lives (a dump, a report), which keeps nobody else waiting: the limit on waits for locks does not hold for it.
 *  @param on table, columns and condition: `"agent_run" ("owner_id") WHERE …` */
export async function createIndexConcurrently(runner: QueryRunner, name: string, on: string): Promise<void> {
  await runner.query(`SET lock_timeout = 0`);
  try {
    // What was broken off leaves an index that nothing uses.
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS "${name}"`);
    await runner.query(`CREATE INDEX CONCURRENTLY "${name}" ON ${on}`);
  } finally {
    await runner.query(`RESET lock_timeout`);
  }
}
