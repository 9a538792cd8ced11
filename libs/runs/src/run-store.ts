import type { AgentOutcome, RunInput, TaskName } from '@genesis/agents';
import { queryPrepared } from '@genesis/database';
import type { JsonObject } from '@genesis/kernel';
import type { StoredFile } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { TaskStatus } from './entities/agent-task.entity.js';
import type { EventType } from './entities/run-event.entity.js';
import type { SettledTask, TerminalRunStatus } from './run-outcome.js';
import { LeaseLostError } from './runs.errors.js';
import { storableJson } from './storable-json.js';

export interface ClaimedTask extends Omit<SettledTask, 'status'> {
  readonly name: TaskName;
  readonly status: TaskStatus;
  readonly attempt: number;
}

/** A run that this process holds the lease of. */
export interface ClaimedRun {
  readonly id: string;
  readonly briefId: string;
  readonly version: number;
  readonly ownerId: string;
  readonly plan: string;
  readonly input: RunInput;
  readonly fence: number;
  readonly isCancelRequested: boolean;
  readonly remainingMs: number;
  readonly requestId: string | null;
  readonly tasks: readonly ClaimedTask[];
  /** Tasks that the claim itself has started. */
  readonly begun: readonly TaskName[];
}

export interface TaskFinish {
  readonly name: TaskName;
  readonly status: TaskStatus;
  readonly outcome: AgentOutcome | null;
  readonly durationMs: number;
  readonly written: readonly StoredFile[];
  readonly deleted: readonly string[];
}

export interface NewEvent {
  readonly type: EventType;
  readonly agent: TaskName | null;
  readonly data: JsonObject;
}

/** What one commit of a run changes. */
export interface RunStep {
  readonly finished: readonly TaskFinish[];
  readonly started: readonly TaskName[];
  readonly events: readonly NewEvent[];
  /** Set when this step ends the run. */
  readonly end?: { readonly status: TerminalRunStatus; readonly error: JsonObject | null };
}

export interface JournaledCall {
  readonly runId: string;
  readonly task: TaskName;
  readonly callKey: string;
  readonly requestHash: string;
  readonly capability: string;
  readonly provider: string;
  readonly model: string | null;
  readonly promptId: string | null;
  readonly outcome: string;
  readonly attempts: number;
  readonly response: JsonObject | null;
  readonly usage: JsonObject | null;
  readonly latencyMs: number;
}

export interface StalledRun {
  readonly id: string;
  readonly enqueueCount: number;
  readonly mustEnd: boolean;
}

export interface Heartbeat {
  readonly runId: string;
  readonly fence: number;
}

const ACTIVE = `('queued', 'running', 'parked')`;

/** The hot path of runs: each state change is one conditional statement whose effect is checked. Times are the
 *  database's own. */
