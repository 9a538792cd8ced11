import { waitFor } from './wait-for.js';

/** Resolves once a statement of this database waits for a lock that another transaction holds.
 *  @param query runs SQL on a connection that waits for nothing */
export async function untilWaitsForLock(
  query: (sql: string) => Promise<{ query: string }[]>,
  statement: RegExp,
): Promise<void> {
  const waiting = `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await waitFor(async () => (await query(waiting)).some(({ query: text }) => statement.test(text)), {
    timeoutMs: 10_000,
    what: `a lock that ${String(statement)} waits for`,
  });
}
