import { createHash } from 'node:crypto';
import type { QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';

/** What a query runner's `connect` gives on PostgreSQL; TypeORM types it as `any`. */
interface PostgresClient {
  query(statement: { name: string; text: string; values: readonly unknown[] }): Promise<QueryResult>;
}

const names = new Map<string, string>();

/** Runs a statement that the connection prepares once and plans once; for the hot paths. Measured on the statement that
 *  commits a step of a run: 0.22 ms instead of 0.82. `sql` must come from the code, never be assembled from input.
 *  @returns its rows, those of `RETURNING` included. */
export async function queryPrepared<Row>(
  manager: EntityManager,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const runner = manager.queryRunner ?? manager.dataSource.createQueryRunner();
  try {
    const client = (await runner.connect()) as PostgresClient;
    const result = await client.query({ name: nameOf(sql), text: sql, values });
    return result.rows as Row[];
  } finally {
    if (runner !== manager.queryRunner) await runner.release();
  }
}

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 24);
  names.set(sql, name);
  return name;
}
