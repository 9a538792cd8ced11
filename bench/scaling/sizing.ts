import { type Demand, meanS, SHIPPED_ACCOUNTS } from './demand.js';
import { type Fleet, ServiceModel, type Simulated } from './service-model.js';
import { type Cpu, type PlanUse, type ServiceTimes, VENDOR_PLANS, type Work } from './service-times.js';

/** Share of a core that may be used in the busiest hour: what is left is for peaks within it and for a process that is
 *  missing. */
export const PLANNED_USE = 0.6;
/** Runs that a worker carries, as WORKER_CONCURRENCY has it, and the share of them that is planned for. */
const RUNS_PER_WORKER = 200;
/** From where the search for enough begins. */
const USUAL_RUN_S = 60;
/** At least so long is simulated, and so many briefs. */
const LEAST_S = 300;
const LEAST_BRIEFS = 3_000;
const SEED = 20_261_126;
const DAY_S = 86_400;
const MOST_START_DELAY_S = 1;
const MOST_API_WAIT_S = 0.05;
/** As many connections as a process opens: DATABASE_POOL_MAX, and the one of its health. */
export const CONNECTIONS_PER_PROCESS = 11;
/** How long a workspace lives after its last use: REDIS_SESSION_TTL. */
const WORKSPACE_LIFE_S = 7_200;
/** What PostgreSQL has by default, without the three that are kept for superusers. */
const MAX_CONNECTIONS = 97;

/** What an average brief of a demand takes, everything around it included. */
export interface BriefUse {
  readonly cpuMs: Cpu;
  readonly walBytes: number;
  readonly commits: number;
  readonly cacheCommands: number;
  readonly queueCommands: number;
  readonly rows: number;
  readonly rowBytes: number;
  readonly vendorCalls: number;
  readonly microUsd: number;
  readonly pictures: number;
  /** Requests by account. */
  readonly requests: Readonly<Record<string, number>>;
}

/** @param durationS of a run that asks vendors */
export function useOfBrief(times: ServiceTimes, demand: Demand, durationS: number): BriefUse {
  const { requests } = times;
  const asking = VENDOR_PLANS.reduce((sum, plan) => sum + demand.plans[plan], 0);
  const watchedMin = (asking * durationS * demand.followed) / 60;
  const parts: readonly (readonly [number, Work])[] = [
    [demand.plans.knowledge, times.knowledge],
    ...VENDOR_PLANS.map((plan) => [demand.plans[plan], workOf(times.plans[plan])] as const),
    [demand.signIns, requests.signUpAndIn],
    [demand.statusReads, requests.status],
    [demand.briefReads, requests.brief],
    [demand.coachingTurns * (1 - asking), requests.coachingTurn],
    [demand.coachingTurns * asking, requests.coachingTurnWithModel],
    [asking * durationS, times.openRunSecond],
    [watchedMin, times.eventStreamMinute],
  ];
  const sum = (pick: (work: Work) => number) =>
    parts.reduce((total, [share, work]) => total + share * pick(work), 0);
  const asked: Record<string, number> = {};
  let microUsd = demand.coachingTurns * asking * times.coachingModel.microUsd;
  for (const plan of VENDOR_PLANS) {
    for (const [account, { calls, microUsd: cost }] of Object.entries(times.plans[plan].accounts)) {
      asked[account] = (asked[account] ?? 0) + demand.plans[plan] * calls;
      microUsd += demand.plans[plan] * cost;
    }
    const model = modelAccountOf(times.plans[plan]);
    asked[model] = (asked[model] ?? 0) + demand.plans[plan] * demand.coachingTurns;
  }
  const tables = (pick: (size: ServiceTimes['rows'][string]) => number) =>
    asking * Object.values(times.rows).reduce((total, each) => total + pick(each), 0) +
    demand.plans.knowledge *
      Object.values(times.knowledgeRows).reduce((total, each) => total + pick(each), 0);
  return {
    cpuMs: {
      api: sum(({ cpuMs }) => cpuMs.api),
      worker: sum(({ cpuMs }) => cpuMs.worker),
      postgres: sum(({ cpuMs }) => cpuMs.postgres),
      redisCache: sum(({ cpuMs }) => cpuMs.redisCache),
      redisQueue: sum(({ cpuMs }) => cpuMs.redisQueue),
    },
    walBytes: sum(({ walBytes }) => walBytes),
    commits: sum(({ commits }) => commits),
    cacheCommands: sum(({ cacheCommands }) => cacheCommands),
    queueCommands: sum(({ queueCommands }) => queueCommands),
    rows: tables(({ rows }) => rows),
    rowBytes: tables(({ bytes }) => bytes) + demand.coachingTurns * times.coachingBytes,
    vendorCalls: Object.values(asked).reduce((total, calls) => total + calls, 0),
    microUsd,
    pictures: asked['openai-images'] ?? 0,
    requests: asked,
  };
}

