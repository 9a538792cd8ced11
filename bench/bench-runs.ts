import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSettings, loadSettings, RedisSettings } from '@genesis/config';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  familyCpuMs,
  inLanes,
  median,
  percentile,
  postgresProcessId,
  redisProcessId,
} from './measurement.js';
import { atLeast, atMost, type Bar, report, rounded, say } from './report.js';
import { ApiClient, asPart, type Part, startApi, startPart, untilMessage } from './service.js';

// Whole runs through HTTP against bare BullMQ moving the same number of jobs, in alternating rounds of one run.
const ROUNDS = 5;
const RUNS_PER_ROUND = 1_000;
const IN_FLIGHT = 50;
const IDLE_SAMPLES = 40;
/** Between two samples: the system is idle when a run is submitted. */
const IDLE_PAUSE_MS = 50;

interface Servers {
  readonly database: pg.Client;
  readonly redis: Redis;
  readonly postgresPid: number;
  readonly redisPid: number;
  readonly redisUrl: string;
}

async function connect(): Promise<Servers> {
  const loaded = loadSettings();
  const database = new pg.Client({ connectionString: loaded.get(DatabaseSettings).url });
  await database.connect();
  const redisUrl = loaded.get(RedisSettings).queueUrl;
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  return {
    database,
    redis,
    redisUrl,
    postgresPid: await postgresProcessId(database),
    redisPid: await redisProcessId(redis),
  };
}

/** Transactions that wrote: reads take no transaction id. */
async function writes(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ xid: string }>(`SELECT pg_current_xact_id()::text AS xid`);
  return Number(rows[0]?.xid);
}

/** Tells when runs have ended: those that are waited for and not among the unfinished ones. */
class Ends {
  private readonly waiting = new Map<string, () => void>();
  private isLooking = false;

  constructor(private readonly database: pg.Client) {}

  async of(runId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.set(runId, resolve);
      if (!this.isLooking) this.look().catch(reject);
    });
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    while (this.waiting.size > 0) {
      await sleep(20);
      const asked = [...this.waiting.keys()];
      const { rows } = await this.database.query<{ id: string }>({
        name: 'unfinished',
        text: `SELECT id FROM agent_run WHERE status IN ('queued', 'running', 'parked')`,
      });
      const unfinished = new Set(rows.map(({ id }) => id));
      for (const runId of asked) {
        if (unfinished.has(runId)) continue;
        this.waiting.get(runId)?.();
        this.waiting.delete(runId);
      }
    }
    this.isLooking = false;
  }
}

interface Round {
  readonly perSecond: number;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly writes: number;
}

async function serviceRound(servers: Servers, api: Part, worker: Part, client: ApiClient): Promise<Round> {
  const pids = { api: api.pid, worker: worker.pid, postgres: servers.postgresPid, redis: servers.redisPid };
  const ends = new Ends(servers.database);
  const before = Object.entries(pids).map(([name, pid]) => [name, familyCpuMs(pid)] as const);
  const writesBefore = await writes(servers.database);
  const startedAtMs = performance.now();
  await inLanes(IN_FLIGHT, Array.from({ length: RUNS_PER_ROUND }), async () =>
    ends.of((await client.generate()).run_id),
  );
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const writesAfter = await writes(servers.database);
  return {
    perSecond: RUNS_PER_ROUND / seconds,
    cpuMs: Object.fromEntries(
      before.map(([name, cpu]) => [
        name,
        (familyCpuMs(pids[name as keyof typeof pids]) - cpu) / RUNS_PER_ROUND,
      ]),
    ),
    // The count itself takes one.
    writes: (writesAfter - writesBefore - 1) / RUNS_PER_ROUND,
  };
}

class Baseline {
  private constructor(
    private readonly queue: Queue,
    private readonly events: QueueEvents,
    private readonly worker: Part,
    private readonly connections: readonly Redis[],
  ) {}

  static async start(redisUrl: string): Promise<Baseline> {
    const name = 'bare';
    const connections = [0, 1].map(() => new Redis(redisUrl, { maxRetriesPerRequest: null }));
    const [first, second] = connections as [Redis, Redis];
    const child = startPart('bench/bare-worker.main.js', {}, [redisUrl, name]);
    await untilMessage(child, 'ready');
    const events = new QueueEvents(name, { connection: second });
    await events.waitUntilReady();
    const queue = new Queue(name, { connection: first });
    // Each job that is waited for listens to both.
    for (const emitter of [queue, events]) emitter.setMaxListeners(0);
    return new Baseline(queue, events, asPart(child), connections);
  }

  async round(): Promise<number> {
    const startedAtMs = performance.now();
    await inLanes(IN_FLIGHT, Array.from({ length: RUNS_PER_ROUND }), async () => {
      const job = await this.queue.add('nothing', {});
      await job.waitUntilFinished(this.events);
    });
    return RUNS_PER_ROUND / ((performance.now() - startedAtMs) / 1_000);
  }

