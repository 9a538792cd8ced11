import { createHash } from 'node:crypto';
import { type Agent, TASK_NAMES } from '@genesis/agents';
import { RetentionSettings } from '@genesis/config';
import { CoachingRetention } from '@genesis/coaching';
import { Retention } from '@genesis/database';
import { newId } from '@genesis/kernel';
import { Metrics } from '@genesis/observability';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { RetentionJob } from '../../apps/worker/src/retention.job.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { type AgentScript, aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;

/** Just too young, and just old enough. */
const AGES = (days: number) => ({
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

describe('retention', () => {
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

  describe('ended runs', () => {
    const { young, old } = AGES(90);

    it('go with their tasks, events and calls, not before their time', async () => {
      const gone = await finished();
      const kept = await finished();
      await rows(
        `INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, outcome, attempts,
                                    cost_micro_usd, latency_ms)
         SELECT id, 'content', 'k', 'h', 'llm', 'openai', 'LLM_TIMEOUT', 0, 1234, 5 FROM agent_run`,
      );
      await endedAt(gone.runId, old);
      await endedAt(kept.runId, young);
      const before = await briefOf(gone.briefId);

      expect((await job.round())['runs']).toBe(1);

      for (const table of ['agent_task', 'run_event', 'provider_call']) {
        expect(await count(table, 'run_id = $1', [gone.runId])).toBe(0);
        expect(await count(table, 'run_id = $1', [kept.runId])).toBeGreaterThan(0);
      }
      expect(await count('agent_run', 'id = $1', [kept.runId])).toBe(1);
      // What was made and what it cost stays, and the count of the events goes on.
      expect(await count('artifact', 'brief_id = $1', [gone.briefId])).toBeGreaterThan(0);
      expect(await briefOf(gone.briefId)).toEqual(before);
      expect(
        await rows(`SELECT purpose, cost_micro_usd FROM user_call WHERE user_id = $1`, [gone.ownerId]),
      ).toEqual([{ purpose: 'deleted_brief', cost_micro_usd: '1234' }]);
      expect(await count('user_call', 'user_id = $1', [kept.ownerId])).toBe(0);
    });

    it('go oldest first, so that a log loses its beginning alone, and it goes on after its last event', async () => {
      const { briefId, runId, ownerId } = await finished();
      const second = await regenerated(briefId, ownerId);
      const third = await regenerated(briefId, ownerId);
      // Clocks lie: the youngest looks the oldest.
      await endedAt(runId, old);
      await endedAt(second, young);
      await endedAt(third, `${old} - interval '1 day'`);

      expect((await job.round())['runs']).toBe(1);

      expect(await rows(`SELECT id FROM agent_run WHERE brief_id = $1 ORDER BY version`, [briefId])).toEqual([
        { id: second },
        { id: third },
      ]);
      const last = (await briefOf(briefId)).last_event_seq;
      await endedAt(second, old);
      expect((await job.round())['runs']).toBe(2);
      expect(await count('run_event', 'brief_id = $1', [briefId])).toBe(0);
      const fourth = await regenerated(briefId, ownerId);
      expect(await one(`SELECT min(seq) AS first FROM run_event WHERE run_id = $1`, [fourth])).toEqual({
        first: last + 1,
      });
    });

    it('are not those that have not ended, however old they are', async () => {
      const { runId } = await bench.aRun(worker);
      await rows(`UPDATE agent_run SET created_at = ${old}, started_at = ${old} WHERE id = $1`, [runId]);
      await rows(`UPDATE business_briefs SET updated_at = now() - interval '10 years'`);

      expect(await job.round()).toMatchObject({ runs: 0, briefs: 0 });

      await worker.executor.execute(runId);
      expect((await bench.run(runId)).status).toBe('completed');
    });

    it('are removed once by two workers, in as many batches as it takes', async () => {
      const { runId, briefId, ownerId } = await finished();
      await rows(
        `INSERT INTO business_briefs (id, owner_id, status, business_name, sector)
         SELECT gen_random_uuid(), $1, 'completed', 'n' || n, 's' FROM generate_series(1, 700) n`,
        [ownerId],
      );
      await rows(
        `INSERT INTO agent_run (id, brief_id, version, owner_id, plan, status, requested_agents, input, event_seq, finished_at)
         SELECT gen_random_uuid(), b.id, 1, $1, 'brief@1', 'completed', '{}', '{}', 1, ${old}
           FROM business_briefs b WHERE b.id <> $2`,
        [ownerId, briefId],
      );
      await rows(
        `INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, outcome, attempts,
                                    cost_micro_usd, latency_ms)
         SELECT id, 'content', 'k', 'h', 'llm', 'openai', 'LLM_TIMEOUT', 0, 1, 5 FROM agent_run WHERE id <> $1`,
        [runId],
      );

      const [first, second] = await Promise.all([job.round(), other.round()]);

      expect((first['runs'] ?? 0) + (second['runs'] ?? 0)).toBe(700);
      expect(await rows(`SELECT id FROM agent_run`)).toEqual([{ id: runId }]);
      expect(await one(`SELECT sum(cost_micro_usd)::int AS cost FROM user_call`)).toEqual({ cost: 700 });
      await rows(`DELETE FROM business_briefs WHERE id <> $1`, [briefId]);
    });
  });

  describe('briefs', () => {
    const { young, old } = AGES(365);

    it('expire after their time: only the id is left', async () => {
      const gone = await finished();
      const kept = await finished();
      await changedAt(gone.briefId, old);
      await changedAt(kept.briefId, young);
      await aPicture(gone);
      const others = await aPicture(kept);
      const before = await briefOf(gone.briefId);

      expect((await job.round())['briefs']).toBe(1);

      expect(await briefOf(gone.briefId)).toEqual({ ...before, status: 'expired', business_name: '' });
      for (const table of ['brief_versions', 'agent_run', 'run_event', 'artifact', 'asset']) {
        expect(await count(table, 'brief_id = $1', [gone.briefId])).toBe(0);
      }
      expect(await readdir(pictures)).toEqual([others]);
      expect((await briefOf(kept.briefId)).status).toBe('completed');
      expect(await count('artifact', 'brief_id = $1', [kept.briefId])).toBeGreaterThan(0);
      // Once only.
      await changedAt(gone.briefId, old);
      expect((await job.round())['briefs']).toBe(0);
    });

    it('stay while a website is made of them', async () => {
      const hosted = await finished();
      const onItsWay = await finished();
      const failed = await finished();
      for (const { briefId } of [hosted, onItsWay, failed]) await changedAt(briefId, old);
      await aWebsite(hosted.briefId, { hosted: true, publication: 'published' });
      await aWebsite(onItsWay.briefId, { hosted: false, publication: 'queued' });
      await aWebsite(failed.briefId, { hosted: false, publication: 'failed' });

      expect((await job.round())['briefs']).toBe(1);

      expect((await briefOf(hosted.briefId)).status).toBe('completed');
      expect((await briefOf(onItsWay.briefId)).status).toBe('completed');
      expect((await briefOf(failed.briefId)).status).toBe('expired');
      expect(await count('website', 'brief_id = $1', [failed.briefId])).toBe(0);
    });

    it('stay when somebody has just begun a run of them', async () => {
      const { briefId, ownerId } = await finished();
      await changedAt(briefId, old);
      const blocker = await bench.db.connect();
      await blocker.query('BEGIN');
      await blocker.query(`UPDATE business_briefs SET updated_at = now() WHERE id = $1`, [briefId]);

      expect((await job.round())['briefs']).toBe(0);

      await blocker.query('COMMIT');
      blocker.release();
      await regenerated(briefId, ownerId);
      expect((await job.round())['briefs']).toBe(0);
    });

    it('lose the results of versions that five newer ones have replaced', async () => {
      const { briefId, ownerId } = await finished();
      for (let n = 0; n < 6; n += 1) await regenerated(briefId, ownerId);
      await aWebsite(briefId, { hosted: true, publication: 'published' });

      expect((await job.round())['brief_results']).toBe(1);

      expect(
        await rows(
          `SELECT v.version, v.content_generation IS NOT NULL AS has_results, v.is_ready_for_website AS is_ready,
                  (SELECT count(*) > 0 FROM artifact a WHERE a.brief_id = v.brief_id AND a.version = v.version) AS has_files
             FROM brief_versions v WHERE v.brief_id = $1 ORDER BY v.version LIMIT 3`,
          [briefId],
        ),
      ).toEqual([
        // Published: one may go back to it.
        { version: 1, has_results: true, has_files: true, is_ready: expect.any(Boolean) },
        { version: 2, has_results: false, has_files: false, is_ready: false },
        { version: 3, has_results: true, has_files: true, is_ready: expect.any(Boolean) },
      ]);
      expect((await job.round())['brief_results']).toBe(0);
    });

    it('keep the results of the version that is shown, however old it is', async () => {
      const { briefId, ownerId } = await finished();
      for (let n = 0; n < 6; n += 1) await regenerated(briefId, ownerId);
      await rows(`UPDATE business_briefs SET current_version = 1 WHERE id = $1`, [briefId]);

      expect((await job.round())['brief_results']).toBe(1);

      expect(
        await rows(
          `SELECT version FROM brief_versions WHERE brief_id = $1 AND results_removed_at IS NOT NULL`,
          [briefId],
        ),
      ).toEqual([{ version: 2 }]);
    });

    async function aWebsite(
      briefId: string,
      { hosted, publication }: { readonly hosted: boolean; readonly publication: string },
    ): Promise<void> {
      const websiteId = newId();
      await rows(`INSERT INTO website (id, brief_id, hosted_id, live_version) VALUES ($1, $2, $3, $4)`, [
        websiteId,
        briefId,
        hosted ? 'h' : null,
        hosted ? 1 : null,
      ]);
      await rows(
        `INSERT INTO publication (id, website_id, brief_id, version, status, reference, error)
         VALUES ($1, $2, $3, 1, $4, 'r', $5)`,
        [newId(), websiteId, briefId, publication, publication === 'failed' ? '{}' : null],
      );
    }

    /** @returns the name of its file */
    async function aPicture({ briefId, ownerId }: { briefId: string; ownerId: string }): Promise<string> {
      const sha256 = createHash('sha256').update(briefId).digest('hex');
      const key = `${sha256}.png`;
      await rows(
        `INSERT INTO asset (id, owner_id, brief_id, kind, key, sha256, media_type, size, width, height)
         VALUES ($1, $2, $3, 'logo', $4, $5, 'image/png', 1, 1, 1)`,
        [newId(), ownerId, briefId, key, sha256],
      );
      await writeFile(path.join(pictures, key), 'x');
      return key;
    }
  });

  describe('coaching sessions', () => {
    async function aSession(status: string, at: string, briefId: string | null = null): Promise<string> {
      const id = newId();
      await rows(
        `INSERT INTO coaching_sessions (id, owner_id, status, language, onboarding, facts, choices, brief_id, updated_at)
         VALUES ($1, $2, $3, 'fr', '{"business_name": "Sira"}', '{"vision": {"city": "Thiès"}}', '[{"id": "a"}]', $4, ${at})`,
        [id, await bench.anOwner(), status, briefId],
      );
      await rows(
        `INSERT INTO coaching_steps (session_id, step, state, answer, reformulated, best, criteria, key_points, call)
         VALUES ($1, 'vision', 'accepted', 'Sira', 'Sira', '{"answer": "Sira"}', '[{"why": "Sira"}]', '["Sira"]', '{}'),
                ($1, 'mission', 'asking', NULL, NULL, NULL, '[]', '[]', NULL)`,
        [id],
      );
      await rows(
        `INSERT INTO coaching_turns (session_id, seq, role, step, text) VALUES ($1, 1, 'person', 'vision', 'Sira')`,
        [id],
      );
      return id;
    }
    const sessionOf = (id: string) =>
      one(`SELECT status, failure_reason, version FROM coaching_sessions WHERE id = $1`, [id]);

    it('without progress are closed after their time, unless their brief has gone on', async () => {
      const { young, old } = AGES(30);
      const [begun, under, fresh, complete] = [
        await aSession('initialized', old),
        await aSession('in_progress', old),
        await aSession('in_progress', young),
        await aSession('coaching_complete', old),
      ];
      const { briefId } = await finished();
      const generated = await aSession('in_progress', old, briefId);
      const judging = await aSession('in_progress', old);
      await rows(`UPDATE coaching_sessions SET judging_until = now() + interval '1 minute' WHERE id = $1`, [
        judging,
      ]);

      expect((await job.round())['coaching_sessions']).toBe(2);

      for (const id of [begun, under]) {
        expect(await sessionOf(id)).toEqual({ status: 'failed', failure_reason: 'expired', version: 2 });
      }
      for (const id of [fresh, generated, judging]) {
        expect(await sessionOf(id)).toEqual({ status: 'in_progress', failure_reason: null, version: 1 });
      }
      expect(await sessionOf(complete)).toMatchObject({ status: 'coaching_complete' });
      expect(await count('coaching_turns', 'session_id = $1', [begun])).toBe(1);
    });

    it('lose every word after a year, and say where they stood', async () => {
      const { young, old } = AGES(365);
      const gone = [await aSession('coaching_complete', old), await aSession('in_progress', old)];
      const kept = await aSession('coaching_complete', young);

      expect((await job.round())['coaching_texts']).toBe(2);

      for (const id of gone) {
        const left = await rows<{ all: string }>(
          `SELECT s::text || coalesce((SELECT string_agg(t::text, '') FROM coaching_steps t WHERE t.session_id = s.id), '')
                          || coalesce((SELECT string_agg(t::text, '') FROM coaching_turns t WHERE t.session_id = s.id), '') AS all
             FROM coaching_sessions s WHERE s.id = $1`,
          [id],
        );
        expect(left[0]?.all).toContain('accepted');
        expect(left[0]?.all).not.toMatch(/Sira|Thiès/);
        expect(await sessionOf(id)).toMatchObject({ status: 'failed', failure_reason: 'expired' });
      }
      expect(await count('coaching_turns', 'session_id = $1', [kept])).toBe(1);
      expect((await job.round())['coaching_texts']).toBe(0);
    });
  });

  it('removes idempotency keys whose time is up', async () => {
    await rows(
      `INSERT INTO idempotency_keys (scope, key, body_hash, response, expires_at)
       SELECT 'retention', n::text, 'h', '{}'::jsonb, now() - interval '1 second' FROM generate_series(1, 1200) n
       UNION ALL SELECT 'retention', 'kept', 'h', '{}'::jsonb, now() + interval '1 minute'`,
    );

    const [first, second] = await Promise.all([job.round(), other.round()]);

    expect((first['idempotency_keys'] ?? 0) + (second['idempotency_keys'] ?? 0)).toBe(1200);
    expect(await rows(`SELECT key FROM idempotency_keys WHERE scope = 'retention'`)).toEqual([
      { key: 'kept' },
    ]);
  });

  it('removes webhook events that are over', async () => {
    const { young, old } = AGES(30);
    for (const [status, at] of [
      ['delivered', old],
      ['failed', old],
      ['delivered', young],
      ['failed', young],
      ['queued', old],
      ['sending', old],
    ]) {
      await rows(
        `INSERT INTO webhook_event (id, kind, brief_id, version, payload, status, due_at)
         VALUES ($1, 'brief.completed', $1, 1, '{}', $2, ${at ?? ''})`,
        [newId(), status],
      );
    }

    expect((await job.round())['webhook_events']).toBe(2);

    expect(await rows(`SELECT status FROM webhook_event ORDER BY status`)).toEqual(
      ['delivered', 'failed', 'queued', 'sending'].map((status) => ({ status })),
    );
    await rows('DELETE FROM webhook_event');
  });

  it('removes usage reports that are over, but those of a trial, which is counted for ever', async () => {
    const { young, old } = AGES(400);
    const owner = await bench.anOwner();
    const reports: [string, string, string][] = [
      ['delivered', '2020-01-01', old],
      ['dead', '2020-01-01', old],
      ['delivered', '2020-01-01', young],
      ['pending', '2020-01-01', old],
      ['delivered', 'trial', old],
    ];
    for (const [state, period, at] of reports) {
      const runId = newId();
      await rows(
        `INSERT INTO quota_reservation (run_id, user_id, plan, period, units, state, settled_at)
         VALUES ($1, $2, 'pro', $3, 1, 'committed', now())`,
        [runId, owner, period],
      );
      await rows(
        `INSERT INTO usage_report (run_id, dc360_user_id, used_at, state, delivered_at)
         VALUES ($1, '7', ${at}, $2, CASE WHEN $2 = 'delivered' THEN now() END)`,
        [runId, state],
      );
    }

    expect((await job.round())['usage_reports']).toBe(2);

    expect(await count('usage_report')).toBe(3);
    expect(await count('quota_reservation', 'user_id = $1', [owner])).toBe(5);
  });

  it('goes on with the other rules when one fails, counts what it took, and takes a bounded share in one round', async () => {
    const { module } = await bench.startWorker();
    const { registry } = module.get(Metrics, { strict: false });
    const retention = module.get(Retention, { strict: false });
    let calls = 0;
    retention.add({ name: 'broken', prune: () => Promise.reject(new Error('away')) });
    retention.add({
      name: 'endless',
      prune: (limit) => {
        calls += 1;
        return Promise.resolve(limit);
      },
    });
    const odd = new RetentionJob(
      retention,
      module.get(RetentionSettings, { strict: false }),
      module.get(Metrics, { strict: false }),
    );
    odd.onApplicationBootstrap();
    expect(await registry.getSingleMetricAsString('genesis_ai_retention_rows_total')).toContain(
      '{rule="runs"} 0',
    );

    expect(await odd.round()).toMatchObject({ broken: 0, endless: 20_000, runs: 0 });

    expect(calls).toBe(40);
    const metric = await registry.getSingleMetricAsString('genesis_ai_retention_rows_total');
    expect(metric).toContain('{rule="endless"} 20000');
    expect(metric).toContain('{rule="broken"} 0');
    // A worker that ends takes nothing more.
    await odd.beforeApplicationShutdown();
    expect(await odd.round()).toEqual({});
    expect(calls).toBe(40);
  });
});
