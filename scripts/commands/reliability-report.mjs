import { readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as prettier from 'prettier';
import { MUTANTS } from '../../test/chaos/mutants/mutants.mjs';
import { projectRoot, say } from '../local/project.mjs';

const records = path.join(projectRoot, 'output/chaos');
const report = path.join(projectRoot, 'docs/reliability-report.md');

/** What each scenario is about. Source: the design's list of faults. */
const SCENARIOS = {
  R1: 'a worker is killed in each task and in a publication',
  R2: 'an api is killed after its commit, before the job',
  R3: 'an api is killed before its answer; the client repeats its key',
  R4: 'Redis is killed, its log kept or wiped',
  R5: 'Redis is away for a minute',
  R6: 'Redis is emptied in mid-run',
  R7: 'connections are cut or half open',
  R8: 'Redis is full',
  R9: 'PostgreSQL restarts in mid-task, or is away for a minute',
  R10: 'pool exhausted, statement timeout, idle in transaction, deadlock',
  R11: 'a query takes five seconds',
  R12: 'one job is delivered several times at once',
  R13: 'a worker is frozen and goes on; its event loop stands still',
  R14: '429 with whatever Retry-After, 5xx, refused and cut connections',
  R15: 'a vendor hangs before or in its answer',
  R16: 'broken JSON, wrong schema, cut stream, empty or huge answers',
  R17: 'an agent that is not critical fails for good',
  R18: 'search is down, slow, or finds nothing',
  R19: 'a publication fails before, after or in between',
  R20: 'a brief is published twice by a user, by two replicas',
  R21: 'SIGTERM with a hundred runs in flight',
  R22: 'old and new code side by side',
  R23: 'a brief that kills whoever carries it',
  R24: 'clocks are an hour off, or step back',
  R25: 'malformed and monstrous input',
  R26: 'full disks under Redis and PostgreSQL',
  R27: 'cancel in every task, during publication, after the end, twice',
  R28: 'five thousand briefs at once, most of one owner',
  R29: 'event streams: cut, slow, idle, resumed elsewhere',
  R30: 'two replicas migrate at once; a migration fails; migrations under load',
  R31: 'memory, descriptors, Redis keys and tables over time',
};

const INVARIANTS = {
  I1: 'a 202 means a row in PostgreSQL',
  I2: 'every unfinished run has a live lease or gets one within 20 s; none outlives its deadline',
  I3: 'no call is made whose result is committed, or for a run that is lost',
  I4: 'results and ends are accepted under the current fence only',
  I5: 'at most one website per brief version',
  I6: 'terminal states never change; one terminal event, the last; no gap in the events',
  I7: 'at rest nothing is left over: leases, locks, reservations, jobs, sockets',
  I8: 'memory, queue, retries and the latency of /health stay bounded',
  I9: "recorded cost equals the vendors' own count",
};

const MECHANISM_ROWS = MUTANTS.map(({ name }) => name);

async function readRecords() {
  const files = (await readdir(records).catch(() => [])).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      file,
      ...JSON.parse(await readFile(path.join(records, file), 'utf8')),
    })),
  );
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const seconds = (ms) => (ms === undefined || ms === null ? 'not measured' : `${(ms / 1_000).toFixed(1)} s`);
const count = (number) => (number === undefined || number === null ? 'not counted' : String(number));
const minutes = (number) =>
  number < 1 ? `${Math.round(number * 60)} s` : `${Number(number.toFixed(1))} min`;

/** Numbers of the scenarios that a record is of: `R1, R19` is of two. */
const numbersOf = ({ id }) => id.split(', ');

function scenarioTable(scenarios) {
  const rows = Object.entries(SCENARIOS).flatMap(([id, about]) => {
    const own = scenarios.filter((record) => numbersOf(record).includes(id));
    if (own.length === 0) return [[id, `**missing**: ${about}`, '', '', '', '', '', '']];
    return own.map((record) => [
      id,
      record.scenario,
      count(record.faults),
      record.runs,
      record.lost,
      record.doubled,
      seconds(record.recoveryMs),
      record.violations.length,
    ]);
  });
  return table(['#', 'scenario', 'faults', 'runs', 'lost', 'doubled', 'worst recovery', 'violations'], rows);
}

function nemesisPart(nemeses) {
  if (nemeses.length === 0) return 'No nemesis is recorded.';
  const list = (of) =>
    Object.entries(of)
      .map(([name, number]) => `${number} ${name}`)
      .join(', ');
  const rows = nemeses.map((record) => [
    record.seed,
    minutes(record.minutes),
    Object.values(record.faults).reduce((sum, number) => sum + number, 0),
    record.runs,
    list(record.byStatus),
    record.websites,
    record.lost,
    record.doubled,
    seconds(record.worstRecoveryMs),
    seconds(record.restMs),
    record.violations.length,
  ]);
  const overview = table(
    [
      'seed',
      'time',
      'faults',
      'runs',
      'of which',
      'websites',
      'lost',
      'doubled',
      'worst recovery',
      'rest',
      'violations',
    ],
    rows,
  );
  const kinds = [...new Set(nemeses.flatMap(({ faults }) => Object.keys(faults)))].sort();
  const byKind = table(
    ['fault', ...nemeses.map(({ seed }) => `seed ${seed}`)],
    kinds.map((kind) => [kind, ...nemeses.map(({ faults }) => faults[kind] ?? 0)]),
  );
  const bounds = table(
    [
      'seed',
      '/health, 99th percentile',
      '/health, worst',
      'memory of a process',
      'descriptors',
      'jobs waiting',
      'answers 500',
    ],
    nemeses.map(({ seed, bounds: of, answers500 }) => [
      seed,
      `${of.healthP99Ms} ms`,
      `${of.healthWorstMs} ms`,
      `${of.residentMb} MiB`,
      of.descriptors,
      of.waitingJobs,
      answers500,
    ]),
  );
  const long = nemeses.filter((record) => record.minutes >= 10);
  const missing =
    long.length >= 3 ? '' : `\n\n**Missing**: ${3 - long.length} of three seeds of ten minutes.`;
  return `${overview}${missing}\n\n${byKind}\n\n${bounds}`;
}