  async idleMs(): Promise<number> {
    await sleep(IDLE_PAUSE_MS);
    const startedAtMs = performance.now();
    const job = await this.queue.add('nothing', {});
    await job.waitUntilFinished(this.events);
    return performance.now() - startedAtMs;
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.events.close();
    await this.queue.close();
    for (const connection of this.connections) connection.disconnect();
  }
}

async function idleSamples(client: ApiClient): Promise<{ firstMs: number[]; lastMs: number[] }> {
  const firstMs: number[] = [];
  const lastMs: number[] = [];
  for (let sample = 0; sample < IDLE_SAMPLES; sample += 1) {
    await sleep(IDLE_PAUSE_MS);
    const startedAtMs = performance.now();
    const times = await client.follow(await client.generate(), startedAtMs);
    firstMs.push(times.firstMs);
    lastMs.push(times.lastMs);
  }
  return { firstMs, lastMs };
}

async function startWorker(entry: string): Promise<Part> {
  const child = startPart(entry, { WORKER_PROMETHEUS_PORT: '0', LOG_LEVEL: 'error' });
  if (entry.startsWith('bench/')) await untilMessage(child, 'ready');
  else await sleep(4_000);
  return asPart(child);
}

async function main(isCheck: boolean): Promise<boolean> {
  const servers = await connect();
  const { api, url } = await startApi();
  const client = new ApiClient(url);
  await client.untilReady();
  await client.signUp();
  const baseline = await Baseline.start(servers.redisUrl);
  let worker = await startWorker('bench/noop-worker.main.js');
  try {
    await serviceRound(servers, api, worker, client);
    await baseline.round();
    const rounds: { ours: Round; bare: number }[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const ours = await serviceRound(servers, api, worker, client);
      const bare = await baseline.round();
      rounds.push({ ours, bare });
      const cpu = Object.entries(ours.cpuMs).map(([name, ms]) => `${name} ${rounded(ms)}`);
      say(
        `round ${String(round)}: ${rounded(ours.perSecond)} runs/s, bare ${rounded(bare)} jobs/s, ` +
          `CPU ms a run: ${cpu.join(', ')}; write commits a run ${rounded(ours.writes)}`,
      );
    }
    const over = (pick: (round: { ours: Round; bare: number }) => number) => median(rounds.map(pick));
    const cpuOf = (names: readonly string[]) =>
      over(({ ours }) => names.reduce((sum, name) => sum + (ours.cpuMs[name] ?? 0), 0));
    const idle = await idleSamples(client);
    const bareIdle: number[] = [];
    for (let sample = 0; sample < IDLE_SAMPLES; sample += 1) bareIdle.push(await baseline.idleMs());
    say(
      `idle, no-op agents: first event p50 ${rounded(median(idle.firstMs))} p99 ${rounded(percentile(idle.firstMs, 0.99))} ms; ` +
        `end p50 ${rounded(median(idle.lastMs))} p99 ${rounded(percentile(idle.lastMs, 0.99))} ms; ` +
        `bare add to finished p50 ${rounded(median(bareIdle))} ms`,
    );
    await worker.stop();
    worker = await startWorker('apps/worker/src/main.js');
    await idleSamples(client);
    const knowledge = await idleSamples(client);
    const knowledgeRound = await serviceRound(servers, api, worker, client);
    say(
      `knowledge engine: end p50 ${rounded(median(knowledge.lastMs))} p99 ${rounded(percentile(knowledge.lastMs, 0.99))} ms; ` +
        `${rounded(knowledgeRound.perSecond)} runs/s, worker ${rounded(knowledgeRound.cpuMs.worker ?? 0)} ms CPU a run`,
    );
    const bars: readonly Bar[] = [
      atLeast(
        'runs/s ÷ bare jobs/s',
        over(({ ours, bare }) => ours.perSecond / bare),
        0.08,
      ),
      atMost('CPU ms a run, api + worker', cpuOf(['api', 'worker']), 9),
      atMost('CPU ms a run, all processes', cpuOf(['api', 'worker', 'postgres', 'redis']), 16),
      atMost(
        'write commits a run',
        over(({ ours }) => ours.writes),
        11,
      ),
      atMost('idle end to end ÷ bare, p50', median(idle.lastMs) / median(bareIdle), 10),
      atMost('submit to first event at the client, p50 ms', median(idle.firstMs), 30),
      atMost('idle end to end with the knowledge engine, p50 ms', median(knowledge.lastMs), 150),
    ];
    const isGood = report(bars);
    return isGood || !isCheck;
  } finally {
    await worker.stop();
    await baseline.stop();
    await api.stop();
    servers.redis.disconnect();
    await servers.database.end();
  }
}

process.exitCode = (await main(process.argv.includes('--check'))) ? 0 : 1;
