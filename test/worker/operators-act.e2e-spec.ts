import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { aResult } from './run-workbench.js';
import { operatorsBench } from './operators-bench.js';

describe('operators', () => {
  const suite = operatorsBench();
  const { look, act, jobsOf, change, aFailedRun } = suite;

  it('cancel a run, once', async () => {
    const { runId } = await suite.bench.aRun(suite.worker);

    const first = await act(`/runs/${runId}/cancel`);
    const second = await act(`/runs/${runId}/cancel`);

    expect([first.status, first.body]).toEqual([200, { run_id: runId, changed: true }]);
    expect([second.status, second.body.error]).toEqual([409, 'RUN_ENDED']);
    expect(await suite.bench.run(runId)).toMatchObject({ status: 'cancelled' });
  });

  it('put a run into quarantine and let it out, each once', async () => {
    const { runId } = await suite.bench.aRun(suite.worker);
    await change(runId, 'crash_count = 2');

    const acts = [];
    for (const name of ['quarantine', 'quarantine'] as const) acts.push(await act(`/runs/${runId}/${name}`));
    expect(await suite.worker.executor.execute(runId)).toBe('quarantined');
    for (const name of ['release', 'release'] as const) acts.push(await act(`/runs/${runId}/${name}`));

    expect(acts.map(({ body }) => body.changed)).toEqual([true, false, true, false]);
    expect(await suite.bench.run(runId)).toMatchObject({
      status: 'queued',
      quarantined_at: null,
      crash_count: 0,
      enqueue_count: 2,
    });
    expect(await jobsOf(runId)).toEqual(['waiting']);
    expect(await suite.worker.executor.execute(runId)).toBe('finished');
    for (const name of ['quarantine', 'release']) {
      expect((await act(`/runs/${runId}/${name}`)).body.error).toBe('RUN_ENDED');
    }
  });

  describe('retry', () => {
    it('what failed, as the owner would, and without quota', async () => {
      const { runId, briefId, ownerId } = await aFailedRun(['logo', 'seo']);
      const unitsOf = async () => {
        const { rows } = await suite.bench.db.query<{ units: number }>(
          `SELECT coalesce(sum(units), 0)::int AS units FROM quota_reservation WHERE user_id = $1`,
          [ownerId],
        );
        return rows[0]?.units;
      };
      const before = await unitsOf();

      const answers = await Promise.all([act(`/runs/${runId}/retry`), act(`/runs/${runId}/retry`)]);
      const started = answers
        .map(({ body }) => body.started_run_id)
        .filter((id) => id !== undefined) as string[];

      expect(new Set(started).size).toBe(1);
      const next = started[0] ?? '';
      expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
      const { body } = await look(`/runs/${next}`);
      expect(body).toMatchObject({
        brief_id: briefId,
        version: 2,
        status: 'queued',
        requested_agents: ['logo', 'seo'],
      });
      expect(await unitsOf()).toBe(before);
      await suite.worker.executor.execute(next);
      expect(await suite.bench.run(next)).toMatchObject({ status: 'completed' });
      const again = await act(`/runs/${runId}/retry`);
      expect([again.status, again.body.error]).toEqual([409, 'RUN_SUPERSEDED']);
      expect(again.body.message).toContain(next);
      expect((await act(`/runs/${next}/retry`)).body.error).toBe('NOTHING_FAILED');
    });

    it('a run of which nothing is left', async () => {
      const { runId } = await aFailedRun(['research', 'content', 'logo', 'seo', 'template']);
      expect(await suite.bench.run(runId)).toMatchObject({ status: 'failed' });

      const { status, body } = await act(`/runs/${runId}/retry`);

      expect(status).toBe(200);
      expect(body.agents).toHaveLength(5);
      expect(await suite.worker.executor.execute(String(body.started_run_id))).toBe('finished');
    });

    it('what is only a fallback, where that is asked for', async () => {
      const fallback = async () => ({ ...aResult(), status: 'fallback' as const });
      const awayWorker = await suite.bench.startWorker({ seo: fallback, template: fallback });
      const { runId } = await suite.bench.aRun(awayWorker);
      await awayWorker.executor.execute(runId);
      await suite.bench.stop(awayWorker);

      const literally = await act(`/runs/${runId}/retry`);
      const unclear = await act(`/runs/${runId}/retry?fallbacks=yes`);
      const generously = await act(`/runs/${runId}/retry?fallbacks=true`);

      expect([literally.status, literally.body.error]).toEqual([409, 'NOTHING_FAILED']);
      expect(unclear.status).toBe(400);
      expect(generously.body).toMatchObject({ changed: true, agents: ['seo', 'template'] });
    });

    it('nothing of an owner who is gone', async () => {
      const { runId, ownerId } = await aFailedRun(['logo']);
      await suite.bench.db.query('UPDATE users SET is_active = false WHERE id = $1', [ownerId]);

      expect((await act(`/runs/${runId}/retry`)).body.error).toBe('OWNER_GONE');
    });

    it('a run whose job was lost, or that sleeps', async () => {
      const { runId } = await suite.bench.aRun(suite.worker);
      await change(runId, `status = 'parked', wake_at = now() + interval '1 hour'`);
      expect(await suite.worker.executor.execute(runId)).toBe('nothing_to_do');

      const first = await act(`/runs/${runId}/retry`);
      const second = await act(`/runs/${runId}/retry`);

      expect([first.body.changed, second.body.changed]).toEqual([true, true]);
      expect(await suite.bench.run(runId)).toMatchObject({ enqueue_count: 3 });
      expect(await jobsOf(runId)).toEqual(['waiting']);
      expect(await suite.worker.executor.execute(runId)).toBe('finished');
    });

    it('no run that is carried, held back or cancelled', async () => {
      const owner = await suite.bench.anOwner();
      const [carried, cancelled, held] = [
        await suite.bench.aRun(suite.worker, owner),
        await suite.bench.aRun(suite.worker, owner),
        await suite.bench.aRun(suite.worker, owner),
      ];
      await change(carried.runId, `status = 'running', lease_expires_at = now() + interval '1 hour'`);

      expect((await act(`/runs/${carried.runId}/retry`)).body.error).toBe('RUN_AT_WORK');
      expect((await act(`/runs/${held.runId}/retry`)).body.error).toBe('RUN_HELD_BACK');
      await act(`/runs/${cancelled.runId}/cancel`);
      expect((await act(`/runs/${cancelled.runId}/retry`)).body.error).toBe('NOTHING_FAILED');
    });
  });

  it('have webhooks sent again', async () => {
    const anEvent = async (status: string) => {
      const id = newId();
      await suite.bench.db.query(
        `INSERT INTO webhook_event (id, kind, brief_id, version, payload, status, attempts, last_outcome)
         VALUES ($1, 'brief.completed', $2, 1, '{"words": "of somebody"}', $3, 3, '500')`,
        [id, newId(), status],
      );
      return id;
    };
    const stateOf = async (id: string) => {
      const { rows } = await suite.bench.db.query(
        `SELECT status, attempts, due_at <= now() AS is_due FROM webhook_event WHERE id = $1`,
        [id],
      );
      return rows[0] as unknown;
    };
    const [failed, other, delivered] = [
      await anEvent('failed'),
      await anEvent('failed'),
      await anEvent('delivered'),
    ];

    const listed = await look('/webhooks');
    const first = await act(`/webhooks/${failed}/replay`);
    const second = await act(`/webhooks/${failed}/replay`);
    await act(`/webhooks/${delivered}/replay`);
    const rest = await act('/webhooks/replay');
    const nothing = await act('/webhooks/replay');

    const ids = (listed.body.items as { event_id: string }[]).map(({ event_id }) => event_id);
    expect(ids).toEqual(expect.arrayContaining([failed, other]));
    expect(ids).not.toContain(delivered);
    expect(listed.text).not.toContain('words');
    expect([first.body.changed, second.body.changed]).toEqual([true, false]);
    expect([rest.body, nothing.body]).toEqual([
      { changed: true, count: 1 },
      { changed: false, count: 0 },
    ]);
    for (const id of [failed, other, delivered]) {
      expect(await stateOf(id)).toEqual({ status: 'queued', attempts: 0, is_due: true });
    }
  });
});
