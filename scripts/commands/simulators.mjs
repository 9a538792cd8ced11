import { parseArgs } from 'node:util';
import { ensureBuilt } from '../local/build.mjs';
import { untilEnd } from '../local/lifecycle.mjs';
import { CommandError, say } from '../local/project.mjs';
import { startSimulatedVendors } from '../local/simulated-vendors.mjs';

const usage = `npm run simulators -- [--first-port <port>]
  --first-port  they listen there and on the ports after it; 0 takes any free ones (default 9100)`;

/** @param {string[]} args @throws {CommandError} */
function parseSimulatorArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        'first-port': { type: 'string', default: '9100' },
        help: { type: 'boolean', default: false },
      },
    });
    const firstPort = Number(values['first-port']);
    if (!Number.isInteger(firstPort) || firstPort < 0 || firstPort > 65_000) {
      throw new Error('--first-port must be a port number from 0 to 65000.');
    }
    return { isHelp: values.help, firstPort };
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`, { cause: error });
  }
}

function announce({ vendors, environment }) {
  const nameWidth = Math.max(...vendors.map(({ name }) => name.length));
  say('\n# Simulated vendors: true wire formats, invented answers. Ctrl-C ends them.');
  for (const { name, url } of vendors) say(`#   ${name.padEnd(nameWidth)}  ${url}`);
  say('# What they were asked: GET <url>/__ledger. What goes wrong next: POST <url>/__script, e.g.');
  say(`#   curl -d '[{"behaviour":{"kind":"rate_limited","retryAfter":"2"}}]' ${vendors[0].url}/__script`);
  say('# The service uses them with these lines in .env:\n');
  for (const [name, value] of Object.entries(environment)) say(`${name}=${value}`);
  say('');
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const { isHelp, firstPort } = parseSimulatorArguments(args);
  if (isHelp) {
    say(usage);
    return 0;
  }
  await ensureBuilt();
  const simulated = await startSimulatedVendors({ firstPort, ending });
  try {
    announce(simulated);
    await Promise.race([untilEnd(ending), simulated.ended]);
    if (!ending.aborted) throw new CommandError('The simulated vendors ended by themselves.');
  } finally {
    await simulated.stop();
  }
  return 0;
}
