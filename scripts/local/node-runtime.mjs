import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { watchParent } from './parent-watch.mjs';
import { CommandError, projectRoot } from './project.mjs';

/** The packages refuse an older one. */
const oldestUsable = '22.12.0';
/** From here on jest can `require` ES modules. */
const oldestPreferred = '24.9.0';
/** Apple silicon: the registry has only an early Node 24, too old for the tests and the Nest CLI. */
const oldestOnAppleSilicon = '24.15.0';

/** @param {string} version @param {string} minimum */
export function isAtLeast(version, minimum) {
  const numbers = (text) => text.replace(/^v/, '').split('.').map(Number);
  const [have, want] = [numbers(version), numbers(minimum)];
  for (let index = 0; index < want.length; index += 1) {
    if (have[index] !== want[index]) return have[index] > want[index];
  }
  return true;
}

function bundledNode() {
  const file = path.join(projectRoot, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  if (!existsSync(file)) return null;
  // Present is not enough: on a musl system the binary does not start.
  return spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0 ? file : null;
}

/** Runs this same command with `node`, passing signals on, and answers its exit code. */
function runAgainWith(node) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    const stopWatching = watchParent(() => pass('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      stopWatching();
      resolve(code ?? 128 + os.constants.signals[signal]);
    });
  });
}

/**
 * Makes sure that what follows runs on a Node that can run it.
 * @returns {Promise<number | null>} null: go on here. A number: the command ran in another Node and ended with this code
 */
export async function ensureNode() {
  const { version, platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') {
    if (isAtLeast(version, oldestOnAppleSilicon)) return null;
    throw new CommandError(
      `On Apple silicon your own Node ≥ ${oldestOnAppleSilicon} is needed, and this is ${version}. ` +
        'Install the current Node 24 LTS (https://nodejs.org) and run the command again.',
    );
  }
  if (isAtLeast(version, oldestPreferred)) return null;
  const node = bundledNode();
  if (node) return runAgainWith(node);
  if (isAtLeast(version, oldestUsable)) return null;
  throw new CommandError(
    `Node ≥ ${oldestUsable} is needed, this is ${version}, and the project brings none that runs on ` +
      `${platform}-${arch}. Install Node 24 LTS (https://nodejs.org) and run the command again.`,
  );
}