@Injectable()
export class RunStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Takes the lease of a run that is queued, due to wake, or whose lease is over, and starts those of `firstTasks` that
   *  have never been started: a commit less for every run. Null when there is nothing to take. */
  async claim(
    runId: string,
    leaseMs: number,
    runBudgetMs: number,
    firstTasks: readonly TaskName[] = [],
  ): Promise<ClaimedRun | null> {
    return this.take(
      `status = 'queued' OR (status = 'running' AND lease_expires_at < now())
        OR (status = 'parked' AND wake_at <= now())`,
      [runId, leaseMs, runBudgetMs, firstTasks],
    );
  }

  /** Takes a run in order to end it: also one that is parked for longer, never one with a live lease. */
  async claimForEnd(runId: string, leaseMs: number): Promise<ClaimedRun | null> {
    return this.take(`status IN ${ACTIVE} AND (lease_expires_at IS NULL OR lease_expires_at < now())`, [
      runId,
      leaseMs,
      0,
      [],
    ]);
  }

  /** Renews leases. @returns the runs that are still held, and which of them somebody asked to cancel. */
  async heartbeat(
    held: readonly Heartbeat[],
    leaseMs: number,
  ): Promise<ReadonlyMap<string, { isCancelRequested: boolean }>> {
    const rows = await queryPrepared<{ id: string; cancel: boolean }>(
      this.dataSource.manager,
      `UPDATE agent_run r SET lease_expires_at = now() + $3 * interval '1 millisecond'
         FROM unnest($1::uuid[], $2::int[]) AS h(id, fence)
        WHERE r.id = h.id AND r.fence = h.fence AND r.status = 'running'
        RETURNING r.id, r.cancel_requested_at IS NOT NULL AS cancel`,
      [held.map((run) => run.runId), held.map((run) => run.fence), leaseMs],
    );
    return new Map(rows.map((row) => [row.id, { isCancelRequested: row.cancel }]));
  }

  /** Gives a run back unfinished: not a crash, and the next worker may take it at once. */
  async handBack(runId: string, fence: number): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE agent_run SET status = 'queued', lease_expires_at = NULL, checked_at = now()
        WHERE id = $1 AND fence = $2 AND status = 'running'`,
      [runId, fence],
    );
  }

  /** Commits one step of a run under its fence. @returns the number of the brief's last event.
   *  @throws LeaseLostError when the fence is no longer the run's. */
  async commit(run: ClaimedRun, step: RunStep, tx: EntityManager = this.dataSource.manager): Promise<number> {
    const { sql, values } = commitStatement(run, step);
    const rows = await queryPrepared<{ last: number }>(tx, sql, values);
    const row = rows[0];
    if (!row) throw new LeaseLostError(run.id);
    return row.last;
  }

  /** The stored response of a call that finished for the same request, or null.
   *  @throws LeaseLostError when the fence is no longer the run's: then no call may begin. */
  async findCall(
    run: ClaimedRun,
    task: TaskName,
    callKey: string,
    requestHash: string,
  ): Promise<JsonObject | null> {
    const rows = await queryPrepared<{ response: JsonObject | null }>(
      this.dataSource.manager,
      `SELECT c.response FROM agent_run r
         LEFT JOIN provider_call c ON c.run_id = r.id AND c.task = $3 AND c.call_key = $4
              AND c.request_hash = $5 AND c.outcome = 'success'
        WHERE r.id = $1 AND r.fence = $2 AND r.status = 'running'`,
      [run.id, run.fence, task, callKey, requestHash],
    );
    const row = rows[0];
    if (!row) throw new LeaseLostError(run.id);
    return row.response;
  }

  /** Records a finished call and its event under the fence. A success is never overwritten. */
  async recordCall(run: ClaimedRun, given: JournaledCall): Promise<number> {
    const call = storableJson(given);
    const event = {
      call_key: call.callKey,
      provider: call.provider,
      model: call.model,
      outcome: call.outcome,
      attempts: call.attempts,
      latency_ms: call.latencyMs,
      usage: call.usage,
    };
    const rows = await queryPrepared<{ last: number }>(
      this.dataSource.manager,
      `WITH held AS (
         UPDATE agent_run SET event_seq = event_seq + 1
          WHERE id = $1 AND fence = $2 AND status = 'running' RETURNING id, brief_id, event_seq
       ), call AS (
         INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, model, prompt_id,
                                    outcome, attempts, response, usage, latency_ms)
         SELECT held.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13::jsonb, $14 FROM held
         ON CONFLICT (run_id, task, call_key) DO UPDATE
            SET request_hash = excluded.request_hash, outcome = excluded.outcome, provider = excluded.provider,
                model = excluded.model, attempts = provider_call.attempts + excluded.attempts,
                response = excluded.response, usage = excluded.usage, latency_ms = excluded.latency_ms,
                finished_at = now()
          WHERE provider_call.outcome <> 'success' OR provider_call.request_hash <> excluded.request_hash
       ), event AS (
         INSERT INTO run_event (brief_id, seq, run_id, type, agent, data)
         SELECT brief_id, event_seq, id, 'call.finished', $3, $15::jsonb FROM held
       )
       SELECT event_seq AS last FROM held`,
      [
        run.id,
        run.fence,
        call.task,
        call.callKey,
        call.requestHash,
        call.capability,
        call.provider,
        call.model,
        call.promptId,
        call.outcome,
        call.attempts,
        call.response === null ? null : JSON.stringify(call.response),
        call.usage === null ? null : JSON.stringify(call.usage),
        Math.round(call.latencyMs),
        JSON.stringify(event),
      ],
    );
    const row = rows[0];
    if (!row) throw new LeaseLostError(run.id);
    return row.last;
  }

  /** Unfinished runs without a live lease that nobody has looked at for `quietMs`; each is handed out once per look. */
  async findStalled(quietMs: number, limit: number): Promise<readonly StalledRun[]> {
    return queryPrepared<StalledRun>(
      this.dataSource.manager,
      `UPDATE agent_run SET checked_at = now()
        WHERE id IN (
          SELECT id FROM agent_run
           WHERE status IN ${ACTIVE}
             AND checked_at < now() - $1 * interval '1 millisecond'
             AND (lease_expires_at IS NULL OR lease_expires_at < now())
             AND (status <> 'parked' OR wake_at <= now() OR cancel_requested_at IS NOT NULL OR deadline_at < now())
           ORDER BY checked_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, enqueue_count AS "enqueueCount",
                  (cancel_requested_at IS NOT NULL OR coalesce(deadline_at < now(), false)) AS "mustEnd"`,
      [quietMs, limit],
    );
  }

  /** Raises the job counter. @returns the new count, or null when somebody else was faster or the run has ended. */
  async nextEnqueueCount(runId: string, from: number): Promise<number | null> {
    const rows = await queryPrepared<{ n: number }>(
      this.dataSource.manager,
      `UPDATE agent_run SET enqueue_count = enqueue_count + 1, checked_at = now()
        WHERE id = $1 AND enqueue_count = $2 AND status IN ${ACTIVE} RETURNING enqueue_count AS n`,
      [runId, from],
    );
    return rows[0]?.n ?? null;
  }

  private async take(
    condition: string,
    parameters: [string, number, number, readonly TaskName[]],
  ): Promise<ClaimedRun | null> {
    const rows = await queryPrepared<ClaimRow>(
      this.dataSource.manager,
      `WITH first AS (
         SELECT name FROM agent_task
          WHERE run_id = $1 AND name = ANY($4::text[]) AND status = 'pending' AND attempt = 0
       ), claimed AS (
         UPDATE agent_run
            SET crash_count = crash_count + (status = 'running')::int, status = 'running', fence = fence + 1,
                lease_expires_at = now() + $2 * interval '1 millisecond',
                started_at = coalesce(started_at, now()),
                deadline_at = coalesce(deadline_at, now() + $3 * interval '1 millisecond'), wake_at = NULL,
                event_seq = event_seq + CASE WHEN cancel_requested_at IS NULL
                                             THEN (SELECT count(*)::int FROM first) ELSE 0 END
          WHERE id = $1 AND (${condition})
          RETURNING *
       ), begun AS (
         UPDATE agent_task t SET status = 'running', attempt = 1, started_at = clock_timestamp()
           FROM claimed c, first f
          WHERE t.run_id = c.id AND t.name = f.name AND c.cancel_requested_at IS NULL
          RETURNING t.name
       ), events AS (
         INSERT INTO run_event (brief_id, seq, run_id, type, agent)
         SELECT c.brief_id, c.event_seq + 1 - row_number() OVER (ORDER BY b.name DESC), c.id, 'agent.started', b.name
           FROM claimed c, begun b
       )
       SELECT c.id, c.brief_id, c.version, c.owner_id, c.plan, c.input, c.fence, c.trace_context,
              c.cancel_requested_at IS NOT NULL AS cancel,
              extract(epoch FROM c.deadline_at - now())::float8 * 1000 AS remaining_ms,
              (SELECT jsonb_agg(to_jsonb(t)) FROM agent_task t WHERE t.run_id = c.id) AS tasks,
              (SELECT array_agg(name) FROM begun) AS begun
         FROM claimed c`,
      parameters,
    );
    const row = rows[0];
    return row ? toClaimedRun(row) : null;
  }
}

interface ClaimRow {
  readonly id: string;
  readonly brief_id: string;
  readonly version: number;
  readonly owner_id: string;
  readonly plan: string;
  readonly input: RunInput;
  readonly fence: number;
  readonly cancel: boolean;
  readonly remaining_ms: number;
  readonly trace_context: { readonly request_id?: string };
  readonly tasks: readonly {
    readonly name: TaskName;
    readonly status: TaskStatus;
    readonly is_kept: boolean;
    readonly attempt: number;
    readonly output: JsonObject | null;
    readonly provenance: SettledTask['provenance'];
    readonly error: SettledTask['error'];
    readonly provider: string | null;
    readonly model: string | null;
    readonly warnings: readonly string[];
    readonly usage: SettledTask['usage'];
  }[];
  readonly begun: readonly TaskName[] | null;
}

function toClaimedRun(row: ClaimRow): ClaimedRun {
  return {
    id: row.id,
    briefId: row.brief_id,
    version: row.version,
    ownerId: row.owner_id,
    plan: row.plan,
    input: row.input,
    fence: row.fence,
    isCancelRequested: row.cancel,
    remainingMs: row.remaining_ms,
    requestId: row.trace_context.request_id ?? null,
    begun: row.begun ?? [],
    tasks: row.tasks.map(({ is_kept, ...task }) => ({ ...task, isKept: is_kept })),
  };
}

function taskRow(task: TaskFinish): unknown {
  const outcome = task.outcome;
  return {
    name: task.name,
    status: task.status,
    output: outcome?.data ?? null,
    provenance: outcome?.provenance ?? {},
    error: outcome?.error ?? null,
    provider: outcome?.provider ?? null,
    model: outcome?.model ?? null,
    usage: outcome?.usage ?? null,
    warnings: outcome?.warnings ?? [],
  };
}

/** One statement with a part for each thing that the step changes: PostgreSQL sets up every part of a statement, also
 *  those that have no rows to write. The texts are constant, so each combination is prepared once. */
function commitStatement(run: ClaimedRun, step: RunStep): { sql: string; values: unknown[] } {
  const values: unknown[] = [run.id, run.fence, step.events.length];
  const parameter = (value: unknown): string => `$${String(values.push(value))}`;
  const held = step.end
    ? heldAtItsEnd(parameter(step.end.status), parameter(step.end.error && JSON.stringify(step.end.error)))
    : HELD;
  const parts = [held];
  const events = step.events.map((event, index) => ({
    n: index + 1,
    ...event,
    data: storableJson(event.data),
  }));
  if (events.length > 0) parts.push(insertEvents(parameter(JSON.stringify(events))));
  const { finished, started } = step;
  if (finished.length > 0) parts.push(finishTasks(parameter(JSON.stringify(finished.map(taskRow)))));
  if (started.length > 0) parts.push(startTasks(parameter(started)));
  const written = finished.flatMap((task) => task.written.map((file) => ({ ...file, task: task.name })));
  if (written.length > 0) parts.push(storeFiles(parameter(JSON.stringify(written))));
  const deleted = finished.flatMap((task) => task.deleted);
  if (deleted.length > 0) parts.push(dropFiles(parameter(deleted)));
  return { sql: `WITH ${parts.join(', ')} SELECT event_seq AS last FROM held`, values };
}

const HELD = `held AS (
  UPDATE agent_run SET event_seq = event_seq + $3 WHERE id = $1 AND fence = $2 AND status = 'running'
  RETURNING id, brief_id, version, event_seq)`;

const heldAtItsEnd = (status: string, error: string) => `held AS (
  UPDATE agent_run
     SET event_seq = event_seq + $3, status = ${status}, error = coalesce(${error}::jsonb, error),
         finished_at = clock_timestamp(), lease_expires_at = NULL
   WHERE id = $1 AND fence = $2 AND status = 'running'
   RETURNING id, brief_id, version, event_seq)`;

const finishTasks = (tasks: string) => `finished AS (
  UPDATE agent_task t
     SET status = f.status, output = nullif(f.output, 'null'::jsonb), provenance = f.provenance,
         error = nullif(f.error, 'null'::jsonb), provider = f.provider, model = f.model,
         usage = nullif(f.usage, 'null'::jsonb), warnings = f.warnings, finished_at = clock_timestamp()
    FROM held, jsonb_to_recordset(${tasks}::jsonb)
         AS f(name text, status text, output jsonb, provenance jsonb, error jsonb, provider text, model text,
              usage jsonb, warnings text[])
   WHERE t.run_id = held.id AND t.name = f.name)`;

const startTasks = (names: string) => `started AS (
  UPDATE agent_task t
     SET status = 'running', attempt = attempt + 1, started_at = coalesce(started_at, clock_timestamp())
    FROM held WHERE t.run_id = held.id AND t.name = ANY(${names}::text[]))`;

const storeFiles = (files: string) => `files AS (
  INSERT INTO artifact (workspace_id, path, brief_id, version, task, revision, media_type, size, sha256, author,
                        content, created_at, modified_at)
  SELECT held.id, f.path, held.brief_id, held.version, f.task, f.revision, f."mediaType", f.size, f.sha256,
         coalesce(f.author, f.task), f.content, f."createdAt", f."modifiedAt"
    FROM held, jsonb_to_recordset(${files}::jsonb)
         AS f(path text, task text, revision int, "mediaType" text, size int, sha256 text, author text, content text,
              "createdAt" timestamptz, "modifiedAt" timestamptz)
  ON CONFLICT (workspace_id, path) DO UPDATE
     SET task = excluded.task, revision = excluded.revision, media_type = excluded.media_type, size = excluded.size,
         sha256 = excluded.sha256, author = excluded.author, content = excluded.content,
         modified_at = excluded.modified_at)`;

const dropFiles = (paths: string) => `dropped AS (
  DELETE FROM artifact a USING held WHERE a.workspace_id = held.id AND a.path = ANY(${paths}::text[]))`;

const insertEvents = (events: string) => `events AS (
  INSERT INTO run_event (brief_id, seq, run_id, type, agent, data)
  SELECT held.brief_id, held.event_seq - $3 + e.n, held.id, e.type, e.agent, e.data
    FROM held, jsonb_to_recordset(${events}::jsonb) AS e(n int, type text, agent text, data jsonb))`;
