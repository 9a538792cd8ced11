import { AppError } from '@genesis/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { isRolledBack } from './database-errors.js';

/** What a query runner's `connect` gives on PostgreSQL; TypeORM types it as `any`. */
interface PostgresClient {
  /** `command` is what was done: a COMMIT after a failed statement is a ROLLBACK. */
  query(sql: string): Promise<{ readonly command: string }>;
}

/** How often a transaction is tried that PostgreSQL gave up for the sake of another one. */
const MOST_TRIES = 3;

/** Runs work in a transaction that does not wait for its own BEGIN: statements that `work` starts `together` travel
 *  with it in one round trip and are executed in that order (`pipeline` of `postgresOptions`).
 *  A deadlock is tried again, since nothing of the transaction happened: `work` may run up to three times.
 *  @throws whatever `work` throws, and when it swallowed the failure of a statement; nothing is committed then. */
export async function transaction<T>(
  dataSource: DataSource,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(dataSource, work);
    } catch (error) {
      if (tries === MOST_TRIES || !isRolledBack(error)) throw error;
    }
  }
}

async function once<T>(dataSource: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const client = (await runner.connect()) as PostgresClient;
    try {
      const [, result] = await together(client.query('BEGIN'), work(runner.manager));
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') {
        throw new AppError({
          code: 'ROLLED_BACK',
          kind: 'internal',
          message: 'a statement of the transaction failed, and its work went on',
        });
      }
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

/** Starts statements that do not need each other's answers; all by `queryPrepared`, or their order is not kept.
 *  Waits for all, also after one has failed: a statement that starts after the ROLLBACK would stand for itself.
 *  @throws the error of the first in order that failed: behind it PostgreSQL refuses the rest of a transaction. */
export async function together<T extends readonly unknown[]>(
  ...work: { readonly [Index in keyof T]: Promise<T[Index]> }
): Promise<T> {
  const settled = await Promise.allSettled(work);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
