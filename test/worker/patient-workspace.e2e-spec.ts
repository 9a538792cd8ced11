import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent, TaskContext } from '@genesis/agents';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type PrivateServer, startPrivateRedis } from '../../scripts/local/private-services.mjs';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const LONG_MS = 600_000;
/** Longer than the two seconds after which a command to a silent Redis fails. */
const BUDGET_S = '3';
const FILE = '/content/home.fr.md';

/** An agent that writes its file and is done. */
const writesTexts: Agent['run'] = async (_input, { files }) => {
  await files.write(FILE, 'Une date de livraison écrite.');
  return aResult({ by: 'content' });
};

describe('an agent that cannot reach its files', () => {
  let folder: string;
  let redis: PrivateServer;
  /** A connection that is there before the outage. */
  let operator: Redis;
  let bench: RunWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-patience-'));
    redis = await startPrivateRedis({ dir: folder });
    operator = new Redis(redis.url, { maxRetriesPerRequest: null });
    operator.on('error', () => undefined);
    bench = await RunWorkbench.open({ REDIS_URL: redis.url });
  }, START_MS);

  afterAll(async () => {
    await bench.close();
    operator.disconnect();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  it.each([
    {
      how: 'refuses connections',
      lose: () => redis.kill(),
      bringBack: () => redis.restart(),
    },
    {
      how: 'does not answer',
      lose: () => operator.client('PAUSE', LONG_MS, 'WRITE'),
      bringBack: () => operator.client('UNPAUSE'),
    },
    {
      how: 'is full',
      lose: () => limitMemory(1),
      bringBack: () => limitMemory(0),
    },
  ])('has not failed when its time is up: Redis $how', async ({ lose, bringBack }) => {
    const [first, second] = await Promise.all([
      bench.startWorker({ content: writesTexts }, { AGENT_TIMEOUT_CONTENT_S: BUDGET_S }),
      bench.startWorker({ content: writesTexts }),
    ]);
    const { runId, briefId } = await bench.aRun(first);
    await lose();
    try {
      expect(await first.executor.execute(runId)).toBe('handed_back');
      const { status, crash_count, tasks } = await bench.run(runId);
      expect([status, crash_count]).toEqual(['queued', 0]);
      expect(tasks.research).toMatchObject({ status: 'success', attempt: 1 });
      expect(tasks.content).toMatchObject({ status: 'running', attempt: 1, error: null });
      expect(await eventsOfContent(briefId)).toEqual(['agent.started']);
    } finally {
      await bringBack();
    }

    expect(await second.executor.execute(runId)).toBe('finished');
    const { status, crash_count, fence, tasks } = await bench.run(runId);
    expect([status, crash_count, fence]).toEqual(['completed', 0, 2]);
    expect(tasks.research).toMatchObject({ status: 'success', attempt: 1 });
    expect(tasks.content).toMatchObject({ status: 'success', attempt: 2, error: null });
    expect(await filesOf(runId)).toEqual([FILE]);
    expect(await eventsOfContent(briefId)).toEqual(['agent.started', 'file.written', 'agent.finished']);
  });

  it('goes on by itself when Redis takes its files within its time', async () => {
    const worker = await bench.startWorker({ content: writesTexts });
    const { runId } = await bench.aRun(worker);

    expect(await executeThroughShortage(worker, runId)).toBe('finished');
    const { status, fence, tasks } = await bench.run(runId);
    expect([status, fence]).toEqual(['completed', 1]);
    expect(tasks.content).toMatchObject({ status: 'success', attempt: 1 });
    expect(await filesOf(runId)).toEqual([FILE]);
  });

  it('has failed when it got its files after all and then took too long', async () => {
    const worker = await bench.startWorker(
      {
        content: async (input, context) => {
          await writesTexts(input, context);
          return workUntilAborted(context);
        },
      },
      { AGENT_TIMEOUT_CONTENT_S: '5' },
    );
    const { runId } = await bench.aRun(worker);

    expect(await executeThroughShortage(worker, runId)).toBe('finished');
    const { status, tasks } = await bench.run(runId);
    expect(status).toBe('failed');
    expect(tasks.content).toMatchObject({ status: 'failed', error: { code: 'AGENT_TIMEOUT' } });
  });

  it('has kept every invariant of runs meanwhile', async () => {
    const violations = await runViolations(bench.db);
    // Only the texts become a file here.
    const isMeant = (text: string) =>
      /^I4: a usable agent delivered no file: .*"name":"(?!content)/.test(text);
    expect(violations.filter((text) => !isMeant(text))).toEqual([]);
  });

  /** @param bytes 0 for no limit; with 1, every write is refused. */
  const limitMemory = (bytes: number) => operator.config('SET', 'maxmemory', bytes);

  /** Redis is full until it has refused the agent's file. */
  async function executeThroughShortage(
    worker: BenchWorker,
    runId: string,
  ): ReturnType<BenchWorker['executor']['execute']> {
    await operator.config('RESETSTAT');
    await limitMemory(1);
    const executing = worker.executor.execute(runId);
    try {
      await waitFor(async () => (await operator.info('errorstats')).includes('errorstat_OOM'), {
        timeoutMs: 10_000,
        what: 'Redis to refuse a write',
      });
    } finally {
      await limitMemory(0);
    }
    return executing;
  }

  async function eventsOfContent(briefId: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ type: string }>(
      `SELECT type FROM run_event WHERE brief_id = $1 AND agent = 'content' ORDER BY seq`,
      [briefId],
    );
    return rows.map(({ type }) => type);
  }

  async function filesOf(runId: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ path: string }>(
      `SELECT path FROM artifact WHERE workspace_id = $1 ORDER BY path`,
      [runId],
    );
    return rows.map(({ path }) => path);
  }
});

async function workUntilAborted({ signal }: TaskContext): Promise<never> {
  await sleep(LONG_MS, undefined, { signal });
  throw new Error('nobody waits for so long');
}
