import { AGENT_NAMES, TASK_NAMES, type TaskName } from '@genesis/agents';
import type { JsonObject } from '@genesis/kernel';
import { RunSettlement, type SettledTask, terminalStatus } from '@genesis/runs';
import type { INestApplication } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';

/** A task that delivered. */
export function aSettledTask(overrides: Partial<SettledTask> = {}): SettledTask {
  return {
    status: 'success',
    isKept: false,
    output: {},
    provenance: {},
    error: null,
    provider: 'knowledge',
    model: null,
    warnings: [],
    usage: null,
    ...overrides,
  };
}

interface RunRow {
  readonly id: string;
  readonly version: number;
  readonly input: never;
  readonly event_seq: number;
  readonly tasks: readonly (JsonObject & { name: TaskName; is_kept: boolean; output: JsonObject | null })[];
}

/** Ends a brief's queued run as a worker would: `outputs` are what its agents deliver, one file each. */
export async function finishRun(
  app: INestApplication,
  briefId: string,
  outputs: Partial<Record<TaskName, Partial<SettledTask>>> = {},
): Promise<void> {
  const settlement = app.get(RunSettlement);
  await app.get(DataSource).transaction(async (tx) => {
    const rows: RunRow[] = await tx.query(
      `SELECT r.id, r.version, r.input, r.event_seq,
              (SELECT jsonb_agg(to_jsonb(t)) FROM agent_task t WHERE t.run_id = r.id) AS tasks
         FROM agent_run r WHERE r.brief_id = $1 AND r.status = 'queued' FOR UPDATE`,
      [briefId],
    );
    const [run] = rows;
    if (!run) throw new Error('the brief has no queued run');
    const taskOf = (name: TaskName): SettledTask => {
      const row = run.tasks.find((task) => task.name === name);
      return row?.is_kept === true
        ? aSettledTask({ isKept: true, output: row.output })
        : aSettledTask({ output: { made_by: name, version: run.version }, ...outputs[name] });
    };
    const tasks = Object.fromEntries(TASK_NAMES.map((name) => [name, taskOf(name)])) as Record<
      TaskName,
      SettledTask
    >;
    const status = terminalStatus((name) => tasks[name].status);
    for (const name of TASK_NAMES) {
      await tx.query(
        `UPDATE agent_task SET status = $3, finished_at = now() WHERE run_id = $1 AND name = $2`,
        [run.id, name, tasks[name].status],
      );
    }
    for (const name of AGENT_NAMES.filter((agent) => !tasks[agent].isKept)) {
      await writeFile(tx, { runId: run.id, briefId, version: run.version, task: name });
    }
    await tx.query(
      `INSERT INTO run_event (brief_id, seq, run_id, type, data) VALUES ($1, $2, $3, 'run.finished', $4)`,
      [briefId, run.event_seq + 1, run.id, JSON.stringify({ status })],
    );
    await tx.query(
      `UPDATE agent_run SET status = $2, event_seq = event_seq + 1, started_at = now(), finished_at = now() WHERE id = $1`,
      [run.id, status],
    );
    await settlement.settle(tx, {
      runId: run.id,
      briefId,
      version: run.version,
      status,
      input: run.input,
      tasks,
    });
  });
}

/** Every agent's file is a drawing, so that a test can also look at how a drawing is served. */
async function writeFile(
  tx: { query(sql: string, parameters: unknown[]): Promise<unknown> },
  file: { runId: string; briefId: string; version: number; task: TaskName },
): Promise<void> {
  const content = `<svg xmlns="http://www.w3.org/2000/svg"><title>${file.task} ${file.version} é</title></svg>`;
  const bytes = Buffer.from(content);
  await tx.query(
    `INSERT INTO artifact (workspace_id, path, brief_id, version, task, revision, media_type, size, sha256, author,
                           content, created_at, modified_at)
     VALUES ($1, $2, $3, $4, $5, 1, 'image/svg+xml', $6, $7, $5, $8, now(), now())`,
    [
      file.runId,
      `/${file.task}/result.svg`,
      file.briefId,
      file.version,
      file.task,
      bytes.length,
      createHash('sha256').update(bytes).digest('hex'),
      content,
    ],
  );
}
