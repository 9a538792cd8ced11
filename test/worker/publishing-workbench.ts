import { randomBytes } from 'node:crypto';
import { BriefsModule, BriefsService } from '@genesis/briefs';
import { ConfigModule, DatabaseSettings, loadSettings } from '@genesis/config';
import { DatabaseModule, migrate, postgresOptions } from '@genesis/database';
import { IdentityModule } from '@genesis/identity';
import { newId } from '@genesis/kernel';
import { ObservabilityModule } from '@genesis/observability';
import {
  ActivePublications,
  PublicationReconciler,
  PublicationRunner,
  PublishingExecutionModule,
  PublishingModule,
  type RequestedPublication,
  WebhookDelivery,
  WebhookLog,
  WebsitesService,
  type WebsiteView,
} from '@genesis/publishing';
import { JobQueue, QueueModule } from '@genesis/queue';
import { RunExecutionModule, RunExecutor } from '@genesis/runs';
import { Test, type TestingModule } from '@nestjs/testing';
import type pg from 'pg';
import { configuredStores } from '../support/harness/installation.js';
import { TestDatabase } from '../support/harness/test-database.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';

/** Long enough that neither a heartbeat nor a reconciler acts by itself in a test that does not wait for it. */
const NEVER_S = '3600';
const NEVER_MS = '600000';

export const DC360_USER = '4711';

export interface PublishableBrief {
  readonly briefId: string;
  readonly ownerId: string;
}

/** One process that both asks for publications and publishes them, without its BullMQ side: a test delivers the jobs. */
export class PublishingWorker {
  readonly websites: WebsitesService;
  readonly runner: PublicationRunner;
  readonly active: ActivePublications;
  readonly reconciler: PublicationReconciler;
  readonly webhooks: WebhookDelivery;
  readonly webhookLog: WebhookLog;
  readonly queue: JobQueue;

  constructor(readonly module: TestingModule) {
    this.websites = module.get(WebsitesService, { strict: false });
    this.runner = module.get(PublicationRunner, { strict: false });
    this.active = module.get(ActivePublications, { strict: false });
    this.reconciler = module.get(PublicationReconciler, { strict: false });
    this.webhooks = module.get(WebhookDelivery, { strict: false });
    this.webhookLog = module.get(WebhookLog, { strict: false });
    this.queue = module.get(JobQueue, { strict: false });
  }

  /** Asks for a publication. */
  async ask(
    { briefId, ownerId }: PublishableBrief,
    version: number | null = null,
  ): Promise<RequestedPublication> {
    return this.websites.publish(
      { briefId, version },
      { ownerId, idempotencyKey: null, requestId: 'a-request-of-the-test' },
    );
  }

  /** Asks for a publication and carries it out. @returns where it stands then. */
  async publish(brief: PublishableBrief, version: number | null = null): Promise<WebsiteView> {
    const { publicationId } = await this.ask(brief, version);
    await this.runner.execute(publicationId);
    return this.view(publicationId);
  }

  async view(publicationId: string): Promise<WebsiteView> {
    const view = await this.websites.ofPublication(publicationId);
    if (view === null) throw new Error(`there is no publication ${publicationId}`);
    return view;
  }
}

/** A database, a simulated DigitalCloud360, and any number of workers in this process. */
export class PublishingWorkbench {
  private readonly workers = new Set<PublishingWorker>();

