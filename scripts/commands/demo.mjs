import { closeSync, mkdirSync, openSync } from 'node:fs';
import { applicationEnvironment, runMigrations, startApplication } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { findFreePort } from '../local/ports.mjs';
import { CommandError, inLocalDir, localDir } from '../local/project.mjs';

const startTimeoutMs = 60_000;

async function demonstrate(env, args, ending) {
  mkdirSync(localDir, { recursive: true, mode: 0o700 });
  const logFile = inLocalDir('demo.log');
  const log = openSync(logFile, 'w', 0o600);
  const application = startApplication(env, { output: log });
  closeSync(log);
  try {
    if (!(await application.untilReady(ending, startTimeoutMs))) {
      ending.throwIfAborted();
      throw new CommandError(`The service did not start; its log is ${logFile}`);
    }
    const { runDemo } = await import('../demo.mjs');
    const code = await runDemo({ baseUrl: `http://${env.HOST}:${env.PORT}`, args, signal: ending });
    ending.throwIfAborted();
    return code;
  } finally {
    await application.stop();
  }
}

/** @type {import('../local/command.mjs').Command} */
export function run({ args, ending }) {
  return withServices('npm run demo', ending, async ({ environment }) => {
    await ensureBuilt();
    ending.throwIfAborted();
    const env = {
      ...applicationEnvironment(environment),
      HOST: '127.0.0.1',
      PORT: String(await findFreePort()),
      PROMETHEUS_PORT: '0',
      WORKER_PROMETHEUS_PORT: '0',
    };
    await runMigrations(env, { ending, capture: true });
    return demonstrate(env, args, ending);
  });
}
