import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcess, sendSignal } from './process-identity.mjs';
import { projectRoot, say } from './project.mjs';
import { guardProcess } from './reaper.mjs';

/**
 * Keeps one process of the service running.
 *
 * The child side: `GENESIS_SUPERVISED=1` and an IPC channel. On `disconnect` the child shuts down, for its supervisor is
 * gone. A child that has sent `{ type: 'alive' }` once must go on doing so: after 30 s of silence its event loop stands
 * still, and it is killed and started again.
 */

const firstDelayMs = 250;
const longestDelayMs = 5_000;
/** A process that ran for so long did not fail at its start: the next delay begins anew. */
const stableAfterMs = 30_000;
const stopGraceMs = 30_000;
const silenceLimitMs = 30_000;
const silenceCheckMs = 1_000;

/** @param {number} failures in a row @returns {number} milliseconds to wait before the next start */
export const restartDelayMs = (failures) => Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);

/**
 * @typedef {object} Supervised
 * @property {() => Promise<void>} stop asks, waits up to 30 s, kills
 */

/**
 * @param {object} options
 * @param {string} options.name for messages
 * @param {string} options.entry script, relative to the checkout
 * @param {NodeJS.ProcessEnv} options.env
 * @param {number | 'inherit'} [options.output] where its output goes
 * @returns {Supervised}
 */
export function supervise({ name, entry, env, output = 'inherit' }) {
  let isStopping = false;
  let failures = 0;
  /** @type {{ child: import('node:child_process').ChildProcess, identity: object | null } | null} */
  let current = null;
  let restartTimer;

  const start = () => {
    const startedAt = Date.now();
    const child = spawn(process.execPath, ['--enable-source-maps', entry], {
      cwd: projectRoot,
      env: { ...env, GENESIS_SUPERVISED: '1' },
      // Its own process group: Ctrl-C reaches us alone, and we can end the child with all it started.
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    });
    const identity = guardProcess(child, { group: true });
    current = { child, identity };
    const stopWatching = watchSilence(child, () => {
      say(`${name}: no sign of life for ${silenceLimitMs / 1000} s; killing it`);
      if (identity) sendSignal(identity, 'SIGKILL', { group: true });
    });
    child.once('error', (error) => say(`${name}: ${error.message}`));
    child.once('exit', (code, signal) => {
      stopWatching();
      current = null;
      if (isStopping) return;
      failures = Date.now() - startedAt > stableAfterMs ? 1 : failures + 1;
      const waitMs = restartDelayMs(failures);
      say(`${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${waitMs / 1000} s`);
      restartTimer = setTimeout(start, waitMs);
    });
  };
  start();

  return {
    async stop() {
      isStopping = true;
      clearTimeout(restartTimer);
      if (!current?.identity) return;
      const { child, identity } = current;
      const exited = once(child, 'exit');
      await endProcess(identity, { signal: 'SIGTERM', graceMs: stopGraceMs, group: true });
      await exited;
    },
  };
}

/** @param {import('node:child_process').ChildProcess} child @param {() => void} onSilence */
function watchSilence(child, onSilence) {
  let lastSignAt = null;
  let lastCheckAt = Date.now();
  child.on('message', (message) => {
    if (/** @type {{ type?: string }} */ (message)?.type === 'alive') lastSignAt = Date.now();
  });
  const timer = setInterval(() => {
    const now = Date.now();
    // The whole machine slept, child included.
    if (now - lastCheckAt > 5 * silenceCheckMs && lastSignAt !== null) lastSignAt = now;
    lastCheckAt = now;
    if (lastSignAt === null || now - lastSignAt < silenceLimitMs) return;
    clearInterval(timer);
    onSilence();
  }, silenceCheckMs);
  timer.unref();
  return () => clearInterval(timer);
}
