/**
 * @param {string} url `postgresql+<driver>://` and `postgres://` are understood too
 * @param {{ database?: string }} [options] another database of the same server
 * @returns {Promise<import('pg').Client>} connected; `end()` it
 */
export async function connectPostgres(url, { database } = {}) {
  // Not at the top: the packages may not be installed yet when this module is read.
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: database ? withDatabase(url, database) : normalisePostgresUrl(url),
    connectionTimeoutMillis: 5_000,
  });
  // A server that goes away while nobody asks is reported by the next query.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** @param {string} url */
export const normalisePostgresUrl = (url) => url.replace(/^postgres(?:ql)?(?:\+\w+)?:\/\//, 'postgresql://');

/** @param {string} url @param {string} database */
export function withDatabase(url, database) {
  const changed = new URL(normalisePostgresUrl(url));
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** @param {string} url */
export const databaseOf = (url) => decodeURIComponent(new URL(normalisePostgresUrl(url)).pathname.slice(1));
