#!/usr/bin/env node
// Plain JavaScript without dependencies, for any Node ≥ 18: this runs before anything is installed.
import { ensureInstalled } from './local/installation.mjs';
import { ensureNode } from './local/node-runtime.mjs';
import { complain, say } from './local/project.mjs';

const commands = {
  start: {
    text: 'run the service: database, Redis, api and worker',
    load: () => import('./commands/start.mjs'),
  },
  coach: {
    text: 'talk to the coach in the terminal, from an idea to a brief',
    load: () => import('./commands/coach.mjs'),
  },
  demo: {
    text: 'run one business idea through the whole service',
    load: () => import('./commands/demo.mjs'),
  },
  test: {
    text: '[unit|api|worker|flows|chaos …] [--redis sentinel|cluster] [jest arguments]',
    load: () => import('./commands/test.mjs'),
  },
  coverage: {
    text: 'what of apps and libs the suites of `test` run; fails below 80 % [--of folder] [suite …] [jest arguments]',
    load: () => import('./commands/coverage.mjs'),
  },
  nemesis: {
    text: 'random faults by a seed, while people use the service [--seed N] [--minutes M]',
    load: () => import('./commands/nemesis.mjs'),
  },
  fuzz: {
    text: 'requests made of openapi.json, mangled answers, parsers, expressions [--seed N|random] [--requests N] [--operation ID]',
    load: () => import('./commands/fuzz.mjs'),
  },
  'fuzz-report': {
    text: 'write docs/fuzz-report.md from what the last run has recorded',
    load: () => import('./commands/fuzz-report.mjs'),
  },
  mutants: {
    text: 'show that the suites fail when a mechanism is switched off [name …]',
    load: () => import('./commands/mutants.mjs'),
  },
  mutation: {
    text: 'change guards, files and fence in small ways; the tests must notice [guards|files|fence …]',
    load: () => import('./commands/mutation.mjs'),
  },
  'reliability-report': {
    text: 'write docs/reliability-report.md from what the last suites have recorded',
    load: () => import('./commands/reliability-report.mjs'),
  },
  check: {
    text: 'format, lint, types, dependency rules, dead code, supply chain, drift',
    load: () => import('./commands/check.mjs'),
  },
  supply: {
    text: 'lock file, known holes, licences, install scripts, components, secrets',
    load: () => import('./commands/supply.mjs'),
  },
  sbom: {
    text: 'write dist/sbom.cdx.json and docs/components.txt',
    load: () => import('./commands/sbom.mjs'),
  },
  bench: { text: '<name> [arguments]', load: () => import('./commands/bench.mjs') },
  eval: {
    text: 'judge the labelled answers of the coach [--part development|held-out]',
    load: () => import('./commands/eval.mjs'),
  },
  simulators: {
    text: 'run simulated vendors, for trying the service without keys',
    load: () => import('./commands/simulators.mjs'),
  },
  services: { text: 'run only PostgreSQL and Redis', load: () => import('./commands/services.mjs') },
  migrate: { text: 'bring the database up to date', load: () => import('./commands/migrate.mjs') },
  reset: {
    text: 'delete the local database, Redis and secret key',
    load: () => import('./commands/reset.mjs'),
  },
};

function printUsage() {
  say('usage: node scripts/genesis.mjs <command>\n');
  for (const [name, { text }] of Object.entries(commands)) say(`  ${name.padEnd(10)} ${text}`);
}

async function main([name, ...args]) {
  if (name === undefined || name === 'help' || name === '--help') {
    printUsage();
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(commands, name)) {
    complain(`There is no command "${name}".\n`);
    printUsage();
    return 2;
  }
  await ensureInstalled();
  const endedElsewhere = await ensureNode();
  if (endedElsewhere !== null) return endedElsewhere;
  const [{ run }, { runCommand }] = await Promise.all([commands[name].load(), import('./local/command.mjs')]);
  return runCommand(run, args);
}

// A reader that left, as in `… | head`, is no reason to fail in the middle of the work.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  complain(error.name === 'CommandError' ? error.message : error.stack);
  process.exit(1);
}
