import { Retention } from '@genesis/database';
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { waitFor } from '../support/harness/wait-for.js';
import { retentionBench, AGES } from './retention-bench.js';

describe('retention', () => {
  const suite = retentionBench();
  const { rows, one, count, finished, regenerated, endedAt, briefOf } = suite;

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

      expect((await suite.job.round())['runs']).toBe(1);

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

      expect((await suite.job.round())['runs']).toBe(1);

      expect(await rows(`SELECT id FROM agent_run WHERE brief_id = $1 ORDER BY version`, [briefId])).toEqual([
        { id: second },
        { id: third },
      ]);
      const last = (await briefOf(briefId)).last_event_seq;
      await endedAt(second, old);
      expect((await suite.job.round())['runs']).toBe(2);
      expect(await count('run_event', 'brief_id = $1', [briefId])).toBe(0);
      const fourth = await regenerated(briefId, ownerId);
      expect(await one(`SELECT min(seq) AS first FROM run_event WHERE run_id = $1`, [fourth])).toEqual({
        first: last + 1,
      });
    });

    it('are not those that have not ended, however old they are', async () => {
      const { runId } = await suite.bench.aRun(suite.worker);
      await rows(`UPDATE agent_run SET created_at = ${old}, started_at = ${old} WHERE id = $1`, [runId]);
      await rows(`UPDATE business_briefs SET updated_at = now() - interval '10 years'`);

      expect(await suite.job.round()).toMatchObject({ runs: 0, briefs: 0 });

      await suite.worker.executor.execute(runId);
      expect((await suite.bench.run(runId)).status).toBe('completed');
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

      const [first, second] = await Promise.all([suite.job.round(), suite.other.round()]);

      expect((first['runs'] ?? 0) + (second['runs'] ?? 0)).toBe(700);
      expect(await rows(`SELECT id FROM agent_run`)).toEqual([{ id: runId }]);
      expect(await one(`SELECT sum(cost_micro_usd)::int AS cost FROM user_call`)).toEqual({ cost: 700 });
      await rows(`DELETE FROM business_briefs WHERE id <> $1`, [briefId]);
    });

    it('are left to the worker that is removing them, and counted once', async () => {
      const { runId, ownerId } = await finished();
      await rows(
        `INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, outcome, attempts,
                                    cost_micro_usd, latency_ms)
         VALUES ($1, 'content', 'k', 'h', 'llm', 'openai', 'LLM_TIMEOUT', 0, 77, 5)`,
        [runId],
      );
      await endedAt(runId, old);
      const removing = await suite.bench.db.connect();
      await removing.query('BEGIN');
      await removing.query(`SELECT FROM agent_run WHERE id = $1 FOR UPDATE`, [runId]);
      const retention = suite.worker.module.get(Retention, { strict: false });
      const rule = retention.rules.find(({ name }) => name === 'runs');

      const pruned = rule?.prune(50);
      const outcome = await Promise.race([pruned, untilSomebodyWaits(removing)]);
      await removing.query('COMMIT');
      removing.release();
      await pruned;

      expect(outcome).toBe(0);
      expect(await count('user_call', 'user_id = $1', [ownerId])).toBe(0);
      expect((await suite.job.round())['runs']).toBe(1);
      expect(await rows(`SELECT cost_micro_usd FROM user_call WHERE user_id = $1`, [ownerId])).toEqual([
        { cost_micro_usd: '77' },
      ]);
    });

    /** @returns when somebody waits for what this client holds */
    async function untilSomebodyWaits(holder: pg.PoolClient): Promise<'waits'> {
      const { rows: own } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      return waitFor(
        async () => {
          const waiting = await rows(
            `SELECT FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))`,
            [own[0]?.pid],
          );
          return waiting.length > 0 && ('waits' as const);
        },
        { timeoutMs: 20_000, what: 'somebody who waits' },
      );
    }
  });
});
