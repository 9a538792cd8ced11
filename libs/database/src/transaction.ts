import type { DataSource, EntityManager } from 'typeorm';

/** What a query runner's `connect` gives on PostgreSQL; TypeORM types it as `any`. */
interface PostgresClient {
  query(sql: string): Promise<unknown>;
}

/** Runs work in a transaction that does not wait for its own BEGIN: statements that `work` starts `together` travel
 *  with it in one round trip and are executed in that order (`pipeline` of `postgresOptions`).
 *  @throws whatever `work` throws; nothing is committed then. */
export async function transaction<T>(
  dataSource: DataSource,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const client = (await runner.connect()) as PostgresClient;
    try {
      const [, result] = await together(client.query('BEGIN'), work(runner.manager));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that is gone has taken its transaction with it.
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } finally {
    await runner.release();
  }
}

/** Waits for all, also after one has failed: a statement that starts after the ROLLBACK would stand for itself.
 *  @throws the error of the first in order that failed: behind it PostgreSQL refuses the rest of a transaction. */
export async function together<T extends readonly unknown[]>(
  ...work: { readonly [Index in keyof T]: Promise<T[Index]> }
): Promise<T> {
  const settled = await Promise.allSettled(work);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
