import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Names of databases made here: `<given name>_own_<8 hex digits>`. */
const OWN = '_own_';
const CONNECTIONS = 8;

/** A database of a test's own on a given server; dropped at the end, and by the next test when this one was killed. */
export class TestDatabase {
  private constructor(
    readonly url: string,
    readonly pool: pg.Pool,
    private readonly name: string,
    /** Holds the lock that says that the database is in use. */
    private readonly guard: pg.Client,
    private readonly serverUrl: string,
  ) {}

  /** @param serverUrl names a database that stays untouched; its name contains `test`.
   *  @param isForProduction whose processes use none with such a name */
  static async create(serverUrl: string, { isForProduction = false } = {}): Promise<TestDatabase> {
    const given = decodeURIComponent(new URL(serverUrl).pathname.slice(1));
    const base = isForProduction ? given.replace(/test/gi, 'trial') : given;
    const name = `${base}${OWN}${randomBytes(4).toString('hex')}`;
    const guard = await guardOf(serverUrl);
    await dropOrphans(guard, base);
    await guard.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    await guard.query(`CREATE DATABASE ${quoted(name)}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const pool = new pg.Pool({ connectionString: url.href, max: CONNECTIONS });
    // A server that is killed on purpose takes idle connections with it.
    pool.on('error', () => undefined);
    return new TestDatabase(url.href, pool, name, guard, serverUrl);
  }

  async drop(): Promise<void> {
    await this.pool.end();
    // The guard has gone with a server that was killed on purpose.
    const dropping = await guardOf(this.serverUrl);
    await dropping.query(`DROP DATABASE IF EXISTS ${quoted(this.name)} WITH (FORCE)`);
    await Promise.all([dropping.end(), this.guard.end()]);
  }
}

async function guardOf(serverUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: serverUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function dropOrphans(client: pg.Client, base: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE left(datname, length($1)) = $1`,
    [`${base}${OWN}`],
  );
  for (const { datname } of rows) {
    const lock = await client.query<{ free: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free',
      [datname],
    );
    if (!lock.rows[0]?.free) continue;
    await client.query(`DROP DATABASE IF EXISTS ${quoted(datname)} WITH (FORCE)`);
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [datname]);
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
