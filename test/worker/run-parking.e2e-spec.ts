import { once } from 'node:events';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TaskContext } from '@genesis/agents';
import { VendorError } from '@genesis/integrations';
import { z } from 'zod';
import { configuredStores } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
/** Longer than anybody waits in place. */
const LONG_S = '40';

const TEXT = z.strictObject({ text: z.string() });

async function ask({ chat, signal }: TaskContext, callKey: string): Promise<string> {
  if (chat === null) throw new Error('no model is configured');
  const { value } = await chat.generateStructured(
    { system: 'You know markets.', prompt: callKey, schema: TEXT, schemaName: 'answer', promptId: 'test@1' },
    { signal, callKey, deadlineMs: 20_000 },
  );
  return value.text;
}

describe('a run whose vendor asks for a long wait', () => {
  let bench: RunWorkbench;
  let simulator: ChatSimulator;
  let plain: BenchWorker;
  let redis: Redis;

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 } });
    bench = await RunWorkbench.open({ LLM_BASE_URL: simulator.url, LLM_MODEL: 'simulated-chat' });
    plain = await bench.startWorker();
    redis = new Redis(configuredStores().redisUrl);
  }, START_MS);

  afterEach(async () => {
    simulator.reset();
    await endPause();
  });

  afterAll(async () => {
    await bench.close();
    redis.disconnect();
    await simulator.stop();
  }, START_MS);

  it('sleeps, and its worker is free', async () => {
    const { runId, result } = await aParkedRun();

    expect(result).toEqual({ parkedForMs: expect.any(Number) });
    const { rows } = await bench.db.query<object>(
      `SELECT status, lease_expires_at AS lease, crash_count, round(extract(epoch FROM wake_at - now()) / 10) * 10 AS wakes_in
         FROM agent_run WHERE id = $1`,
      [runId],
    );
    expect(rows).toEqual([{ status: 'parked', lease: null, crash_count: 0, wakes_in: '40' }]);
    expect(plain.active.count).toBe(0);
    expect(await eventsOf(runId)).toContain('run.parked');
  });

  it('is nobody’s before its time', async () => {
    const { runId } = await aParkedRun();
    expect(await plain.executor.execute(runId)).toBe('nothing_to_do');
    expect(callsOf(runId)).toHaveLength(1);
  });

  it('goes on when it wakes up, and asks again', async () => {
    const { runId, worker } = await aParkedRun();
    await wakeUp(runId);

    expect(await worker.executor.execute(runId)).toBe('finished');
    expect((await bench.run(runId)).status).toBe('completed');
    expect(callsOf(runId).map(({ status }) => status)).toEqual([429, 200]);
    const { rows } = await bench.db.query<object>(
      `SELECT outcome, attempts FROM provider_call WHERE run_id = $1`,
      [runId],
    );
    expect(rows).toEqual([{ outcome: 'success', attempts: 2 }]);
  });

  it('is found by the reconciler when its job is gone', async () => {
    const { runId } = await aParkedRun();
    await wakeUp(runId);
    // No job has this number.
    await bench.db.query(
      `UPDATE agent_run SET checked_at = now() - interval '1 hour', enqueue_count = 7 WHERE id = $1`,
      [runId],
    );
    await plain.reconciler.reconcile();
    expect((await bench.run(runId)).enqueue_count).toBe(8);
  });

  it('finishes first what else it is paying for, and never asks that again', async () => {
    const worker = await bench.startWorker({
      research: async (_input, context) => {
        const said = await Promise.all(['limited', 'slow'].map((key) => ask(context, key)));
        return aResult({ said });
      },
    });
    const { runId } = await bench.aRun(plain);
    simulator.script(
      { behaviour: { kind: 'slow', latencyMs: 700 }, callKeyIncludes: `${runId}/research/slow` },
      {
        behaviour: { kind: 'rate_limited', retryAfter: LONG_S },
        callKeyIncludes: `${runId}/research/limited`,
      },
    );
    expect(await worker.executor.execute(runId)).toEqual({ parkedForMs: expect.any(Number) });
    expect((await bench.run(runId)).status).toBe('parked');
    expect(callsOf(runId).filter(({ abortedAt }) => abortedAt !== null)).toEqual([]);

    await wakeUp(runId);
    expect(await worker.executor.execute(runId)).toBe('finished');
    expect(
      callsOf(runId)
        .map(({ callKey }) => callKey?.split('/').at(-1))
        .sort(),
    ).toEqual(['limited', 'limited', 'slow']);
  });

  it('lets the tasks beside the waiting one end', async () => {
    const worker = await bench.startWorker({
      content: async (_input, context) => aResult({ said: await ask(context, 'page') }),
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({
      behaviour: { kind: 'rate_limited', retryAfter: LONG_S },
      callKeyIncludes: `${runId}/content`,
    });
    await worker.executor.execute(runId);

    const { status, tasks } = await bench.run(runId);
    expect(status).toBe('parked');
    expect([tasks.logo.status, tasks.seo.status, tasks.content.status, tasks.synthesis.status]).toEqual([
      'success',
      'success',
      'running',
      'pending',
    ]);
    await wakeUp(runId);
    expect(await worker.executor.execute(runId)).toBe('finished');
    expect((await bench.run(runId)).tasks.content.attempt).toBe(2);
  });

  it('does not sleep past its deadline: the agent is told', async () => {
    const told: unknown[] = [];
    const worker = await bench.startWorker({
      research: async (_input, context) => {
        await ask(context, 'market').catch((error: unknown) => told.push(error));
        return aResult();
      },
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({
      behaviour: { kind: 'rate_limited', retryAfter: '86400' },
      callKeyIncludes: runId,
    });

    expect(await worker.executor.execute(runId)).toBe('finished');
    expect(told).toEqual([expect.any(VendorError)]);
    expect(told[0]).toMatchObject({ failure: 'rate_limited' });
  });

  it('ends at once when it is cancelled in its sleep', async () => {
    const { runId } = await aParkedRun();
    await plain.runs.cancel(runId);
    expect((await bench.run(runId)).status).toBe('cancelled');
  });

  it('is ended when its deadline passes in its sleep', async () => {
    const { runId } = await aParkedRun();
    await bench.db.query(
      `UPDATE agent_run SET deadline_at = now() - interval '1 second', checked_at = now() - interval '1 hour' WHERE id = $1`,
      [runId],
    );
    await plain.reconciler.reconcile();
    const { status, error } = await bench.run(runId);
    expect([status, error?.code]).toEqual(['failed', 'RUN_DEADLINE_EXCEEDED']);
  });

  it('is given back, not parked, when its worker stops meanwhile', async () => {
    const worker = await bench.startWorker({
      research: async (_input, context) => {
        await ask(context, 'market');
        return aResult();
      },
      content: async (_input, context) => {
        await once(context.signal, 'abort');
        throw context.signal.reason;
      },
      logo: async (_input, context) => aResult({ said: await ask(context, 'mark') }),
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({
      behaviour: { kind: 'rate_limited', retryAfter: LONG_S },
      callKeyIncludes: `${runId}/logo`,
    });
    const executing = worker.executor.execute(runId);
    await waitFor(() => callsOf(runId).some(({ status }) => status === 429), {
      timeoutMs: 5_000,
      what: 'the refusal',
    });
    worker.active.drain();

    expect(await executing).toBe('handed_back');
    expect((await bench.run(runId)).status).toBe('queued');
  });

  it('has kept every invariant meanwhile', async () => {
    const { rows } = await bench.db.query<{ id: string }>(
      `SELECT id FROM agent_run WHERE status IN ('queued', 'parked')`,
    );
    for (const { id } of rows) await plain.runs.cancel(id);
    const violations = await runViolations(bench.db);
    expect(violations.filter((text) => !text.startsWith('I4: a usable agent delivered no file'))).toEqual([]);
  });

  /** A run whose first agent was told to come back later. */
  async function aParkedRun() {
    const worker = await bench.startWorker({
      research: async (_input, context) => aResult({ said: await ask(context, 'market') }),
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({ behaviour: { kind: 'rate_limited', retryAfter: LONG_S }, callKeyIncludes: runId });
    const result = await worker.executor.execute(runId);
    return { runId, worker, result };
  }

  /** Nobody asks the account before the vendor's wish is over, whatever run it was told to. */
  async function endPause(): Promise<void> {
    const keys = await redis.keys(`${bench.keyPrefix}:vendor:*`);
    if (keys.length > 0) await redis.del(...keys);
  }

  async function wakeUp(runId: string): Promise<void> {
    await endPause();
    await bench.db.query(`UPDATE agent_run SET wake_at = now() - interval '1 second' WHERE id = $1`, [runId]);
  }

  const callsOf = (runId: string) =>
    simulator.ledger.entries.filter(({ callKey }) => callKey?.startsWith(`${runId}/`));

  async function eventsOf(runId: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ type: string }>(
      `SELECT type FROM run_event WHERE run_id = $1 ORDER BY seq`,
      [runId],
    );
    return rows.map(({ type }) => type);
  }
});
