import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BriefEvent, RunEvents } from '@genesis/runs';
import { runViolations } from '../support/harness/run-invariants.js';
import { type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
/** More jobs than any of these runs has had: none of this number exists. */
const FORGOTTEN = 7;

describe('the reconciler', () => {
  let bench: RunWorkbench;
  let worker: BenchWorker;

  beforeAll(async () => {
    bench = await RunWorkbench.open({ RUN_TIMEOUT_JOB_S: '60' });
    worker = await bench.startWorker();
  }, START_MS);

  // A run that a test left behind would be found by the next one.
  beforeEach(async () => {
    await bench.db.query(`DELETE FROM business_briefs WHERE status IN ('queued', 'in_progress')`);
  });

  afterAll(() => bench.close(), START_MS);

  describe('looks after runs that nobody carries: it', () => {
    it('gives a run whose job was lost a new one, once', async () => {
      const { runId } = await aRun();
      await forgetJob(runId);

      await worker.reconciler.reconcile();
      expect(await bench.run(runId)).toMatchObject({ status: 'queued', enqueue_count: FORGOTTEN + 1 });
      expect(await worker.queue.states('runs', [`${runId}-${String(FORGOTTEN + 1)}`])).toEqual(['waiting']);

      await touchedLongAgo(runId);
      await worker.reconciler.reconcile();
      expect(await bench.run(runId)).toMatchObject({ enqueue_count: FORGOTTEN + 1 });
    });

    it('leaves alone a run whose job waits for its turn', async () => {
      const { runId } = await aRun();
      await touchedLongAgo(runId);
      await worker.reconciler.reconcile();

      expect(await bench.run(runId)).toMatchObject({ enqueue_count: 1 });
    });

    it('leaves alone a run with a living lease and one that sleeps', async () => {
      const [held, parked] = await Promise.all([aRun(), aRun()]);
      await bench.db.query(
        `UPDATE agent_run SET status = 'running', lease_expires_at = now() + interval '1 hour', enqueue_count = 3
          WHERE id = $1`,
        [held.runId],
      );
      await bench.db.query(
        `UPDATE agent_run SET status = 'parked', wake_at = now() + interval '1 hour', enqueue_count = 3 WHERE id = $1`,
        [parked.runId],
      );
      await Promise.all([touchedLongAgo(held.runId), touchedLongAgo(parked.runId)]);
      await worker.reconciler.reconcile();

      expect(await bench.run(held.runId)).toMatchObject({ enqueue_count: 3 });
      expect(await bench.run(parked.runId)).toMatchObject({ enqueue_count: 3 });
    });

    it('brings back a run whose worker died, and one that has slept long enough', async () => {
      const [dead, parked] = await Promise.all([aRun(), aRun()]);
      await bench.db.query(`UPDATE agent_run SET status = 'running', enqueue_count = 3 WHERE id = $1`, [
        dead.runId,
      ]);
      await bench.endLease(dead.runId);
      await bench.db.query(
        `UPDATE agent_run SET status = 'parked', wake_at = now() - interval '1 second', enqueue_count = 3 WHERE id = $1`,
        [parked.runId],
      );
      await Promise.all([touchedLongAgo(dead.runId), touchedLongAgo(parked.runId)]);
      await worker.reconciler.reconcile();

      for (const { runId } of [dead, parked]) {
        expect(await bench.run(runId)).toMatchObject({ enqueue_count: 4 });
        expect(await worker.executor.execute(runId)).toBe('finished');
      }
      expect(await bench.run(dead.runId)).toMatchObject({ crash_count: 1 });
      expect(await bench.run(parked.runId)).toMatchObject({ crash_count: 0 });
    });

    it('ends a run that nobody carries and whose time is up', async () => {
      const { runId, briefId } = await aRun();
      await bench.db.query(
        `UPDATE agent_run SET status = 'running', deadline_at = now() - interval '1 second' WHERE id = $1`,
        [runId],
      );
      await bench.endLease(runId);
      await touchedLongAgo(runId);
      await worker.reconciler.reconcile();

      expect(await bench.run(runId)).toMatchObject({
        status: 'failed',
        error: { code: 'RUN_DEADLINE_EXCEEDED' },
      });
      expect((await eventsOf(briefId)).at(-1)).toMatchObject({
        type: 'run.finished',
        data: { status: 'failed' },
      });
    });

    it('hands each stalled run out once, however many look, and waits for none that is locked', async () => {
      const others = await Promise.all([bench.startWorker(), bench.startWorker()]);
      const [locked, ...free] = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => aRun()));
      const runIds = [locked!, ...free].map(({ runId }) => runId);
      await Promise.all(runIds.map((runId) => forgetJob(runId)));
      const countsOf = async () =>
        Promise.all(runIds.map(async (runId) => (await bench.run(runId)).enqueue_count));
      const holder = await bench.db.connect();
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM agent_run WHERE id = $1 FOR UPDATE', [locked!.runId]);
      await Promise.all([worker, ...others].map((each) => each.reconciler.reconcile()));

      expect(await countsOf()).toEqual([FORGOTTEN, ...free.map(() => FORGOTTEN + 1)]);
      await holder.query('COMMIT');
      holder.release();
      await Promise.all([worker, ...others].map((each) => each.reconciler.reconcile()));
      expect(await countsOf()).toEqual(runIds.map(() => FORGOTTEN + 1));
    });
  });

  describe('is not kept from its other runs', () => {
    it('by one that cannot be ended', async () => {
      const [bad, overdue, jobless] = await Promise.all([aRun(), aRun(), aRun()]);
      await bench.db.query(
        `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$`,
      );
      await bench.db.query(
        `CREATE TRIGGER refuse BEFORE UPDATE ON business_briefs FOR EACH ROW
           WHEN (NEW.id = '${bad.briefId}') EXECUTE FUNCTION refuse()`,
      );
      await Promise.all([makeOverdue(bad.runId), makeOverdue(overdue.runId), forgetJob(jobless.runId)]);

      expect(await worker.reconciler.reconcile()).toBe(2);
      await bench.db.query(`DROP TRIGGER refuse ON business_briefs`);
      expect((await bench.run(overdue.runId)).status).toBe('failed');
      expect((await bench.run(jobless.runId)).enqueue_count).toBe(FORGOTTEN + 1);
      expect((await bench.run(bad.runId)).status).toBe('running');
    });

    it('by a queue that does not answer: it ends runs all the same', async () => {
      const away = await bench.startWorker({}, { REDIS_QUEUE_URL: 'redis://127.0.0.1:1' });
      const [overdue, jobless] = await Promise.all([aRun(), aRun()]);
      await Promise.all([makeOverdue(overdue.runId), forgetJob(jobless.runId)]);

      await expect(away.reconciler.reconcile()).rejects.toThrow();
      expect((await bench.run(overdue.runId)).status).toBe('failed');
      expect((await bench.run(jobless.runId)).enqueue_count).toBe(FORGOTTEN);
      await bench.stop(away);
    });
  });

  describe('of a version that does not know the plan of a run', () => {
    it('leaves it to a version that does', async () => {
      const { runId } = await aRun();
      await ofAnotherPlan(runId);
      await forgetJob(runId);

      expect(await worker.reconciler.reconcile()).toBe(0);
      expect(await worker.executor.execute(runId)).toBe('nothing_to_do');
      expect(await bench.run(runId)).toMatchObject({ status: 'queued', fence: 0, enqueue_count: FORGOTTEN });
    });

    it('ends it once the time that a run has is over, and says why', async () => {
      const { runId, briefId } = await aRun();
      await ofAnotherPlan(runId);
      await bench.db.query(`UPDATE agent_task SET name = 'survey' WHERE run_id = $1 AND name = 'seo'`, [
        runId,
      ]);
      await bench.db.query(`UPDATE agent_run SET created_at = now() - interval '61 seconds' WHERE id = $1`, [
        runId,
      ]);
      await forgetJob(runId);

      expect(await worker.reconciler.reconcile()).toBe(1);
      const { status, error, tasks } = await bench.run(runId);
      expect([status, error?.code]).toEqual(['failed', 'PLAN_UNKNOWN']);
      expect(tasks).toMatchObject({ research: { status: 'skipped' }, survey: { status: 'skipped' } });
      const { rows } = await bench.db.query<{ status: string }>(
        `SELECT status FROM business_briefs WHERE id = $1`,
        [briefId],
      );
      expect(rows).toEqual([{ status: 'failed' }]);
      expect(await worker.reconciler.reconcile()).toBe(0);
    });

    it('ends it at once when it is cancelled', async () => {
      const { runId } = await aRun();
      await ofAnotherPlan(runId);
      await worker.runs.cancel(runId);

      expect(await bench.run(runId)).toMatchObject({ status: 'cancelled', error: null });
    });
  });

  it('has kept every invariant of runs meanwhile', async () => {
    const violations = await runViolations(bench.db);
    // The scripted agents write no files.
    const isMeant = (text: string) => text.startsWith('I4: a usable agent delivered no file');
    expect(violations.filter((text) => !isMeant(text))).toEqual([]);
  });

  const aRun = () => bench.aRun(worker);

  const eventsOf = async (briefId: string): Promise<readonly BriefEvent[]> =>
    worker.module.get(RunEvents, { strict: false }).list(briefId, 0, 1_000);

  async function touchedLongAgo(runId: string): Promise<void> {
    await bench.db.query(`UPDATE agent_run SET checked_at = now() - interval '1 hour' WHERE id = $1`, [
      runId,
    ]);
  }

  async function forgetJob(runId: string): Promise<void> {
    await bench.db.query(
      `UPDATE agent_run SET enqueue_count = $2, checked_at = now() - interval '1 hour' WHERE id = $1`,
      [runId, FORGOTTEN],
    );
  }

  async function makeOverdue(runId: string): Promise<void> {
    await bench.db.query(
      `UPDATE agent_run SET status = 'running', fence = 1, deadline_at = now() - interval '1 second',
              lease_expires_at = now() - interval '1 second', checked_at = now() - interval '1 hour' WHERE id = $1`,
      [runId],
    );
  }

  async function ofAnotherPlan(runId: string): Promise<void> {
    await bench.db.query(`UPDATE agent_run SET plan = 'brief@99' WHERE id = $1`, [runId]);
  }
});
