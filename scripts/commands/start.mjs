import {
  applicationEnvironment,
  choosePorts,
  runMigrations,
  startApplication,
} from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { readSettings } from '../local/environment.mjs';
import { untilEnd } from '../local/lifecycle.mjs';
import { say } from '../local/project.mjs';

const slowStartMs = 30_000;

function announce(env) {
  const at = (port) => `http://${env.HOST}:${port}`;
  say('');
  say(`  Genesis    ${at(env.PORT)}`);
  if (env.DEBUG === 'true') say(`  API docs   ${at(env.PORT)}/docs`);
  say(
    `  metrics    ${at(env.PROMETHEUS_PORT)}/metrics (api)   ${at(env.WORKER_PROMETHEUS_PORT)}/metrics (worker)`,
  );
  say('  Ctrl-C ends it\n');
}

async function serve(env, ending) {
  const application = startApplication(env);
  try {
    if (await application.untilReady(ending, slowStartMs)) announce(env);
    else if (!ending.aborted) say(`The api does not answer on port ${env.PORT} yet; its messages are above.`);
    await untilEnd(ending);
  } finally {
    await application.stop();
  }
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ ending }) {
  const settings = readSettings();
  const host = settings.HOST ?? '127.0.0.1';
  const own = { HOST: host, DEBUG: settings.DEBUG ?? 'true', ...(await choosePorts(settings, host)) };
  await withServices('npm start', ending, async ({ environment }) => {
    await ensureBuilt();
    ending.throwIfAborted();
    const env = { ...applicationEnvironment(environment), ...own };
    await runMigrations(env, { ending });
    await serve(env, ending);
  });
  return 0;
}
