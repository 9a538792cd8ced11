import { findOnPath } from './binaries.mjs';
import { debianProgram } from './debian-program.mjs';
import { CommandError } from './project.mjs';

/** What operators run beside us, and where Debian's packages have it. */
const programs = {
  prometheus: { packageName: 'prometheus', file: 'usr/bin/prometheus' },
  promtool: { packageName: 'prometheus', file: 'usr/bin/promtool' },
  amtool: { packageName: 'prometheus-alertmanager', file: 'usr/bin/amtool' },
  node_exporter: {
    packageName: 'prometheus-node-exporter',
    file: 'usr/bin/prometheus-node-exporter',
  },
  nginx: { packageName: 'nginx-light', file: 'usr/sbin/nginx' },
  tini: { packageName: 'tini', file: 'usr/bin/tini' },
};

/** @typedef {keyof typeof programs} DeployProgram */

/** @param {DeployProgram} name */
async function findProgram(name) {
  const { packageName, file } = programs[name];
  const installed = findOnPath(file.split('/').at(-1)) ?? findOnPath(name);
  if (installed) return { file: installed, libraryPath: '' };
  const fetched = await debianProgram(packageName, file);
  if (fetched) return fetched;
  throw new CommandError(`No ${name} found, and none could be fetched: install your system’s ${packageName}`);
}

/**
 * What the deploy suite runs, as environment variables: `GENESIS_LOCAL_BIN_<NAME>`, and `GENESIS_LOCAL_LIB_<NAME>` for
 * the library path of one that was unpacked.
 * @returns {Promise<Record<string, string>>}
 * @throws {CommandError} naming the package that is missing
 */
export async function deployProgramHints() {
  const hints = {};
  for (const name of /** @type {DeployProgram[]} */ (Object.keys(programs))) {
    const { file, libraryPath } = await findProgram(name);
    hints[`GENESIS_LOCAL_BIN_${name.toUpperCase()}`] = file;
    if (libraryPath) hints[`GENESIS_LOCAL_LIB_${name.toUpperCase()}`] = libraryPath;
  }
  return hints;
}
