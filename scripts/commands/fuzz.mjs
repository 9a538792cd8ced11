import { randomInt } from 'node:crypto';
import { CommandError, say } from '../local/project.mjs';
import { run as runTests } from './test.mjs';

const MOST = 2 ** 31 - 1;

/** What each option is for the suite. */
const OPTIONS = {
  '--seed': 'GENESIS_FUZZ_SEED',
  '--requests': 'GENESIS_FUZZ_REQUESTS',
  '--operation': 'GENESIS_FUZZ_OPERATION',
};

/** @param {string[]} args @returns {string[]} what is jest's */
function takeOptions(args) {
  const rest = [];
  for (let at = 0; at < args.length; at += 1) {
    const variable = Object.hasOwn(OPTIONS, args[at]) ? OPTIONS[args[at]] : undefined;
    if (variable === undefined) rest.push(args[at]);
    else process.env[variable] = valueOf(args[at], args[(at += 1)]);
  }
  return rest;
}

function valueOf(option, value) {
  if (option === '--seed' && value === 'random') return String(randomInt(MOST));
  const isNumber = option !== '--operation';
  if (value === undefined || (isNumber && !/^\d{1,10}$/.test(value))) {
    throw new CommandError(`${option} takes ${isNumber ? 'a number' : 'the id of an operation'}`);
  }
  return value;
}

/** @type {import('../local/command.mjs').Command} */
export function run({ args, ...others }) {
  const rest = takeOptions(args);
  if (process.env.GENESIS_FUZZ_SEED) say(`seed ${process.env.GENESIS_FUZZ_SEED}`);
  return runTests({ ...others, args: ['fuzz', ...rest] });
}
