import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { descriptorsOf, residentMbOf } from '../support/harness/process-measures.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { writeRecord } from './scenario-record.js';

/** With the suite, a short one; GENESIS_SOAK_SECONDS for a longer one. */
const SOAK_MS = 1_000 * Number(process.env.GENESIS_SOAK_SECONDS ?? 30);
/** Longer than what has a time to live lives, and until what was loaded once is loaded. */
const WARM_UP_MS = 15_000 + 0.1 * SOAK_MS;
const LANES = 4;
/** Ended runs stay for so long before they are as old as retention wants them. */
const KEPT_S = 2;
/** What may lie between the two measurements though nothing grows: garbage, and pages that wait for the vacuum. */
const LEEWAY = { share: 1.25, memoryMb: 40, descriptors: 8, keys: 60, rows: 500, bytes: 3_000_000 };

/** Rows that go with a run or a brief. Tombstones, quota and costs stay for good, or for years. */
const PASSING = ['agent_run', 'agent_task', 'provider_call', 'run_event', 'artifact', 'brief_versions'];

/** Of all samples of a time the smallest: what is in use beyond it will be let go of. */
interface Floor {
  readonly apiMb: number;
  readonly workerMb: number;
  readonly apiDescriptors: number;
  readonly workerDescriptors: number;
  /** Without those of ended jobs, of which the queue keeps a thousand. */
  readonly redisKeys: number;
  readonly rows: number;
  readonly tableBytes: number;
}

describe('the service runs for long', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let redis: Redis;
  let jobs: Queue;
  let api: ServiceProcess;
  let worker: ServiceProcess;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 20, max: 80 } });
    installation = await servers.install({
      RETENTION_EVERY_S: '1',
      RETENTION_RUN_DAYS: '2',
      RETENTION_BRIEF_DAYS: '1',
      RUN_TIMEOUT_JOB_S: '8',
      REDIS_SESSION_TTL: '8',
    });
    // As over hours: the vacuum comes often for how much is deleted.
    await installation.db.query(`ALTER SYSTEM SET autovacuum_naptime = '1s'`);
    await installation.db.query('SELECT pg_reload_conf()');
    [api, worker] = await Promise.all([installation.startApi(), installation.startWorker()]);
    redis = new Redis(servers.redis.url, { maxRetriesPerRequest: null });
    jobs = new Queue('runs', { connection: redis, prefix: `${installation.keyPrefix}:bull` });
  }, SCENARIO_MS);

  afterAll(async () => {
    await jobs.close();
    redis.disconnect();
    await installation.close();
    await servers.stop();
  }, SCENARIO_MS);

  it(
    'R31: memory, descriptors, Redis keys and tables stay as they are, with retention at work',
    async () => {
      const over = new AbortController();
      const lanes = Array.from({ length: LANES }, async () => {
        await live(await installation.client().signUp(), over.signal);
      });
      const ageing = grow(over.signal);
      await sleep(WARM_UP_MS);
      const before = await floorOver(SOAK_MS / 3);
      await sleep(SOAK_MS / 3);
      const after = await floorOver(SOAK_MS / 3);
      const tasks = worker.logLines.filter(({ msg }) => msg === 'task finished').length;
      over.abort();
      await Promise.all([...lanes, ageing]);

      await untilNothingRuns();
      const measured = { seen: grownIn(before, after) };
      const violations = await servers.violations(installation, [], measured);
      await writeRecord('soak', {
        seconds: (SOAK_MS + WARM_UP_MS) / 1_000,
        tasks,
        before,
        after,
        violations,
        recordedAt: new Date().toISOString(),
      });
      process.stdout.write(`R31: ${JSON.stringify({ before, after })}\n`);
      expect(violations).toEqual([]);
    },
    SOAK_MS + SCENARIO_MS,
  );

  /** One brief after the other. */
  async function live(client: ApiClient, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { brief_id } = await client.generate(IDEA, crypto.randomUUID());
      await client.untilSettled(brief_id);
    }
  }

  /** Time goes by for what has ended: retention counts in days. */
  async function grow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await installation.db.query(
        `WITH aged AS (
           UPDATE agent_run SET finished_at = finished_at - interval '3 days'
            WHERE finished_at BETWEEN now() - interval '1 day' AND now() - $1::int * interval '1 second'
            RETURNING id
         )
         UPDATE brief_versions v SET finished_at = v.finished_at - interval '3 days' FROM aged WHERE v.run_id = aged.id`,
        [KEPT_S],
      );
      await installation.db.query(
        `UPDATE business_briefs b SET updated_at = updated_at - interval '3 days'
          WHERE status IN ('completed', 'partial', 'failed')
            AND updated_at BETWEEN now() - interval '1 day' AND now() - $1::int * interval '1 second'`,
        [2 * KEPT_S],
      );
      await installation.db.query(
        `UPDATE idempotency_keys SET expires_at = now() WHERE created_at < now() - $1::int * interval '1 second'`,
        [KEPT_S],
      );
      await sleep(500);
    }
  }

  async function floorOver(ms: number): Promise<Floor> {
    const samples: Floor[] = [];
    const endAtMs = performance.now() + ms;
    while (performance.now() < endAtMs) {
      samples.push(await sample());
      await sleep(500);
    }
    const floor = (of: keyof Floor) => Math.min(...samples.map((one) => one[of]));
    return {
      apiMb: floor('apiMb'),
      workerMb: floor('workerMb'),
      apiDescriptors: floor('apiDescriptors'),
      workerDescriptors: floor('workerDescriptors'),
      redisKeys: floor('redisKeys'),
      rows: floor('rows'),
      tableBytes: floor('tableBytes'),
    };
  }

  async function sample(): Promise<Floor> {
    const counts = PASSING.map((table) => `(SELECT count(*) FROM ${table})`).join(' + ');
    const sizes = PASSING.map((table) => `pg_total_relation_size('${table}')`).join(' + ');
    const { rows } = await installation.db.query<{ rows: number; bytes: number }>(
      `SELECT (${counts})::int AS rows, (${sizes})::float8 AS bytes`,
    );
    const { completed = 0, failed = 0 } = await jobs.getJobCounts('completed', 'failed');
    return {
      apiMb: residentMbOf(api.pid),
      workerMb: residentMbOf(worker.pid),
      apiDescriptors: descriptorsOf(api.pid),
      workerDescriptors: descriptorsOf(worker.pid),
      redisKeys: (await redis.dbsize()) - completed - failed,
      rows: rows[0]?.rows ?? 0,
      tableBytes: rows[0]?.bytes ?? 0,
    };
  }

  async function untilNothingRuns(): Promise<void> {
    const isOver = async () => {
      const { rows } = await installation.db.query('SELECT FROM agent_run WHERE finished_at IS NULL');
      return rows.length === 0;
    };
    await waitFor(isOver, { timeoutMs: 30_000, what: 'the last run to end' });
  }
});

function grownIn(before: Floor, after: Floor): readonly string[] {
  const leeway: Readonly<Record<keyof Floor, number>> = {
    apiMb: LEEWAY.memoryMb,
    workerMb: LEEWAY.memoryMb,
    apiDescriptors: LEEWAY.descriptors,
    workerDescriptors: LEEWAY.descriptors,
    redisKeys: LEEWAY.keys,
    rows: LEEWAY.rows,
    tableBytes: LEEWAY.bytes,
  };
  return (Object.keys(leeway) as (keyof Floor)[])
    .filter((what) => after[what] > LEEWAY.share * before[what] + leeway[what])
    .map((what) => `I8: ${what} has grown from ${before[what]} to ${after[what]}`);
}
