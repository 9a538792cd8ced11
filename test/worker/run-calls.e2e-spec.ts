import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TaskContext } from '@genesis/agents';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;

const TEXT = z.strictObject({ text: z.string() });

interface Question<T> {
  readonly schema: z.ZodType<T>;
  readonly prompt?: string;
  readonly deadlineMs?: number;
}

async function ask<T>(
  { chat, signal }: TaskContext,
  callKey: string,
  { schema, prompt = 'What is sold?', deadlineMs = 20_000 }: Question<T>,
): Promise<T> {
  if (chat === null) throw new Error('no model is configured');
  const { value } = await chat.generateStructured(
    { system: 'You know markets.', prompt, schema, schemaName: 'answer', promptId: 'test@1' },
    { signal, callKey, deadlineMs },
  );
  return value;
}

describe('the calls of a run', () => {
  let bench: RunWorkbench;
  let simulator: ChatSimulator;
  let plain: BenchWorker;
  /** Runs that ask what no agent asks: their calls are not held against the vendor's. */
  const odd = new Set<string>();

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 } });
    bench = await RunWorkbench.open({ LLM_BASE_URL: simulator.url, LLM_MODEL: 'simulated-chat' });
    plain = await bench.startWorker();
  }, START_MS);

  afterAll(async () => {
    await bench.close();
    await simulator.stop();
  }, START_MS);

  describe('are recorded with all that they cost:', () => {
    it('the turn that corrects an answer', async () => {
      const worker = await asking((context) => ask(context, 'market', { schema: TEXT }));
      const { runId } = await bench.aRun(plain);
      simulator.script({ behaviour: { kind: 'wrong_schema' }, callKeyIncludes: runId });
      await worker.executor.execute(runId);

      expect(await callsOf(runId)).toEqual([
        { key: 'market', outcome: 'success', attempts: 1 },
        { key: 'market:repair', outcome: 'success', attempts: 1 },
      ]);
      expect(await costOf(runId)).toEqual({ calls: 2, ...tokensOf(runId) });
    });

    it('the tries before the one that succeeded', async () => {
      const worker = await asking((context) => ask(context, 'market', { schema: TEXT }));
      const { runId } = await bench.aRun(plain);
      simulator.script(
        { behaviour: { kind: 'status', status: 503 }, callKeyIncludes: runId },
        { behaviour: { kind: 'rate_limited', retryAfter: '0' }, callKeyIncludes: runId },
      );
      await worker.executor.execute(runId);

      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'success', attempts: 3 }]);
      expect(await costOf(runId)).toMatchObject(tokensOf(runId));
    });

    it('an answer that stays invalid', async () => {
      const worker = await asking((context) => ask(context, 'market', { schema: TEXT }).catch(() => null));
      const { runId } = await bench.aRun(plain);
      simulator.script({ behaviour: { kind: 'broken_json' }, times: 2, callKeyIncludes: runId });
      await worker.executor.execute(runId);

      // Both texts were delivered and paid for: a task that is run again reads them from the journal, and fails again.
      expect(await callsOf(runId)).toEqual([
        { key: 'market', outcome: 'success', attempts: 1 },
        { key: 'market:repair', outcome: 'success', attempts: 1 },
      ]);
      expect(await costOf(runId)).toEqual({ calls: 2, ...tokensOf(runId) });
      expect(tokensOf(runId).outputTokens).toBeGreaterThan(0);
    });

    it('one that is cut off when the time of its agent is up', async () => {
      // The run ends with this agent.
      const worker = await bench.startWorker(
        {
          synthesis: async (_input, context) =>
            ask(context, 'market', { schema: TEXT }).then((said) => aResult(said)),
        },
        { AGENT_TIMEOUT_SYNTHESIS_S: '1' },
      );
      const { runId } = await bench.aRun(plain);
      simulator.script(
        { behaviour: { kind: 'status', status: 500 }, callKeyIncludes: runId },
        { behaviour: { kind: 'stall_before_answer' }, callKeyIncludes: runId },
      );
      await worker.executor.execute(runId);

      expect((await bench.run(runId)).tasks.synthesis.error?.code).toBe('AGENT_TIMEOUT');
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'LLM_CANCELLED', attempts: 2 }]);
    });

    it('one that is cut off by a cancel', async () => {
      const { runId, executing } = await aStalledRun();
      await plain.runs.cancel(runId);

      expect(await executing).toBe('finished');
      expect((await bench.run(runId)).status).toBe('cancelled');
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'LLM_CANCELLED', attempts: 1 }]);
    });

    it('one that is cut off by a drain, and made again by the next worker', async () => {
      const { runId, executing, worker } = await aStalledRun();
      worker.active.drain();
      expect(await executing).toBe('handed_back');
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'LLM_CANCELLED', attempts: 1 }]);

      const next = await asking((context) => ask(context, 'market', { schema: TEXT }));
      expect(await next.executor.execute(runId)).toBe('finished');
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'success', attempts: 2 }]);
      expect(await costOf(runId)).toMatchObject(tokensOf(runId));
    });

    it('every question that was asked under one key; a failure does not displace an answer', async () => {
      const said: string[] = [];
      const worker = await asking(async (context) => {
        said.push((await ask(context, 'market', { schema: TEXT })).text);
        await ask(context, 'market', { schema: TEXT, prompt: 'Who buys it?' }).catch(() => null);
        said.push((await ask(context, 'market', { schema: TEXT })).text);
      });
      const { runId } = await bench.aRun(plain);
      odd.add(runId);
      simulator.script(
        { behaviour: { kind: 'slow', latencyMs: 1 }, callKeyIncludes: runId },
        { behaviour: { kind: 'refusal' }, callKeyIncludes: runId },
      );
      await worker.executor.execute(runId);

      expect(said[1]).toBe(said[0]);
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'success', attempts: 2 }]);
      expect(await costOf(runId)).toMatchObject(tokensOf(runId));
    });

    /** A run whose first agent waits for an answer that never comes. */
    async function aStalledRun() {
      const worker = await asking((context) => ask(context, 'market', { schema: TEXT }));
      const { runId } = await bench.aRun(plain);
      simulator.script({ behaviour: { kind: 'stall_before_answer' }, callKeyIncludes: runId });
      const executing = worker.executor.execute(runId);
      await waitFor(() => seenOf(runId).length === 1, { timeoutMs: 5_000, what: 'the call' });
      return { runId, worker, executing };
    }
  });

  it('end with their agent: one that goes on after its time asks nobody', async () => {
    const errors: unknown[] = [];
    const worker = await bench.startWorker(
      {
        research: async (_input, context) => {
          await once(context.signal, 'abort');
          await ask(context, 'late', { schema: TEXT }).catch((error: unknown) => errors.push(error));
          return aResult();
        },
      },
      { AGENT_TIMEOUT_RESEARCH_S: '1' },
    );
    const { runId } = await bench.aRun(plain);
    await worker.executor.execute(runId);
    await waitFor(() => errors.length === 1, { timeoutMs: 5_000, what: 'the late agent' });

    expect(seenOf(runId)).toEqual([]);
    expect(await callsOf(runId)).toEqual([]);
  });

  it('end with their agent: a question whose answer it does not wait for is broken off', async () => {
    const worker = await asking(async (context) => {
      void ask(context, 'market', { schema: TEXT }).catch(() => null);
      await waitFor(() => seenOf(runId).length === 1, { timeoutMs: 5_000, what: 'the call' });
    });
    const { runId } = await bench.aRun(plain);
    simulator.script({ behaviour: { kind: 'stall_before_answer' }, callKeyIncludes: runId });

    expect(await worker.executor.execute(runId)).toBe('finished');
    expect((await bench.run(runId)).status).toBe('completed');
    expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'LLM_CANCELLED', attempts: 1 }]);
  });

  it.each([
    ['NUL', 'Th\u0000iès', 'Thiès'],
    ['a lone surrogate', 'Thiès \ud83d', 'Thiès \ufffd'],
  ])(
    'give an agent what can be stored: %s in an answer fails no run, now or in a replay',
    async (_what, written, clean) => {
      const said: string[] = [];
      const worker = await asking(async (context) => {
        for (let time = 1; time <= 2; time += 1) {
          const { text } = await ask(context, 'market', { schema: TEXT });
          await context.files.write(`/research/${String(time)}.md`, text);
          said.push(text);
        }
      });
      const { runId } = await bench.aRun(plain);
      simulator.script({
        behaviour: { kind: 'content', content: JSON.stringify({ text: written }) },
        callKeyIncludes: runId,
      });

      expect(await worker.executor.execute(runId)).toBe('finished');
      const { status, tasks } = await bench.run(runId);
      expect([status, tasks.research.error]).toEqual(['completed', null]);
      expect(said).toEqual([clean, clean]);
      expect(seenOf(runId)).toHaveLength(1);
    },
  );

  it('are made when what is left of an answer without NUL does not satisfy its schema, and fail', async () => {
    const named = z.strictObject({ text: z.string().min(1) });
    const worker = await asking(async (context) => ask(context, 'market', { schema: named }));
    const { runId } = await bench.aRun(plain);
    simulator.script({
      behaviour: { kind: 'content', content: JSON.stringify({ text: '\u0000' }) },
      times: 2,
      callKeyIncludes: runId,
    });
    await worker.executor.execute(runId);

    expect((await bench.run(runId)).tasks.research.error?.code).toBe('INVALID_MODEL_OUTPUT');
    expect(await callsOf(runId)).toHaveLength(2);
    expect(await costOf(runId)).toMatchObject(tokensOf(runId));
  });

  describe('are made again after a change of the code', () => {
    it.each([
      ['of another shape', z.strictObject({ text: z.string(), tone: z.enum(['warm', 'plain']) })],
      ['that means something else', z.strictObject({ text: z.string().describe('in English') })],
    ])('that asks for an answer %s', async (_what, schema: z.ZodType<{ text: string }>) => {
      const { runId } = await aRunThatAsked();
      const said: unknown[] = [];
      const next = await asking(async (context) => {
        said.push(await ask(context, 'market', { schema }));
      });

      expect(await next.executor.execute(runId)).toBe('finished');
      expect(said).toEqual([expect.objectContaining({ text: expect.any(String) })]);
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'success', attempts: 2 }]);
      expect(await costOf(runId)).toMatchObject(tokensOf(runId));
    });

    it.each([
      ['the answer', `jsonb_set(response, '{value}', '[3]')`],
      ['the record', `'{"kind": "of an older time"}'`],
    ])('that cannot read %s any more', async (_what, stored) => {
      const { runId } = await aRunThatAsked();
      await bench.db.query(`UPDATE provider_call SET response = ${stored} WHERE run_id = $1`, [runId]);
      const said: unknown[] = [];
      const next = await asking(async (context) => {
        said.push(await ask(context, 'market', { schema: TEXT }));
      });

      expect(await next.executor.execute(runId)).toBe('finished');
      expect(said).toEqual([{ text: expect.any(String) }]);
      expect(await callsOf(runId)).toEqual([{ key: 'market', outcome: 'success', attempts: 2 }]);
      expect(await costOf(runId)).toMatchObject(tokensOf(runId));
    });

    /** A run that was handed back after its first question was answered. */
    async function aRunThatAsked() {
      let isAnswered = false;
      const worker = await asking(async (context) => {
        await ask(context, 'market', { schema: TEXT });
        isAnswered = true;
        await sleep(3_600_000, undefined, { signal: context.signal });
      });
      const { runId } = await bench.aRun(plain);
      odd.add(runId);
      const executing = worker.executor.execute(runId);
      await waitFor(() => isAnswered, { timeoutMs: 5_000, what: 'the answer' });
      worker.active.drain();
      expect(await executing).toBe('handed_back');
      return { runId };
    }
  });

  it('have kept every invariant meanwhile', async () => {
    const violations = await runViolations(bench.db, { calls: simulator.ledger.entries });
    const isMeant = (text: string) =>
      text.startsWith('I4: a usable agent delivered no file') ||
      [...odd].some((runId) => text.includes(runId));
    expect(violations.filter((text) => !isMeant(text))).toEqual([]);
    // What was asked twice on purpose is recorded for what it cost all the same.
    expect(violations.filter((text) => /not what the vendor counted|another cost/.test(text))).toEqual([]);
  });

  const NOTHING = { inputTokens: 0, outputTokens: 0 };

  /** A worker whose first agent does this. */
  async function asking(
    work: (context: TaskContext) => Promise<unknown>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<BenchWorker> {
    return bench.startWorker(
      { research: async (_input, context) => work(context).then(() => aResult()) },
      env,
    );
  }

  const seenOf = (runId: string) =>
    simulator.ledger.entries.filter((call) => call.callKey?.startsWith(`${runId}/`));

  /** By the vendor's own count. */
  function tokensOf(runId: string) {
    return seenOf(runId).reduce(
      (sum, { usage }) => ({
        inputTokens: sum.inputTokens + (usage?.inputTokens ?? 0),
        outputTokens: sum.outputTokens + (usage?.outputTokens ?? 0),
      }),
      NOTHING,
    );
  }

  async function costOf(runId: string): Promise<object> {
    const { calls, inputTokens, outputTokens } = await plain.runs.cost(runId);
    return { calls, inputTokens, outputTokens };
  }

  async function callsOf(runId: string): Promise<readonly object[]> {
    const { rows } = await bench.db.query<object>(
      `SELECT call_key AS key, outcome, attempts FROM provider_call WHERE run_id = $1 ORDER BY call_key`,
      [runId],
    );
    return rows;
  }
});
