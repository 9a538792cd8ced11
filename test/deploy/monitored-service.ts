import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { findFreePort } from '../../scripts/local/ports.mjs';
import {
  type PrivateServer,
  startPrivatePostgres,
  startPrivateRedis,
} from '../../scripts/local/private-services.mjs';
import { SERVICE_SECRET } from '../support/builders/service-caller.js';
import { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type SimulatedVendors, startSimulatedVendors } from '../support/simulators/simulated-vendors.js';
import { PrometheusServer } from './prometheus-server.js';
import { operatorProgram, WatchedProgram } from './watched-program.js';

const SCRAPED_MS = 30_000;
const DAY_S = 86_400;

/** Enough for the traffic of the test, and little enough to be reached by one person in it. */
const USER_DAY_CAP_USD = 1;
/** A run that is held up ends as failed within the test. */
const RUN_TIMEOUT_S = 20;

interface Part {
  stop(): Promise<unknown>;
}

/** What is stopped together, the newest first. */
class Parts {
  private readonly started: Part[] = [];

  async add<P extends Part>(starting: Promise<P>): Promise<P> {
    const part = await starting;
    this.started.unshift(part);
    return part;
  }

  async stop(): Promise<void> {
    for (const part of this.started.splice(0)) await part.stop();
  }
}

/** One api and two workers with stores of their own, simulated vendors, what watches the machine, and a real Prometheus
 *  that scrapes all of it. */
export class MonitoredService {
  private constructor(
    readonly installation: Installation,
    readonly vendors: SimulatedVendors,
    readonly prometheus: PrometheusServer,
    private readonly parts: Parts,
  ) {}

  static async start(): Promise<MonitoredService> {
    const parts = new Parts();
    try {
      const service = await MonitoredService.startWith(parts);
      await service.untilScraped();
      return service;
    } catch (error) {
      await parts.stop();
      throw error;
    }
  }

  private static async startWith(parts: Parts): Promise<MonitoredService> {
    const folder = await mkdtemp(path.join(tmpdir(), 'genesis-monitored-'));
    await parts.add(
      Promise.resolve({ stop: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) }),
    );
    const [postgres, cache, queue, vendors] = await Promise.all([
      parts.add(startPrivatePostgres({ dir: path.join(folder, 'postgres') })),
      parts.add(redisOf(path.join(folder, 'cache'), 'allkeys-lru')),
      parts.add(redisOf(path.join(folder, 'queue'), 'noeviction')),
      parts.add(startSimulatedVendors()),
    ]);
    const installation = await Installation.create(
      {
        databaseUrl: await testDatabaseOn(postgres.url),
        redisUrl: cache.url,
        redisKeyPrefix: 'genesis:monitored',
      },
      {
        ...vendors.environment,
        REDIS_QUEUE_URL: queue.url,
        GENESIS_SERVICE_SECRET: SERVICE_SECRET,
        HOSTING: 'dc360',
        ASSET_DIR: path.join(folder, 'assets'),
        SPENDING_CAP_USER_DAY_USD: String(USER_DAY_CAP_USD),
        RUN_TIMEOUT_JOB_S: String(RUN_TIMEOUT_S),
        // So that one opens within the test, and closes again.
        VENDOR_BREAKER_FAILURES: '3',
        VENDOR_BREAKER_WINDOW_S: '5',
        VENDOR_BREAKER_OPEN_S: '5',
      },
    );
    await parts.add(Promise.resolve({ stop: () => installation.close() }));
    const [api = '', ...workers] = await Promise.all(
      [installation.startApi(), installation.startWorker(), installation.startWorker()].map(
        async (starting) => metricsAddress(await starting),
      ),
    );
    const [node, certificates] = await Promise.all([
      parts.add(NodeExporter.start(folder)),
      parts.add(CertificateProbe.start()),
    ]);
    const prometheus = await parts.add(
      PrometheusServer.start(
        {
          'genesis-api': [api],
          'genesis-worker': workers,
          node: [node.address],
          blackbox: [certificates.address],
        },
        folder,
      ),
    );
    return new MonitoredService(installation, vendors, prometheus, parts);
  }

  /** Every target twice from now on, and well, so that there is a rate. */
  async untilScraped(): Promise<void> {
    const since = Date.now();
    const scrapes = new Map<string, Set<string>>();
    await waitFor(
      async () => {
        const targets = await this.prometheus.targets();
        for (const { scrapeUrl, health, lastScrape } of targets) {
          const seen = scrapes.get(scrapeUrl) ?? new Set();
          if (health === 'up' && Date.parse(lastScrape) > since) seen.add(lastScrape);
          scrapes.set(scrapeUrl, seen);
        }
        return targets.length > 0 && [...scrapes.values()].every(({ size }) => size >= 2);
      },
      { timeoutMs: SCRAPED_MS, everyMs: 250, what: 'every target to be scraped twice' },
    );
  }

  /** Tells simulated vendors what to do next. @param names of vendors; empty means all */
  async script(names: readonly string[], entries: readonly object[]): Promise<void> {
    const told = this.vendors.vendors.filter(({ name }) => names.length === 0 || names.includes(name));
    await Promise.all(
      told.map(async ({ name, url }) => {
        const { ok, status } = await fetch(`${url}/__script`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(entries),
        });
        if (!ok) throw new Error(`${name} refuses the script with ${status}`);
      }),
    );
  }

  /** Vendors answer properly again. */
  async endScripts(): Promise<void> {
    await Promise.all(this.vendors.vendors.map(({ url }) => fetch(`${url}/__script`, { method: 'DELETE' })));
  }

  stop(): Promise<void> {
    return this.parts.stop();
  }
}

/** A Redis with a limit of memory, as the containers have one. */
async function redisOf(dir: string, policy: string): Promise<PrivateServer> {
  const server = await startPrivateRedis({ dir, appendonly: false });
  const redis = new Redis(server.url);
  await redis.config('SET', 'maxmemory', '64mb');
  await redis.config('SET', 'maxmemory-policy', policy);
  redis.disconnect();
  return server;
}

/** The service refuses to test on a database whose name does not say so. */
async function testDatabaseOn(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query('CREATE DATABASE monitored_test');
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = '/monitored_test';
  return url.href;
}

async function metricsAddress(process: ServiceProcess): Promise<string> {
  const { port } = await process.untilLogged('metrics listen');
  return `127.0.0.1:${String(port)}`;
}

/** Watches the machine, and reads when the last backup was good, as on a server. */
class NodeExporter {
  private constructor(
    readonly address: string,
    private readonly program: WatchedProgram,
  ) {}

  static async start(folder: string): Promise<NodeExporter> {
    const textfiles = path.join(folder, 'textfiles');
    await mkdir(textfiles);
    await writeFile(
      path.join(textfiles, 'backup.prom'),
      `genesis_ai_backup_last_success_timestamp_seconds ${Math.floor(Date.now() / 1_000) - 3_600}\n`,
    );
    const address = `127.0.0.1:${await findFreePort()}`;
    const program = new WatchedProgram(
      operatorProgram('node_exporter', 'prometheus-node-exporter'),
      [`--web.listen-address=${address}`, `--collector.textfile.directory=${textfiles}`],
      path.join(folder, 'node-exporter.log'),
    );
    return new NodeExporter(address, program);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}

/** Stands in for the blackbox exporter: there is no certificate of ours to look at. */
class CertificateProbe {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<CertificateProbe> {
    const expiry = Math.floor(Date.now() / 1_000) + 60 * DAY_S;
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(`probe_success 1\nprobe_ssl_earliest_cert_expiry ${expiry}\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CertificateProbe(server);
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
