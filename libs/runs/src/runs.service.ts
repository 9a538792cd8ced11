import { createHash } from 'node:crypto';
import { AGENT_NAMES, type AgentName, BRIEF_PLAN, type RunInput, type TaskName } from '@genesis/agents';
import { queryPrepared, together } from '@genesis/database';
import { FaultSettings, RunSettings, type SubscriptionPlan } from '@genesis/config';
import { AppError } from '@genesis/kernel';
import { traceContextOf } from '@genesis/observability';
import { Signals } from '@genesis/queue';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CANCEL_TOPIC } from './active-runs.js';
import { isActive, type RunStatus } from './entities/agent-run.entity.js';
import type { TaskStatus } from './entities/agent-task.entity.js';
import { failpoint } from './failpoints.js';
import { hasRoom, RunAdmission } from './run-admission.js';
import { RunEnding } from './run-ending.js';
import type { SettledTask } from './run-outcome.js';

/** A file that is in a run's workspace before any agent writes. */
export interface InitialFile {
  /** Canonical path. */
  readonly path: string;
  readonly mediaType: string;
  readonly content: string;
}

/** Author and task of the initial files. */
const INITIAL = 'coaching';

export interface NewRun {
  readonly runId: string;
  readonly briefId: string;
  readonly version: number;
  readonly ownerId: string;
  readonly subscriptionPlan: SubscriptionPlan;
  readonly input: RunInput;
  readonly requestedAgents: readonly AgentName[];
  /** Results that this run takes over instead of making them. */
  readonly kept: Readonly<Partial<Record<AgentName, SettledTask>>>;
  /** Where the kept agents' files and those that were there from the start are; null for a first run. */
  readonly keptFromWorkspaceId: string | null;
  /** What the agents find in their workspace from the start. */
  readonly files: readonly InitialFile[];
  /** Number of the brief's last event so far; 0 for a new brief. */
  readonly previousEventSeq: number;
  readonly requestId: string | null;
}

export interface RunProgressView {
  readonly runId: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly isCancelling: boolean;
  readonly agents: Readonly<Record<AgentName, TaskStatus>>;
  /** Share of settled tasks, synthesis included, 0..100. */
  readonly progress: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What a run has cost so far, from its journal. */
export interface RunCost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
}

