import { childEnvironment, readSettings, secretKeyEnvironment } from './environment.mjs';
import { findFreePort, isPortFree } from './ports.mjs';
import { CommandError, projectRoot, waitUntil } from './project.mjs';
import { runChild } from './run-child.mjs';
import { supervise } from './supervisor.mjs';

/** @typedef {import('./environment.mjs').Environment} Environment */

export const entries = {
  api: 'dist/apps/api/src/main.js',
  worker: 'dist/apps/worker/src/main.js',
  migrate: 'dist/apps/api/src/migrate.js',
  openapi: 'dist/apps/api/src/openapi.js',
};

/** @param {Environment} environment of the services @returns {NodeJS.ProcessEnv} for every process of the service */
export function applicationEnvironment(environment) {
  return childEnvironment({ ...environment, ...secretKeyEnvironment(readSettings()) });
}

/**
 * @param {string} entry
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {{ ending?: AbortSignal, capture?: boolean }} [options]
 */
export function runEntry(entry, args, env, options = {}) {
  return runChild(process.execPath, ['--enable-source-maps', entry, ...args], {
    cwd: projectRoot,
    env,
    ...options,
  });
}

/** @param {NodeJS.ProcessEnv} env @param {{ ending?: AbortSignal, capture?: boolean }} [options] */
export async function runMigrations(env, options = {}) {
  const { code, output } = await runEntry(entries.migrate, [], env, options);
  options.ending?.throwIfAborted();
  if (code !== 0) throw new CommandError(`${output}The migrations failed (exit code ${code}).`.trimStart());
}

/**
 * The listeners of `npm start`, each on a port that is free now; 0 is replaced by a free one, so that it can be printed.
 * @param {Environment} settings
 * @param {string} host
 * @returns {Promise<{ PORT: string, PROMETHEUS_PORT: string, WORKER_PROMETHEUS_PORT: string }>}
 * @throws {CommandError} naming the setting whose port is taken
 */
export async function choosePorts(settings, host) {
  const metrics = Number(settings.PROMETHEUS_PORT ?? 8001);
  const wanted = {
    PORT: Number(settings.PORT ?? 8000),
    PROMETHEUS_PORT: metrics,
    WORKER_PROMETHEUS_PORT: Number(settings.WORKER_PROMETHEUS_PORT ?? (metrics === 0 ? 0 : metrics + 1)),
  };
  const chosen = {};
  for (const [name, port] of Object.entries(wanted)) {
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new CommandError(`${name} must be a port number from 0 to 65535 (0: any free one).`);
    }
    const taken =
      port !== 0 && (Object.values(chosen).includes(String(port)) || !(await isPortFree(port, host)));
    if (taken) {
      throw new CommandError(
        `${name}: port ${port} is taken. Stop what uses it, or set ${name} to another port.`,
      );
    }
    chosen[name] = String(port || (await findFreePort(host)));
  }
  return /** @type {any} */ (chosen);
}

/** An accepted connection does not say whose port it is, nor that its owner is still there a moment later. */
async function answers({ HOST: host = '127.0.0.1', PORT: port }) {
  const place = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const name = place.includes(':') ? `[${place}]` : place;
  try {
    const response = await fetch(`http://${name}:${port}/health/live`, {
      signal: AbortSignal.timeout(2_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    if (error instanceof TypeError || error.name === 'TimeoutError') return false;
    throw error;
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {{ output?: number | 'inherit' }} [options]
 * @returns {{ untilReady: (ending: AbortSignal, timeoutMs: number) => Promise<boolean>, stop: () => Promise<void> }}
 */
export function startApplication(env, { output } = {}) {
  const processes = [
    supervise({ name: 'api', entry: entries.api, env, output }),
    supervise({ name: 'worker', entry: entries.worker, env, output }),
  ];
  return {
    async untilReady(ending, timeoutMs) {
      let ready = false;
      const isDone = async () => ending.aborted || (ready = await answers(env));
      await waitUntil(isDone, timeoutMs);
      return ready;
    },
    stop: async () => void (await Promise.all(processes.map((process) => process.stop()))),
  };
}
