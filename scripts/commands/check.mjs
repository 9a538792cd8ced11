import { applicationEnvironment, entries, runEntry, runMigrations } from '../local/application.mjs';
import { ensureBuilt, runPackageScript } from '../local/build.mjs';
import { reportCheck } from '../local/check-report.mjs';
import { withServices } from '../local/command.mjs';
import { readSettings } from '../local/environment.mjs';
import { openTestStores, testEnvironment } from '../local/test-stores.mjs';
import { checkSupply } from './supply.mjs';

const scripts = ['format:check', 'lint', 'types', 'deps', 'dead', 'lint:openapi', 'check:client'];

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
        await reportCheck('migration drift', () => run(entries.migrate)),
        await reportCheck('OpenAPI drift', () => run(entries.openapi)),
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
    results.push(await reportCheck(name, () => runPackageScript(name, { capture: true, ending })));
    ending.throwIfAborted();
  }
  results.push(...(await checkSupply(ending)));
  try {
    results.push(...(await checkDrift(ending)));
  } catch (error) {
    ending.throwIfAborted();
    results.push(await reportCheck('drift', () => Promise.reject(error)));
  }
  ending.throwIfAborted();
  return results.every(Boolean) ? 0 : 1;
}