/** Starts, cancels and describes runs. Executing them is the worker's part. */
@Injectable()
export class RunsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly admission: RunAdmission,
    private readonly signals: Signals,
    private readonly ending: RunEnding,
    private readonly settings: RunSettings,
    private readonly faults: FaultSettings,
  ) {}

  /** To be called before a run is promised. @throws AppError QUEUE_CLOSED (upstream_unavailable) while the queue answers and
   *  takes no job; not while it is away. */
  async requireOpenQueue(): Promise<void> {
    await this.admission.requireOpenQueue();
  }

  /** Inserts run, tasks and first event in the caller's transaction.
   *  @returns whether the run may enter the queue: if so, call `enqueue` after the commit. Else it waits until one of its
   *  owner's has ended. @throws a unique violation of `ux_agent_run_active_brief` when the brief already has an unfinished run. */
  async start(tx: EntityManager, run: NewRun): Promise<boolean> {
    const tasks = BRIEF_PLAN.tasks.map(({ name }) => ({ name, ...keptColumns(run.kept, name) }));
    const isRegeneration = run.requestedAgents.length < AGENT_NAMES.length;
    const inserted = queryPrepared<{ is_admitted: boolean }>(
      tx,
      `WITH run AS (
         INSERT INTO agent_run (id, brief_id, version, owner_id, plan, status, requested_agents, input, event_seq,
                                trace_context, enqueue_count, subscription_plan)
         VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8 + 1, $9, ${hasRoom('$4', '$13')}::int, $12)
         RETURNING id, brief_id, event_seq, enqueue_count
       ), tasks AS (
         INSERT INTO agent_task (run_id, name, status, is_kept, output, provenance, error, provider, model, warnings,
                                 usage, finished_at)
         SELECT run.id, t.name, t.status, t.is_kept, nullif(t.output, 'null'::jsonb), t.provenance,
                nullif(t.error, 'null'::jsonb), t.provider, t.model, t.warnings, nullif(t.usage, 'null'::jsonb),
                CASE WHEN t.is_kept THEN now() END
           FROM run, jsonb_to_recordset($10::jsonb)
                AS t(name text, status text, is_kept boolean, output jsonb, provenance jsonb, error jsonb,
                     provider text, model text, warnings text[], usage jsonb)
       )
       INSERT INTO run_event (brief_id, seq, run_id, type, data)
       SELECT brief_id, event_seq, id, 'run.started', $11 FROM run
       RETURNING (SELECT enqueue_count > 0 FROM run) AS is_admitted`,
      [
        run.runId,
        run.briefId,
        run.version,
        run.ownerId,
        BRIEF_PLAN.version,
        run.requestedAgents,
        JSON.stringify(run.input),
        run.previousEventSeq,
        JSON.stringify({
          ...(run.requestId !== null && { request_id: run.requestId }),
          // Every worker that carries the run goes on from here.
          ...traceContextOf(),
        }),
        JSON.stringify(tasks),
        JSON.stringify({
          version: run.version,
          agents: run.requestedAgents,
          is_regeneration: isRegeneration,
        }),
        run.subscriptionPlan,
        this.settings.ownerConcurrency,
      ],
    );
    const [rows] = await together(
      inserted,
      ...(run.keptFromWorkspaceId === null ? [] : [copyKeptFiles(tx, run, run.keptFromWorkspaceId)]),
      ...(run.files.length === 0 ? [] : [insertFiles(tx, run)]),
    );
    return rows[0]?.is_admitted ?? false;
  }

  /** Best effort: a run whose job is lost is found by the reconciler. */
  async enqueue(runId: string): Promise<void> {
    await failpoint(this.faults, 'api:after-commit');
    await this.admission.enqueue(runId);
  }

  /** Asks a run to end. One that nobody works on ends here and now, one at work within seconds.
   *  @throws AppError ILLEGAL_TRANSITION (conflict) when it has ended already. */
  async cancel(runId: string): Promise<void> {
    const [rows]: [{ id: string }[], number] = await this.dataSource.query(
      `UPDATE agent_run SET cancel_requested_at = coalesce(cancel_requested_at, now())
        WHERE id = $1 AND status IN ('queued', 'running', 'parked') RETURNING id`,
      [runId],
    );
    if (rows.length === 0) throw new AppError({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
    this.signals.send(CANCEL_TOPIC, runId);
    await this.ending.end(runId);
  }

  /** Leaves nothing of somebody's runs in the queue, what is kept there after its end included. A run that a worker has at
   *  the moment stays until then. */
  async dropJobs(ownerId: string): Promise<void> {
    await this.admission.dropJobs(ownerId);
  }

  /** The brief's newest run, or null. */
  async latest(briefId: string): Promise<RunProgressView | null> {
    const rows = await queryPrepared<ProgressRow>(
      this.dataSource.manager,
      `SELECT r.id, r.version, r.status, r.cancel_requested_at IS NOT NULL AS cancelling, r.started_at, r.finished_at,
              (SELECT jsonb_object_agg(t.name, t.status) FROM agent_task t WHERE t.run_id = r.id) AS tasks
         FROM agent_run r WHERE r.brief_id = $1 ORDER BY r.version DESC LIMIT 1`,
      [briefId],
    );
    return rows[0] ? toProgress(rows[0]) : null;
  }

  async cost(runId: string): Promise<RunCost> {
    const rows: RunCost[] = await this.dataSource.query(
      `SELECT coalesce(sum(attempts), 0)::int AS calls,
              coalesce(sum((usage->>'input_tokens')::numeric), 0)::float8 AS "inputTokens",
              coalesce(sum((usage->>'output_tokens')::numeric), 0)::float8 AS "outputTokens",
              coalesce(sum(cost_micro_usd), 0)::float8 AS "costMicroUsd"
         FROM provider_call WHERE run_id = $1`,
      [runId],
    );
    return rows[0] ?? { calls: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };
  }
}

interface ProgressRow {
  readonly id: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly cancelling: boolean;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly tasks: Readonly<Record<TaskName, TaskStatus>>;
}

function toProgress(row: ProgressRow): RunProgressView {
  const statuses = Object.values(row.tasks);
  const settled = statuses.filter((status) => status !== 'pending' && status !== 'running').length;
  return {
    runId: row.id,
    version: row.version,
    status: row.status,
    isCancelling: row.cancelling && isActive(row.status),
    agents: Object.fromEntries(AGENT_NAMES.map((name) => [name, row.tasks[name]])) as Record<
      AgentName,
      TaskStatus
    >,
    progress: Math.floor((100 * settled) / statuses.length),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

function keptColumns(kept: NewRun['kept'], name: TaskName): object {
  const task = name === 'synthesis' ? undefined : kept[name];
  return {
    status: task?.status ?? 'pending',
    is_kept: task !== undefined,
    output: task?.output ?? null,
    provenance: task?.provenance ?? {},
    error: task?.error ?? null,
    provider: task?.provider ?? null,
    model: task?.model ?? null,
    warnings: task?.warnings ?? [],
    usage: task?.usage ?? null,
  };
}

async function copyKeptFiles(tx: EntityManager, run: NewRun, from: string): Promise<void> {
  await tx.query(
    `INSERT INTO artifact (workspace_id, path, brief_id, version, task, revision, media_type, size, sha256, author,
                           content, created_at, modified_at)
     SELECT $1, path, brief_id, $2, task, revision, media_type, size, sha256, author, content, created_at, modified_at
       FROM artifact WHERE workspace_id = $3 AND task = ANY($4::text[])`,
    [run.runId, run.version, from, [...Object.keys(run.kept), INITIAL]],
  );
}

async function insertFiles(tx: EntityManager, run: NewRun): Promise<void> {
  const files = run.files.map((file) => ({
    ...file,
    size: Buffer.byteLength(file.content),
    sha256: createHash('sha256').update(file.content).digest('hex'),
  }));
  await queryPrepared(
    tx,
    `INSERT INTO artifact (workspace_id, path, brief_id, version, task, revision, media_type, size, sha256, author,
                           content, created_at, modified_at)
     SELECT $1, f.path, $2, $3, $4, 1, f."mediaType", f.size, f.sha256, $4, f.content, now(), now()
       FROM jsonb_to_recordset($5::jsonb) AS f(path text, "mediaType" text, size int, sha256 text, content text)`,
    [run.runId, run.briefId, run.version, INITIAL, JSON.stringify(files)],
  );
}
