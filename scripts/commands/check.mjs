import { applicationEnvironment, entries, runEntry, runMigrations } from '../local/application.mjs';
import { ensureBuilt, runPackageScript } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { readSettings } from '../local/environment.mjs';
import { CommandError, say } from '../local/project.mjs';
import { openTestStores, testEnvironment } from '../local/test-stores.mjs';

const scripts = ['format:check', 'lint', 'types', 'deps', 'dead'];
/** What needs a database, and the entry that compares when it is asked to `--check`. */
const drifts = { 'migration-drift': entries.migrate, 'openapi-drift': entries.openapi };
const known = [...scripts, ...Object.keys(drifts)];

/** @param {string} name @param {() => Promise<{ code: number, output: string }>} step @returns {Promise<boolean>} */
async function report(name, step) {
  const startedAt = Date.now();
  const { code, output } = await step().catch((error) => ({ code: 1, output: error.message }));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  say(`${code === 0 ? 'ok    ' : 'failed'}  ${name.padEnd(16)} ${seconds.padStart(6)} s`);
  if (code !== 0) say(`${output.trimEnd()}\n`);
  return code === 0;
}

/** Compares with a database that holds nothing but the migrations. */
async function checkDrift(names, ending) {
  return withServices('npm run check', ending, async (services) => {
    await ensureBuilt();
    const stores = await openTestStores(readSettings(), services);
    try {
      const env = applicationEnvironment(testEnvironment(stores));
      await runMigrations(env, { ending, capture: true });
      const results = [];
      for (const name of names) {
        const compare = () => runEntry(drifts[name], ['--check'], env, { ending, capture: true });
        results.push(await report(name, compare));
      }
      return results;
    } finally {
      await stores.release();
    }
  });
}

/**
 * `check [name …]`: the named ones, or all of them.
 * @type {import('../local/command.mjs').Command}
 */
export async function run({ args, ending }) {
  const unknown = args.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new CommandError(`There is no check "${unknown}". Checks: ${known.join(', ')}`);
  const wanted = known.filter((name) => args.length === 0 || args.includes(name));
  const results = [];
  for (const name of wanted.filter((name) => scripts.includes(name))) {
    results.push(await report(name, () => runPackageScript(name, { capture: true, ending })));
    ending.throwIfAborted();
  }
  const compared = wanted.filter((name) => name in drifts);
  if (compared.length > 0) {
    try {
      results.push(...(await checkDrift(compared, ending)));
    } catch (error) {
      ending.throwIfAborted();
      results.push(await report('drift', () => Promise.reject(error)));
    }
  }
  ending.throwIfAborted();
  return results.every(Boolean) ? 0 : 1;
}