/** Of a brief whose searches nobody has made before: as much more as it asks more. */
function workOf({ work, callsDuring, accounts }: PlanUse): Work {
  const calls = Object.values(accounts).reduce((sum, use) => sum + use.calls, 0);
  const share = (calls + 2) / (callsDuring + 2);
  const more = (value: number) => value * share;
  return {
    cpuMs: {
      api: work.cpuMs.api,
      worker: more(work.cpuMs.worker),
      postgres: more(work.cpuMs.postgres),
      redisCache: more(work.cpuMs.redisCache),
      redisQueue: work.cpuMs.redisQueue,
    },
    walBytes: more(work.walBytes),
    commits: more(work.commits),
    cacheCommands: more(work.cacheCommands),
    queueCommands: work.queueCommands,
  };
}

export function modelAccountOf({ accounts }: PlanUse): string {
  const [name] = Object.keys(accounts).filter((account) => accounts[account]?.capability === 'llm');
  if (name === undefined) throw new Error('a plan with vendors asks no model');
  return name;
}

/** What is needed at a scale, and what the simulation of the busiest hour says of it. */
export interface Sizing {
  readonly demand: Demand;
  readonly fleet: Fleet;
  readonly use: BriefUse;
  readonly peak: Simulated;
  readonly perSecond: number;
  readonly peakPerSecond: number;
  readonly cores: Readonly<Record<'postgres' | 'redisCache' | 'redisQueue', number>>;
  readonly connections: number;
  readonly commitsPerSecond: number;
  readonly walBytesPerSecond: number;
  readonly walBytesPerDay: number;
  readonly rowBytesPerDay: number;
  readonly rowsPerDay: number;
  /** Most workspaces of a day at once; the cache may evict those of runs that have ended. */
  readonly workspaceBytes: number;
  readonly assetBytesPerDay: number;
  readonly usdPerDay: number;
}

/** Enough of everything for the busiest hour, with accounts that refuse nobody. */
export function size(times: ServiceTimes, briefsPerDay: number, base: Omit<Demand, 'briefsPerDay'>): Sizing {
  const demand = { ...base, briefsPerDay, accounts: {} };
  const perSecond = briefsPerDay / DAY_S;
  const peakPerSecond = perSecond * demand.peakFactor;
  let use = useOfBrief(times, demand, USUAL_RUN_S);
  const busyCores = (ms: number) => (ms / 1_000) * peakPerSecond;
  let fleet: Fleet = {
    apis: enough(busyCores(use.cpuMs.api), 2),
    workers: Math.max(
      enough(busyCores(use.cpuMs.worker), 2),
      Math.ceil((peakPerSecond * (1 - demand.plans.knowledge) * USUAL_RUN_S) / RUNS_PER_WORKER / PLANNED_USE),
    ),
    runsPerWorker: RUNS_PER_WORKER,
    postgresCores: enough(busyCores(use.cpuMs.postgres), 1),
    spendingRows: 1,
  };
  let peak: Simulated;
  for (;;) {
    peak = new ServiceModel({ times, demand, fleet, seed: SEED, lengthS: lengthS(demand) }).simulatePeak();
    use = useOfBrief(times, demand, peak.durationS.meanS);
    const more = {
      apis: peak.apiWaitS.p95 > MOST_API_WAIT_S ? 1 : 0,
      workers:
        peak.startDelayS.p95 > MOST_START_DELAY_S ||
        peak.mostOpenRuns > fleet.workers * RUNS_PER_WORKER * PLANNED_USE
          ? 1
          : 0,
      postgresCores: peak.busy.postgres > PLANNED_USE * 1.1 ? 1 : 0,
      spendingRows: peak.busy.spendingRow > PLANNED_USE ? 1 : 0,
    };
    if (Object.values(more).every((count) => count === 0)) break;
    fleet = {
      ...fleet,
      apis: fleet.apis + more.apis,
      workers: Math.ceil((fleet.workers + more.workers) * (more.workers ? 1.1 : 1)),
      postgresCores: fleet.postgresCores + more.postgresCores,
      spendingRows: fleet.spendingRows + more.spendingRows,
    };
  }
  return {
    demand,
    fleet,
    use,
    peak,
    perSecond,
    peakPerSecond,
    cores: {
      postgres: busyCores(use.cpuMs.postgres),
      redisCache: busyCores(use.cpuMs.redisCache),
      redisQueue: busyCores(use.cpuMs.redisQueue),
    },
    connections: (fleet.apis + fleet.workers) * CONNECTIONS_PER_PROCESS,
    commitsPerSecond: use.commits * peakPerSecond,
    walBytesPerSecond: use.walBytes * peakPerSecond,
    walBytesPerDay: use.walBytes * briefsPerDay,
    rowBytesPerDay: use.rowBytes * briefsPerDay,
    rowsPerDay: use.rows * briefsPerDay,
    workspaceBytes: times.redisBytes.workspace * peakPerSecond * WORKSPACE_LIFE_S,
    assetBytesPerDay: use.pictures * times.assetBytes * briefsPerDay,
    usdPerDay: (use.microUsd / 1_000_000) * briefsPerDay,
  };
}

