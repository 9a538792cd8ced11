import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** State of this checkout that is not part of it: servers, locks, leases, the local secret key. */
export const localDir = path.join(projectRoot, '.local');

export const inLocalDir = (...segments) => path.join(localDir, ...segments);

/** A failure whose message is all that its reader needs: printed without a stack, exit code 1. */
export class CommandError extends Error {
  name = 'CommandError';
}

/** @param {string} line */
export const say = (line) => void process.stdout.write(`${line}\n`);

/** @param {string} line */
export const complain = (line) => void process.stderr.write(`${line}\n`);

/** @param {number} ms */
export const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} timeoutMs
 * @param {number} [everyMs]
 * @returns {Promise<boolean>} false when the time was up first
 */
export async function waitUntil(condition, timeoutMs, everyMs = 50) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() >= deadline) return false;
    await delay(everyMs);
  }
}

/** @param {unknown} error @param {...string} codes */
export const hasCode = (error, ...codes) =>
  codes.includes(/** @type {{ code?: string }} */ (error)?.code ?? '');
