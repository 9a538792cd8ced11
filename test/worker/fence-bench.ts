import { BRIEF_PLAN, TASK_NAMES } from '@genesis/agents';
import { DatabaseSettings, loadSettings, RedisSettings, RunSettings } from '@genesis/config';
import { postgresOptions } from '@genesis/database';
import { newId } from '@genesis/kernel';
import { DataSource } from 'typeorm';
import { Signals } from '../../libs/queue/src/signals.js';
import { RedisConnections } from '../../libs/queue/src/redis-connections.js';
import { ActiveRuns } from '../../libs/runs/src/active-runs.js';
import { CallJournal } from '../../libs/runs/src/call-journal.js';
import type { ClaimedRun } from '../../libs/runs/src/claimed-run.js';
import { RunLeases } from '../../libs/runs/src/run-leases.js';
import { RunStore } from '../../libs/runs/src/run-store.js';

export const LEASE_MS = 60_000;
/** Of the service as it is set up here: so many deaths bring a run into quarantine. */
export const QUARANTINE_AFTER = 2;

/** A row as a test wants it, before anybody has claimed it. Values are SQL. */
export type RunColumns = Readonly<Record<string, string>>;

export interface FencedRow {
  readonly status: string;
  readonly fence: number;
  readonly crash_count: number;
  readonly event_seq: number;
  readonly seconds_left: number | null;
  readonly wakes_in_s: number | null;
  readonly deadline_in_s: number | null;
  readonly is_quarantined: boolean;
  readonly recent_steps: readonly number[];
}

/** What holds runs, alone on a real database: no framework, no queue, nothing that acts by itself. Several processes are
 *  several of the ones that `active` makes. */
export class FenceBench {
  private constructor(
    readonly dataSource: DataSource,
    readonly settings: RunSettings,
    private readonly connections: RedisConnections,
    readonly signals: Signals,
  ) {}

  /** On the database of the test command, which has its tables: every row is of this bench alone. */
  static async open(): Promise<FenceBench> {
    const loaded = loadSettings({
      env: {
        ...process.env,
        ENVIRONMENT: 'testing',
        LOG_LEVEL: 'error',
        RUN_LEASE_S: String(LEASE_MS / 1_000),
        RUN_HEARTBEAT_S: '0.2',
        RUN_QUARANTINE_AFTER: String(QUARANTINE_AFTER),
      },
    });
    const dataSource = new DataSource(postgresOptions(loaded.get(DatabaseSettings), 'genesis-test'));
    await dataSource.initialize();
    const redis = loaded.get(RedisSettings);
    const connections = new RedisConnections(redis);
    return new FenceBench(dataSource, loaded.get(RunSettings), connections, new Signals(connections, redis));
  }

  get leases(): RunLeases {
    return new RunLeases(this.dataSource, this.settings);
  }

  get store(): RunStore {
    return new RunStore(this.dataSource, this.settings);
  }

  get journal(): CallJournal {
    return new CallJournal(this.dataSource, this.store, this.settings);
  }

  active(leases: RunLeases = this.leases, heartbeatMs = this.settings.heartbeatMs): ActiveRuns {
    return new ActiveRuns(
      leases,
      this.signals,
      Object.assign(new RunSettings(), this.settings, { heartbeatMs }),
    );
  }

  /** A queued run of a person of its own. @returns its id */
  async aRun(columns: RunColumns = {}): Promise<string> {
    const [ownerId, briefId, runId] = [newId(), newId(), newId()];
    await this.dataSource.query(`INSERT INTO users (id, email, name) VALUES ($1, $2, 'Awa')`, [
      ownerId,
      `${ownerId}@example.com`,
    ]);
    await this.dataSource.query(
      `INSERT INTO business_briefs (id, owner_id, status, business_name, sector) VALUES ($1, $2, 'in_progress', 'Sira', 'couture')`,
      [briefId, ownerId],
    );
    const set = {
      id: `'${runId}'`,
      brief_id: `'${briefId}'`,
      version: '1',
      owner_id: `'${ownerId}'`,
      plan: `'${BRIEF_PLAN.version}'`,
      status: `'queued'`,
      requested_agents: `'{research}'`,
      input: `'{}'`,
      event_seq: '1',
      ...columns,
    };
    await this.dataSource.query(
      `INSERT INTO agent_run (${Object.keys(set).join(', ')}) VALUES (${Object.values(set).join(', ')})`,
    );
    await this.dataSource.query(
      `INSERT INTO agent_task (run_id, name, status) SELECT $1, name, 'pending' FROM unnest($2::text[]) AS name`,
      [runId, TASK_NAMES],
    );
    return runId;
  }

  /** A run that somebody holds. */
  async aHeldRun(columns: RunColumns = {}): Promise<ClaimedRun> {
    return this.claimed(await this.aRun(columns));
  }

  async claimed(runId: string): Promise<ClaimedRun> {
    const run = await this.leases.claim(runId);
    if (run === null) throw new Error('the run cannot be claimed');
    return run;
  }

  /** Somebody else has taken the run over, whose owner goes on. */
  async takenOver(run: ClaimedRun): Promise<ClaimedRun> {
    await this.set(run.id, `lease_expires_at = now() - interval '1 second'`);
    return this.claimed(run.id);
  }

  async set(runId: string, assignments: string): Promise<void> {
    await this.dataSource.query(`UPDATE agent_run SET ${assignments} WHERE id = $1`, [runId]);
  }

  async row(runId: string): Promise<FencedRow> {
    const rows: readonly FencedRow[] = await this.dataSource.query(
      `SELECT status, fence, crash_count, event_seq, recent_steps,
              extract(epoch FROM lease_expires_at - now())::float8 AS seconds_left,
              extract(epoch FROM wake_at - now())::float8 AS wakes_in_s,
              extract(epoch FROM deadline_at - now())::float8 AS deadline_in_s,
              quarantined_at IS NOT NULL AS is_quarantined
         FROM agent_run WHERE id = $1`,
      [runId],
    );
    if (!rows[0]) throw new Error('there is no such run');
    return rows[0];
  }

  /** All that a holder writes for a run. */
  async everything(runId: string): Promise<unknown> {
    const tables = [
      ['agent_run', 'id'],
      ['agent_task', 'run_id'],
      ['run_event', 'run_id'],
      ['provider_call', 'run_id'],
    ] as const;
    return Promise.all(
      tables.map(([table, column]) =>
        this.dataSource.query(`SELECT to_jsonb(t) FROM ${table} t WHERE ${column} = $1 ORDER BY 1`, [runId]),
      ),
    );
  }

  async events(runId: string): Promise<readonly string[]> {
    const rows: readonly { readonly text: string }[] = await this.dataSource.query(
      `SELECT seq || ' ' || type || coalesce(' ' || agent, '') AS text FROM run_event WHERE run_id = $1 ORDER BY seq`,
      [runId],
    );
    return rows.map(({ text }) => text);
  }

  async close(): Promise<void> {
    this.connections.onApplicationShutdown();
    await this.dataSource.destroy();
  }
}
