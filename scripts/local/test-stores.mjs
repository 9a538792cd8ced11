import { randomBytes } from 'node:crypto';
import { checkPostgresAt } from './configured-services.mjs';
import { readSetting } from './environment.mjs';
import { connectPostgres, databaseOf, normalisePostgresUrl, withDatabase } from './postgres-client.mjs';
import { CommandError, hasCode } from './project.mjs';
import { connectRedis, isOneServer, keysOf } from './redis-client.mjs';

/**
 * A database, a Redis database number and a key prefix for one invocation of the tests. Two invocations at once never
 * meet: the second one gets a database of its own, dropped at the end.
 *
 * @typedef {object} TestStores
 * @property {string} databaseUrl
 * @property {string} redisUrl
 * @property {string} redisKeyPrefix
 * @property {() => Promise<void>} release
 */

const quote = (name) => `"${name.replaceAll('"', '""')}"`;

/** Which database to use, and by whose leave: one that the user named is never dropped. */
function chooseDatabase(settings, services) {
  const named = readSetting(settings, 'TEST_DATABASE_URL');
  if (!named) {
    const name = `${databaseOf(services.databaseUrl)}_test`;
    return { url: withDatabase(services.databaseUrl, name), name, mayDrop: true };
  }
  const url = normalisePostgresUrl(named);
  const name = databaseOf(url);
  if (!name.includes('test')) {
    throw new CommandError(
      'TEST_DATABASE_URL must name a database whose name contains "test": tests write into it.',
    );
  }
  return { url, name, mayDrop: false };
}

async function connectBeside(chosen, services) {
  if (chosen.mayDrop) return connectPostgres(services.databaseUrl);
  try {
    return await connectPostgres(chosen.url);
  } catch (error) {
    if (!hasCode(error, '3D000')) await checkPostgresAt(chosen.url, 'TEST_DATABASE_URL');
    return connectPostgres(chosen.url, { database: 'postgres' });
  }
}

async function exists(client, name) {
  return (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1;
}

/** Databases of invocations that were killed: each living one holds its lock. */
async function dropOrphans(client, base) {
  const { rows } = await client.query('SELECT datname FROM pg_database WHERE datname LIKE $1', [
    `${base.replace(/[\\%_]/g, '\\$&')}\\_________`,
  ]);
  for (const { datname } of rows) {
    if (!new RegExp(`_[0-9a-f]{8}$`).test(datname) || !(await tryLock(client, datname))) continue;
    await client.query(`DROP DATABASE IF EXISTS ${quote(datname)} WITH (FORCE)`);
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [datname]);
  }
}

async function tryLock(client, name) {
  const { rows } = await client.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [
    name,
  ]);
  return rows[0].locked;
}

async function openTestDatabase(settings, services, id) {
  const chosen = chooseDatabase(settings, services);
  // Held until the end: the lock on the name lives as long as this connection.
  const client = await connectBeside(chosen, services);
  try {
    await dropOrphans(client, chosen.name);
    const isFirst = await tryLock(client, chosen.name);
    const name = isFirst ? chosen.name : `${chosen.name}_${id}`;
    if (!isFirst) await tryLock(client, name);
    if (isFirst && chosen.mayDrop) await client.query(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
    if (!(await exists(client, name))) await client.query(`CREATE DATABASE ${quote(name)}`);
    return {
      url: withDatabase(chosen.url, name),
      async release() {
        if (!isFirst) await client.query(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
        await client.end();
      },
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** A database number that the application does not use; 0 where the server offers no other. Sentinels and clusters are used
 *  as they are named: the prefix alone keeps tests apart. */
async function openTestRedis(redisUrl, keyPrefix) {
  if (!isOneServer(redisUrl)) {
    return { url: redisUrl, release: () => removeKeys(redisUrl, keyPrefix) };
  }
  const url = new URL(redisUrl);
  const own = url.pathname === '/15' ? '/14' : '/15';
  url.pathname = own;
  let client;
  try {
    client = await connectRedis(url.href);
  } catch (error) {
    if (!/DB index|SELECT is not allowed/i.test(error.message)) throw error;
    url.pathname = '/0';
    client = await connectRedis(url.href);
  }
  client.disconnect();
  return { url: url.href, release: () => removeKeys(url.href, keyPrefix) };
}

async function removeKeys(url, keyPrefix) {
  const client = await connectRedis(url);
  try {
    // One at a time: keys of a cluster go together only where their slots do.
    for await (const key of keysOf(client, `${keyPrefix}:`)) await client.unlink(key);
  } finally {
    client.disconnect();
  }
}

/**
 * @param {import('./environment.mjs').Environment} settings
 * @param {import('./services.mjs').Services} services
 * @returns {Promise<TestStores>}
 */
export async function openTestStores(settings, services) {
  const id = randomBytes(4).toString('hex');
  const redisKeyPrefix = `genesis:test-${id}`;
  const redis = await openTestRedis(services.redisUrl, redisKeyPrefix);
  const database = await openTestDatabase(settings, services, id);
  return {
    databaseUrl: database.url,
    redisUrl: redis.url,
    redisKeyPrefix,
    release: async () => void (await Promise.all([database.release(), redis.release()])),
  };
}

/** @param {TestStores} stores @returns {import('./environment.mjs').Environment} */
export const testEnvironment = (stores) => ({
  ENVIRONMENT: 'testing',
  TESTING_MODE: 'true',
  DATABASE_URL: stores.databaseUrl,
  TEST_DATABASE_URL: stores.databaseUrl,
  REDIS_URL: stores.redisUrl,
  REDIS_KEY_PREFIX: stores.redisKeyPrefix,
});
