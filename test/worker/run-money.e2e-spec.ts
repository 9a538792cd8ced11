import { z } from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TaskContext } from '@genesis/agents';
import { transaction } from '@genesis/database';
import { type Allowance, QuotaService } from '@genesis/quota';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { configuredStores } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';
import { DatabaseProxy } from './run-database-proxy.js';
import { aResult, type AgentScript, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const TEXT = z.strictObject({ text: z.string() });

async function answerOf({ chat, signal }: TaskContext, callKey: string) {
  if (chat === null) throw new Error('no model is configured');
  return chat.generateStructured(
    { system: 'You know markets.', prompt: callKey, schema: TEXT, schemaName: 'answer', promptId: 'test@1' },
    { signal, callKey, deadlineMs: 20_000 },
  );
}

async function ask(context: TaskContext, callKey: string): Promise<string> {
  const { value } = await answerOf(context, callKey);
  return value.text;
}

describe('the money of a run', () => {
  let bench: RunWorkbench;
  let simulator: ChatSimulator;
  let proxy: DatabaseProxy;
  /** A worker whose database is always there. */
  let plain: BenchWorker;
  let redis: Redis;
  const odd: string[] = [];

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 } });
    bench = await RunWorkbench.open({
      OPENAI_API_KEY: 'sk-of-the-simulator-000000000000000000000000',
      OPENAI_BASE_URL: simulator.url,
      PLAN_ENTERPRISE_LLM: 'openai',
      PLAN_ENTERPRISE_SEARCH: '',
      PLAN_ENTERPRISE_IMAGE: '',
    });
    proxy = await DatabaseProxy.before(bench.databaseUrl);
    plain = await bench.startWorker();
    redis = new Redis(configuredStores().redisUrl);
  }, START_MS);
  afterEach(async () => {
    simulator.reset();
    await endPause();
  });
  afterAll(async () => {
    await bench.close();
    await proxy.stop();
    redis.disconnect();
    await simulator.stop();
  }, START_MS);

  it('is held once for a request, though the answer to the hold was lost', async () => {
    const lost: Promise<void>[] = [];
    const worker = await aWorker({
      research: async (_input, context) => {
        lost.push(proxy.loseAnswerTo('COMMIT'));
        return aResult({ said: await ask(context, 'market') });
      },
    });
    const { runId } = await bench.aRun(plain);

    expect(await worker.executor.execute(runId)).toBe('finished');
    await Promise.all(lost);
    expect(await holdsOf(runId)).toBe(0);
    expect(await counterOf(runId)).toEqual({ spent: await recordedOf(runId), held: 0 });
  });

  it('is recorded though the database is away when the run is cancelled in the midst of its call', async () => {
    const worker = await aWorker({
      research: async (_input, context) => aResult({ said: await ask(context, 'market') }),
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({ behaviour: { kind: 'slow', latencyMs: 20_000 }, callKeyIncludes: runId });
    const executing = worker.executor.execute(runId);
    await waitFor(() => seenOf(runId).length === 1, { timeoutMs: 5_000, everyMs: 5, what: 'the call' });
    proxy.cut();
    await plain.runs.cancel(runId);
    await proxy.untilRefused(3);
    proxy.restore();

    expect(await executing).toBe('finished');
    expect((await bench.run(runId)).status).toBe('cancelled');
    // Nobody knows what a call costs that was cut off: the most that it can.
    expect(await recordedOf(runId)).toBeGreaterThan(0);
  });

  it('is settled for what a call has cost, though the database is away when it is answered', async () => {
    const worker = await aWorker({
      research: async (_input, context) => aResult({ said: await ask(context, 'market') }),
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({ behaviour: { kind: 'slow', latencyMs: 300 }, callKeyIncludes: runId });
    const executing = worker.executor.execute(runId);
    await waitFor(() => seenOf(runId).length === 1, { timeoutMs: 5_000, everyMs: 5, what: 'the call' });
    proxy.cut();
    await proxy.untilRefused(2);
    proxy.restore();

    expect(await executing).toBe('finished');
    expect(await holdsOf(runId)).toBe(0);
    expect(await counterOf(runId)).toEqual({ spent: await recordedOf(runId), held: 0 });
  });

  it('is recorded with the answer at once, though the counters are somebody else’s for a while', async () => {
    const worker = await bench.startWorker({
      research: async (_input, context) => aResult({ said: await ask(context, 'market') }),
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({ behaviour: { kind: 'slow', latencyMs: 500 }, callKeyIncludes: runId });
    const executing = worker.executor.execute(runId);
    await waitFor(() => seenOf(runId).length === 1, { timeoutMs: 5_000, everyMs: 5, what: 'the call' });
    const client = await bench.db.connect();
    await client.query(`BEGIN`);
    await client.query(`SELECT FROM spending_counter WHERE scope = 'service' FOR UPDATE`);
    await waitFor(async () => (await recordedOf(runId)) > 0, { timeoutMs: 3_000, what: 'the record' });
    await client.query('COMMIT');
    client.release();

    expect(await executing).toBe('finished');
    expect(await counterOf(runId)).toEqual({ spent: await recordedOf(runId), held: 0 });
  });

  it('is recorded with parts of credits, of all that was asked under one key', async () => {
    const vendor = await VendorSimulator.start({
      routes: {
        'POST /search': () => ({
          status: 200,
          body: { query: '', answer: null, results: [], usage: { credits: 0.4 }, response_time: 0.1 },
        }),
      },
      errorAnswer: ({ status, message }) => ({ status, body: { detail: { error: message } } }),
    });
    try {
      const worker = await bench.startWorker(
        {
          research: async (_input, { search, signal }) => {
            for (const query of ['tissus', 'retouches']) {
              await search?.search(
                { query, depth: 'basic', maxResults: 3, isPublicFact: false },
                { signal, callKey: 'search:1', deadlineMs: 5_000 },
              );
            }
            return aResult();
          },
        },
        {
          PLAN_ENTERPRISE_SEARCH: 'tavily',
          TAVILY_API_KEY: 'tvly-of-the-simulator-000000000000',
          TAVILY_BASE_URL: vendor.url,
        },
      );
      const { runId } = await bench.aRun(plain);
      await worker.executor.execute(runId);

      // No agent asks two questions under one key.
      odd.push(runId);

      expect((await bench.run(runId)).tasks.research.status).toBe('success');
      const { rows } = await bench.db.query<object>(
        `SELECT outcome, attempts, usage->'credits' AS credits, cost_micro_usd::int AS cost
           FROM provider_call WHERE run_id = $1 AND provider = 'tavily'`,
        [runId],
      );
      expect(rows).toEqual([{ outcome: 'success', attempts: 2, credits: 0.8, cost: 6_400 }]);
    } finally {
      await vendor.stop();
    }
  });

  it('is not spent again on an answer that came in another form than the first', async () => {
    const worker = await bench.startWorker({
      research: async (_input, context) => {
        const said = await ask(context, 'page');
        return aResult({ said, more: await ask(context, 'limited') });
      },
    });
    const { runId } = await bench.aRun(plain);
    simulator.script(
      { behaviour: { kind: 'json_schema_refused' }, callKeyIncludes: `${runId}/research/page` },
      { behaviour: { kind: 'rate_limited', retryAfter: '40' }, callKeyIncludes: `${runId}/research/limited` },
    );
    expect(await worker.executor.execute(runId)).toEqual({ parkedForMs: expect.any(Number) });
    await endPause();
    await bench.db.query(`UPDATE agent_run SET wake_at = now() - interval '1 second' WHERE id = $1`, [runId]);

    expect(await worker.executor.execute(runId)).toBe('finished');
    const paid = seenOf(runId).filter(({ callKey, status }) => callKey?.includes('page') && status === 200);
    expect(paid).toHaveLength(1);
  });

  it('is told of whoever got it, also when the answer is a remembered one', async () => {
    const strict = await ChatSimulator.start({ apiKey: 'sk-of-somebody-else' });
    try {
      const told: unknown[] = [];
      const worker = await bench.startWorker(
        {
          research: async (_input, context) => {
            const { provider, model, attempts } = await answerOf(context, 'page');
            told.push({ provider, model, isRemembered: attempts === 0 });
            return aResult({ more: await ask(context, 'limited') });
          },
        },
        {
          PLAN_ENTERPRISE_LLM: 'openai,openai-compatible',
          OPENAI_BASE_URL: strict.url,
          LLM_BASE_URL: simulator.url,
          LLM_MODEL: 'simulated-chat',
        },
      );
      const { runId } = await bench.aRun(plain);
      simulator.script({
        behaviour: { kind: 'rate_limited', retryAfter: '40' },
        callKeyIncludes: `${runId}/research/limited`,
      });
      expect(await worker.executor.execute(runId)).toEqual({ parkedForMs: expect.any(Number) });
      await endPause();
      await bench.db.query(`UPDATE agent_run SET wake_at = now() - interval '1 second' WHERE id = $1`, [
        runId,
      ]);
      expect(await worker.executor.execute(runId)).toBe('finished');

      const answered = { provider: 'openai-compatible', model: 'simulated-chat' };
      expect(told).toEqual([
        { ...answered, isRemembered: false },
        { ...answered, isRemembered: true },
      ]);
    } finally {
      await strict.stop();
    }
  });

  describe('and its time:', () => {
    it('sleeps until its vendor may be asked, whatever else it has waited for before', async () => {
      const worker = await bench.startWorker({
        research: async (_input, context) => {
          const said = await Promise.all(['slow', 'limited'].map((key) => ask(context, key)));
          return aResult({ said });
        },
      });
      const { runId } = await bench.aRun(plain);
      simulator.script(
        { behaviour: { kind: 'slow', latencyMs: 1_500 }, callKeyIncludes: `${runId}/research/slow` },
        {
          behaviour: { kind: 'rate_limited', retryAfter: '40' },
          callKeyIncludes: `${runId}/research/limited`,
        },
      );

      expect(await worker.executor.execute(runId)).toEqual({ parkedForMs: expect.any(Number) });
      const [limited] = seenOf(runId).filter(({ callKey }) => callKey?.endsWith('limited'));
      const { rows } = await bench.db.query<{ wake_at: Date }>(
        `SELECT wake_at FROM agent_run WHERE id = $1`,
        [runId],
      );
      const sleptMs = (rows[0]?.wake_at.getTime() ?? 0) - (limited?.receivedAt ?? 0);
      expect(Math.round(sleptMs / 1_000)).toBe(40);
      await plain.runs.cancel(runId);
    });

    it('a run that has little left of it is written by rule, and not lost at its deadline', async () => {
      const worker = await bench.startWorker(null);
      const { runId } = await bench.aRun(plain);
      simulator.script({ behaviour: { kind: 'rate_limited', retryAfter: '40' }, callKeyIncludes: runId });
      expect(await worker.executor.execute(runId)).toEqual({ parkedForMs: expect.any(Number) });
      await endPause();
      simulator.script({ behaviour: { kind: 'slow', latencyMs: 60_000 }, callKeyIncludes: runId });
      await bench.db.query(
        `UPDATE agent_run SET wake_at = now() - interval '1 second', deadline_at = now() + interval '7 seconds' WHERE id = $1`,
        [runId],
      );

      expect(await worker.executor.execute(runId)).toBe('finished');
      const { status, tasks } = await bench.run(runId);
      expect([status, tasks.research.status, tasks.content.status]).toEqual([
        'partial',
        'fallback',
        'fallback',
      ]);
    });
  });

  it('does not keep a run from its end that was reserved while another got a limit', async () => {
    const quota = plain.module.get(QuotaService, { strict: false });
    const dataSource = plain.module.get(DataSource, { strict: false });
    const [unlimited, limited] = [await bench.aRun(plain), await bench.aRun(plain)];
    const period = { key: '2026-12-01', resetAt: new Date('2026-12-01T00:00:00Z') };
    const allowance: Allowance = { plan: 'basic', status: 'active', limit: 0, period, counted: null };
    const subscriber = { id: unlimited.ownerId };
    const runIds = [unlimited.runId, limited.runId];
    await bench.db.query(`DELETE FROM quota_reservation WHERE run_id = ANY($1::uuid[])`, [runIds]);
    await transaction(dataSource, async (tx) => {
      await quota.reserve(tx, { runId: unlimited.runId, subscriber, allowance, units: 1 });
      await transaction(dataSource, (other) =>
        quota.reserve(other, {
          runId: limited.runId,
          subscriber,
          allowance: { ...allowance, limit: 5 },
          units: 1,
        }),
      );
    });

    for (const runId of runIds) await plain.runs.cancel(runId);
    expect((await Promise.all(runIds.map((runId) => bench.run(runId)))).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });

  it('is not asked of a run from before there were reservations', async () => {
    const { runId } = await bench.aRun(plain);
    await bench.db.query(`DELETE FROM quota_reservation WHERE run_id = $1`, [runId]);
    expect(await plain.executor.execute(runId)).toBe('finished');
    expect((await bench.run(runId)).status).toBe('completed');
    await bench.db.query(
      `DELETE FROM business_briefs WHERE id = (SELECT brief_id FROM agent_run WHERE id = $1)`,
      [runId],
    );
  });

  it('has kept every invariant meanwhile', async () => {
    const violations = await runViolations(bench.db);
    const real = violations.filter((text) => !odd.some((runId) => text.includes(runId)));
    expect(real.filter((text) => !text.startsWith('I4: a usable agent delivered no file'))).toEqual([]);
  });

  /** A worker whose database is behind the proxy. */
  const aWorker = (script: AgentScript): Promise<BenchWorker> =>
    bench.startWorker(script, { DATABASE_URL: proxy.url });

  const seenOf = (runId: string) =>
    simulator.ledger.entries.filter(({ callKey }) => callKey?.startsWith(`${runId}/`));

  async function holdsOf(runId: string): Promise<number> {
    const { rows } = await bench.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM spending_hold WHERE run_id = $1`,
      [runId],
    );
    return rows[0]?.n ?? 0;
  }

  async function counterOf(runId: string): Promise<object | undefined> {
    const { rows } = await bench.db.query<object>(
      `SELECT spent::int AS spent, held::int AS held FROM spending_counter WHERE scope = $1`,
      [`run:${runId}`],
    );
    return rows[0];
  }

  async function recordedOf(runId: string): Promise<number> {
    const { rows } = await bench.db.query<{ cost: number }>(
      `SELECT coalesce(sum(cost_micro_usd), 0)::int AS cost FROM provider_call WHERE run_id = $1`,
      [runId],
    );
    return rows[0]?.cost ?? 0;
  }

  /** Nobody asks the account before the vendor's wish is over, whatever run it was told to. */
  async function endPause(): Promise<void> {
    const keys = await redis.keys(`${bench.keyPrefix}:vendor:*`);
    if (keys.length > 0) await redis.del(...keys);
  }
});
