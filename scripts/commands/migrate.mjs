import { applicationEnvironment, entries, runEntry } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { withServices } from '../local/command.mjs';

/** @type {import('../local/command.mjs').Command} */
export function run({ args, ending }) {
  return withServices('migrate', ending, async ({ environment }) => {
    await ensureBuilt();
    const { code } = await runEntry(entries.migrate, args, applicationEnvironment(environment), { ending });
    ending.throwIfAborted();
    return code;
  });
}
