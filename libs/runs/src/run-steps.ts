import type { AgentOutcome, TaskName } from '@genesis/agents';
import { type JsonObject, storableJson } from '@genesis/kernel';
import type { StoredFile } from '@genesis/redis-vfs';
import type { ClaimedRun } from './claimed-run.js';
import type { TaskStatus } from './entities/agent-task.entity.js';
import type { EventType } from './entities/run-event.entity.js';
import type { TerminalRunStatus } from './run-outcome.js';

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
  /** Of `takeStepId`: what is written once is not written again under the same id. */
  readonly id: number;
  readonly finished: readonly TaskFinish[];
  readonly started: readonly TaskName[];
  readonly events: readonly NewEvent[];
  /** Set when this step ends the run. */
  readonly end?: { readonly status: TerminalRunStatus; readonly error: JsonObject | null };
}

/** How many steps a row remembers. More than one run can have on the way at once: its commits come one by one, its calls
 *  one for each agent or a few. */
const REMEMBERED_STEPS = 32;

/** Assignment and condition of an update that writes a step once. They name the row alone, so that an update that had to
 *  wait for the row sees what its predecessor wrote. @param step the parameter with the step's id */
export const onceOnly = (step: string) => ({
  remember: `recent_steps = (array_prepend(${step}::int, recent_steps))[1:${String(REMEMBERED_STEPS)}]`,
  isNew: `${step}::int <> ALL (recent_steps)`,
});

/** One statement with a part for each thing that the step changes: PostgreSQL sets up every part of a statement, also
 *  those that have no rows to write. The texts are constant, so each combination is prepared once. */
export function commitStatement(
  run: ClaimedRun,
  step: RunStep,
  leaseMs: number,
): { sql: string; values: unknown[] } {
  const values: unknown[] = [run.id, run.fence, step.events.length, step.id];
  const parameter = (value: unknown): string => `$${String(values.push(value))}`;
  const held = step.end
    ? heldAtItsEnd(parameter(step.end.status), parameter(step.end.error && JSON.stringify(step.end.error)))
    : heldOn(parameter(leaseMs));
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

const STEP = onceOnly('$4');

const heldOn = (leaseMs: string) => `held AS (
  UPDATE agent_run
     SET event_seq = event_seq + $3, ${STEP.remember},
         lease_expires_at = now() + ${leaseMs} * interval '1 millisecond'
   WHERE id = $1 AND fence = $2 AND status = 'running' AND ${STEP.isNew}
   RETURNING id, brief_id, version, event_seq)`;

const heldAtItsEnd = (status: string, error: string) => `held AS (
  UPDATE agent_run
     SET event_seq = event_seq + $3, ${STEP.remember}, status = ${status}, error = coalesce(${error}::jsonb, error),
         finished_at = clock_timestamp(), lease_expires_at = NULL
   WHERE id = $1 AND fence = $2 AND status = 'running' AND ${STEP.isNew}
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
