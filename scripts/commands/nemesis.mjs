import { parseArgs } from 'node:util';
import { CommandError } from '../local/project.mjs';
import { run as runTests } from './test.mjs';

const usage = `npm run test:nemesis -- [--seed N] [--minutes M | --seconds S]
  --seed     of the faults and their times: the same ones again (default 1)
  --minutes  for which there are faults (default: 45 seconds)`;

/** @param {string[]} args @throws {CommandError} */
function parseNemesisArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        minutes: { type: 'string' },
        seconds: { type: 'string', default: '45' },
      },
    });
    const seed = Number(values.seed);
    const seconds = values.minutes === undefined ? Number(values.seconds) : 60 * Number(values.minutes);
    if (!Number.isInteger(seed) || !(seconds > 0)) throw new Error('A number is missing.');
    return { seed, seconds };
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`, { cause: error });
  }
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const { seed, seconds } = parseNemesisArguments(args);
  process.env.GENESIS_NEMESIS_SEED = String(seed);
  process.env.GENESIS_NEMESIS_SECONDS = String(seconds);
  return runTests({ args: ['chaos', 'chaos/nemesis'], ending });
}
