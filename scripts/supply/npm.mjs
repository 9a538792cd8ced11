import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { childEnvironment } from '../local/environment.mjs';
import { tryChild } from '../local/run-child.mjs';

/**
 * Runs npm on a manifest and its lock file alone: what is installed here has no say, and nothing is installed.
 * @template T
 * @param {{ manifest: object, lock: object }} files
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inBareProject({ manifest, lock }, work) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'genesis-supply-'));
  try {
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    await writeFile(path.join(folder, 'package-lock.json'), JSON.stringify(lock, null, 2));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} args @param {{ cwd: string, timeoutMs: number }} options
 * @returns {Promise<{ code: number, output: string }>} both streams; code 143 when the time was up
 */
export function runNpm(args, { cwd, timeoutMs }) {
  const ending = AbortSignal.timeout(timeoutMs);
  return tryChild('npm', [...args, '--no-fund', '--no-update-notifier', '--ignore-scripts'], {
    cwd,
    ending,
    env: childEnvironment(),
  });
}
