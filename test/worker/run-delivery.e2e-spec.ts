import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { DatabaseProxy } from './run-database-proxy.js';

const START_MS = 120_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };

describe('the job of a run', () => {
  let installation: Installation;
  let proxy: DatabaseProxy;
  let client: ApiClient;
  let redis: Redis;
  let jobs: Queue;

  beforeAll(async () => {
    const stores = configuredStores();
    installation = await Installation.create(stores);
    proxy = await DatabaseProxy.before(installation.env.DATABASE_URL ?? '');
    await Promise.all([
      installation.startApi(),
      // Only the job that is there can bring the run on.
      installation.startWorker({
        DATABASE_URL: proxy.url,
        TEST_DATABASE_URL: proxy.url,
        RECONCILE_EVERY_MS: '600000',
      }),
    ]);
    client = await installation.client().signUp();
    redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: null });
    jobs = new Queue('runs', { connection: redis, prefix: `${installation.keyPrefix}:bull` });
  }, START_MS);

  afterAll(async () => {
    await jobs.close();
    redis.disconnect();
    await installation.close();
    await proxy.stop();
  }, START_MS);

  it('is not used up by a worker whose database is away: it comes again', async () => {
    proxy.cut();
    const { brief_id, run_id } = await client.generate(IDEA);
    await waitFor(async () => (await jobs.getDelayedCount()) === 1, {
      timeoutMs: 10_000,
      what: 'the job to be put off',
    });
    expect(await jobs.getFailedCount()).toBe(0);
    proxy.restore();
    await client.untilSettled(brief_id);

    const { rows } = await installation.db.query<object>(
      `SELECT status, fence, crash_count, enqueue_count FROM agent_run WHERE id = $1`,
      [run_id],
    );
    expect(rows).toEqual([{ status: 'completed', fence: 1, crash_count: 0, enqueue_count: 1 }]);
    expect(await jobs.getFailedCount()).toBe(0);
  }, 60_000);
});
