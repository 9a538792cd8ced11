import { randomBytes } from 'node:crypto';
import { type Agent, type AgentOutcome, AgentRoster, type TaskName } from '@genesis/agents';
import { BriefsModule, BriefsService, type StartedRun } from '@genesis/briefs';
import { ConfigModule, DatabaseSettings, loadSettings } from '@genesis/config';
import { DatabaseModule, migrate, postgresOptions } from '@genesis/database';
import { IdentityModule } from '@genesis/identity';
import { type JsonObject, newId } from '@genesis/kernel';
import type { BusinessBrief } from '@genesis/knowledge';
import { ObservabilityModule } from '@genesis/observability';
import { JobQueue, QueueModule } from '@genesis/queue';
import {
  ActiveRuns,
  RunExecutionModule,
  RunExecutor,
  RunReconciler,
  RunReconcilingModule,
  RunsService,
} from '@genesis/runs';
import { Test, type TestingModule } from '@nestjs/testing';
import type pg from 'pg';
import { configuredStores } from '../support/harness/installation.js';
import { TestDatabase } from '../support/harness/test-database.js';

export type AgentScript = Partial<Record<TaskName, Agent['run']>>;

/** Long enough that neither a heartbeat nor the reconciler acts by itself in a test that does not wait for it. */
const NEVER_S = '3600';
const NEVER_MS = '600000';

export const IDEA: BusinessBrief = {
  business_name: 'Atelier Sira',
  sector: 'couture',
  vision: 'Que les femmes de Thiès portent du sur mesure cousu à Thiès.',
  mission: 'Nous prenons les mesures à domicile et livrons en huit jours.',
  target_audience: 'Les enseignantes de Thiès qui préparent une cérémonie.',
  differentiation: 'Une date de livraison écrite et une retouche offerte.',
  value_proposition: 'Une tenue sur mesure en huit jours à partir de 20 000 FCFA.',
  location: { city: 'Thiès', country: 'Sénégal' },
  services: ['Tenue sur mesure', 'Retouche'],
};

/** What an agent that has nothing special to do answers. */
export function aResult(data: JsonObject = { written: true }): AgentOutcome {
  return {
    status: 'success',
    data,
    provenance: {},
    error: null,
    provider: 'knowledge',
    model: null,
    warnings: [],
    usage: null,
  };
}

class ScriptedRoster extends AgentRoster {
  constructor(private readonly script: AgentScript) {
    super();
  }

  agentFor(task: TaskName): Agent {
    return { run: this.script[task] ?? (async () => aResult({ by: task })) };
  }
}

/** One worker, without its BullMQ side: a test delivers the jobs itself. */
export class BenchWorker {
  readonly executor: RunExecutor;
  readonly active: ActiveRuns;
  readonly reconciler: RunReconciler;
  readonly runs: RunsService;
  readonly briefs: BriefsService;
  readonly queue: JobQueue;

  constructor(readonly module: TestingModule) {
    this.executor = module.get(RunExecutor, { strict: false });
    this.active = module.get(ActiveRuns, { strict: false });
    this.reconciler = module.get(RunReconciler, { strict: false });
    this.runs = module.get(RunsService, { strict: false });
    this.briefs = module.get(BriefsService, { strict: false });
    this.queue = module.get(JobQueue, { strict: false });
  }
}

/** A database and any number of workers on it in this process, with agents that do what a test says. */
export class RunWorkbench {
  private readonly workers = new Set<BenchWorker>();

  private constructor(
    private readonly database: TestDatabase,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(env: Readonly<Record<string, string>> = {}): Promise<RunWorkbench> {
    const stores = configuredStores();
    const database = await TestDatabase.create(stores.databaseUrl);
    const bench = new RunWorkbench(database, {
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
      ...env,
    });
    await migrate(postgresOptions(loadSettings({ env: bench.env }).get(DatabaseSettings), 'genesis-test'));
    return bench;
  }

  get db(): pg.Pool {
    return this.database.pool;
  }

  /** Every key of its workers in Redis begins with it. */
  get keyPrefix(): string {
    return this.env['REDIS_KEY_PREFIX'] ?? '';
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** @param script what the agents do; null for the real ones */
  async startWorker(
    script: AgentScript | null = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<BenchWorker> {
    const loaded = loadSettings({ env: { ...this.env, ...env } });
    const building = Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-worker' }),
        DatabaseModule.forRoot('genesis-test'),
        QueueModule.forProducers(),
        IdentityModule,
        BriefsModule,
        RunExecutionModule,
        RunReconcilingModule,
      ],
    });
    if (script !== null) building.overrideProvider(AgentRoster).useValue(new ScriptedRoster(script));
    const module = await building.compile();
    await module.init();
    const worker = new BenchWorker(module);
    this.workers.add(worker);
    return worker;
  }

  /** Ends a worker before the others. */
  async stop(worker: BenchWorker): Promise<void> {
    this.workers.delete(worker);
    await worker.module.close();
  }

  /** @returns the id of a new person */
  async anOwner(): Promise<string> {
    const ownerId = newId();
    await this.db.query(`INSERT INTO users (id, email, name) VALUES ($1, $2, 'Awa')`, [
      ownerId,
      `${ownerId}@example.com`,
    ]);
    return ownerId;
  }

  /** A new brief with its first run queued. @param owner default: a new person */
  async aRun(worker: BenchWorker, owner?: string): Promise<StartedRun & { readonly ownerId: string }> {
    const ownerId = owner ?? (await this.anOwner());
    const run = await worker.briefs.generate(
      { owner: { id: ownerId, dc360UserId: null, language: 'fr' }, idempotencyKey: null, requestId: null },
      { brief: IDEA, language: 'fr' },
    );
    return { ...run, ownerId };
  }

  /** What another worker would see after this one was silent for longer than its lease. */
  async endLease(runId: string): Promise<void> {
    await this.db.query(`UPDATE agent_run SET lease_expires_at = now() - interval '1 second' WHERE id = $1`, [
      runId,
    ]);
  }

  async run(runId: string): Promise<RunRow> {
    const { rows } = await this.db.query<RunRow>(
      `SELECT r.*, (SELECT jsonb_object_agg(t.name, to_jsonb(t)) FROM agent_task t WHERE t.run_id = r.id) AS tasks
         FROM agent_run r WHERE r.id = $1`,
      [runId],
    );
    if (!rows[0]) throw new Error(`there is no run ${runId}`);
    return rows[0];
  }

  async close(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => this.stop(worker)));
    await this.database.drop();
  }
}

export interface RunRow {
  readonly status: string;
  readonly fence: number;
  readonly crash_count: number;
  readonly enqueue_count: number;
  readonly error: JsonObject | null;
  readonly tasks: Readonly<Record<TaskName, TaskRow>>;
}

export interface TaskRow {
  readonly status: string;
  readonly attempt: number;
  readonly output: JsonObject | null;
  readonly provenance: Readonly<Record<string, { readonly origin: string; readonly note?: string }>>;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly warnings: readonly string[];
}

/** Something that one side waits for and the other opens. */
export function aGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