const lengthS = ({ briefsPerDay, peakFactor }: Demand) =>
  Math.max(LEAST_S, (LEAST_BRIEFS * DAY_S) / briefsPerDay / peakFactor);

const enough = (busyCores: number, least: number) => Math.max(least, Math.ceil(busyCores / PLANNED_USE));

/** The service as it is shipped, with one api and one worker, on a database of two cores. */
export function simulateShipped(
  times: ServiceTimes,
  briefsPerDay: number,
  base: Omit<Demand, 'briefsPerDay'>,
): Simulated {
  return new ServiceModel({
    times,
    demand: { ...base, briefsPerDay, accounts: SHIPPED_ACCOUNTS },
    fleet: { apis: 1, workers: 1, runsPerWorker: RUNS_PER_WORKER, postgresCores: 2, spendingRows: 1 },
    seed: SEED,
    lengthS: lengthS({ ...base, briefsPerDay }),
  }).simulatePeak();
}

/** A bound of the service as it is shipped. */
export interface Bound {
  readonly what: string;
  readonly briefsPerDay: number;
  /** What to do about it. */
  readonly remedy: string;
}

const PACE_S = 1.2;

/** Where it breaks, the first first. @param durationS of a run that asks vendors */
export function bounds(
  times: ServiceTimes,
  base: Omit<Demand, 'briefsPerDay'>,
  durationS: number,
): readonly Bound[] {
  const demand = { ...base, briefsPerDay: 0 };
  const use = useOfBrief(times, demand, durationS);
  const asking = VENDOR_PLANS.reduce((sum, plan) => sum + demand.plans[plan], 0);
  /** @param perBrief what a brief takes of something of which there is so much in a second */
  const perDay = (perSecond: number, perBrief: number) =>
    ((perSecond / perBrief) * DAY_S) / demand.peakFactor;
  const processesPerBriefASecond = (use.cpuMs.api + use.cpuMs.worker) / 1_000 / PLANNED_USE;
  const found: Bound[] = [
    {
      what: '`SPENDING_CAP_DAY_USD` 200',
      briefsPerDay: 200 / (use.microUsd / 1_000_000),
      remedy: 'raise it, and the alert on it',
    },
    {
      what: 'one worker: its core',
      briefsPerDay: perDay(1_000, use.cpuMs.worker),
      remedy: 'more workers',
    },
    {
      what: `one worker: ${String(RUNS_PER_WORKER)} open runs`,
      briefsPerDay: perDay(RUNS_PER_WORKER, asking * durationS),
      remedy: 'more workers, or a higher `WORKER_CONCURRENCY`',
    },
    { what: 'one api: its core', briefsPerDay: perDay(1_000, use.cpuMs.api), remedy: 'more apis' },
    {
      what: 'PostgreSQL: 2 cores',
      briefsPerDay: perDay(2_000, use.cpuMs.postgres),
      remedy: 'more cores',
    },
    {
      what: "PostgreSQL: the service's spending counter, one row",
      briefsPerDay: perDay(1_000, use.vendorCalls * times.spendingRowMs),
      remedy: 'a counter in parts, see below',
    },
    {
      what: `PostgreSQL: ${String(MAX_CONNECTIONS)} connections`,
      briefsPerDay: perDay(Math.floor(MAX_CONNECTIONS / CONNECTIONS_PER_PROCESS), processesPerBriefASecond),
      remedy: 'PgBouncer, or a smaller `DATABASE_POOL_MAX`',
    },
    {
      what: "the cache's Redis: its core",
      briefsPerDay: perDay(1_000, use.cpuMs.redisCache),
      remedy: 'Redis Cluster for the cache',
    },
    {
      what: "the queue's Redis: its core",
      briefsPerDay: perDay(1_000, use.cpuMs.redisQueue),
      remedy: 'queues in parts',
    },
  ];
  for (const [account, limits] of Object.entries(SHIPPED_ACCOUNTS)) {
    const asked = use.requests[account];
    if (asked === undefined || asked === 0) continue;
    const capability = VENDOR_PLANS.map((plan) => times.plans[plan].accounts[account]?.capability).find(
      Boolean,
    );
    const { requestsPerSecond, concurrency } = limits;
    const rates = [
      ...(requestsPerSecond === undefined ? [] : [requestsPerSecond / PACE_S]),
      ...(concurrency === undefined ? [] : [concurrency / meanS(demand.latency[capability ?? 'llm'])]),
    ];
    found.push({
      what: `the account \`${account}\`, as its limits are shipped`,
      briefsPerDay: perDay(Math.min(...rates), asked),
      remedy: 'ask the vendor for more, then raise `VENDOR_…`',
    });
  }
  return found.sort((one, other) => one.briefsPerDay - other.briefsPerDay);
}
