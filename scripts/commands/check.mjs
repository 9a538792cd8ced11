import { applicationEnvironment, entries, runEntry, runMigrations } from '../local/application.mjs';
import { ensureBuilt, runPackageScript } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';
import { readSettings } from '../local/environment.mjs';
import { say } from '../local/project.mjs';
import { openTestStores, testEnvironment } from '../local/test-stores.mjs';

const scripts = ['format:check', 'lint', 'types', 'deps', 'dead', 'lint:openapi', 'check:client'];

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
async function checkDrift(ending) {
  return withServices('npm run check', ending, async (services) => {
    await ensureBuilt();
    const stores = await openTestStores(readSettings(), services);
    try {
      const env = applicationEnvironment(testEnvironment(stores));
      await runMigrations(env, { ending, capture: true });
      const run = (entry) => runEntry(entry, ['--check'], env, { ending, capture: true });
      return [
        await report('migration drift', () => run(entries.migrate)),
        await report('OpenAPI drift', () => run(entries.openapi)),
      ];
    } finally {
      await stores.release();
    }
  });
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ ending }) {
  const results = [];
  for (const name of scripts) {
    results.push(await report(name, () => runPackageScript(name, { capture: true, ending })));
    ending.throwIfAborted();
  }
  try {
    results.push(...(await checkDrift(ending)));
  } catch (error) {
    ending.throwIfAborted();
    results.push(await report('drift', () => Promise.reject(error)));
  }
  ending.throwIfAborted();
  return results.every(Boolean) ? 0 : 1;
}
