import { DEMAND, SCALES } from './demand.js';
import { foretell, SCENARIOS } from './scenarios.js';
import type { Simulated } from './service-model.js';
import { type ServiceTimes, VENDOR_PLANS, type Work } from './service-times.js';
import {
  type Bound,
  bounds,
  modelAccountOf,
  PLANNED_USE,
  simulateShipped,
  size,
  type Sizing,
} from './sizing.js';

/** A run that asks vendors, as the latencies of the demand make it; found by the simulation where nobody waits. */
const QUIET_BRIEFS_PER_DAY = 1_000;

/** What breaks later is in the table of bounds. */
const SHOWN_BOUNDS = 3;

type Row = readonly string[];

/** The tables of docs/scaling.md by name. Everything in them comes from the measurement and the demand. */
export function scalingTables(times: ServiceTimes): Readonly<Record<string, string>> {
  const sizings = SCALES.map((scale) => size(times, scale, DEMAND));
  const shipped = SCALES.map((scale) => simulateShipped(times, scale, DEMAND));
  const found = bounds(times, DEMAND, size(times, QUIET_BRIEFS_PER_DAY, DEMAND).peak.durationS.meanS);
  return {
    measurement: measurement(times),
    processes: processes(times),
    'service-times': serviceTimes(times),
    rows: rowsOfBrief(times),
    retention: retention(times),
    needs: needs(sizings),
    shipped: asShipped(shipped),
    bounds: boundsTable(found),
    'first-break': firstBreak(found),
    vendors: vendorRates(sizings),
    cost: cost(times),
    validation: validation(times),
  };
}

/** The text with each table between its marks renewed. @throws when a table has no marks, or marks have no table */
export function withTables(text: string, tables: Readonly<Record<string, string>>): string {
  const missing = new Set(Object.keys(tables));
  const renewed = text.replace(
    /<!-- table: ([a-z-]+) -->\n[\s\S]*?<!-- end of table -->/g,
    (_marked, name: string) => {
      const table = tables[name];
      if (table === undefined) throw new Error(`there is no table "${name}"`);
      missing.delete(name);
      return `<!-- table: ${name} -->\n\n${table}\n\n<!-- end of table -->`;
    },
  );
  if (missing.size > 0) throw new Error(`no marks for: ${[...missing].join(', ')}`);
  return renewed;
}

function measurement({ measuredOn, machine, versions }: ServiceTimes): string {
  return table([
    ['measured on', 'machine', 'Node', 'PostgreSQL', 'Redis'],
    [measuredOn, machine, versions.node, versions.postgres, versions.redis],
  ]);
}

function processes(times: ServiceTimes): string {
  const { requests, plans, knowledge } = times;
  const perSecond = (ms: number) => number((PLANNED_USE * 1_000) / ms);
  const asking =
    VENDOR_PLANS.reduce((sum, plan) => sum + plans[plan].work.cpuMs.worker, 0) / VENDOR_PLANS.length;
  return table([
    ['one process, at 60 % of a core', 'holds'],
    ['worker: briefs of the knowledge engine', `${perSecond(knowledge.cpuMs.worker)} a second`],
    ['worker: briefs that vendors write', `${perSecond(asking)} a second`],
    ['worker: memory, when warm and idle', bytes(times.workerBytes)],
    ['worker: memory for each open run', bytes(times.openRunBytes)],
    ['worker: memory for 200 open runs', bytes(200 * times.openRunBytes)],
    [
      'worker: CPU for 200 open runs that wait',
      `${number(200 * times.openRunSecond.cpuMs.worker)} ms a second`,
    ],
    ['api: briefs accepted', `${perSecond(knowledge.cpuMs.api)} a second`],
    ['api: statuses read', `${perSecond(requests.status.cpuMs.api)} a second`],
    ['api: coaching turns without a model', `${perSecond(requests.coachingTurn.cpuMs.api)} a second`],
    ['api: coaching turns with a model', `${perSecond(requests.coachingTurnWithModel.cpuMs.api)} a second`],
    ['api: people who sign up and in', `${perSecond(requests.signUpAndIn.cpuMs.api)} a second`],
    ['api: memory, when warm and idle', bytes(times.apiBytes)],
    ['api: memory for 1,000 idle event streams', bytes(1_000 * times.eventStreamBytes)],
    [
      'api: CPU for 1,000 idle event streams',
      `${number((1_000 * times.eventStreamMinute.cpuMs.api) / 60)} ms a second`,
    ],
    [
      'PostgreSQL: CPU for 1,000 idle event streams',
      `${number((1_000 * times.eventStreamMinute.cpuMs.postgres) / 60)} ms a second`,
    ],
    [
      'connections to PostgreSQL seen, api and worker, with those of their health',
      `${number(times.connections.api)} + ${number(times.connections.worker)} + 2`,
    ],
    ['memory of PostgreSQL for each of them', bytes(times.connections.backendBytes)],
    [
      'connections of one api and one worker to Redis, cache and queue',
      `${number(times.redisConnections.cache)} and ${number(times.redisConnections.queue)}`,
    ],
  ]);
}

