import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSettings, loadSettings, RedisSettings } from '@genesis/config';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  type SimulatedVendors,
  startSimulatedVendors,
} from '../../test/support/simulators/simulated-vendors.js';
import { ApiClient, asPart, freePort, type Part, startPart } from '../service.js';
import { type Servers, serversOf } from './counters.js';

export const UNLIMITED = 10_000;
/** Each has to be named: one that is not has the limits that its adapter knows. */
const ACCOUNTS = [
  'openai',
  'anthropic',
  'deepseek',
  'kimi',
  'openai-compatible',
  'tavily',
  'kimi-search',
  'openai-images',
];

/** A setting that gives every account the same number, some of them another one. */
export function ofEach(number: number, others: Readonly<Record<string, number>> = {}): string {
  return ACCOUNTS.map((account) => `${account}=${String(others[account] ?? number)}`).join(',');
}

const MUCH_TIME_S = '600';

/** Nothing but what is measured shall hold a run up: no cap, no quota, no account. Nor a budget of time: on a busy machine
 *  agents would ask less. */
const BOUNDLESS: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  PROMETHEUS_PORT: '0',
  WORKER_PROMETHEUS_PORT: '0',
  LOG_LEVEL: 'error',
  RATE_LIMIT_ENABLED: 'false',
  RUN_TIMEOUT_JOB_S: '3600',
  AGENT_TIMEOUT_RESEARCH_S: MUCH_TIME_S,
  AGENT_TIMEOUT_CONTENT_S: MUCH_TIME_S,
  AGENT_TIMEOUT_LOGO_S: MUCH_TIME_S,
  AGENT_TIMEOUT_SEO_S: MUCH_TIME_S,
  SPENDING_CAP_RUN_USD: '1000',
  SPENDING_CAP_USER_DAY_USD: String(UNLIMITED),
  SPENDING_CAP_DAY_USD: String(UNLIMITED),
  VENDOR_REQUESTS_PER_SECOND: ofEach(UNLIMITED),
  VENDOR_CONCURRENCY: ofEach(UNLIMITED),
};

export interface Measured {
  readonly servers: Servers;
  readonly installation: Installation;
}

/** One api and one worker under measurement, and the vendors that they ask. */
export class Installation {
  api: Part | null = null;
  worker: Part | null = null;
  /** Of the api that was started last. */
  apiUrl = '';

  private constructor(
    private readonly servers: Servers,
    private readonly vendors: SimulatedVendors,
    private readonly folder: string,
  ) {}

  static async start(servers: Servers): Promise<Installation> {
    const folder = await mkdtemp(path.join(tmpdir(), 'genesis-scaling-'));
    return new Installation(servers, await startSimulatedVendors(), folder);
  }

  /** Settings that lead to the simulated vendors. */
  get vendorSettings(): Readonly<Record<string, string>> {
    return this.vendors.environment;
  }

  /** Starts a new api instead of the one that runs. @returns a person who has just signed up there */
  async startApi(env: Readonly<Record<string, string>>): Promise<ApiClient> {
    await this.api?.stop();
    const port = String(await freePort());
    this.api = asPart(startPart('apps/api/src/main.js', { ...this.settings(env), PORT: port }));
    this.apiUrl = `http://127.0.0.1:${port}`;
    const client = new ApiClient(this.apiUrl);
    await client.untilReady();
    await client.signUp();
    return client;
  }

  /** Starts a new worker instead of the one that runs. @returns once it listens to the queue */
  async startWorker(env: Readonly<Record<string, string>>): Promise<void> {
    await this.worker?.stop();
    this.worker = asPart(startPart('apps/worker/src/main.js', this.settings(env)));
    await this.until('a worker takes jobs', async () => {
      const clients = (await this.servers.queue.client('LIST')) as string;
      return clients.includes('cmd=bzpopmin');
    });
  }

  async stopWorker(): Promise<void> {
    await this.worker?.stop();
    this.worker = null;
  }

  get pids(): Readonly<Partial<Record<'api' | 'worker', number>>> {
    return {
      ...(this.api && { api: this.api.pid }),
      ...(this.worker && { worker: this.worker.pid }),
    };
  }

  /** Every answer of every vendor takes exactly so long from now on; null: as they are by themselves. */
  async setLatency(latencyMs: number | null): Promise<void> {
    for (const { url } of this.vendors.vendors) {
      await fetch(`${url}/__script`, { method: 'DELETE' });
      if (latencyMs === null) continue;
      const body = JSON.stringify([{ behaviour: { kind: 'slow', latencyMs }, times: null }]);
      const answer = await fetch(`${url}/__script`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`a simulated vendor refused its script: ${await answer.text()}`);
    }
  }

  /** What a search has found is kept for everybody: without this the second brief asks less than the first. */
  async forgetSearches(): Promise<void> {
    const { cache } = this.servers;
    const keys = await cache.keys('*:cache:*');
    if (keys.length > 0) await cache.del(...keys);
  }

  async untilRunsEnded(): Promise<void> {
    await this.until('all runs have ended', async () => (await this.unfinished()) === 0);
  }

  async unfinished(status: 'running' | null = null): Promise<number> {
    const { rows } = await this.servers.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM agent_run
        WHERE status IN ('queued', 'running', 'parked') AND ($1::text IS NULL OR status = $1)`,
      [status],
    );
    return rows[0]?.count ?? 0;
  }

  async until(what: string, isSo: () => Promise<boolean>, timeoutMs = 180_000): Promise<void> {
    const giveUpAtMs = performance.now() + timeoutMs;
    while (!(await isSo())) {
      if (performance.now() > giveUpAtMs) throw new Error(`it took too long until ${what}`);
      await sleep(25);
    }
  }

  async stop(): Promise<void> {
    await this.stopWorker();
    await this.api?.stop();
    await this.vendors.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private settings(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return { ...BOUNDLESS, ASSET_DIR: path.join(this.folder, 'assets'), ...env };
  }
}

/** Measures an installation on the servers that the settings name. */
export async function withInstallation<T>(work: (measured: Measured) => Promise<T>): Promise<T> {
  const loaded = loadSettings();
  const database = new pg.Client({ connectionString: loaded.get(DatabaseSettings).url });
  await database.connect();
  const { url, queueUrl } = loaded.get(RedisSettings);
  const [cache, queue] = [new Redis(url), new Redis(queueUrl)];
  try {
    const servers = await serversOf(database, cache, queue);
    const installation = await Installation.start(servers);
    try {
      return await work({ servers, installation });
    } finally {
      await installation.stop();
    }
  } finally {
    cache.disconnect();
    queue.disconnect();
    await database.end();
  }
}
