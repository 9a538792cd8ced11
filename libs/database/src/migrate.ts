import { DataSource, type DataSourceOptions } from 'typeorm';

/** One key for every process that migrates this database: the second one waits, then finds nothing to do. */
const MIGRATION_LOCK = 7_231_904_418;

/** Applies every pending migration under a session advisory lock.
 *  @returns the names of the migrations that were applied. */
export async function migrate(options: DataSourceOptions): Promise<readonly string[]> {
  return withDataSource(patient(options), async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    await lock.connect();
    try {
      // A migration may run longer than a request may.
      await lock.query(
        `SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0`,
      );
      await lock.query(`SELECT pg_advisory_lock($1)`, [MIGRATION_LOCK]);
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      await lock.query(`SELECT pg_advisory_unlock($1)`, [MIGRATION_LOCK]);
      return applied.map((migration) => migration.name);
    } finally {
      await lock.release();
    }
  });
}

/** Compares the migrated schema with the entities. @returns the statements that would be needed; empty when they agree. */
export async function schemaDrift(options: DataSourceOptions): Promise<readonly string[]> {
  return withDataSource(options, async (dataSource) => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map((query) => query.query);
  });
}

/** @returns the names of migrations that the database lacks. */
export async function pendingMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const rows: { name: string }[] = await dataSource.query(`SELECT name FROM migrations`);
  const applied = new Set(rows.map((row) => row.name));
  return known.filter((name) => !applied.has(name));
}

/** Who waits for the lock gets it when another process has migrated, however long that takes. */
function patient(options: DataSourceOptions): DataSourceOptions {
  return { ...options, extra: { ...(options.extra as object | undefined), query_timeout: 0 } };
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
