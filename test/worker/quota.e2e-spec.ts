import type { StartedRun } from '@genesis/briefs';
import { newId } from '@genesis/kernel';
import { QuotaService, QuotaUpkeep, type Subscriber, UsageReports } from '@genesis/quota';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsagePoller } from '../../apps/worker/src/usage.poller.js';
import { waitFor } from '../support/harness/wait-for.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { type BenchWorker, IDEA, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;

/** Somebody who generates. */
interface Person extends Subscriber {
  readonly id: string;
  readonly dc360UserId: string | null;
  readonly language: string;
}

describe('quota', () => {
  let bench: RunWorkbench;
  let dc360: Dc360Simulator;
  /** Users of our own are on trial. */
  let trial: BenchWorker;
  let other: BenchWorker;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start();
    bench = await RunWorkbench.open({
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      LOCAL_PLAN: 'trial',
      PLAN_LIMIT_TRIAL: '3',
      QUOTA_FAIL_MODE: 'cached',
    });
    [trial, other] = await Promise.all([bench.startWorker(), bench.startWorker()]);
  }, START_MS);

  afterAll(async () => {
    await bench.close();
    await dc360.stop();
  }, START_MS);

  async function aPerson(subscription?: object | null): Promise<Person> {
    const id = newId();
    const dc360UserId = subscription === undefined ? null : `dc-${id.slice(0, 8)}`;
    if (dc360UserId !== null && subscription !== undefined) {
      dc360.setUser(dc360UserId, {
        subscription: subscription as Record<string, unknown> | null,
      });
    }
    await bench.db.query(`INSERT INTO users (id, email, name, dc360_user_id) VALUES ($1, $2, 'Awa', $3)`, [
      id,
      `${id}@example.com`,
      dc360UserId,
    ]);
    return { id, dc360UserId, language: 'fr' };
  }

  const generate = (
    owner: Person,
    worker = trial,
    idempotencyKey: string | null = null,
  ): Promise<StartedRun> =>
    worker.briefs.generate({ owner, idempotencyKey, requestId: null }, { brief: IDEA, language: 'fr' });
  const statusOf = (person: Person, worker = trial) =>
    worker.module.get(QuotaService, { strict: false }).status(person);
  const report = (worker = trial) =>
    worker.module.get(UsageReports, { strict: false }).deliverDue(new AbortController().signal);
  const tidy = () => trial.module.get(QuotaUpkeep, { strict: false }).tidy();
  /** Codes of what refused, or the empty text for a start. */
  const outcomes = async (starts: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(starts)).map((start) =>
      start.status === 'fulfilled' ? '' : (start.reason as { code: string }).code,
    );
  async function reservationOf(runId: string): Promise<object | undefined> {
    const { rows } = await bench.db.query<object>(
      `SELECT state, units FROM quota_reservation WHERE run_id = $1`,
      [runId],
    );
    return rows[0];
  }
  /** What was asked more than a minute ago is asked again. */
  async function letAge(person: Person): Promise<void> {
    await bench.db.query(
      `UPDATE known_subscription SET asked_at = asked_at - interval '61 seconds' WHERE user_id = $1`,
      [person.id],
    );
  }
  const complete = (runId: string) => trial.executor.execute(runId);

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
      const { rows } = await bench.db.query(`SELECT FROM business_briefs WHERE owner_id = $1`, [awa.id]);
      expect(rows).toHaveLength(3);
    });

    it('is given back by a run that failed or was cancelled', async () => {
      const awa = await aPerson();
      const failing = await bench.startWorker({ content: () => Promise.reject(new Error('on purpose')) });
      const [failed, cancelled, completed] = [
        await generate(awa),
        await generate(awa),
        await generate(awa),
      ] as const;
      await expect(generate(awa)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
      await failing.executor.execute(failed.runId);
      await trial.runs.cancel(cancelled.runId);
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
        const codes = await outcomes([generate(person, trial), generate(person, other)]);
        expect(codes.sort()).toEqual(['', 'QUOTA_EXCEEDED']);
      }
    });

    it('is not passed by twenty at once', async () => {
      const awa = await aPerson();
      const codes = await outcomes(
        Array.from({ length: 20 }, (_, n) => generate(awa, n % 2 === 0 ? trial : other)),
      );
      expect(codes.filter((code) => code === '')).toHaveLength(3);
    });

    it('is not touched by an answer that was given before', async () => {
      const awa = await aPerson();
      const key = newId();
      const first = await generate(awa, trial, key);
      expect(await generate(awa, trial, key)).toEqual({ ...first, isReplay: true });
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1 });
    });

    it('costs nothing for sections made anew, five times a day', async () => {
      const awa = await aPerson();
      const { briefId, runId } = await generate(awa);
      await complete(runId);
      const again = () =>
        trial.briefs.regenerate({ owner: awa, idempotencyKey: null, requestId: null }, briefId, ['seo']);
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

    it('costs a unit for all five sections made anew', async () => {
      const awa = await aPerson();
      const { briefId, runId } = await generate(awa);
      await complete(runId);
      await trial.briefs.regenerate({ owner: awa, idempotencyKey: null, requestId: null }, briefId, [
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
      await Promise.all([made, open].map(({ briefId }) => trial.briefs.delete(awa.id, briefId)));

      expect(await statusOf(awa)).toMatchObject({ currentUsage: 1 });
      expect(await reservationOf(open.runId)).toMatchObject({ state: 'released' });
      await generate(awa);
      await generate(awa);
      await expect(generate(awa)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    });

    it('is found again when a run is gone without an end', async () => {
      const awa = await aPerson();
      const [gone, ended, going] = [await generate(awa), await generate(awa), await generate(awa)];
      await bench.db.query(`DELETE FROM agent_run WHERE id = $1`, [gone.runId]);
      await complete(ended.runId);
      await bench.db.query(
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
      const worker = await bench.startWorker({}, { LOCAL_PLAN: 'enterprise' });
      const awa = await aPerson();
      const codes = await outcomes(Array.from({ length: 12 }, () => generate(awa, worker)));
      expect(codes.filter((code) => code !== '')).toEqual([]);
      expect(await statusOf(awa, worker)).toMatchObject({ currentUsage: 12, maxMonthlySessions: 999_999 });
      const { rows } = await bench.db.query(`SELECT FROM quota_usage WHERE user_id = $1`, [awa.id]);
      expect(rows).toEqual([]);
    });

    it('counts what was made before there was a limit', async () => {
      const env = { PLAN_LIMIT_PRO: '2' };
      const free = await bench.startWorker({}, { LOCAL_PLAN: 'enterprise', ...env });
      const limited = await bench.startWorker({}, { LOCAL_PLAN: 'pro', ...env });
      const awa = await aPerson();
      await generate(awa, free);
      expect(await outcomes([generate(awa, limited), generate(awa, limited)])).toContain('QUOTA_EXCEEDED');
      expect(await statusOf(awa, limited)).toMatchObject({ currentUsage: 2, remaining: 0 });
    });
  });

  describe('of a user of DigitalCloud360', () => {
    it('has the plan of the subscription, and its run is served by it', async () => {
      const awa = await aPerson({ plan: 'genesis_basic', quota_limit: 10, quota_used: 4 });
      const { runId } = await generate(awa);
      const { rows } = await bench.db.query(`SELECT subscription_plan FROM agent_run WHERE id = $1`, [runId]);
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
        Array.from({ length: 8 }, (_, n) => generate(awa, n % 2 === 0 ? trial : other)),
      );
      expect(codes.filter((code) => code === '')).toHaveLength(1);
    });

    it('counts a unit once, before and after the platform was told of it', async () => {
      const awa = await aPerson({ plan: 'basic', quota_limit: 10, quota_used: 5 });
      const { runId } = await generate(awa);
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 6 });
      await complete(runId);
      await report();
      expect(dc360.usageOf(awa.dc360UserId ?? '')).toEqual([runId]);
      expect(await statusOf(awa)).toMatchObject({ currentUsage: 6 });

      await letAge(awa);
      const later = await bench.startWorker();
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
      dc360.setUser(awa.dc360UserId ?? '', { subscription: { ...subscription, quota_reset_date: next } });
      await letAge(awa);
      await generate(awa, await bench.startWorker());
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

    it('is a trial for whom the platform does not know', async () => {
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
      const first = await generate(awa, trial, key);
      dc360.setUser(awa.dc360UserId ?? '', { subscription: { plan: 'pro', subscription_status: 'expired' } });
      await letAge(awa);
      const later = await bench.startWorker();
      expect(await generate(awa, later, key)).toEqual({ ...first, isReplay: true });
      await expect(generate(awa, later, newId())).rejects.toMatchObject({ code: 'SUBSCRIPTION_INACTIVE' });
    });

    it('is asked once by many at a time', async () => {
      const awa = await aPerson({ plan: 'pro' });
      const worker = await bench.startWorker();
      await Promise.all(Array.from({ length: 10 }, () => generate(awa, worker)));
      const path = `GET /api/v1/users/${awa.dc360UserId ?? ''}/subscription`;
      expect(dc360.receivedAt(path)).toHaveLength(1);
    });
  });

  describe('while DigitalCloud360 does not answer', () => {
    const AWAY = { DIGITALCLOUD360_API_URL: 'http://127.0.0.1:9' };
    const away = (mode: string) => bench.startWorker({}, { ...AWAY, QUOTA_FAIL_MODE: mode });

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

      await bench.db.query(
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
      const worker = await bench.startWorker(
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
        await bench.db.query<{ state: string; attempts: number; last_error: string | null }>(
          `SELECT state, attempts, last_error FROM usage_report WHERE run_id = $1`,
          [runId],
        )
      ).rows[0];
    const sent = (person: Person) =>
      dc360.receivedAt(`POST /api/v1/users/${person.dc360UserId ?? ''}/genesis-usage`);
    const makeDue = (runId: string) =>
      bench.db.query(`UPDATE usage_report SET due_at = now() WHERE run_id = $1`, [runId]);

    it('tell of a generation that was completed, once', async () => {
      const { person, runId } = await aReport();
      await Promise.all([report(trial), report(other)]);
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
      await trial.runs.cancel(cancelled.runId);
      await complete(completed.runId);
      expect(await reportRow(cancelled.runId)).toBeUndefined();
      expect(await reportRow(completed.runId)).toBeUndefined();
    });

    it('arrive after the platform was away, also when it counted without an answer', async () => {
      const { person, runId } = await aReport();
      // The first call, and both of its repetitions.
      dc360.play({ behaviour: { kind: 'status_after', status: 503 }, times: 3, callKeyIncludes: runId });
      await report();
      expect(await reportRow(runId)).toMatchObject({ state: 'pending', last_error: 'PLATFORM_UNAVAILABLE' });
      expect(await report()).toBe(0);

      await makeDue(runId);
      await report(await bench.startWorker());
      expect(await reportRow(runId)).toMatchObject({ state: 'delivered' });
      expect(dc360.usageOf(person.dc360UserId ?? '')).toEqual([runId]);
    });

    it('are given up when the platform does not want them', async () => {
      const { runId } = await aReport();
      dc360.play({ behaviour: { kind: 'status', status: 422 }, callKeyIncludes: runId });
      await report();
      expect(await reportRow(runId)).toMatchObject({ state: 'dead', last_error: 'PLATFORM_REJECTED' });
      await makeDue(runId);
      expect(await report()).toBe(0);
    });

    it('are sent by every worker by itself, and a worker that ends lets none of them hang', async () => {
      const { runId } = await aReport();
      const left = await generate(await aPerson());
      await bench.db.query(`DELETE FROM agent_run WHERE id = $1`, [left.runId]);
      const get = <T>(token: abstract new (...parts: never[]) => T): T =>
        trial.module.get(token as never, { strict: false });
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
      await bench.db.query(
        `UPDATE usage_report SET attempts = 1, due_at = now() + interval '1 hour' WHERE run_id = $1`,
        [runId],
      );
      expect(await report()).toBe(0);
      await makeDue(runId);
      expect(await report()).toBe(1);
      expect(await reportRow(runId)).toMatchObject({ state: 'delivered', attempts: 2 });
    });
  });

  it('leaves nothing reserved for a run that has ended, and every counter is what its reservations say', async () => {
    const { rows: left } = await bench.db.query(
      `SELECT q.run_id FROM quota_reservation q LEFT JOIN agent_run r ON r.id = q.run_id
        WHERE q.state = 'reserved' AND (r.id IS NULL OR r.finished_at IS NOT NULL)`,
    );
    expect(left).toEqual([]);
    const { rows: wrong } = await bench.db.query(
      `SELECT u.* FROM quota_usage u WHERE u.used <> (
         SELECT coalesce(sum(units), 0) FROM quota_reservation q
          WHERE q.user_id = u.user_id AND q.period = u.period AND q.state <> 'released')`,
    );
    expect(wrong).toEqual([]);
  });

  it('has a reservation for every run', async () => {
    const { rows } = await bench.db.query(
      `SELECT id FROM agent_run r WHERE NOT EXISTS (SELECT FROM quota_reservation q WHERE q.run_id = r.id)`,
    );
    expect(rows).toEqual([]);
  });
});
