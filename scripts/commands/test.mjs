import { applicationEnvironment, runMigrations } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { deployProgramHints } from '../local/deploy-programs.mjs';
import { readSettings } from '../local/environment.mjs';
import { findPostgresBinaries } from '../local/postgres.mjs';
import { findRedis } from '../local/redis-binaries.mjs';
import { runChild } from '../local/run-child.mjs';
import { projectRoot } from '../local/project.mjs';
import { openTestStores, testEnvironment } from '../local/test-stores.mjs';

const everyday = ['unit', 'api', 'worker', 'flows'];
/** Suites that start servers of their own, also where the configured ones run elsewhere. */
const selfServed = ['chaos', 'deploy'];
const known = new Set([...everyday, ...selfServed]);

/** @param {string[]} args @returns {{ suites: string[], jestArgs: string[] }} */
export function splitArguments(args) {
  const firstOther = args.findIndex((arg) => !known.has(arg));
  const count = firstOther === -1 ? args.length : firstOther;
  return { suites: count > 0 ? args.slice(0, count) : everyday, jestArgs: args.slice(count) };
}

async function binaryHints(suites) {
  if (!suites.some((suite) => selfServed.includes(suite))) return {};
  const redis = await findRedis();
  return {
    GENESIS_LOCAL_BIN_POSTGRES: await findPostgresBinaries(),
    ...(redis.kind === 'binary'
      ? { GENESIS_LOCAL_BIN_REDIS: redis.file, GENESIS_LOCAL_LIB_REDIS: redis.libraryPath }
      : {}),
    ...(suites.includes('deploy') ? await deployProgramHints() : {}),
  };
}

async function runJest({ suites, jestArgs, env, ending }) {
  // --selectProjects swallows what follows it, so it comes last.
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const args = [...jest, ...jestArgs, '--selectProjects', ...suites];
  const { code } = await runChild(process.execPath, args, { cwd: projectRoot, env, ending });
  ending.throwIfAborted();
  return code;
}

/** @type {import('../local/command.mjs').Command} */
export function run({ args, ending }) {
  const { suites, jestArgs } = splitArguments(args);
  return withServices('npm test', ending, async (services) => {
    await ensureBuilt();
    ending.throwIfAborted();
    const stores = await openTestStores(readSettings(), services);
    try {
      const hints = await binaryHints(suites);
      const env = applicationEnvironment({ ...testEnvironment(stores), ...hints });
      await runMigrations(env, { ending, capture: true });
      return await runJest({ suites, jestArgs, env, ending });
    } finally {
      await stores.release();
    }
  });
}
