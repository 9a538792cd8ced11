import { newId } from '@genesis/kernel';
import { QuotaUpkeep, UsageReports } from '@genesis/quota';
import { describe, expect, it } from '@jest/globals';
import { UsagePoller } from '../../apps/worker/src/usage.poller.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type Person, quotaBench } from './quota-bench.js';

describe('quota', () => {
  const suite = quotaBench();
  const { aPerson, generate, statusOf, report, outcomes, reservationOf, letAge, complete } = suite;

  describe('of a user of DigitalCloud360', () => {
    it('has the plan of the subscription, and its run is served by it', async () => {
      const awa = await aPerson({ plan: 'genesis_basic', quota_limit: 10, quota_used: 4 });
      const { runId } = await generate(awa);
      const { rows } = await suite.bench.db.query(`SELECT subscription_plan FROM agent_run WHERE id = $1`, [
        runId,
      ]);
      expect(rows).toEqual([{ subscription_plan: 'basic' }]);
      expect(await statusOf(awa)).toMatchObject({
        plan: 'basic',
        currentUsage: 5,
        maxMonthlySessions: 10,
        percentageUsed: 50,
      });
    });

    it('lets exactly one pass when one unit is left by the count of the platform', async () => {
      const awa = await aPerson({ plan: 'basic', quota_limit: 10, quota_used: 9 });
      const codes = await outcomes(
        Array.from({ length: 8 }, (_, n) => generate(awa, n % 2 === 0 ? suite.trial : suite.other)),
      );
      expect(codes.filter((code) => code === '')).toHaveLength(1);
    });

    it('counts a unit once, before and after the platform was told of it', async () => {
      const awa = await aPerson({ plan: 'basic', quota_limit: 10, quota_used: 5 });
      const { runId } = await generate(awa);
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 6 });
      await complete(runId);
      await report();
      expect(suite.dc360.usageOf(awa.dc360UserId ?? '')).toEqual([runId]);
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 6 });

      await letAge(awa);
      const later = await suite.bench.startWorker();
      expect(await statusOf(awa, later)).toMatchObject({ currentUsage: 6 });
      await generate(awa, later);
      expect(await statusOf(awa, later)).toMatchObject({ currentUsage: 7 });
    });

    it('begins anew on the day that the platform names', async () => {
      const resetAt = new Date(Date.now() + 5 * 86_400_000);
      const subscription = { plan: 'pro', quota_limit: 1, quota_used: 0 };
      const awa = await aPerson({ ...subscription, quota_reset_date: resetAt.toISOString() });
      await complete((await generate(awa)).runId);
      await expect(generate(awa)).rejects.toMatchObject({
        details: { reset_date: resetAt.toISOString() },
      });

      const next = new Date(resetAt.getTime() + 30 * 86_400_000).toISOString();
      suite.dc360.setUser(awa.dc360UserId ?? '', {
        subscription: { ...subscription, quota_reset_date: next },
      });
      await letAge(awa);
      await generate(awa, await suite.bench.startWorker());
    });

    it.each(['expired', 'cancelled', 'suspended'])(
      'is refused when the subscription is %s',
      async (status) => {
        const awa = await aPerson({ plan: 'pro', subscription_status: status });
        await expect(generate(awa)).rejects.toMatchObject({
          code: 'SUBSCRIPTION_INACTIVE',
          kind: 'forbidden',
          details: { subscription_status: status },
        });
      },
    );

    it('is refused without a subscription', async () => {
      const awa = await aPerson(null);
      await expect(generate(awa)).rejects.toMatchObject({ code: 'NO_SUBSCRIPTION', kind: 'forbidden' });
    });

    it('is a suite.trial for whom the platform does not know', async () => {
      const awa = await aPerson({});
      expect(await statusOf({ ...awa, dc360UserId: 'nobody' })).toMatchObject({
        plan: 'trial',
        currentUsage: 0,
        maxMonthlySessions: 3,
      });
    });

    it('answers as before to a call that was answered, whatever became of the subscription', async () => {
      const awa = await aPerson({ plan: 'pro' });
      const key = newId();
      const first = await generate(awa, suite.trial, key);
      suite.dc360.setUser(awa.dc360UserId ?? '', {
        subscription: { plan: 'pro', subscription_status: 'expired' },
      });
      await letAge(awa);
      const later = await suite.bench.startWorker();
      expect(await generate(awa, later, key)).toEqual({ ...first, isReplay: true });
      await expect(generate(awa, later, newId())).rejects.toMatchObject({ code: 'SUBSCRIPTION_INACTIVE' });
    });

    it('is asked once by many at a time', async () => {
      const awa = await aPerson({ plan: 'pro' });
      const worker = await suite.bench.startWorker();
      await Promise.all(Array.from({ length: 10 }, () => generate(awa, worker)));
      const path = `GET /api/v1/users/${awa.dc360UserId ?? ''}/subscription`;
      expect(suite.dc360.receivedAt(path)).toHaveLength(1);
    });
  });

  describe('while DigitalCloud360 does not answer', () => {
    const AWAY = { DIGITALCLOUD360_API_URL: 'http://127.0.0.1:9' };
    const away = (mode: string) => suite.bench.startWorker({}, { ...AWAY, QUOTA_FAIL_MODE: mode });

    it('open lets everybody in', async () => {
      const awa = await aPerson({ plan: 'basic', quota_limit: 1, quota_used: 1 });
      const worker = await away('open');
      expect(await outcomes([generate(awa, worker), generate(awa, worker)])).toEqual(['', '']);
    });

    it('closed lets nobody in', async () => {
      const awa = await aPerson({ plan: 'pro' });
      await expect(generate(awa, await away('closed'))).rejects.toMatchObject({
        code: 'DEPENDENCY_UNAVAILABLE',
        kind: 'upstream_unavailable',
      });
    });

    it('cached goes by the last answer, for a day', async () => {
      const awa = await aPerson({ plan: 'pro', quota_limit: 9, quota_used: 7 });
      await generate(awa);
      await letAge(awa);
      const worker = await away('cached');
      expect(await statusOf(awa, worker)).toMatchObject({ plan: 'pro', currentUsage: 8 });
      expect(await outcomes([generate(awa, worker), generate(awa, worker)])).toContain('QUOTA_EXCEEDED');

      await suite.bench.db.query(
        `UPDATE known_subscription SET asked_at = now() - interval '25 hours' WHERE user_id = $1`,
        [awa.id],
      );
      expect(await statusOf(awa, await away('cached'))).toMatchObject({
        plan: 'trial',
        maxMonthlySessions: 3,
      });
    });

    it('cached gives a stranger the limit of a trial', async () => {
      const awa = await aPerson({ plan: 'pro' });
      const worker = await away('cached');
      for (let n = 1; n <= 3; n += 1) await generate(awa, worker);
      await expect(generate(awa, worker)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    });

    it('a secret that is refused is for an operator, whatever the mode', async () => {
      const awa = await aPerson({ plan: 'pro' });
      const worker = await suite.bench.startWorker(
        {},
        {
          DIGITALCLOUD360_SERVICE_SECRET: 'a-secret-that-nobody-gave-us-of-40-letters',
          QUOTA_FAIL_MODE: 'open',
        },
      );
      await expect(generate(awa, worker)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    });
  });

  describe('usage reports', () => {
    /** A generation that was completed, and not reported yet. */
    async function aReport(): Promise<{ person: Person; runId: string }> {
      await report();
      const person = await aPerson({ plan: 'pro' });
      const { runId } = await generate(person);
      await complete(runId);
      return { person, runId };
    }
    const reportRow = async (runId: string) =>
      (
        await suite.bench.db.query<{ state: string; attempts: number; last_error: string | null }>(
          `SELECT state, attempts, last_error FROM usage_report WHERE run_id = $1`,
          [runId],
        )
      ).rows[0];
    const sent = (person: Person) =>
      suite.dc360.receivedAt(`POST /api/v1/users/${person.dc360UserId ?? ''}/genesis-usage`);
    const makeDue = (runId: string) =>
      suite.bench.db.query(`UPDATE usage_report SET due_at = now() WHERE run_id = $1`, [runId]);

    it('tell of a generation that was completed, once', async () => {
      const { person, runId } = await aReport();
      await Promise.all([report(suite.trial), report(suite.other)]);
      await report();

      expect(await reportRow(runId)).toEqual({ state: 'delivered', attempts: 1, last_error: null });
      const [request, ...more] = sent(person);
      expect(more).toEqual([]);
      expect(request?.headers['idempotency-key']).toContain(runId);
      expect(request?.body).toEqual({
        session_id: runId,
        session_type: 'business_brief',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
    });

    it('are not written for a run that failed, nor for a user of our own', async () => {
      const [platforms, own] = [await aPerson({ plan: 'pro' }), await aPerson()];
      const [cancelled, completed] = [await generate(platforms), await generate(own)];
      await suite.trial.runs.cancel(cancelled.runId);
      await complete(completed.runId);
      expect(await reportRow(cancelled.runId)).toBeUndefined();
      expect(await reportRow(completed.runId)).toBeUndefined();
    });

    it('arrive after the platform was away, also when it counted without an answer', async () => {
      const { person, runId } = await aReport();
      // The first call, and both of its repetitions.
      suite.dc360.play({
        behaviour: { kind: 'status_after', status: 503 },
        times: 3,
        callKeyIncludes: runId,
      });
      await report();
      expect(await reportRow(runId)).toMatchObject({ state: 'pending', last_error: 'PLATFORM_UNAVAILABLE' });
      expect(await report()).toBe(0);

      await makeDue(runId);
      await report(await suite.bench.startWorker());
      expect(await reportRow(runId)).toMatchObject({ state: 'delivered' });
      expect(suite.dc360.usageOf(person.dc360UserId ?? '')).toEqual([runId]);
    });

    it('are given up when the platform does not want them', async () => {
      const { runId } = await aReport();
      suite.dc360.play({ behaviour: { kind: 'status', status: 422 }, callKeyIncludes: runId });
      await report();
      expect(await reportRow(runId)).toMatchObject({ state: 'dead', last_error: 'PLATFORM_REJECTED' });
      await makeDue(runId);
      expect(await report()).toBe(0);
    });

    it('are sent by every worker by itself, and a worker that ends lets none of them hang', async () => {
      const { runId } = await aReport();
      const left = await generate(await aPerson());
      await suite.bench.db.query(`DELETE FROM agent_run WHERE id = $1`, [left.runId]);
      const get = <T>(token: abstract new (...parts: never[]) => T): T =>
        suite.trial.module.get(token as never, { strict: false });
      const poller = new UsagePoller(get(UsageReports), get(QuotaUpkeep));
      poller.onApplicationBootstrap();
      await waitFor(async () => (await reportRow(runId))?.state === 'delivered', {
        timeoutMs: 10_000,
        what: 'the report',
      });
      await poller.beforeApplicationShutdown();
      expect(await reservationOf(left.runId)).toMatchObject({ state: 'released' });
    });

    it('of a worker that died are taken over when its time is up', async () => {
      const { runId } = await aReport();
      await suite.bench.db.query(
        `UPDATE usage_report SET attempts = 1, due_at = now() + interval '1 hour' WHERE run_id = $1`,
        [runId],
      );
      expect(await report()).toBe(0);
      await makeDue(runId);
      expect(await report()).toBe(1);
      expect(await reportRow(runId)).toMatchObject({ state: 'delivered', attempts: 2 });
    });
  });
});
