import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { applicationEnvironment, runMigrations, startApplication } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { findFreePort } from '../local/ports.mjs';
import { CommandError, inLocalDir, localDir } from '../local/project.mjs';
import { ApiError } from './api-client.mjs';

const startTimeoutMs = 60_000;
/** Enough to see why a process ended. */
const linesOfLog = 20;

/**
 * Runs `work` against an api and a worker of its own, on ports that are free; both are gone afterwards.
 * @template T
 * @param {{ command: string, logName: string, ending: AbortSignal, settings?: Record<string, string> }} options
 *   logName: their output, in `.local/`; settings: of both, before all others
 * @param {(baseUrl: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withRunningService({ command, logName, ending, settings = {} }, work) {
  return withServices(command, ending, async ({ environment }) => {
    await ensureBuilt();
    ending.throwIfAborted();
    const env = {
      ...applicationEnvironment(environment),
      ...settings,
      HOST: '127.0.0.1',
      PORT: String(await findFreePort()),
      PROMETHEUS_PORT: '0',
      WORKER_PROMETHEUS_PORT: '0',
    };
    await runMigrations(env, { ending, capture: true });
    return withApplication(env, { logName, ending }, work);
  });
}

const endOf = (file) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-linesOfLog).join('\n');

async function withApplication(env, { logName, ending }, work) {
  mkdirSync(localDir, { recursive: true, mode: 0o700 });
  const logFile = inLocalDir(logName);
  const log = openSync(logFile, 'w', 0o600);
  const application = startApplication(env, { output: log });
  try {
    if (!(await application.untilReady(ending, startTimeoutMs))) {
      ending.throwIfAborted();
      throw new CommandError(`The service did not start; its log is ${logFile}`);
    }
    const result = await work(`http://${env.HOST}:${env.PORT}`).catch((error) => {
      // Whoever is refused has been told why; of a service that does not answer only its log can tell.
      if (!(error instanceof CommandError) || error instanceof ApiError) throw error;
      throw new CommandError(`${error.message}\nThe end of its log, ${logFile}:\n${endOf(logFile)}`, {
        cause: error,
      });
    });
    ending.throwIfAborted();
    return result;
  } finally {
    await application.stop();
    // Not before: a process that is started again writes here too.
    closeSync(log);
  }
}
