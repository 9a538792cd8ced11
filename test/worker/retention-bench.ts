import { type Agent, TASK_NAMES } from '@genesis/agents';
import { RetentionSettings } from '@genesis/config';
import { CoachingRetention } from '@genesis/coaching';
import { Retention } from '@genesis/database';
import { Metrics } from '@genesis/observability';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { RetentionJob } from '../../apps/worker/src/retention.job.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { type AgentScript, aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;

/** Just too young, and just old enough. */
export const AGES = (days: number) => ({
  young: `now() - interval '${days} days' + interval '1 minute'`,
  old: `now() - interval '${days} days' - interval '1 minute'`,
});

/** Each agent delivers a file, as the real ones do. */
const WRITES_A_FILE: AgentScript = Object.fromEntries(
  TASK_NAMES.map(
    (task) =>
      [
        task,
        async (_input, { files }) => {
          await files.write(`/${task}/result.md`, `what ${task} made`);
          return aResult({ by: task });
        },
      ] satisfies [string, Agent['run']],
  ),
);

/** What the worker has beside a bench's. */
function jobOf({ module }: BenchWorker): RetentionJob {
  const retention = module.get(Retention, { strict: false });
  const settings = module.get(RetentionSettings, { strict: false });
  new CoachingRetention(retention, module.get(DataSource, { strict: false }), settings).onModuleInit();
  return new RetentionJob(retention, settings, module.get(Metrics, { strict: false }));
}

/** Two workers that remove what is too old, and rows that one may make old: for a `describe`. */
export function retentionBench() {
  let pictures: string;
  let bench: RunWorkbench;
  let worker: BenchWorker;
  let job: RetentionJob;
  let other: RetentionJob;

  beforeAll(async () => {
    pictures = await mkdtemp(path.join(tmpdir(), 'genesis-retention-'));
    bench = await RunWorkbench.open({ ASSET_DIR: pictures });
    worker = await bench.startWorker(WRITES_A_FILE);
    job = jobOf(worker);
    other = jobOf(await bench.startWorker());
  }, START_MS);
  afterAll(async () => {
    await bench.close();
    await rm(pictures, { recursive: true, force: true });
  }, START_MS);
  afterEach(async () => {
    const violations = await runViolations(bench.db);
    await bench.db.query('TRUNCATE users CASCADE');
    expect(violations).toEqual([]);
  });

  async function rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await bench.db.query<Row>(sql, [...values])).rows;
  }
  async function one<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row> {
    const [row] = await rows<Row>(sql, values);
    if (row === undefined) throw new Error(`nothing found: ${sql}`);
    return row;
  }
  const count = async (table: string, where = 'true', values: readonly unknown[] = []): Promise<number> =>
    (await one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`, values)).n;

  /** A brief whose first run has ended. */
  async function finished(owner?: string) {
    const run = await bench.aRun(worker, owner);
    await worker.executor.execute(run.runId);
    return run;
  }
  async function regenerated(briefId: string, ownerId: string): Promise<string> {
    const { runId } = await worker.briefs.regenerate(
      { owner: { id: ownerId, dc360UserId: null, language: 'fr' }, idempotencyKey: null, requestId: null },
      briefId,
      ['logo', 'seo', 'content', 'research', 'template'],
    );
    await worker.executor.execute(runId);
    return runId;
  }
  /** @param at an expression of SQL */
  async function endedAt(runId: string, at: string): Promise<void> {
    await rows(`UPDATE agent_run SET finished_at = ${at} WHERE id = $1`, [runId]);
    await rows(`UPDATE brief_versions SET finished_at = ${at} WHERE run_id = $1`, [runId]);
  }
  async function changedAt(briefId: string, at: string): Promise<void> {
    await rows(`UPDATE business_briefs SET updated_at = ${at} WHERE id = $1`, [briefId]);
  }
  const briefOf = (id: string) =>
    one<{ status: string; business_name: string; last_event_seq: number }>(
      `SELECT status, business_name, last_event_seq FROM business_briefs WHERE id = $1`,
      [id],
    );

  return {
    // Known once the suite has begun.
    get pictures() {
      return pictures;
    },
    get bench() {
      return bench;
    },
    get worker() {
      return worker;
    },
    get job() {
      return job;
    },
    get other() {
      return other;
    },
    rows,
    one,
    count,
    finished,
    regenerated,
    endedAt,
    changedAt,
    briefOf,
  };
}
