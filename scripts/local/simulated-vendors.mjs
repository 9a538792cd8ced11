import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CommandError, projectRoot } from './project.mjs';
import { guardProcess } from './reaper.mjs';

const program = 'dist/test/support/simulators/simulators.main.js';

/**
 * @typedef {object} SimulatedVendors
 * @property {{ name: string, url: string }[]} vendors url: where one is steered (`/__script`) and looked into (`/__ledger`)
 * @property {Record<string, string>} environment settings that lead to them, and to nobody else
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * Starts every simulated vendor in one process. The build must be there.
 * @param {{ firstPort?: number, ending: AbortSignal }} options firstPort: they take the ports from there on; 0 any free ones
 * @returns {Promise<SimulatedVendors>}
 * @throws {CommandError} when they do not start, e.g. because a port is taken
 */
export async function startSimulatedVendors({ firstPort = 0, ending }) {
  ending.throwIfAborted();
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', program, '--first-port', String(firstPort)],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  guardProcess(child);
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended.then(() => null)]);
  if (first === null) {
    ending.throwIfAborted();
    throw new CommandError('The simulated vendors did not start.');
  }
  const { vendors, environment } = JSON.parse(first[0]);
  return { vendors, environment: keptApart(environment, { firstPort, pid: process.pid }), ended, stop };
}

/**
 * With Redis keys of their own: another service of this checkout must neither take the jobs, which it would do with its
 * own vendors, nor find invented pages in its cache. Vendors on ports that nobody else can know have keys that nobody
 * else has.
 * @param {Record<string, string>} environment @param {{ firstPort: number, pid: number }} vendors
 */
export function keptApart(environment, { firstPort, pid }) {
  const own = firstPort === 0 ? `:${pid}` : '';
  return { ...environment, REDIS_KEY_PREFIX: `genesis:simulated${own}` };
}
