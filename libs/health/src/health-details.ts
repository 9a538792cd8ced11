import {
  AppSettings,
  DatabaseSettings,
  HttpSettings,
  LoadedSettings,
  RunSettings,
  VendorSettings,
} from '@genesis/config';
import { poolState } from '@genesis/database';
import { Clock, type Json, type JsonObject } from '@genesis/kernel';
import { MetricsServer } from '@genesis/observability';
import { JobQueue } from '@genesis/queue';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DataSource } from 'typeorm';
import { Draining } from './draining.js';
import { HealthDatabase } from './health-database.js';
import { Liveness } from './liveness.js';
import { Readiness } from './readiness.js';
import { StartUp } from './start-up.js';

/** No part of the answer is waited for any longer: it is null then. */
const PART_LIMIT_MS = 2_000;
const QUEUES = ['runs', 'publishing'] as const;

type ReadPart = () => Json | Promise<Json>;

/** `GET /health/detailed` on the metrics listener: all that this process knows about itself. For operators, never on the
 *  public listener; no secret and no address of a store. Nobody else is asked for it than our own stores. */
@Injectable()
export class HealthDetails implements OnModuleInit, OnApplicationShutdown {
  private readonly parts = new Map<string, ReadPart>();
  private readonly eventLoop = monitorEventLoopDelay();

  constructor(
    private readonly server: MetricsServer,
    private readonly readiness: Readiness,
    private readonly liveness: Liveness,
    private readonly startUp: StartUp,
    private readonly draining: Draining,
    private readonly database: HealthDatabase,
    private readonly dataSource: DataSource,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly settings: LoadedSettings,
  ) {}

  /** Adds what only an app knows. @param read may throw, or take its time: then this part is null */
  add(name: string, read: ReadPart): void {
    this.parts.set(name, read);
  }

  onModuleInit(): void {
    this.eventLoop.enable();
    this.add('migrations', async () => ({ pending: [...(await this.database.pendingMigrations())] }));
    this.add('database_pool', () => this.poolState());
    for (const name of QUEUES)
      this.add(`queue_${name}`, async () => ({ ...(await this.queue.counts(name)) }));
    this.server.handle('/health/detailed', async () => ({ status: 200, body: await this.report() }));
  }

  onApplicationShutdown(): void {
    this.eventLoop.disable();
  }

  private async report(): Promise<JsonObject> {
    const [{ status, checks }, startUp, ...parts] = await Promise.all([
      this.readiness.report(),
      this.startUp.report(),
      ...[...this.parts].map(async ([name, read]) => [name, await orNull(read)] as const),
    ]);
    const { appName, appVersion, environment } = this.settings.get(AppSettings);
    const [version = appVersion, revision = null] = appVersion.split('+', 2);
    return {
      service: appName,
      build: { version, revision, node: process.version },
      environment,
      time: this.clock.now().toISOString(),
      uptime_s: Math.round(process.uptime()),
      state: {
        startup: startUp.status,
        live: this.liveness.report().status,
        ready: status,
        draining: this.draining.isDraining,
      },
      dependencies: Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, { ...check }])),
      event_loop_delay_ms: this.eventLoopDelay(),
      memory_bytes: memoryState(),
      limits: limitsOf(this.settings),
      ...Object.fromEntries(parts),
    };
  }

  private poolState(): JsonObject {
    return { max: this.settings.get(DatabaseSettings).poolMax, ...poolState(this.dataSource) };
  }

  /** Since somebody last looked. */
  private eventLoopDelay(): JsonObject {
    const inMs = (nanoseconds: number) => Math.round(nanoseconds / 10_000) / 100;
    const { mean, max } = this.eventLoop;
    const delay = {
      // Not a number until the first sample.
      mean: Number.isNaN(mean) ? null : inMs(mean),
      p99: inMs(this.eventLoop.percentile(99)),
      max: inMs(max),
    };
    this.eventLoop.reset();
    return delay;
  }
}

function limitsOf(settings: LoadedSettings): JsonObject {
  const runs = settings.get(RunSettings);
  const vendors = settings.get(VendorSettings);
  return {
    body_bytes: settings.get(HttpSettings).bodyLimitBytes,
    database_statement_timeout_ms: settings.get(DatabaseSettings).statementTimeoutMs,
    worker_concurrency: runs.workerConcurrency,
    run_timeout_ms: runs.deadlineMs,
    run_lease_ms: runs.leaseMs,
    start_timeout_ms: settings.get(AppSettings).startTimeoutMs,
    shutdown_grace_ms: runs.shutdownGraceMs,
    vendor_requests_per_second: vendors.requestsPerSecond,
    vendor_concurrency: vendors.concurrency,
  };
}

function memoryState(): JsonObject {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  return { rss, heap_used: heapUsed, heap_total: heapTotal, external };
}

async function orNull(read: ReadPart): Promise<Json> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PART_LIMIT_MS);
  });
  try {
    return await Promise.race([read(), limit]);
  } catch {
    // Why, the dependencies of the same answer and the log say.
    return null;
  } finally {
    clearTimeout(timer);
  }
}
