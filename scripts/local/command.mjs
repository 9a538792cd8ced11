import { Interruption, listenForEnd } from './lifecycle.mjs';
import { dismissReaper } from './reaper.mjs';
import { acquireServices } from './services.mjs';

/**
 * @typedef {object} CommandContext
 * @property {string[]} args
 * @property {AbortSignal} ending fires when the command is asked to end
 * @typedef {(context: CommandContext) => Promise<number>} Command answers the exit code
 */

/** @param {Command} run @param {string[]} args @returns {Promise<number>} */
export async function runCommand(run, args) {
  const ending = listenForEnd();
  try {
    return await run({ args, ending });
  } catch (error) {
    if (error instanceof Interruption) return error.exitCode;
    throw error;
  } finally {
    await dismissReaper();
  }
}

/**
 * Runs `work` with the services, and gives them back whatever happens.
 * @template T
 * @param {string} command
 * @param {AbortSignal} ending
 * @param {(services: import('./services.mjs').Services) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withServices(command, ending, work) {
  const services = await acquireServices(command);
  try {
    ending.throwIfAborted();
    return await work(services);
  } finally {
    await services.release();
  }
}
