import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { findOnPath, isExecutable } from './binaries.mjs';
import { withFileLock } from './file-lock.mjs';
import { CommandError, inLocalDir, say } from './project.mjs';
import { tryChild } from './run-child.mjs';

/**
 * @typedef {{ kind: 'binary', file: string, libraryPath: string } | { kind: 'docker', image: string }} RedisProgram
 */

const image = 'redis:7.4-alpine';
const unpacked = inLocalDir('redis-package');

const remedies = [
  'No Redis found, and none could be fetched. Any one of these helps:',
  '  1. install it: `apt-get install redis-server`, `brew install redis`, or your system’s package of redis or valkey',
  '  2. start Docker: the command then runs Redis in a container',
  '  3. set REDIS_URL to a Redis that runs, in the environment or in .env',
].join('\n');

async function runs(program) {
  const env = { ...process.env, ...libraryEnvironment(program) };
  return (await tryChild(program.file, ['--version'], { env })).code === 0;
}

/** @param {RedisProgram} program */
export const libraryEnvironment = (program) =>
  program.kind === 'binary' && program.libraryPath ? { LD_LIBRARY_PATH: program.libraryPath } : {};

/** Every folder of an unpacked package that holds shared libraries. */
function libraryFolders(root) {
  const folders = [];
  for (const top of ['lib', 'usr/lib']) {
    const base = path.join(root, top);
    if (!existsSync(base)) continue;
    const nested = readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const folder of [base, ...nested.map((entry) => path.join(base, entry.name))]) {
      if (readdirSync(folder).some((name) => /\.so(\.|$)/.test(name))) folders.push(folder);
    }
  }
  return folders;
}

function unpackedProgram() {
  const file = path.join(unpacked, 'usr/bin/redis-server');
  return isExecutable(file)
    ? /** @type {const} */ ({ kind: 'binary', file, libraryPath: libraryFolders(unpacked).join(':') })
    : null;
}

/** Fetches Debian's (Ubuntu's) own packages with private lists and unpacks them: no root, no service, nothing installed. */
async function fetchDebianPackage() {
  if (!findOnPath('apt-get') || !findOnPath('dpkg-deb')) return null;
  say('No Redis on this machine: fetching the distribution’s package into .local (about ten seconds) …');
  await mkdir(path.dirname(unpacked), { recursive: true, mode: 0o700 });
  const work = await mkdtemp(`${unpacked}.`);
  try {
    for (const folder of ['lists/partial', 'cache/archives/partial', 'deb', 'root']) {
      await mkdir(path.join(work, folder), { recursive: true });
    }
    const options = Object.entries({
      'Dir::State::lists': path.join(work, 'lists'),
      'Dir::Cache': path.join(work, 'cache'),
      'APT::Sandbox::User': 'root',
      'Debug::NoLocking': '1',
      'Acquire::Languages': 'none',
      'Acquire::Retries': '1',
      'Acquire::http::Timeout': '20',
      'Acquire::https::Timeout': '20',
    }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const apt = async (...args) => {
      const { code, output } = await tryChild('apt-get', [...options, ...args], {
        cwd: path.join(work, 'deb'),
      });
      if (code !== 0)
        throw new CommandError(`apt-get ${args[0]} failed: ${output.trim().split('\n').at(-1)}`);
      return output;
    };
    await apt('update', '-qq');
    const plan = await apt('install', '--simulate', '--no-install-recommends', '-qq', 'redis-server');
    const wanted = [...plan.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+)/gm)].map(
      ([, name, version]) => `${name}=${version}`,
    );
    if (wanted.length === 0) return null;
    await apt('download', '-qq', ...wanted);
    for (const name of await readdir(path.join(work, 'deb'))) {
      const { code, output } = await tryChild('dpkg-deb', [
        '-x',
        path.join(work, 'deb', name),
        path.join(work, 'root'),
      ]);
      if (code !== 0) throw new CommandError(`dpkg-deb failed: ${output.trim()}`);
    }
    await rename(path.join(work, 'root'), unpacked);
    return unpackedProgram();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(error.message);
    return null;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function dockerProgram() {
  const engine = await tryChild('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeout: 10_000,
  });
  return engine.code === 0 ? /** @type {const} */ ({ kind: 'docker', image }) : null;
}

/**
 * @returns {Promise<RedisProgram>}
 * @throws {CommandError} with the remedies, when there is no way to run one
 */
export async function findRedis() {
  const hint = process.env.GENESIS_LOCAL_BIN_REDIS;
  if (hint) return { kind: 'binary', file: hint, libraryPath: process.env.GENESIS_LOCAL_LIB_REDIS ?? '' };
  const installed = findOnPath('redis-server', 'valkey-server');
  if (installed) {
    const program = /** @type {const} */ ({ kind: 'binary', file: installed, libraryPath: '' });
    if (await runs(program)) return program;
  }
  const fetched = await withFileLock(inLocalDir('redis-package.lock'), async () => {
    return unpackedProgram() ?? (await fetchDebianPackage());
  });
  if (fetched && (await runs(fetched))) return fetched;
  const docker = await dockerProgram();
  if (docker) return docker;
  throw new CommandError(remedies);
}
