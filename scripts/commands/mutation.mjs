import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LOWEST_SCORE, SCOPES } from '../../test/mutation/scopes.mjs';
import { applicationEnvironment, runMigrations } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { readSettings } from '../local/environment.mjs';
import { CommandError, inLocalDir, projectRoot, say } from '../local/project.mjs';
import { runChild } from '../local/run-child.mjs';
import { openTestStores, testEnvironment } from '../local/test-stores.mjs';

const usage = `npm run test:mutation -- [${Object.keys(SCOPES).join(' | ')} …] [--at-once N]
  at once: how many changes are tried beside each other (default 2)`;

/** A change counts when a test fails with it, or does not come to its end. */
const NOTICED = ['Killed', 'Timeout'];
const UNNOTICED = ['Survived', 'NoCoverage'];

/**
 * @typedef {object} Change
 * @property {string} file
 * @property {string} status
 * @property {string} mutatorName
 * @property {string} replacement
 * @property {number} line
 */

function parseMutationArguments(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'at-once': { type: 'string', default: '2' } },
    });
    const unknown = positionals.filter((name) => !Object.hasOwn(SCOPES, name));
    if (unknown.length > 0) throw new Error(`There is no scope ${unknown.join(', ')}.`);
    return {
      scopes: positionals.length > 0 ? positionals : Object.keys(SCOPES),
      atOnce: Math.max(1, Number(values['at-once']) || 1),
    };
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`, { cause: error });
  }
}

/** @returns {Promise<readonly Change[]>} */
async function changesOf(scope, { atOnce, env, ending }) {
  const results = inLocalDir('mutation', `${scope}.json`);
  await rm(results, { force: true });
  const args = ['test/mutation/run-stryker.mjs', '--scope', scope];
  const { code } = await runChild(
    process.execPath,
    [...args, '--concurrency', String(atOnce), '--results', results],
    { cwd: projectRoot, env: { ...env, GENESIS_MUTATION_SCOPE: scope }, ending },
  );
  ending.throwIfAborted();
  if (code !== 0) throw new CommandError(`the changes of ${scope} could not be tried`);
  return JSON.parse(await readFile(results, 'utf8'));
}

/** @param {readonly Change[]} changes */
export function scoreOf(changes) {
  const noticed = changes.filter(({ status }) => NOTICED.includes(status)).length;
  const unnoticed = changes.filter(({ status }) => UNNOTICED.includes(status)).length;
  return {
    noticed,
    unnoticed,
    score: noticed + unnoticed === 0 ? 0 : (100 * noticed) / (noticed + unnoticed),
  };
}

/** A line a file, then what no test has noticed. */
function show(scope, changes, seconds) {
  say(`\n${scope}, ${seconds} s`);
  const files = [...new Set(changes.map(({ file }) => file))].sort();
  for (const file of files) {
    const own = changes.filter((change) => change.file === file);
    const { noticed, unnoticed, score } = scoreOf(own);
    const name = path.relative(projectRoot, path.resolve(projectRoot, file));
    say(`  ${name.padEnd(58)} ${score.toFixed(1).padStart(5)} %  ${noticed} of ${noticed + unnoticed}`);
    for (const { status, mutatorName, replacement, line } of own) {
      if (!UNNOTICED.includes(status)) continue;
      say(`    line ${line}: ${mutatorName} → ${String(replacement).replaceAll(/\s+/g, ' ').slice(0, 90)}`);
    }
  }
}

/** @type {import('../local/command.mjs').Command} */
export function run({ args, ending }) {
  const { scopes, atOnce } = parseMutationArguments(args);
  return withServices('npm run test:mutation', ending, async (services) => {
    await ensureBuilt();
    await mkdir(inLocalDir('mutation'), { recursive: true });
    const stores = await openTestStores(readSettings(), services);
    let noticed = 0;
    let unnoticed = 0;
    const tooLow = [];
    try {
      const env = applicationEnvironment(testEnvironment(stores));
      await runMigrations(env, { ending, capture: true });
      for (const scope of scopes) {
        const startedAt = Date.now();
        const changes = await changesOf(scope, { atOnce, env, ending });
        show(scope, changes, Math.round((Date.now() - startedAt) / 1_000));
        const total = scoreOf(changes);
        noticed += total.noticed;
        unnoticed += total.unnoticed;
        if (total.score < LOWEST_SCORE) tooLow.push(`${scope} ${total.score.toFixed(1)} %`);
      }
    } finally {
      await stores.release();
    }
    say(
      `\n${noticed} of ${noticed + unnoticed} changes were noticed; at least ${LOWEST_SCORE} % in each scope are asked for.`,
    );
    if (tooLow.length > 0) say(`Too few: ${tooLow.join(', ')}`);
    // What CI counts: a scope is a test.
    const failed = tooLow.length;
    say(
      `Tests:       ${failed > 0 ? `${failed} failed, ` : ''}${scopes.length - failed} passed, ${scopes.length} total`,
    );
    return failed === 0 ? 0 : 1;
  });
}
