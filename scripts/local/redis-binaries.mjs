import { findOnPath } from './binaries.mjs';
import { debianProgram } from './debian-program.mjs';
import { CommandError } from './project.mjs';
import { tryChild } from './run-child.mjs';

/**
 * @typedef {{ kind: 'binary', file: string, libraryPath: string } | { kind: 'docker', image: string }} RedisProgram
 */

const image = 'redis:7.4-alpine';

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
  const fetched = await debianProgram('redis-server', 'usr/bin/redis-server');
  if (fetched) {
    const program = /** @type {const} */ ({ kind: 'binary', ...fetched });
    if (await runs(program)) return program;
  }
  const docker = await dockerProgram();
  if (docker) return docker;
  throw new CommandError(remedies);
}