function serviceTimes(times: ServiceTimes): string {
  const row = (name: string, { cpuMs, commits, walBytes, cacheCommands, queueCommands }: Work): Row => [
    name,
    number(cpuMs.api),
    number(cpuMs.worker),
    number(cpuMs.postgres),
    number(cpuMs.redisCache + cpuMs.redisQueue),
    number(commits),
    bytes(walBytes),
    `${number(cacheCommands)} + ${number(queueCommands)}`,
  ];
  return table([
    ['one …', 'api', 'worker', 'PostgreSQL', 'Redis', 'commits', 'WAL', 'commands, cache + queue'],
    row('brief of the knowledge engine', times.knowledge),
    ...VENDOR_PLANS.map((plan) =>
      row(`brief of ${plan} (${number(times.plans[plan].callsDuring)} calls)`, times.plans[plan].work),
    ),
    row('status', times.requests.status),
    row('brief, read', times.requests.brief),
    row('coaching turn', times.requests.coachingTurn),
    row('coaching turn with a model', times.requests.coachingTurnWithModel),
    row('sign up and sign in', times.requests.signUpAndIn),
    row('minute of an open run', minuteOf(times.openRunSecond)),
    row('minute of an idle event stream', times.eventStreamMinute),
    row('idle minute of an api and a worker', times.idleMinute),
  ]);
}

function minuteOf({ cpuMs, ...rest }: Work): Work {
  const { walBytes, commits, cacheCommands, queueCommands } = rest;
  return {
    cpuMs: {
      api: cpuMs.api * 60,
      worker: cpuMs.worker * 60,
      postgres: cpuMs.postgres * 60,
      redisCache: cpuMs.redisCache * 60,
      redisQueue: cpuMs.redisQueue * 60,
    },
    walBytes: walBytes * 60,
    commits: commits * 60,
    cacheCommands: cacheCommands * 60,
    queueCommands: queueCommands * 60,
  };
}

function rowsOfBrief({ rows, knowledgeRows }: ServiceTimes): string {
  const names = Object.keys(rows).sort((one, other) => (rows[other]?.bytes ?? 0) - (rows[one]?.bytes ?? 0));
  const total = (of: ServiceTimes['rows'], pick: 'rows' | 'bytes') =>
    Object.values(of).reduce((sum, each) => sum + each[pick], 0);
  return table([
    ['table', 'rows, vendors', 'bytes, vendors', 'rows, knowledge', 'bytes, knowledge'],
    ...names.map((name) => [
      `\`${name}\``,
      number(rows[name]?.rows ?? 0),
      bytes(rows[name]?.bytes ?? 0),
      number(knowledgeRows[name]?.rows ?? 0),
      bytes(knowledgeRows[name]?.bytes ?? 0),
    ]),
    [
      'all',
      number(total(rows, 'rows')),
      bytes(total(rows, 'bytes')),
      number(total(knowledgeRows, 'rows')),
      bytes(total(knowledgeRows, 'bytes')),
    ],
  ]);
}

