import { describe, expect, it } from '@jest/globals';
import { IDEA } from './run-workbench.js';
import { operatorsBench } from './operators-bench.js';

describe('operators', () => {
  const suite = operatorsBench();
  const { look, change, reasonsOf, aFailedRun } = suite;

  describe('look at runs that are stuck', () => {
    it.each([
      ['waiting', `created_at = now() - interval '1 hour'`],
      ['lease_over', `status = 'running', lease_expires_at = now() - interval '1 hour'`],
      ['wake_overdue', `status = 'parked', wake_at = now() - interval '1 hour'`],
      ['quarantined', `quarantined_at = now()`],
      ['cancel_pending', `cancel_requested_at = now() - interval '1 hour'`],
      ['past_deadline', `deadline_at = now() - interval '1 hour'`],
    ])('and are told that it is %s', async (reason, changes) => {
      const { runId } = await suite.bench.aRun(suite.worker);
      expect(await reasonsOf(runId)).toBeUndefined();

      await change(runId, changes);
      await suite.bench.db.query(
        `UPDATE run_event SET at = now() - interval '1 hour' WHERE run_id = $1 AND $2`,
        [runId, reason === 'waiting'],
      );

      expect(await reasonsOf(runId)).toEqual([reason]);
    });

    it('and see who waits for their owner, and choose how long is too long', async () => {
      const owner = await suite.bench.anOwner();
      const [, , third] = [
        await suite.bench.aRun(suite.worker, owner),
        await suite.bench.aRun(suite.worker, owner),
        await suite.bench.aRun(suite.worker, owner),
      ];
      await change(third.runId, `created_at = now() - interval '90 s'`);

      expect(await reasonsOf(third.runId)).toEqual(['held_back']);
      expect(await reasonsOf(third.runId, '&stuck_for_s=3600')).toBeUndefined();
    });

    it('and not at those that are carried, sleep or have ended', async () => {
      const [carried, asleep, ended] = [
        await suite.bench.aRun(suite.worker),
        await suite.bench.aRun(suite.worker),
        await suite.bench.aRun(suite.worker),
      ];
      await change(carried.runId, `status = 'running', lease_expires_at = now() + interval '9 s'`);
      await change(asleep.runId, `status = 'parked', wake_at = now() + interval '9 s'`);
      await suite.worker.executor.execute(ended.runId);
      await suite.bench.db.query(`UPDATE run_event SET at = now() - interval '1 hour'`);

      for (const { runId } of [carried, asleep, ended]) expect(await reasonsOf(runId)).toBeUndefined();
    });

    it('a page at a time, by an index', async () => {
      const { body } = await look('/runs?limit=1&stuck_for_s=0');

      expect(body.items).toHaveLength(1);
      expect(body.total).toBeGreaterThan(1);
      const client = await suite.bench.db.connect();
      try {
        await client.query('SET enable_seqscan = off');
        const plan = async (sql: string) => {
          const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
          return rows.map((row) => row['QUERY PLAN']).join('\n');
        };
        expect(
          await plan(
            `SELECT r.id, l.at FROM agent_run r, LATERAL (SELECT max(at) AS at FROM run_event e
               WHERE e.brief_id = r.brief_id AND e.seq = r.event_seq) l
              WHERE r.status IN ('queued', 'running', 'parked')`,
          ),
        ).toMatch(/ix_agent_run_unfinished|ux_agent_run_active_brief/);
        expect(
          await plan(`SELECT id FROM webhook_event WHERE status = 'failed' ORDER BY created_at, id LIMIT 10`),
        ).toContain('ix_webhook_event_failed');
      } finally {
        client.release(true);
      }
    });
  });

  it('look at one run, and at nobody’s words', async () => {
    const { runId, briefId, ownerId } = await aFailedRun(['logo']);
    await suite.bench.db.query(
      `INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, model, outcome, attempts,
                                  response, usage, cost_micro_usd, latency_ms)
       VALUES ($1, 'content', 'k', 'h', 'llm', 'kimi', 'k2', 'success', 2, '{"text": "words of a model"}',
               '{"input_tokens": 7}', 1234, 88)`,
      [runId],
    );

    const { status, text, body } = await look(`/runs/${runId.toUpperCase()}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      run_id: runId,
      brief_id: briefId,
      owner_id: ownerId,
      status: 'partial',
      is_leased: false,
      superseded_by: null,
      cost_micro_usd: 1234,
      job: { id: `${runId}-1`, state: 'waiting' },
      finished_at: expect.stringMatching(/Z$/),
    });
    expect(body.tasks).toContainEqual(
      expect.objectContaining({ task: 'logo', status: 'failed', error: 'MODEL_AWAY' }),
    );
    expect(body.calls).toEqual([
      expect.objectContaining({
        provider: 'kimi',
        attempts: 2,
        cost_micro_usd: 1234,
        usage: { input_tokens: 7 },
      }),
    ]);
    for (const words of [IDEA.business_name, IDEA.vision, 'words of a', '@example.com']) {
      expect(text).not.toContain(words);
    }
  });

  it('read the events of a brief after any of them', async () => {
    const { runId, briefId } = await suite.bench.aRun(suite.worker);
    await suite.worker.executor.execute(runId);

    const all = await look(`/briefs/${briefId}/events`);
    const items = all.body.items as { id: number; type: string }[];
    const rest = await look(`/briefs/${briefId}/events?after=${String(items.length - 1)}`);
    const none = await look(`/briefs/${briefId}/events?after=${String(items.length)}`);

    expect(items.map(({ id }) => id)).toEqual(items.map((_item, index) => index + 1));
    expect([items[0]?.type, items.at(-1)?.type]).toEqual(['run.started', 'run.finished']);
    expect(rest.body).toEqual({ items: [items.at(-1)], next: items.length });
    expect([none.status, none.body]).toEqual([200, { items: [], next: items.length }]);
    expect((await look(`/briefs/${briefId}/events?after=2147483648`)).status).toBe(400);
  });
});
