import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/harness/wait-for.js';
import { type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const ROOM = 3;

describe('fair admission', () => {
  let bench: RunWorkbench;
  let worker: BenchWorker;

  beforeAll(async () => {
    bench = await RunWorkbench.open({ RUN_OWNER_CONCURRENCY: String(ROOM) });
    worker = await bench.startWorker();
  }, START_MS);

  afterAll(() => bench.close(), START_MS);

  it('lets as many runs of an owner into the queue as there is room', async () => {
    const owner = await bench.anOwner();
    const runs = [];
    for (let n = 0; n < 3 * ROOM; n += 1) runs.push(await bench.aRun(worker, owner));

    expect(await admittedOf(owner)).toHaveLength(ROOM);
    const jobs = await worker.queue.states(
      'runs',
      runs.map(({ runId }) => `${runId}-1`),
    );
    expect(jobs.filter((state) => state === 'waiting')).toHaveLength(ROOM);
    expect(jobs.filter((state) => state === 'absent')).toHaveLength(2 * ROOM);
  });

  it('keeps nobody waiting because of somebody else', async () => {
    const greedy = await bench.anOwner();
    for (let n = 0; n < 2 * ROOM; n += 1) await bench.aRun(worker, greedy);
    const { runId } = await bench.aRun(worker);

    expect(await worker.queue.states('runs', [`${runId}-1`])).toEqual(['waiting']);
  });

  it('admits the oldest that waits when one has ended', async () => {
    const owner = await bench.anOwner();
    const runs = [];
    for (let n = 0; n < ROOM + 2; n += 1) runs.push(await bench.aRun(worker, owner));
    const [first] = runs;
    await worker.executor.execute(first?.runId ?? '');

    const expected = runs.slice(1, ROOM + 1).map(({ runId }) => runId);
    expect(await admittedOf(owner)).toEqual(expected);
    const last = `${expected.at(-1) ?? ''}-1`;
    expect(await worker.queue.states('runs', [last])).toEqual(['waiting']);
  });

  it('ends one that is cancelled before it was admitted, and takes no room for it', async () => {
    const owner = await bench.anOwner();
    const runs = [];
    for (let n = 0; n < ROOM + 1; n += 1) runs.push(await bench.aRun(worker, owner));
    const heldBack = runs.at(-1);
    await worker.briefs.cancel(owner, heldBack?.briefId ?? '');

    expect(await bench.run(heldBack?.runId ?? '')).toMatchObject({ status: 'cancelled', enqueue_count: 0 });
    expect(await admittedOf(owner)).toHaveLength(ROOM);
  });

  it('finds by the reconciler who was forgotten, and admits no more than there is room', async () => {
    const owner = await bench.anOwner();
    for (let n = 0; n < 3 * ROOM; n += 1) await bench.aRun(worker, owner);
    // As if their process had died between the end of one and the admission of the next.
    await bench.db.query(
      `UPDATE agent_run SET enqueue_count = 0, checked_at = now() - interval '1 hour'
        WHERE owner_id = $1 AND id IN (SELECT id FROM agent_run WHERE owner_id = $1 AND enqueue_count > 0 LIMIT 2)`,
      [owner],
    );
    await worker.reconciler.reconcile();
    const admitted = await admittedOf(owner);

    expect(admitted).toHaveLength(ROOM);
    const states = await worker.queue.states(
      'runs',
      admitted.map((id) => `${id}-1`),
    );
    expect(new Set(states)).toEqual(new Set(['waiting']));
  });

  it('carries all of a greedy owner to their end, one after the other', async () => {
    const owner = await bench.anOwner();
    for (let n = 0; n < 4 * ROOM; n += 1) await bench.aRun(worker, owner);
    await waitFor(
      async () => {
        const admitted = await admittedOf(owner);
        expect(admitted.length).toBeLessThanOrEqual(ROOM);
        await Promise.all(admitted.map((id) => worker.executor.execute(id)));
        return admitted.length === 0;
      },
      { timeoutMs: 20_000, what: 'the end of all' },
    );
    const { rows } = await bench.db.query(`SELECT DISTINCT status FROM agent_run WHERE owner_id = $1`, [
      owner,
    ]);

    expect(rows).toEqual([{ status: 'completed' }]);
  });

  it('never admits more than there is room, whatever ends, is cancelled, deleted and looked at at once', async () => {
    const others = [await bench.startWorker(), await bench.startWorker()];
    const workers = [worker, ...others];
    const owner = await bench.anOwner();
    const runs: Awaited<ReturnType<typeof bench.aRun>>[] = [];
    for (let n = 0; n < 8 * ROOM; n += 1) runs.push(await bench.aRun(worker, owner));
    const cancelled = runs.filter((_run, index) => index % 5 === 3);
    const deleted = runs.filter((_run, index) => index % 5 === 4);
    const leave = Promise.all([
      ...cancelled.map(({ briefId }) => worker.briefs.cancel(owner, briefId).catch(() => undefined)),
      ...deleted.map(({ briefId }) => worker.briefs.delete(owner, briefId)),
    ]);
    let most = 0;
    await waitFor(
      async () => {
        const admitted = await admittedOf(owner);
        most = Math.max(most, admitted.length);
        await Promise.all([
          ...workers.map(({ reconciler }) => reconciler.reconcile()),
          // Each is delivered to everybody: a double job is nothing unusual.
          ...admitted.flatMap((id) => workers.map(({ executor }) => executor.execute(id))),
        ]);
        return (await unfinishedOf(owner)) === 0;
      },
      { timeoutMs: 25_000, what: 'the end of all' },
    );
    await leave;
    const { rows } = await bench.db.query<{ status: string; fence: number }>(
      `SELECT status, max(fence) AS fence FROM agent_run WHERE owner_id = $1 GROUP BY status`,
      [owner],
    );
    await Promise.all(others.map((other) => bench.stop(other)));

    expect(most).toBeLessThanOrEqual(ROOM);
    expect(rows.every(({ status }) => ['completed', 'cancelled'].includes(status))).toBe(true);
    expect(rows.every(({ fence }) => fence === 1)).toBe(true);
  });

  it('leaves one that was admitted late to the version that knows its plan, for as long as that looks at it', async () => {
    const owner = await bench.anOwner();
    const runs = [];
    for (let n = 0; n < ROOM + 1; n += 1) runs.push(await bench.aRun(worker, owner));
    const late = runs.at(-1)?.runId ?? '';
    await bench.db.query(
      `UPDATE agent_run SET plan = 'brief@0', created_at = now() - interval '1 hour' WHERE id = $1`,
      [late],
    );
    await worker.executor.execute(runs[0]?.runId ?? '');
    expect(await admittedOf(owner)).toContain(late);
    const newer = await bench.startWorker(
      {},
      { RECONCILE_EVERY_MS: '20000', RUN_TIMEOUT_JOB_S: '60', RUN_OWNER_CONCURRENCY: String(ROOM) },
    );
    const lookedAt = (seconds: number) =>
      bench.db.query(`UPDATE agent_run SET checked_at = now() - $2 * interval '1 second' WHERE id = $1`, [
        late,
        seconds,
      ]);

    await lookedAt(30);
    await newer.reconciler.reconcile();
    expect(await bench.run(late)).toMatchObject({ status: 'queued', enqueue_count: 1 });
    await lookedAt(61);
    await newer.reconciler.reconcile();
    expect(await bench.run(late)).toMatchObject({ status: 'failed', error: { code: 'PLAN_UNKNOWN' } });
    await bench.stop(newer);
  });

  async function unfinishedOf(owner: string): Promise<number> {
    const { rows } = await bench.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM agent_run WHERE owner_id = $1 AND finished_at IS NULL`,
      [owner],
    );
    return rows[0]?.n ?? 0;
  }

  /** Ids of the owner's unfinished runs that are in the queue, the oldest first. */
  async function admittedOf(owner: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ id: string }>(
      `SELECT id FROM agent_run WHERE owner_id = $1 AND enqueue_count > 0 AND finished_at IS NULL ORDER BY created_at, id`,
      [owner],
    );
    return rows.map(({ id }) => id);
  }
});