  private constructor(
    private readonly database: TestDatabase,
    readonly dc360: Dc360Simulator,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(env: Readonly<Record<string, string>> = {}): Promise<PublishingWorkbench> {
    const stores = configuredStores();
    const [database, dc360] = await Promise.all([
      TestDatabase.create(stores.databaseUrl),
      Dc360Simulator.start({ isEveryoneKnown: true }),
    ]);
    const bench = new PublishingWorkbench(database, dc360, {
      ENVIRONMENT: 'testing',
      TESTING_MODE: 'true',
      LOG_LEVEL: 'error',
      DATABASE_URL: database.url,
      REDIS_URL: stores.redisUrl,
      REDIS_KEY_PREFIX: `${stores.redisKeyPrefix}:${randomBytes(4).toString('hex')}`,
      PROMETHEUS_PORT: '0',
      RUN_LEASE_S: NEVER_S,
      RUN_HEARTBEAT_S: '1200',
      RECONCILE_EVERY_MS: NEVER_MS,
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      DIGITALCLOUD360_TIMEOUT: '1',
      ...env,
    });
    await migrate(postgresOptions(loadSettings({ env: bench.env }).get(DatabaseSettings), 'genesis-test'));
    return bench;
  }

  get db(): pg.Pool {
    return this.database.pool;
  }

  async startWorker(env: Readonly<Record<string, string>> = {}): Promise<PublishingWorker> {
    const loaded = loadSettings({ env: { ...this.env, ...env } });
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-worker' }),
        DatabaseModule.forRoot('genesis-test'),
        QueueModule.forProducers(),
        IdentityModule,
        BriefsModule,
        RunExecutionModule,
        PublishingModule,
        PublishingExecutionModule,
      ],
    }).compile();
    await module.init();
    const worker = new PublishingWorker(module);
    this.workers.add(worker);
    return worker;
  }

  /** A finished brief of a new person. */
  async aBrief(
    worker: PublishingWorker,
    { dc360UserId = DC360_USER }: { readonly dc360UserId?: string | null } = {},
  ): Promise<PublishableBrief> {
    const ownerId = newId();
    await this.db.query(`UPDATE users SET dc360_user_id = NULL WHERE dc360_user_id = $1`, [dc360UserId]);
    await this.db.query(`INSERT INTO users (id, email, name, dc360_user_id) VALUES ($1, $2, 'Awa', $3)`, [
      ownerId,
      `${ownerId}@example.com`,
      dc360UserId,
    ]);
    const brief = FRENCH_IDEAS[0]?.brief;
    if (brief === undefined) throw new Error('there is no idea');
    const { briefId, runId } = await worker.module
      .get(BriefsService, { strict: false })
      .generate(
        { owner: { id: ownerId, dc360UserId, language: 'fr' }, idempotencyKey: null, requestId: null },
        { brief, language: 'fr' },
      );
    await worker.module.get(RunExecutor, { strict: false }).execute(runId);
    return { briefId, ownerId };
  }

  /** Another finished version, with a new logo. */
  async aNewVersion(worker: PublishingWorker, { briefId, ownerId }: PublishableBrief): Promise<void> {
    const { runId } = await worker.module.get(BriefsService, { strict: false }).regenerate(
      {
        owner: { id: ownerId, dc360UserId: DC360_USER, language: 'fr' },
        idempotencyKey: null,
        requestId: null,
      },
      briefId,
      ['logo'],
    );
    await worker.module.get(RunExecutor, { strict: false }).execute(runId);
  }

  /** What another worker would see after this one was silent for longer than its lease. */
  async endLease(publicationId: string): Promise<void> {
    await this.db.query(
      `UPDATE publication SET lease_expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'publishing'`,
      [publicationId],
    );
  }

  async publication(publicationId: string): Promise<PublicationRow> {
    const { rows } = await this.db.query<PublicationRow>(`SELECT * FROM publication WHERE id = $1`, [
      publicationId,
    ]);
    if (!rows[0]) throw new Error(`there is no publication ${publicationId}`);
    return rows[0];
  }

  /** Forgets what the platform did, and which briefs there were. */
  reset(): void {
    this.dc360.reset();
  }

  async close(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.module.close()));
    await Promise.all([this.database.drop(), this.dc360.stop()]);
  }
}

export interface PublicationRow {
  readonly status: string;
  readonly fence: number;
  readonly attempts: number;
  readonly crash_count: number;
  readonly enqueue_count: number;
  readonly error: { readonly code: string; readonly kind: string; readonly details?: object } | null;
}
