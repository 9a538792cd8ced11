import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { applicationEnvironment, runMigrations } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { deployProgramHints } from '../local/deploy-programs.mjs';
import { readSettings } from '../local/environment.mjs';
import { keepFailingOver, testsThatMetOne } from '../local/failover-driver.mjs';
import { findPostgresBinaries } from '../local/postgres.mjs';
import { findRedis } from '../local/redis-binaries.mjs';
import { startRedisCluster, startSentinelSet } from '../local/redis-topologies.mjs';
import { runChild } from '../local/run-child.mjs';
import { CommandError, inLocalDir, localDir, projectRoot, say } from '../local/project.mjs';
import { searchLogs, testLogsSetting } from '../local/log-search.mjs';
import { guardFolder } from '../local/reaper.mjs';
import { openTestStores, testEnvironment } from '../local/test-stores.mjs';
import { withTimeBars } from '../local/time-bars.mjs';

const everyday = ['unit', 'api', 'worker', 'flows'];
/** Suites that start servers of their own, also where the configured ones run elsewhere. */
const selfServed = ['chaos', 'deploy'];
const known = new Set([...everyday, ...selfServed, 'fuzz']);

const mostHits = 50;

/** Beside one server, which is the default. */
const topologies = /** @type {const} */ (['sentinel', 'cluster']);

/** @param {string[]} args @returns {{ suites: string[], jestArgs: string[], redis: 'sentinel' | 'cluster' | null }} */
export function splitArguments(args) {
  const { redis, rest } = takeRedis(args);
  const firstOther = rest.findIndex((arg) => !known.has(arg));
  const count = firstOther === -1 ? rest.length : firstOther;
  return { suites: count > 0 ? rest.slice(0, count) : everyday, jestArgs: rest.slice(count), redis };
}

function takeRedis(args) {
  const at = args.indexOf('--redis');
  if (at === -1) return { redis: null, rest: args };
  const redis = topologies.find((name) => name === args[at + 1]);
  if (!redis) throw new CommandError(`--redis takes one of ${topologies.join(', ')}`);
  return { redis, rest: args.toSpliced(at, 2) };
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
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const code = await withTimeBars(jestArgs, async (others, added) => {
    // --selectProjects swallows what follows it, so it comes last.
    const args = [...jest, ...others, '--selectProjects', ...suites];
    const ended = await runChild(process.execPath, args, {
      cwd: projectRoot,
      env: { ...env, ...added },
      ending,
    });
    return ended.code;
  });
  ending.throwIfAborted();
  return code;
}

async function runSuites(services, { suites, jestArgs, ending }) {
  const stores = await openTestStores(readSettings(), services);
  try {
    const hints = await binaryHints(suites);
    const env = applicationEnvironment({ ...testEnvironment(stores), ...hints });
    await runMigrations(env, { ending, capture: true });
    // Fault suites log too much for it, and what they log is the same code's.
    if (suites.some((suite) => selfServed.includes(suite)))
      return await runJest({ suites, jestArgs, env, ending });
    return await runWithLogs({ suites, jestArgs, env, ending });
  } finally {
    await stores.release();
  }
}

/** Runs the suites, and then looks for secrets and for people in every line that a process of theirs has logged. */
async function runWithLogs({ suites, jestArgs, env, ending }) {
  await mkdir(localDir, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(inLocalDir('test-logs-'));
  let areClean = false;
  try {
    const code = await runJest({ suites, jestArgs, env: { ...env, [testLogsSetting]: dir }, ending });
    const { files, lines, values, hits } = await searchLogs(dir);
    say(
      `Logs: ${lines} lines of ${files} files, searched for ${values} private values: ${hits.length} found`,
    );
    const wasNothingSaid = suites.includes('flows') && jestArgs.length === 0 && lines === 0;
    if (wasNothingSaid) say('Logs: the flows have logged nothing, so that nothing was shown');
    areClean = hits.length === 0 && !wasNothingSaid;
    if (areClean) return code;
    for (const hit of hits.slice(0, mostHits)) say(`  ${hit}`);
    say(`Logs: kept in ${path.relative(projectRoot, dir)}`);
    return code || 1;
  } finally {
    if (areClean || ending.aborted) await rm(dir, { recursive: true, force: true });
  }
}

/** Runs the suites while the primary is killed now and then; without a failover during a test, passing proves nothing. */
async function runWithFailovers(redis, dir, services, { suites, jestArgs, ending }) {
  const report = path.join(dir, 'tests.json');
  const stop = keepFailingOver(redis);
  let code;
  let failovers;
  try {
    const told = [...jestArgs, '--json', '--outputFile', report];
    code = await runSuites(services, { suites, jestArgs: told, ending });
  } finally {
    failovers = await stop();
  }
  const met = await testsThatMetOne(report, failovers);
  say(`${failovers.length} failovers, ${met.length} tests met one:\n  ${met.join('\n  ')}`);
  return code;
}

async function runOnOtherRedis(services, { redis: topology, ...suites }) {
  await mkdir(localDir, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(inLocalDir('redis-'));
  guardFolder(dir);
  const redis = await (topology === 'sentinel' ? startSentinelSet : startRedisCluster)({ dir });
  const others = { ...services, redisUrl: redis.url };
  try {
    return topology === 'sentinel'
      ? await runWithFailovers(redis, dir, others, suites)
      : await runSuites(others, suites);
  } finally {
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** @type {import('../local/command.mjs').Command} */
export function run({ args, ending }) {
  const { suites, jestArgs, redis } = splitArguments(args);
  return withServices('npm test', ending, async (services) => {
    await ensureBuilt();
    ending.throwIfAborted();
    const what = { suites, jestArgs, ending };
    return redis ? runOnOtherRedis(services, { ...what, redis }) : runSuites(services, what);
  });
}
