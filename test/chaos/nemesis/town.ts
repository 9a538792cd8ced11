import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { ApiClient } from '../../support/harness/api-client.js';
import type { Installation } from '../../support/harness/installation.js';
import type { ServiceProcess } from '../../support/harness/service-process.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../../support/simulators/dc360-simulator.js';
import { PrivateServers } from '../private-servers.js';
import { CalmClock } from './calm-clock.js';
import { Crew } from './crew.js';
import { drawn } from './fault-plan.js';
import { StoreLine } from './store-line.js';

export const PLACES = 2;

const SETTINGS = {
  // Few, so that many processes fit.
  DATABASE_POOL_MAX: '6',
  // A hanging vendor is given up soon enough for many of them.
  LLM_TIMEOUT_S: '8',
  VENDOR_BREAKER_OPEN_S: '5',
  // What failed for good is asked for again by the user, not within one publication.
  PUBLISH_TIMEOUT_S: '30',
};

/** What was kept is stored for so long after the return of the database at the latest: connections are made first. */
const STORED_AFTER_MS = 3_000;
/** What is left at least of a lease (10 s) whose last heartbeat (every 3 s) went through. */
const LEASE_LEFT_MS = 7_000;

/** All that a nemesis fights: stores, vendors, two apis and two workers, and the network between them. */
export class Town {
  readonly clock = new CalmClock();
  readonly apis: Crew;
  readonly workers: Crew;
  private readonly urls = new WeakMap<ServiceProcess, string>();
  private readonly databaseGaps: { readonly from: number; to: number }[] = [];
  private readonly storeFaults = new Map<string, Promise<void>>();

  private constructor(
    readonly servers: PrivateServers,
    readonly platform: Dc360Simulator,
    readonly installation: Installation,
    readonly postgresLine: StoreLine,
    readonly redisLine: StoreLine,
    /** Past the line. */
    readonly redis: Redis,
    readonly queues: { readonly runs: Queue; readonly publishing: Queue },
  ) {
    const { DATABASE_URL = '', REDIS_URL = '' } = installation.env;
    const env = {
      DATABASE_URL: postgresLine.through(DATABASE_URL),
      TEST_DATABASE_URL: postgresLine.through(DATABASE_URL),
      REDIS_URL: redisLine.through(REDIS_URL),
    };
    this.workers = new Crew('workers', PLACES, () => installation.startWorker(env), this.clock);
    this.apis = new Crew('apis', PLACES, () => this.startApi(env), this.clock);
  }

  static async build(): Promise<Town> {
    const [servers, platform] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 150, max: 1_200 } }),
      Dc360Simulator.start({ isEveryoneKnown: true, latencyMs: { min: 20, max: 200 } }),
    ]);
    // The platform does nothing against doubles: only what we do counts.
    platform.setRules({ honoursIdempotencyKey: false, refusesDuplicates: false });
    const installation = await servers.install({
      ...SETTINGS,
      DIGITALCLOUD360_API_URL: platform.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
    });
    const [postgresLine, redisLine] = await Promise.all([
      StoreLine.to(servers.postgres.url),
      StoreLine.to(servers.redis.url),
    ]);
    const redis = new Redis(servers.redis.url, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    const queueOf = (name: string) => {
      const queue = new Queue(name, { connection: redis, prefix: `${installation.keyPrefix}:bull` });
      queue.on('error', () => undefined);
      return queue;
    };
    const queues = { runs: queueOf('runs'), publishing: queueOf('publishing') };
    const town = new Town(servers, platform, installation, postgresLine, redisLine, redis, queues);
    await Promise.all([town.apis.muster(), town.workers.muster()]);
    return town;
  }

  /** @param draw which api, of those at work @throws when none is */
  apiUrl(draw: number): string {
    const api = drawn(this.apis.atWork, draw);
    if (api === null) throw new Error('no api is at work');
    return this.urlOf(api);
  }

  urlOf(api: ServiceProcess): string {
    return this.urls.get(api) ?? '';
  }

  async aUser(): Promise<ApiClient> {
    return new ApiClient([this.apiUrl(0)]).signUp();
  }

  /** Milliseconds of the Unix epoch at which an answer of a vendor may have been lost with whoever had asked: while the
   *  database is away, answers are kept in memory. */
  get deaths(): readonly number[] {
    const { deaths } = this.workers;
    const withWhatWasKept = this.databaseGaps.flatMap(({ from, to }) => {
      const fatal = deaths.filter((at) => at >= from && at <= to + STORED_AFTER_MS);
      // Leases run out in so long a gap, and whoever can write takes over.
      const until = Math.min(to, Date.now());
      if (until - from > LEASE_LEFT_MS) fatal.push(until);
      return fatal.length === 0 ? [] : momentsBetween(from, Math.max(...fatal));
    });
    return [...deaths, ...withWhatWasKept];
  }

  /** Whoever was writing has to connect and to write again. */
  noteDatabaseGap(): void {
    this.databaseGaps.push({ from: Date.now(), to: Date.now() });
  }

  /** Work during which the database cannot be written to. */
  async withoutDatabase(work: () => Promise<void>): Promise<void> {
    const gap = { from: Date.now(), to: Infinity };
    this.databaseGaps.push(gap);
    try {
      await work();
    } finally {
      gap.to = Date.now();
    }
  }

  async killRedis({ isWiped, awayMs }: { isWiped: boolean; awayMs: number }): Promise<void> {
    const { redis, redisLog } = this.servers;
    await this.inTurn('redis', () =>
      this.clock.during('redis', async () => {
        await redis.kill();
        await sleep(awayMs);
        if (isWiped) await rm(redisLog, { recursive: true, force: true });
        await redis.restart();
      }),
    );
  }

  async restartPostgres(awayMs: number): Promise<void> {
    const { postgres } = this.servers;
    await this.inTurn('postgres', () =>
      this.withoutDatabase(() =>
        this.clock.during('postgres', async () => {
          await postgres.kill();
          await sleep(awayMs);
          await postgres.restart();
        }),
      ),
    );
  }

  /** Waits for the faults of the stores, and for every process that is being replaced. */
  async isWhole(): Promise<void> {
    await Promise.all(this.storeFaults.values());
    await Promise.all([this.apis.isComplete(), this.workers.isComplete()]);
  }

  async close(): Promise<void> {
    this.apis.retire();
    this.workers.retire();
    await Promise.all(Object.values(this.queues).map((queue) => queue.close()));
    this.redis.disconnect();
    await this.installation.close();
    await Promise.all([this.postgresLine.close(), this.redisLine.close()]);
    await Promise.all([this.servers.stop(), this.platform.stop()]);
  }

  /** One fault of a store at a time. */
  private async inTurn(store: string, fault: () => Promise<void>): Promise<void> {
    const before = this.storeFaults.get(store) ?? Promise.resolve();
    const mine = before.then(fault);
    this.storeFaults.set(
      store,
      mine.catch(() => undefined),
    );
    await mine;
  }

  private async startApi(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const api = await this.installation.startApi(env);
    const { url } = await api.untilLogged('api listens');
    this.urls.set(api, String(url));
    return api;
  }
}

function momentsBetween(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.ceil((to - from) / 500) + 1 }, (_value, index) => from + 500 * index);
}
