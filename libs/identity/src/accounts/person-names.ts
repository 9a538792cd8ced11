import { queryPrepared } from '@genesis/database';
import type { EntityManager } from 'typeorm';

/** What a person is called, for whoever keeps it from vendors. Nothing for an account that is gone. */
export async function personNames(manager: EntityManager, userId: string): Promise<readonly string[]> {
  const rows = await queryPrepared<{ name: string }>(manager, `SELECT name FROM users WHERE id = $1`, [
    userId,
  ]);
  return rows.map(({ name }) => name);
}
