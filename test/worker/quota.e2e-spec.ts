import type { AgentName } from '@genesis/agents';
import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { quotaBench } from './quota-bench.js';

describe('quota', () => {
  const suite = quotaBench();
  const { aPerson, generate, statusOf, tidy, outcomes, reservationOf, complete } = suite;

  describe('of a user of our own', () => {
    it('is used up by what was made, and the refusal tells all about it', async () => {
      const awa = await aPerson();
      for (let n = 1; n <= 3; n += 1) await complete((await generate(awa)).runId);

      await expect(generate(awa)).rejects.toMatchObject({
        code: 'QUOTA_EXCEEDED',
        kind: 'quota_exceeded',
        details: {
          current_usage: 3,
          max_allowed: 3,
          plan: 'trial',
          reset_date: null,
          upgrade_url: expect.stringContaining('https://'),
        },
      });
      expect(await statusOf(awa)).toEqual({
        plan: 'trial',
        currentUsage: 3,
        maxMonthlySessions: 3,
        remaining: 0,
        resetAt: null,
        percentageUsed: 100,
      });
      const { rows } = await suite.bench.db.query(`SELECT FROM business_briefs WHERE owner_id = $1`, [
        awa.id,
      ]);
      expect(rows).toHaveLength(3);
    });

    it('is given back by a run that failed or was cancelled', async () => {
      const awa = await aPerson();
      const failing = await suite.bench.startWorker({
        content: () => Promise.reject(new Error('on purpose')),
      });
      const [failed, cancelled, completed] = [
        await generate(awa),
        await generate(awa),
        await generate(awa),
      ] as const;
      await expect(generate(awa)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
      await failing.executor.execute(failed.runId);
      await suite.trial.runs.cancel(cancelled.runId);
      await complete(completed.runId);

      expect(await reservationOf(failed.runId)).toEqual({ state: 'released', units: 1 });
      expect(await reservationOf(cancelled.runId)).toEqual({ state: 'released', units: 1 });
      expect(await reservationOf(completed.runId)).toEqual({ state: 'committed', units: 1 });
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1, remaining: 2 });
      expect(await outcomes([generate(awa), generate(awa)])).toEqual(['', '']);
    });

    it('lets exactly one of two generations pass when one unit is left, whichever process they meet in', async () => {
      const people = await Promise.all(Array.from({ length: 10 }, () => aPerson()));
      await Promise.all(people.map(async (person) => [await generate(person), await generate(person)]));
      for (const person of people) {
        const codes = await outcomes([generate(person, suite.trial), generate(person, suite.other)]);
        expect(codes.sort()).toEqual(['', 'QUOTA_EXCEEDED']);
      }
    });

    it('is not passed by twenty at once', async () => {
      const awa = await aPerson();
      const codes = await outcomes(
        Array.from({ length: 20 }, (_, n) => generate(awa, n % 2 === 0 ? suite.trial : suite.other)),
      );
      expect(codes.filter((code) => code === '')).toHaveLength(3);
    });

    it('is not touched by an answer that was given before', async () => {
      const awa = await aPerson();
      const key = newId();
      const first = await generate(awa, suite.trial, key);
      expect(await generate(awa, suite.trial, key)).toEqual({ ...first, isReplay: true });
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1 });
    });

    it('costs nothing for sections made anew, five times a day', async () => {
      const awa = await aPerson();
      const { briefId, runId } = await generate(awa);
      await complete(runId);
      const again = () =>
        suite.trial.briefs.regenerate({ owner: awa, idempotencyKey: null, requestId: null }, briefId, [
          'seo',
        ]);
      for (let n = 1; n <= 5; n += 1) {
        const run = await again();
        expect(await reservationOf(run.runId)).toEqual({ state: 'reserved', units: 0 });
        await complete(run.runId);
      }
      await expect(again()).rejects.toMatchObject({
        code: 'REGENERATION_LIMIT',
        kind: 'rate_limited',
        details: { max_a_day: 5 },
      });
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1 });
    });

    it('is not passed by making sections anew of a brief that gave its unit back', async () => {
      const awa = await aPerson();
      const { briefId, runId } = await generate(awa);
      await suite.trial.runs.cancel(runId);
      expect(await reservationOf(runId)).toEqual({ state: 'released', units: 1 });
      const again = (...sections: readonly AgentName[]) =>
        suite.trial.briefs.regenerate(
          { owner: awa, idempotencyKey: null, requestId: null },
          briefId,
          sections,
        );
      const most = await again('research', 'content', 'seo', 'template');
      await complete(most.runId);
      const rest = await again('logo');
      await complete(rest.runId);

      expect(await reservationOf(most.runId)).toEqual({ state: 'committed', units: 1 });
      expect(await reservationOf(rest.runId)).toEqual({ state: 'committed', units: 0 });
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1 });
    });

    it('costs a unit for all five sections made anew', async () => {
      const awa = await aPerson();
      const { briefId, runId } = await generate(awa);
      await complete(runId);
      await suite.trial.briefs.regenerate({ owner: awa, idempotencyKey: null, requestId: null }, briefId, [
        'research',
        'content',
        'logo',
        'seo',
        'template',
      ]);
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 2 });
    });

    it('stays used when a brief is deleted, and is free again when its run had not ended', async () => {
      const awa = await aPerson();
      const [made, open] = [await generate(awa), await generate(awa)];
      await complete(made.runId);
      await Promise.all([made, open].map(({ briefId }) => suite.trial.briefs.delete(awa.id, briefId)));

      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1 });
      expect(await reservationOf(open.runId)).toMatchObject({ state: 'released' });
      await generate(awa);
      await generate(awa);
      await expect(generate(awa)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    });

    it('is found again when a run is gone without an end', async () => {
      const awa = await aPerson();
      const [gone, ended, going] = [await generate(awa), await generate(awa), await generate(awa)];
      await suite.bench.db.query(`DELETE FROM agent_run WHERE id = $1`, [gone.runId]);
      await complete(ended.runId);
      await suite.bench.db.query(
        `UPDATE quota_reservation SET state = 'reserved', settled_at = NULL WHERE run_id = $1`,
        [ended.runId],
      );
      await tidy();

      expect(await reservationOf(gone.runId)).toMatchObject({ state: 'released' });
      expect(await reservationOf(ended.runId)).toMatchObject({ state: 'committed' });
      expect(await reservationOf(going.runId)).toMatchObject({ state: 'reserved' });
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 2 });
    });

    it('has no end on a plan without a limit', async () => {
      const worker = await suite.bench.startWorker({}, { LOCAL_PLAN: 'enterprise' });
      const awa = await aPerson();
      const codes = await outcomes(Array.from({ length: 12 }, () => generate(awa, worker)));
      expect(codes.filter((code) => code !== '')).toEqual([]);
      expect(await statusOf(awa, worker)).toMatchObject({ currentUsage: 12, maxMonthlySessions: 999_999 });
      const { rows } = await suite.bench.db.query(`SELECT FROM quota_usage WHERE user_id = $1`, [awa.id]);
      expect(rows).toEqual([]);
    });

    it('counts what was made before there was a limit', async () => {
      const env = { PLAN_LIMIT_PRO: '2' };
      const free = await suite.bench.startWorker({}, { LOCAL_PLAN: 'enterprise', ...env });
      const limited = await suite.bench.startWorker({}, { LOCAL_PLAN: 'pro', ...env });
      const awa = await aPerson();
      await generate(awa, free);
      expect(await outcomes([generate(awa, limited), generate(awa, limited)])).toContain('QUOTA_EXCEEDED');
      expect(await statusOf(awa, limited)).toMatchObject({ currentUsage: 2, remaining: 0 });
    });
  });

  it('leaves nothing reserved for a run that has ended, and every counter is what its reservations say', async () => {
    const { rows: left } = await suite.bench.db.query(
      `SELECT q.run_id FROM quota_reservation q LEFT JOIN agent_run r ON r.id = q.run_id
        WHERE q.state = 'reserved' AND (r.id IS NULL OR r.finished_at IS NOT NULL)`,
    );
    expect(left).toEqual([]);
    const { rows: wrong } = await suite.bench.db.query(
      `SELECT u.* FROM quota_usage u WHERE u.used <> (
         SELECT coalesce(sum(units), 0) FROM quota_reservation q
          WHERE q.user_id = u.user_id AND q.period = u.period AND q.state <> 'released')`,
    );
    expect(wrong).toEqual([]);
  });

  it('has a reservation for every run', async () => {
    const { rows } = await suite.bench.db.query(
      `SELECT id FROM agent_run r WHERE NOT EXISTS (SELECT FROM quota_reservation q WHERE q.run_id = r.id)`,
    );
    expect(rows).toEqual([]);
  });
});