/** Days for which data shall stay (specification of the data, retention), by table. */
const KEPT_DAYS: readonly (readonly [string, number, readonly string[]])[] = [
  ['runs, tasks, events, calls', 90, ['agent_run', 'agent_task', 'run_event', 'provider_call']],
  ['briefs, versions, files, pictures', 365, ['business_briefs', 'brief_versions', 'artifact', 'asset']],
  ['counters of money', 8, ['spending_counter', 'spending_hold']],
];

function retention({ rows, knowledgeRows }: ServiceTimes): string {
  const { knowledge } = DEMAND.plans;
  const perBrief = (names: readonly string[]) =>
    names.reduce(
      (sum, name) =>
        sum + (1 - knowledge) * (rows[name]?.bytes ?? 0) + knowledge * (knowledgeRows[name]?.bytes ?? 0),
      0,
    );
  return table([
    ['what', 'days', ...SCALES.map((scale) => `at ${number(scale)} a day`)],
    ...KEPT_DAYS.map(([what, days, names]) => [
      what,
      String(days),
      ...SCALES.map((scale) => bytes(perBrief(names) * days * scale)),
    ]),
  ]);
}

function needs(sizings: readonly Sizing[]): string {
  const row = (name: string, of: (sizing: Sizing) => string): Row => [name, ...sizings.map(of)];
  return table([
    ['briefs a day', ...SCALES.map(number)],
    row('in the busiest hour, a second', ({ peakPerSecond }) => number(peakPerSecond)),
    row('open runs, at most', ({ peak }) => number(peak.mostOpenRuns)),
    row('**api processes**', ({ fleet }) => number(fleet.apis)),
    row('busy', ({ peak }) => percent(peak.busy.api)),
    row('**worker processes**', ({ fleet }) => number(fleet.workers)),
    row('busy', ({ peak }) => percent(peak.busy.worker)),
    row('**PostgreSQL cores**', ({ fleet }) => number(fleet.postgresCores)),
    row('busy', ({ peak }) => percent(peak.busy.postgres)),
    row('connections, `DATABASE_POOL_MAX` 10', ({ connections }) => number(connections)),
    row('statements that want its CPU at once, at most', ({ peak }) => number(peak.mostStatements)),
    row('flushes of the WAL a second, before grouping', ({ commitsPerSecond }) => number(commitsPerSecond)),
    row('WAL, a second', ({ walBytesPerSecond }) => bytes(walBytesPerSecond)),
    row('WAL, a day', ({ walBytesPerDay }) => bytes(walBytesPerDay)),
    row('rows, a day', ({ rowsPerDay }) => number(rowsPerDay)),
    row('tables and indexes, a day', ({ rowBytesPerDay }) => bytes(rowBytesPerDay)),
    row('rows of the spending counter (1 today)', ({ fleet }) => number(fleet.spendingRows)),
    row('share of the time that they are locked', ({ peak }) => percent(peak.busy.spendingRow)),
    row('wait for them, p95', ({ peak }) => milliseconds(peak.spendingRowWaitS.p95)),
    row("cache's Redis: cores", ({ cores }) => number(cores.redisCache)),
    row("cache's Redis: workspaces of 2 h", ({ workspaceBytes }) => bytes(workspaceBytes)),
    row("queue's Redis: cores", ({ cores }) => number(cores.redisQueue)),
    row('pictures (simulated ones), a day', ({ assetBytesPerDay }) => bytes(assetBytesPerDay)),
    row('vendors, US dollars a day', ({ usdPerDay }) => number(usdPerDay)),
    row('run with vendors, accepted to end, p50 and p95', ({ peak }) => seconds(peak.durationS)),
    row('accepted to first claim, p95', ({ peak }) => milliseconds(peak.startDelayS.p95)),
  ]);
}

function asShipped(shipped: readonly Simulated[]): string {
  const row = (name: string, of: (simulated: Simulated) => string): Row => [name, ...shipped.map(of)];
  return table([
    ['briefs a day', ...SCALES.map(number)],
    row('briefs for which every vendor of a chain was full', ({ withFallback, finished }) =>
      percent(withFallback / Math.max(1, finished)),
    ),
    row('run with vendors, accepted to end, p50 and p95', ({ durationS }) => seconds(durationS)),
    row('accepted to first claim, p95', ({ startDelayS }) => seconds1(startDelayS.p95)),
    row('ended of those that came', ({ finished, briefs }) => percent(finished / briefs)),
    row('worker busy', ({ busy }) => percent(busy.worker)),
    row('api busy', ({ busy }) => percent(busy.api)),
    row('PostgreSQL busy (2 cores)', ({ busy }) => percent(busy.postgres)),
  ]);
}

