import { reportCheck } from '../local/check-report.mjs';
import { SUPPLY_CHECKS } from '../supply/checks.mjs';

/** One line a check of what comes from elsewhere. @param {AbortSignal} ending @returns {Promise<boolean[]>} */
export async function checkSupply(ending) {
  const results = [];
  for (const { name, look } of SUPPLY_CHECKS) {
    ending.throwIfAborted();
    results.push(
      await reportCheck(name, async () => {
        const { problems, note } = await look();
        return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n'), note };
      }),
    );
  }
  return results;
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ ending }) {
  return (await checkSupply(ending)).every(Boolean) ? 0 : 1;
}
