import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';

const START_MS = 120_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };
/** A job that nobody knows is left alone for about 20 s. */
const GIVEN_UP_MS = 40_000;

describe('jobs of another release', () => {
  let installation: Installation;
  let client: ApiClient;
  let redis: Redis;
  let jobs: Queue;
  let prefix: string;
  let workers: ServiceProcess[] = [];

  beforeAll(async () => {
    const stores = configuredStores();
    installation = await Installation.create(stores);
    await installation.startApi();
    client = await installation.client().signUp();
    redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: null });
    prefix = `${installation.keyPrefix}:bull`;
    jobs = new Queue('runs', { connection: redis, prefix });
  }, START_MS);

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
  }, START_MS);

  afterAll(async () => {
    await jobs.close();
    redis.disconnect();
    await installation.close();
  }, START_MS);

  const startWorker = async () => {
    const worker = await installation.startWorker();
    workers.push(worker);
    return worker;
  };

  const untilLeft = (jobIds: readonly string[]) =>
    waitFor(
      async () => {
        const found = await Promise.all(jobIds.map((id) => jobs.getJob(id)));
        return found.every((job) => (job?.attemptsStarted ?? 0) > 0);
      },
      { timeoutMs: 15_000, what: 'the jobs to be looked at' },
    );

  it('wait for its workers while ours go on with what they know', async () => {
    const worker = await startWorker();
    const runId = crypto.randomUUID();
    await jobs.addBulk([
      { name: 'run', data: { run: { id: runId }, version: 2 }, opts: { jobId: `${runId}-2` } },
      { name: 'erase', data: { runId }, opts: { jobId: `${runId}-erase` } },
    ]);
    await untilLeft([`${runId}-2`, `${runId}-erase`]);
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);

    const taken = new Map<string, unknown>();
    const connection = redis.duplicate();
    const younger = new Worker(
      'runs',
      (job: Job<unknown>) => {
        taken.set(job.name, job.data);
        return Promise.resolve();
      },
      { connection, prefix, autorun: false },
    );
    // Both take jobs: which of the two gets these is left to chance, and one time ours does not.
    void younger.run();
    await waitFor(() => taken.size === 2, { timeoutMs: GIVEN_UP_MS, what: 'the younger worker to get both' });
    await younger.close();
    connection.disconnect();

    expect(taken).toEqual(
      new Map<string, unknown>([
        ['run', { run: { id: runId }, version: 2 }],
        ['erase', { runId }],
      ]),
    );
    expect(worker.isRunning).toBe(true);
    expect(worker.output).toContain('a job of another release is left to its workers');
    expect(await jobs.getFailedCount()).toBe(0);
  }, 120_000);

  it('are written anew when none of its workers is there any more, and the run is carried once', async () => {
    const { brief_id, run_id } = await client.generate(IDEA);
    await jobs.remove(`${run_id}-1`);
    await jobs.add('run', { run: { id: run_id }, version: 2 }, { jobId: `${run_id}-1`, attempts: 1 });
    await startWorker();
    await startWorker();
    await client.untilSettled(brief_id, GIVEN_UP_MS);

    const { rows } = await installation.db.query<object>(
      `SELECT status, fence, crash_count, enqueue_count FROM agent_run WHERE id = $1`,
      [run_id],
    );
    expect(rows).toEqual([{ status: 'completed', fence: 1, crash_count: 0, enqueue_count: 2 }]);
    const failed = await jobs.getFailed();
    expect(failed.map(({ id, attemptsStarted }) => ({ id, attemptsStarted }))).toEqual([
      { id: `${run_id}-1`, attemptsStarted: 8 },
    ]);
    expect((await jobs.getJob(`${run_id}-2`))?.data).toEqual({ runId: run_id });
    expect(await runViolations(installation.db)).toEqual([]);
  }, 120_000);
});
