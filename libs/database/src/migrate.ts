import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { isContract } from './migrations/contract.js';

/** One key for every process that migrates this database: the second one waits, then finds nothing to do. */
const MIGRATION_LOCK = 7_231_904_418;
const LOCK_AGAIN_MS = 200;

export interface MigrateOptions {
  /** `expand` leaves out what takes something away, for while the former release still runs. */
  readonly only?: 'expand';
}

/** Applies every pending migration under a session advisory lock.
 *  @returns the names of the migrations that were applied. */
export async function migrate(
  options: DataSourceOptions,
  { only }: MigrateOptions = {},
): Promise<readonly string[]> {
  const chosen = only === 'expand' ? withoutContracts(options) : options;
  return withDataSource(patient(chosen), async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    await lock.connect();
    try {
      // Asked for again and again: who waits within a statement holds a snapshot, and CREATE INDEX CONCURRENTLY of the
      // one that migrates would wait for that for ever.
      while (!(await tryLock(lock))) await sleep(LOCK_AGAIN_MS);
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      await lock.query(`SELECT pg_advisory_unlock($1)`, [MIGRATION_LOCK]);
      return applied.map((migration) => migration.name);
    } finally {
      await lock.release();
    }
  });
}

async function tryLock(session: QueryRunner): Promise<boolean> {
  const rows = (await session.query(`SELECT pg_try_advisory_lock($1) AS locked`, [MIGRATION_LOCK])) as {
    locked: boolean;
  }[];
  return rows[0]?.locked === true;
}

/** Compares the migrated schema with the entities. @returns the statements that would be needed; empty when they agree. */
export async function schemaDrift(options: DataSourceOptions): Promise<readonly string[]> {
  return withDataSource(options, async (dataSource) => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map((query) => query.query);
  });
}

/** @returns the names of migrations that the database lacks and this release needs: it runs without what takes something
 *  away, which comes when the former release is gone. */
export async function pendingMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const needed = dataSource.migrations.filter((migration) => !isContract(migration.constructor));
  const known = needed.map((migration) => migration.name ?? migration.constructor.name);
  const applied = new Set(await appliedMigrations(dataSource));
  return known.filter((name) => !applied.has(name));
}

/** None where the table of migrations does not exist yet. */
async function appliedMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const [table]: { exists: boolean }[] = await dataSource.query(
    `SELECT to_regclass('migrations') IS NOT NULL AS exists`,
  );
  if (!table?.exists) return [];
  const rows: { name: string }[] = await dataSource.query(`SELECT name FROM migrations`);
  return rows.map((row) => row.name);
}

function withoutContracts(options: DataSourceOptions): DataSourceOptions {
  const migrations = Object.values(options.migrations ?? {});
  return {
    ...options,
    migrations: migrations.filter((migration) => typeof migration === 'string' || !isContract(migration)),
  };
}

/** A migration may run for longer than a request may. It still waits for a lock on a table no longer than a request does:
 *  whoever comes after it would have to wait as well. */
function patient(options: DataSourceOptions): DataSourceOptions {
  const unlimited = { query_timeout: 0, statement_timeout: 0, idle_in_transaction_session_timeout: 0 };
  // One connection holds the lock while the other one migrates.
  return { ...options, extra: { ...(options.extra as object | undefined), ...unlimited, max: 2 } };
}

async function withDataSource<T>(
  options: DataSourceOptions,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = await new DataSource(options).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