function mutantTable(mutants) {
  const rows = MECHANISM_ROWS.map((name) => {
    const record = mutants.find((one) => one.name === name);
    if (!record) return [name, '**missing**', '', '', ''];
    const found = record.violations.find((text) => text.startsWith(`${record.breaks}:`)) ?? '';
    return [
      record.without,
      record.isCaught ? (record.tries > 1 ? `caught by try ${record.tries}` : 'caught') : '**MISSED**',
      record.breaks,
      record.scenario,
      // Without the row that it names.
      found.replace(/^I\d: /, '').replace(/: .*$/, ''),
    ];
  });
  return table(['without', '', 'invariant', 'by the scenario', 'which saw'], rows);
}

function soakPart(soak) {
  if (!soak) return '**Missing**: no soak is recorded.';
  const rows = Object.keys(soak.before).map((what) => [
    SOAK_WORDS[what] ?? what,
    shown(what, soak.before[what]),
    shown(what, soak.after[what]),
  ]);
  return `${Math.round(soak.seconds)} seconds under load, ${soak.tasks} finished tasks; the smallest value of the first third after the warm-up and of the last one.\n\n${table(['', 'before', 'after'], rows)}`;
}

const SOAK_WORDS = {
  apiMb: 'memory of the api',
  workerMb: 'memory of the worker',
  apiDescriptors: 'descriptors of the api',
  workerDescriptors: 'descriptors of the worker',
  redisKeys: 'Redis keys, without those of ended jobs',
  rows: 'rows of runs, tasks, calls, events, files, versions',
  tableBytes: 'their tables and indexes on disk',
};

function shown(what, value) {
  if (what.endsWith('Mb')) return `${value} MiB`;
  return what === 'tableBytes' ? `${(value / 2 ** 20).toFixed(1)} MiB` : value;
}

function violationsPart(all) {
  const bad = all.filter(({ violations }) => violations?.length > 0 && violations);
  const ofProduct = bad.filter(({ file }) => !file.startsWith('mutant-'));
  if (ofProduct.length === 0) return 'None.';
  return ofProduct
    .flatMap(({ file, violations }) => violations.map((text) => `- ${file.replace(/\.json$/, '')}: ${text}`))
    .join('\n');
}

const STALE_AFTER_MS = 12 * 3_600_000;

/** Records that another run than the last one has left are named. */
function stalePart(all, newest) {
  const isStale = ({ recordedAt }) =>
    !recordedAt || Date.parse(newest) - Date.parse(recordedAt) > STALE_AFTER_MS;
  const stale = all.filter(isStale);
  if (stale.length === 0) return '';
  const names = stale.map(({ file }) => file.replace(/\.json$/, '')).join(', ');
  return `**From an earlier run** than the others: ${names}.\n\n`;
}

function text(all) {
  const times = all
    .map(({ recordedAt }) => recordedAt)
    .filter(Boolean)
    .sort();
  const memoryGib = Math.round(os.totalmem() / 2 ** 30);
  const scenarios = all.filter(({ id }) => typeof id === 'string');
  const nemeses = all.filter(({ file }) => file.startsWith('nemesis-')).sort((a, b) => a.seed - b.seed);
  const mutants = all.filter(({ file }) => file.startsWith('mutant-'));
  const soak = all.find(({ file }) => file === 'soak.json');
  const undated = all.length - times.length;
  const span =
    times.length === 0
      ? 'Nothing is recorded.'
      : `Records from ${times[0]} to ${times.at(-1)}${undated > 0 ? `, ${undated} without a time` : ''}.`;
  return `# Reliability report

Generated by \`npm run reliability-report\` from what the suites have recorded last; do not edit. ${span} Generated on
${new Date().toISOString().slice(0, 10)} on a machine with ${os.cpus().length} cores and ${memoryGib} GiB of memory.

${stalePart(all, times.at(-1))}What must hold after each of them, seen from outside by SQL, the API and the vendors' own ledgers:

${table(['', 'invariant'], Object.entries(INVARIANTS))}

## Scenarios

Lost: runs without an end, or without a row for a 202. Doubled: calls that were paid for twice, websites that were
published twice. Worst recovery: from the last fault, or its end, until all was as it should be.

${scenarioTable(scenarios)}

## Nemesis

Random faults by a seed while six people use two apis and two workers; \`npm run test:nemesis -- --seed N --minutes M\`
repeats one. Worst recovery: the longest time for which an unfinished run had no live lease while nothing was away. Rest:
from the end of the last fault until every run and publication had ended.

${nemesisPart(nemeses)}

## Mutants

The suite fails when one mechanism is switched off in a copy of the build (\`npm run test:mutants\`).

${mutantTable(mutants)}

## Soak

${soakPart(soak)}

## Violations

${violationsPart(all)}
`;
}

/** @type {import('../local/command.mjs').Command} */
export async function run() {
  const all = await readRecords();
  const options = await prettier.resolveConfig(report);
  await writeFile(report, await prettier.format(text(all), { ...options, filepath: report }));
  say(`${path.relative(projectRoot, report)}: ${all.length} records`);
  return 0;
}
