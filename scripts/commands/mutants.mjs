import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS } from '../../test/chaos/mutants/mutants.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { childEnvironment } from '../local/environment.mjs';
import { CommandError, inLocalDir, projectRoot, say } from '../local/project.mjs';
import { runChild } from '../local/run-child.mjs';

const usage = `npm run test:mutants -- [name …] [--at-once N]
  name       of test/chaos/mutants/mutants.mjs; default: all
  --at-once  how many run beside each other (default 2)`;

const records = path.join(projectRoot, 'output/chaos');
const SHOWN_VIOLATIONS = 5;
/** A scenario is of a moment that a busy machine can miss: a mutant is missed when it gets away so often in a row. */
const TRIES = 3;

/** @typedef {import('../../test/chaos/mutants/mutants.mjs').Mutant} Mutant */

function parseMutantArguments(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'at-once': { type: 'string', default: '2' } },
    });
    const unknown = positionals.filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
    if (unknown.length > 0) throw new Error(`There is no mutant ${unknown.join(', ')}.`);
    const chosen = MUTANTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
    return { chosen, atOnce: Math.max(1, Number(values['at-once']) || 1) };
  } catch (error) {
    throw new CommandError(`${error.message}\n${usage}`, { cause: error });
  }
}

/** A copy of the build with the mechanism switched off; below the project, so that it finds the same packages.
 *  @param {Mutant} mutant @param {string} dist */
async function breed({ name, patches }, dist) {
  const source = path.join(projectRoot, 'dist');
  const isProgram = (file) => !file.endsWith('.map') && !file.endsWith('.spec.js');
  for (const part of ['apps', 'libs']) {
    await cp(path.join(source, part), path.join(dist, part), { recursive: true, filter: isProgram });
  }
  for (const { file, from, to, times = 1 } of patches) {
    const target = path.join(dist, file);
    const parts = (await readFile(target, 'utf8')).split(from);
    if (parts.length - 1 !== times) {
      throw new CommandError(
        `mutant ${name}: ${file} has ${parts.length - 1} times, not ${times}, what is to be replaced:\n${from}`,
      );
    }
    await writeFile(target, parts.join(to));
  }
}

/** What the scenario has seen, from its record; null when it did not come so far. @param {string} folder */
async function violationsIn(folder) {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json'));
  if (files.length === 0) return null;
  const found = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8'))),
  );
  return found.flatMap(({ violations }) => violations);
}

/** Runs the scenario against the mutant, again where it was not caught. Only a violation of the invariant counts: a mutant
 *  that does not start, or a test that gives up for another reason, has shown nothing.
 *  @param {Mutant} mutant @param {AbortSignal} ending */
async function judge(mutant, ending) {
  const startedAt = Date.now();
  const home = inLocalDir('mutants', mutant.name);
  const dist = path.join(home, 'dist');
  await rm(home, { recursive: true, force: true });
  await breed(mutant, dist);
  let trial;
  let tries = 0;
  do {
    tries += 1;
    trial = await hunt(mutant, { dist, seen: path.join(home, `records-${tries}`), ending });
    if (!trial.isCaught) tellEscape(mutant, tries, trial.output);
  } while (!trial.isCaught && tries < TRIES);
  const { isCaught, violations } = trial;
  const verdict = {
    name: mutant.name,
    without: mutant.without,
    scenario: mutant.scenario,
    breaks: mutant.breaks,
    isCaught,
    tries,
    violations: (violations ?? []).slice(0, SHOWN_VIOLATIONS),
    violationCount: violations?.length ?? 0,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    recordedAt: new Date().toISOString(),
  };
  await mkdir(records, { recursive: true });
  await writeFile(path.join(records, `mutant-${mutant.name}.json`), `${JSON.stringify(verdict, null, 2)}\n`);
  await rm(home, { recursive: true, force: true });
  show(verdict, violations === null);
  return verdict;
}

/** One run of the scenario. @param {Mutant} mutant */
async function hunt({ suite, scenario, breaks }, { dist, seen, ending }) {
  await mkdir(seen, { recursive: true });
  const pattern = scenario.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const args = ['scripts/genesis.mjs', 'test', 'chaos', `chaos/${suite}`, '-t', pattern];
  const env = childEnvironment({ GENESIS_TEST_DIST: dist, GENESIS_CHAOS_RECORDS: seen });
  const { code, output } = await runChild(process.execPath, args, {
    cwd: projectRoot,
    env,
    capture: true,
    ending,
  });
  ending.throwIfAborted();
  const violations = await violationsIn(seen);
  const isCaught = code !== 0 && (violations ?? []).some((text) => text.startsWith(`${breaks}:`));
  return { isCaught, violations, output };
}

function tellEscape({ name }, tries, output) {
  say(`not caught: ${name}, try ${tries} of ${TRIES}`);
  say(output.trimEnd().split('\n').slice(-40).join('\n'));
}

function show({ name, breaks, isCaught, tries, violations, violationCount, seconds }, isSilent) {
  const found = isSilent
    ? 'the scenario did not come to its end'
    : violationCount === 0
      ? 'NOTHING WAS FOUND'
      : `${violations[0].slice(0, 110)}${violationCount > 1 ? ` (and ${violationCount - 1} more)` : ''}`;
  say(
    `${isCaught ? 'caught' : 'MISSED'}  ${name.padEnd(20)} ${breaks}  ${String(seconds).padStart(3)} s  ${found}${tries > 1 ? ` (${tries} tries)` : ''}`,
  );
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const { chosen, atOnce } = parseMutantArguments(args);
  await ensureBuilt();
  const waiting = [...chosen];
  const verdicts = [];
  const inTurn = async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      ending.throwIfAborted();
      verdicts.push(await judge(mutant, ending));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
  const caught = verdicts.filter(({ isCaught }) => isCaught).length;
  const missed = verdicts.length - caught;
  say(`Tests:       ${missed > 0 ? `${missed} failed, ` : ''}${caught} passed, ${verdicts.length} total`);
  return missed === 0 ? 0 : 1;
}
