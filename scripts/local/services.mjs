import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings } from './environment.mjs';
import { withFileLock } from './file-lock.mjs';
import { postgresKind } from './postgres.mjs';
import { identify, isAlive } from './process-identity.mjs';
import { CommandError, hasCode, inLocalDir, localDir } from './project.mjs';
import { guardLease } from './reaper.mjs';
import { redisKind } from './redis.mjs';
import {
  checkPostgres,
  checkRedis,
  configuredPostgresUrl,
  configuredRedisUrl,
} from './configured-services.mjs';
import { closeServer, openServer } from './server.mjs';

/**
 * The PostgreSQL and Redis of this checkout, for whoever did not configure others. Commands share them: each holds a
 * lease, the last one out stops them.
 */

const leaseDir = inLocalDir('leases');
const lockFile = inLocalDir('services.lock');
const servers = /** @type {const} */ ([
  [postgresKind, inLocalDir('postgres')],
  [redisKind, inLocalDir('redis')],
]);

/** @typedef {import('./process-identity.mjs').ProcessIdentity & { command: string }} Lease */

/** Leases of running commands; those of dead ones are removed on the way. @returns {Promise<Lease[]>} */
async function liveLeases() {
  if (!existsSync(leaseDir)) return [];
  const live = [];
  for (const name of await readdir(leaseDir)) {
    const file = path.join(leaseDir, name);
    const lease = await readLease(file);
    if (lease && isAlive(lease)) live.push(lease);
    else await rm(file, { force: true });
  }
  return live;
}

async function readLease(file) {
  try {
    return /** @type {Lease} */ (JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    // Cut short by kill -9 while it was written: its command is gone.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function stopServers() {
  await Promise.all(servers.map(([kind, home]) => closeServer(kind, home)));
}

/** Gives a lease back and, when it was the last, stops the servers. @param {string} file */
export async function releaseLease(file) {
  if (!existsSync(file)) return;
  await withFileLock(lockFile, async () => {
    await rm(file, { force: true });
    if ((await liveLeases()).length === 0) await stopServers();
  });
}

/**
 * @typedef {object} Services
 * @property {string} databaseUrl
 * @property {string} redisUrl
 * @property {boolean} isLocalDatabase
 * @property {boolean} isLocalRedis
 * @property {import('./environment.mjs').Environment} environment what children must be given: only what is not configured
 * @property {() => Promise<void>} release
 */

/**
 * The configured services, checked, and local ones for those that are not configured.
 * @param {string} command who asks, for the messages of other commands
 * @returns {Promise<Services>}
 * @throws {CommandError} a configured service that does not answer, or a local one that does not start
 */
export async function acquireServices(command) {
  const settings = readSettings();
  const postgresUrl = configuredPostgresUrl(settings);
  const redisUrl = configuredRedisUrl(settings);
  await Promise.all([postgresUrl && checkPostgres(postgresUrl, settings), redisUrl && checkRedis(redisUrl)]);

  const wanted = servers.filter(([kind]) => !(kind === postgresKind ? postgresUrl : redisUrl));
  const lease = wanted.length > 0 ? await takeLease(command) : null;
  const release = async () => {
    if (lease) await releaseLease(lease);
  };
  try {
    const opened = await withFileLock(lockFile, () =>
      Promise.all(wanted.map(async ([kind, home]) => [kind, (await openServer(kind, home)).url])),
    ).catch(explainDenied);
    const local = new Map(/** @type {[object, string][]} */ (opened));
    const localPostgres = local.get(postgresKind);
    const localRedis = local.get(redisKind);
    return {
      databaseUrl: localPostgres ?? postgresUrl,
      redisUrl: localRedis ?? redisUrl,
      isLocalDatabase: localPostgres !== undefined,
      isLocalRedis: localRedis !== undefined,
      environment: {
        ...(localPostgres ? { DATABASE_URL: localPostgres, ...localAssets(settings) } : {}),
        ...(localRedis ? { REDIS_URL: localRedis } : {}),
      },
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Pictures go with the database that knows them: they are reset together. */
const localAssets = (settings) => (settings.ASSET_DIR ? {} : { ASSET_DIR: inLocalDir('assets') });

async function takeLease(command) {
  try {
    await mkdir(leaseDir, { recursive: true, mode: 0o700 });
    const file = path.join(leaseDir, `${process.pid}-${randomBytes(3).toString('hex')}.json`);
    // The reaper first: a lease that it does not know would hold the servers after kill -9.
    guardLease(file);
    await writeFile(file, JSON.stringify({ ...identify(process.pid), command }), { mode: 0o600 });
    return file;
  } catch (error) {
    return explainDenied(error);
  }
}

/** @returns {never} */
function explainDenied(error) {
  if (!hasCode(error, 'EACCES', 'EPERM')) throw error;
  throw new CommandError(
    `${localDir} belongs to another user, who ran a command here before (${error.code}). ` +
      'Run this as that user, or let that user run `npm run reset`.',
    { cause: error },
  );
}

/**
 * Stops the local servers and deletes everything local.
 * @throws {CommandError} while another command uses them
 */
export async function resetLocalState() {
  if (!existsSync(localDir)) return;
  await withFileLock(lockFile, async () => {
    const [user] = await liveLeases();
    if (user) {
      throw new CommandError(
        `\`${user.command}\` (process ${user.pid}) is using the local services. Stop it first.`,
      );
    }
    await stopServers();
    await Promise.all(servers.map(([kind, home]) => kind.forget(home)));
    await rm(localDir, { recursive: true, force: true }).catch(explainDenied);
  }).catch(explainDenied);
}
