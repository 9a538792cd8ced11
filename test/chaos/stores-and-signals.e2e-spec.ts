import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { completedAfter, PrivateServers } from './private-world.js';

const TEST_MS = 120_000;
const idea = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };

let servers: PrivateServers;
let installation: Installation;

beforeEach(async () => {
  servers = await PrivateServers.start();
  installation = await servers.install();
  await installation.startApi();
}, TEST_MS);
afterEach(async () => {
  await installation.close();
  await servers.stop();
}, TEST_MS);

/** Submits briefs and waits until each has a call open at the model. */
async function inFlight(count: number) {
  const client = await installation.client().signUp();
  const started = await Promise.all(Array.from({ length: count }, () => client.generate(idea)));
  await waitFor(() => started.every(({ run_id }) => servers.callsOf([run_id]).length > 0), {
    timeoutMs: 30_000,
    everyMs: 20,
    what: 'a call of every run',
  });
  return { client, briefIds: started.map(({ brief_id }) => brief_id) };
}

it(
  'R2: a run whose job was never added starts within 5 s',
  async () => {
    await installation.startWorker();
    const client = await installation.client().signUp();
    const { brief_id, run_id } = await client.generate(idea);
    await client.untilSettled(brief_id, 60_000);
    // What a kill between the commit and the enqueue leaves: rows, and no job.
    const { rows } = await installation.db.query<{ id: string }>(
      `WITH brief AS (
       INSERT INTO business_briefs (id, owner_id, status, business_name, sector)
       SELECT gen_random_uuid(), owner_id, 'queued', business_name, sector FROM business_briefs WHERE id = $1 RETURNING id, owner_id
     ), run AS (
       INSERT INTO agent_run (id, brief_id, version, owner_id, plan, status, requested_agents, input, event_seq, enqueue_count)
       SELECT gen_random_uuid(), brief.id, 1, brief.owner_id, r.plan, 'queued', r.requested_agents, r.input, 1, 1
         FROM brief, agent_run r WHERE r.id = $2 RETURNING id, brief_id
     ), version AS (
       INSERT INTO brief_versions (brief_id, version, status, run_id, input)
       SELECT run.brief_id, 1, 'queued', run.id, v.input FROM run, brief_versions v WHERE v.brief_id = $1
     ), event AS (
       INSERT INTO run_event (brief_id, seq, run_id, type) SELECT brief_id, 1, id, 'run.started' FROM run
     ), task AS (
       INSERT INTO agent_task (run_id, name, status) SELECT run.id, t.name, 'pending' FROM run, agent_task t WHERE t.run_id = $2
     ) SELECT id FROM run`,
      [brief_id, run_id],
    );
    const lostAt = performance.now();
    await waitFor(
      async () => {
        const found = await installation.db.query(
          `SELECT 1 FROM agent_run WHERE id = $1 AND started_at IS NOT NULL`,
          [rows[0]?.id],
        );
        return found.rows.length > 0;
      },
      { timeoutMs: 20_000, everyMs: 50, what: 'the run without a job to start' },
    );
    expect(performance.now() - lostAt).toBeLessThanOrEqual(5_000);
  },
  TEST_MS,
);

it.each([
  ['kept', false],
  ['wiped', true],
])(
  'R4: Redis is killed in mid-run and comes back with its data %s: all complete',
  async (_name, isWiped) => {
    await installation.startWorker();
    const { client, briefIds } = await inFlight(3);
    await servers.redis.kill();
    await servers.redis.restart();
    if (isWiped) await flush();
    const backAt = Date.now();

    for (const briefId of briefIds) await completedAfter(client, briefId, backAt);
    expect(await servers.violations(installation)).toEqual([]);
  },
  TEST_MS,
);

it(
  'R6: FLUSHALL in mid-run: all complete, no file is missing',
  async () => {
    await installation.startWorker();
    const { client, briefIds } = await inFlight(5);
    await flush();

    for (const briefId of briefIds) {
      await completedAfter(client, briefId, Date.now());
      expect((await client.files(briefId)).map(({ path }) => path)).toEqual(
        expect.arrayContaining([
          '/research/market.json',
          '/content/content.json',
          '/logo/logo.svg',
          '/seo/seo.json',
        ]),
      );
    }
    expect(await servers.violations(installation)).toEqual([]);
  },
  TEST_MS,
);

it(
  'R12: a job delivered to two workers at once is claimed by one, and the other makes no call',
  async () => {
    await Promise.all([installation.startWorker(), installation.startWorker()]);
    const { client, briefIds } = await inFlight(3);
    // A second job for each run, under another id.
    const redis = new Redis(servers.redis.url);
    const { Queue } = await import('bullmq');
    const queue = new Queue('runs', { connection: redis, prefix: `${installation.keyPrefix}:bull` });
    const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
    await Promise.all(rows.map(({ id }) => queue.add('run', { runId: id }, { jobId: `${id}-99` })));
    for (const briefId of briefIds) await completedAfter(client, briefId, Date.now());
    await queue.close();
    redis.disconnect();

    expect(await servers.violations(installation)).toEqual([]);
    const fences = await installation.db.query<{ fence: number }>('SELECT fence FROM agent_run');
    expect(fences.rows.map(({ fence }) => fence)).toEqual([1, 1, 1]);
  },
  TEST_MS,
);

it(
  'hands 20 runs back at SIGTERM: the next worker has them within 2 s, no attempt is counted as a crash',
  async () => {
    const leaving = await installation.startWorker();
    const { client, briefIds } = await inFlight(20);
    await installation.startWorker();
    const askedAt = Date.now();
    const { code } = await leaving.kill('SIGTERM');
    await waitFor(
      async () => {
        const { rows } = await installation.db.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM agent_run WHERE finished_at IS NULL AND (fence < 2 OR lease_expires_at IS NULL)`,
        );
        return rows[0]?.n === 0;
      },
      { timeoutMs: 20_000, everyMs: 20, what: 'every run to be held again' },
    );
    const takenAfterMs = Date.now() - askedAt;
    for (const briefId of briefIds) await completedAfter(client, briefId, askedAt);

    expect(code).toBe(0);
    expect(takenAfterMs).toBeLessThanOrEqual(2_000);
    const { rows } = await installation.db.query<{ crashes: number }>(
      'SELECT sum(crash_count)::int AS crashes FROM agent_run',
    );
    expect(rows[0]?.crashes).toBe(0);
    expect(await servers.violations(installation, [Date.now()])).toEqual([]);
  },
  TEST_MS,
);

it(
  'cancel reaches an open call: its socket closes within 1 s, and no later call is made',
  async () => {
    await installation.startWorker();
    const { client, briefIds } = await inFlight(1);
    const [briefId = ''] = briefIds;
    const cancelledAt = Date.now();
    await client.cancel(briefId);
    const { run_id, run_status } = await client.untilSettled(briefId, 10_000);
    const calls = servers.callsOf([run_id]);

    expect(run_status).toBe('cancelled');
    expect(Date.now() - cancelledAt).toBeLessThanOrEqual(5_000);
    expect(calls.filter((call) => call.receivedAt > cancelledAt + 1_000)).toEqual([]);
    expect(calls.filter((call) => call.abortedAt !== null && call.abortedAt > cancelledAt + 1_000)).toEqual(
      [],
    );
    expect(await servers.violations(installation)).toEqual([]);
  },
  TEST_MS,
);

async function flush(): Promise<void> {
  const redis = new Redis(servers.redis.url);
  await redis.flushall();
  redis.disconnect();
}
