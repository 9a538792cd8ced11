import { setTimeout as sleep } from 'node:timers/promises';
import { inLanes } from '../measurement.js';
import type { Started } from '../service.js';
import { proportionalBytes, readCounters, residentBytes, usedFor } from './counters.js';
import type { Measured } from './installation.js';
import { someIdeas, workOf } from './measure-briefs.js';
import type { ServiceTimes, Work } from './service-times.js';

const OPEN_RUNS = 300;
/** Long enough for all of them to begin before the first has its answer. */
const SLOW_MS = 60_000;
const OPEN_WINDOW_MS = 10_000;
/** Of a process, as in a container of half a gigabyte. */
const HEAP_MB = 256;
const STREAMS = 1_000;
const STREAM_WINDOW_MS = 30_000;
const IDLE_WINDOW_MS = 20_000;
const MINUTE_MS = 60_000;

export type Waiting = Pick<
  ServiceTimes,
  | 'openRunSecond'
  | 'openRunBytes'
  | 'eventStreamMinute'
  | 'eventStreamBytes'
  | 'idleMinute'
  | 'apiBytes'
  | 'workerBytes'
  | 'connections'
  | 'redisConnections'
>;

/** What it costs to wait: processes for work, runs for vendors, clients for events. */
export async function measureWaiting(measured: Measured): Promise<Waiting> {
  const { installation, servers } = measured;
  const settings = {
    ...installation.vendorSettings,
    LOCAL_PLAN: 'enterprise',
    WORKER_CONCURRENCY: String(OPEN_RUNS),
    ANTHROPIC_TIMEOUT_S: '200',
    // Without a bound, memory says more about the machine's than about the process's.
    NODE_OPTIONS: `--max-old-space-size=${String(HEAP_MB)}`,
    // One person follows them all.
    EVENT_STREAMS_PER_PERSON: String(STREAMS),
  };
  const client = await installation.startApi(settings);
  await installation.startWorker(settings);
  // Everything is loaded and every statement prepared before memory is compared.
  await inLanes(20, someIdeas(60), (idea) => client.generate(idea));
  await installation.untilRunsEnded();
  const { api, worker } = pidsOf(measured);

  const idleMinute = await workDuring(measured, IDLE_WINDOW_MS);
  const apiBytes = residentBytes(api);
  const workerBytes = residentBytes(worker);

  await installation.setLatency(SLOW_MS);
  const started: Started[] = [];
  await inLanes(40, someIdeas(OPEN_RUNS), async (idea) => started.push(await client.generate(idea)));
  await installation.until(
    'all runs have begun',
    async () => (await installation.unfinished('running')) === OPEN_RUNS,
  );
  const connections = await connectionsOf(measured);
  const redisConnections = await redisConnectionsOf(measured);
  const open = await workDuring(measured, OPEN_WINDOW_MS);
  const openRunBytes = (residentBytes(worker) - workerBytes) / OPEN_RUNS;
  const openRunSecond = perUnit(open, idleMinute, OPEN_RUNS * 60);

  // Its runs go back to the queue, where nobody takes them: their streams are open, and nothing happens.
  await installation.stopWorker();
  await installation.setLatency(null);
  await inLanes(20, someIdeas(STREAMS - OPEN_RUNS), async (idea) =>
    started.push(await client.generate(idea)),
  );
  const idleApi = await workDuring(measured, IDLE_WINDOW_MS);
  const before = residentBytes(api);
  const closing: (() => void)[] = [];
  await inLanes(50, started, async (brief) => closing.push(await client.openStream(brief)));
  const streaming = await workDuring(measured, STREAM_WINDOW_MS);
  const eventStreamBytes = (residentBytes(api) - before) / STREAMS;
  for (const close of closing) close();
  await servers.database.query(`DELETE FROM business_briefs WHERE id = ANY($1::uuid[])`, [
    started.map(({ brief_id }) => brief_id),
  ]);
  return {
    idleMinute,
    openRunSecond,
    openRunBytes,
    apiBytes,
    workerBytes,
    connections,
    redisConnections,
    eventStreamBytes,
    eventStreamMinute: perUnit(streaming, idleApi, STREAMS),
  };
}

function pidsOf({ installation }: Measured): { readonly api: number; readonly worker: number } {
  const { api, worker } = installation.pids;
  if (api === undefined || worker === undefined) throw new Error('api and worker have to run');
  return { api, worker };
}

/** What was used in a while, for each minute of it. */
async function workDuring({ servers, installation }: Measured, durationMs: number): Promise<Work> {
  const before = await readCounters(servers, installation.pids);
  await sleep(durationMs);
  const after = await readCounters(servers, installation.pids);
  return workOf(usedFor((after.atMs - before.atMs) / MINUTE_MS, before, after));
}

/** What a minute has cost more than another, for each of so many units. */
function perUnit(busy: Work, idle: Work, units: number): Work {
  const each = (pick: (work: Work) => number) => Math.max(0, pick(busy) - pick(idle)) / units;
  return {
    cpuMs: {
      api: each(({ cpuMs }) => cpuMs.api),
      worker: each(({ cpuMs }) => cpuMs.worker),
      postgres: each(({ cpuMs }) => cpuMs.postgres),
      redisCache: each(({ cpuMs }) => cpuMs.redisCache),
      redisQueue: each(({ cpuMs }) => cpuMs.redisQueue),
    },
    walBytes: each(({ walBytes }) => walBytes),
    commits: each(({ commits }) => commits),
    cacheCommands: each(({ cacheCommands }) => cacheCommands),
    queueCommands: each(({ queueCommands }) => queueCommands),
  };
}

async function connectionsOf({ servers }: Measured): Promise<ServiceTimes['connections']> {
  const { rows } = await servers.database.query<{ name: string; pid: number }>(
    `SELECT application_name AS name, pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  const of = (name: string) => rows.filter((row) => row.name === name).length;
  const busy = rows.filter(({ name }) => name === 'genesis-worker');
  return {
    // Each process has one more, with which it asks for its health.
    api: of('genesis-api'),
    worker: busy.length,
    backendBytes: busy.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0) / Math.max(1, busy.length),
  };
}

/** Of one api and one worker together. */
async function redisConnectionsOf({ servers }: Measured): Promise<ServiceTimes['redisConnections']> {
  const count = async (redis: Measured['servers']['cache']) => {
    const clients = (await redis.client('LIST')) as string;
    return clients.split('\n').filter((line) => line.includes('name=genesis')).length;
  };
  return { cache: await count(servers.cache), queue: await count(servers.queue) };
}