function boundsTable(found: readonly Bound[]): string {
  return table([
    ['bound', 'briefs a day', 'what to do'],
    ...found.map(({ what, briefsPerDay, remedy }) => [what, number(briefsPerDay), remedy]),
  ]);
}

function firstBreak(found: readonly Bound[]): string {
  return table([
    ['briefs a day', 'passed, the first first', 'passed in all'],
    ...SCALES.map((scale) => {
      const passed = found.filter(({ briefsPerDay }) => briefsPerDay < scale).map(({ what }) => what);
      return [
        number(scale),
        passed.length === 0 ? 'nothing' : passed.slice(0, SHOWN_BOUNDS).join('; '),
        number(passed.length),
      ];
    }),
  ]);
}

function vendorRates(sizings: readonly Sizing[]): string {
  const accounts = Object.keys(sizings[0]?.use.requests ?? {}).sort();
  return table([
    ['requests a second in the busiest hour', ...SCALES.map(number)],
    ...accounts.map((account) => [
      `\`${account}\``,
      ...sizings.map(({ use, peakPerSecond }) => number((use.requests[account] ?? 0) * peakPerSecond)),
    ]),
  ]);
}

function cost(times: ServiceTimes): string {
  const rows = VENDOR_PLANS.flatMap((plan) => {
    const { accounts } = times.plans[plan];
    const total = Object.values(accounts).reduce((sum, { microUsd }) => sum + microUsd, 0);
    return [
      ...Object.entries(accounts).map(([account, use]) => [
        plan,
        `\`${account}\``,
        use.model === null ? '' : `\`${use.model}\``,
        number(use.calls),
        number(use.inputTokens),
        number(use.outputTokens),
        dollars(use.microUsd),
      ]),
      [`**${plan}**`, 'all', '', '', '', '', `**${dollars(total)}**`],
    ];
  });
  const coach = times.coachingModel;
  const enterprise = modelAccountOf(times.plans.enterprise);
  return table([
    ['plan', 'account', 'model', 'calls', 'tokens in', 'tokens out', 'US dollars for 1,000'],
    ...rows,
    [
      'a coaching turn',
      `\`${enterprise}\``,
      `\`${coach.model}\``,
      '1',
      number(coach.inputTokens),
      number(coach.outputTokens),
      dollars(coach.microUsd),
    ],
  ]);
}

function validation(times: ServiceTimes): string {
  return table([
    ['scenario', 'measured, s', 'simulated, s', 'simulated ÷ measured'],
    ...SCENARIOS.map((scenario) => {
      const measuredS = times.validation.find(({ name }) => name === scenario.name)?.measuredS ?? Number.NaN;
      const simulatedS = foretell(times, scenario);
      return [scenario.name, number(measuredS), number(simulatedS), (simulatedS / measuredS).toFixed(2)];
    }),
  ]);
}

/** Padded as prettier would do it, so that formatting never changes the page. */
function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: Row) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 1_000 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${number(size)} ${UNITS[unit] ?? ''}`;
}

/** Three digits; more are not known, and what is next to nothing is nothing. */
function number(value: number): string {
  if (value < 0.0005) return '0';
  const known = Number(value.toPrecision(value >= 1_000 ? 4 : 3));
  return known.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

const percent = (share: number): string => `${number(share * 100)} %`;
const milliseconds = (value: number): string => `${number(value * 1_000)} ms`;
const seconds1 = (value: number): string => `${number(value)} s`;
const seconds = ({ median, p95 }: { readonly median: number; readonly p95: number }): string =>
  `${number(median)} and ${number(p95)} s`;
const dollars = (microUsd: number): string => ((microUsd / 1_000_000) * 1_000).toFixed(2);
