import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, AGENT_NAMES, type TaskContext } from '@genesis/agents';
import { type BriefEvent, RunEvents } from '@genesis/runs';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { aGate, aResult, type AgentScript, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const LONG_MS = 3_600_000;

/** An agent that works until it is told to stop, the way a vendor's call does. */
async function workUntilAborted({ signal }: TaskContext): Promise<never> {
  await sleep(LONG_MS, undefined, { signal });
  throw new Error('nobody waits for an hour');
}

describe('runs', () => {
  let bench: RunWorkbench;
  let simulator: ChatSimulator;
  let plain: BenchWorker;
  /** Runs that ask two questions under one key, which no agent does. */
  const asksTwice: string[] = [];
  /** When workers lost runs that they had calls of. */
  const losses: number[] = [];

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 } });
    bench = await RunWorkbench.open({
      LLM_BASE_URL: simulator.url,
      LLM_MODEL: 'simulated-chat',
      AGENT_TIMEOUT_SEO_S: '1',
    });
    plain = await bench.startWorker();
  }, START_MS);

  afterAll(async () => {
    // Some tests leave a run on purpose as a dead worker would.
    await bench.close();
    await simulator.stop();
  }, START_MS);

  const eventsOf = async (briefId: string): Promise<readonly BriefEvent[]> =>
    plain.module.get(RunEvents, { strict: false }).list(briefId, 0, 1_000);

  describe('a claim', () => {
    it('is won by exactly one of twenty that come at once', async () => {
      let executions = 0;
      const research = async () => {
        executions += 1;
        return aResult();
      };
      const workers = await Promise.all([bench.startWorker({ research }), bench.startWorker({ research })]);
      const { runId } = await bench.aRun(plain);

      const results = await Promise.all(
        Array.from({ length: 20 }, (_none, index) => workers[index % 2]!.executor.execute(runId)),
      );

      expect(results.filter((result) => result === 'finished')).toHaveLength(1);
      expect(results.filter((result) => result === 'nothing_to_do')).toHaveLength(19);
      expect(executions).toBe(1);
      expect(await bench.run(runId)).toMatchObject({ status: 'completed', fence: 1, crash_count: 0 });
    });

    it('is refused while the lease of another worker lives', async () => {
      const gate = aGate();
      const busy = await bench.startWorker({ research: async () => gate.opened.then(() => aResult()) });
      const { runId } = await bench.aRun(plain);
      const executing = busy.executor.execute(runId);
      await waitFor(async () => (await bench.run(runId)).status === 'running', {
        timeoutMs: 5_000,
        what: 'a claim',
      });

      expect(await plain.executor.execute(runId)).toBe('nothing_to_do');
      gate.open();
      expect(await executing).toBe('finished');
    });
  });

  describe('the fence', () => {
    it('keeps out everything of a worker whose run was taken over', async () => {
      const gate = aGate();
      const late = await bench.startWorker({
        research: async (_input, { files }) => {
          await gate.opened;
          await files.write('/research/market.json', '"late"');
          return aResult({ by: 'late' });
        },
      });
      const { runId, briefId } = await bench.aRun(plain);
      const executing = late.executor.execute(runId);
      await waitFor(async () => (await bench.run(runId)).tasks.research.attempt === 1, {
        timeoutMs: 5_000,
        what: 'the late worker to begin',
      });
      await bench.endLease(runId);

      expect(await plain.executor.execute(runId)).toBe('finished');
      const [row, events] = await Promise.all([bench.run(runId), eventsOf(briefId)]);
      gate.open();
      expect(await executing).toBe('lease_lost');

      expect(row).toMatchObject({ status: 'completed', fence: 2, crash_count: 1 });
      expect(row.tasks.research).toMatchObject({ output: { by: 'research' }, attempt: 2 });
      expect(await bench.run(runId)).toEqual(row);
      expect(await eventsOf(briefId)).toEqual(events);
    });

    it('keeps it out while the worker that took over is still at work', async () => {
      const gate = aGate();
      const { runId, late, holder } = await aTakeover(async () =>
        gate.opened.then(() => aResult({ by: 'late' })),
      );
      gate.open();

      expect(await late).toBe('lease_lost');
      expect((await bench.run(runId)).tasks.research).toMatchObject({
        output: { by: 'research' },
        status: 'success',
      });
      expect(await holder()).toBe('finished');
      expect(await bench.run(runId)).toMatchObject({ status: 'completed', fence: 2 });
    });

    it('lets a worker that lost its run begin no call', async () => {
      const gate = aGate();
      const { runId, late, holder } = await aTakeover(async (_input, context) => {
        await gate.opened;
        return aResult({ said: await askModel(context, 'late') });
      });
      gate.open();

      expect(await late).toBe('lease_lost');
      expect(callsOf(runId)).toEqual([]);
      await holder();
    });

    it('lets it record no call that it had begun before', async () => {
      simulator.script({ behaviour: { kind: 'slow', latencyMs: 700 }, callKeyIncludes: '/research/late' });
      const { runId, late, holder } = await aTakeover(async (_input, context) =>
        aResult({ said: await askModel(context, 'late') }),
      );

      expect(await late).toBe('lease_lost');
      expect(callsOf(runId)).toHaveLength(1);
      const { rows } = await bench.db.query(`SELECT 1 FROM provider_call WHERE run_id = $1`, [runId]);
      expect(rows).toEqual([]);
      await holder();
    });

    /** A worker begins a run with `research`, falls silent, and another one takes the run as far as its texts.
     *  `late` is what the first one comes to; `holder()` lets the second one go on to the end. */
    async function aTakeover(research: Agent['run']) {
      const end = aGate();
      const [first, second] = await Promise.all([
        bench.startWorker({ research }),
        bench.startWorker({ content: async () => end.opened.then(() => aResult()) }),
      ]);
      const { runId } = await bench.aRun(plain);
      const late = first.executor.execute(runId);
      await waitFor(async () => (await bench.run(runId)).tasks.research.attempt === 1, {
        timeoutMs: 5_000,
        what: 'the first worker to begin',
      });
      await bench.endLease(runId);
      const held = second.executor.execute(runId);
      await waitFor(async () => (await bench.run(runId)).tasks.content.status === 'running', {
        timeoutMs: 5_000,
        what: 'the second worker to go on',
      });
      losses.push(Date.now());
      const holder = () => {
        end.open();
        return held;
      };
      return { runId, late, holder };
    }

    it('stops a worker at the heartbeat that finds its run taken', async () => {
      const short = { RUN_LEASE_S: '3', RUN_HEARTBEAT_S: '1' };
      const late = await bench.startWorker(
        { research: (_input, context) => workUntilAborted(context) },
        short,
      );
      const { runId } = await bench.aRun(plain);
      const executing = late.executor.execute(runId);
      await waitFor(async () => (await bench.run(runId)).status === 'running', {
        timeoutMs: 5_000,
        what: 'a claim',
      });
      await bench.db.query(`UPDATE agent_run SET fence = fence + 1 WHERE id = $1`, [runId]);

      expect(await executing).toBe('lease_lost');
    });
  });

  describe('the journal', () => {
    it('answers a call that was paid for, also to the next worker', async () => {
      const said: string[] = [];
      const script = (then: (context: TaskContext) => Promise<void>): AgentScript => ({
        research: async (_input, context) => {
          said.push(await askModel(context, 'market'));
          await then(context);
          return aResult({ said: said.at(-1) ?? '' });
        },
      });
      const first = await bench.startWorker(script((context) => workUntilAborted(context)));
      const second = await bench.startWorker(script(async () => undefined));
      const { runId } = await bench.aRun(plain);
      const executing = first.executor.execute(runId);
      await waitFor(() => said.length === 1, { timeoutMs: 5_000, what: 'the first call' });

      first.active.drain();
      expect(await executing).toBe('handed_back');
      expect(await bench.run(runId)).toMatchObject({ status: 'queued', crash_count: 0 });
      expect(await second.executor.execute(runId)).toBe('finished');

      expect(said[1]).toBe(said[0]);
      expect(callsOf(runId)).toHaveLength(1);
      expect((await bench.run(runId)).tasks.research.output).toEqual({ said: said[0] });
    });

    it('does not answer another question under the same key', async () => {
      const worker = await bench.startWorker({
        research: async (_input, context) => {
          await askModel(context, 'market', 'What is sold?');
          await askModel(context, 'market', 'Who buys it?');
          return aResult();
        },
      });
      const { runId } = await bench.aRun(plain);
      await worker.executor.execute(runId);

      expect(callsOf(runId)).toHaveLength(2);
      asksTwice.push(runId);
    });
  });

  describe('an agent', () => {
    it('that throws fails alone', async () => {
      const worker = await bench.startWorker({
        logo: async () => {
          throw new Error('no ink');
        },
      });
      const { runId } = await bench.aRun(plain);
      await worker.executor.execute(runId);

      const { status, tasks } = await bench.run(runId);
      expect(status).toBe('partial');
      expect(tasks.logo).toMatchObject({ status: 'failed', output: null, error: { code: 'AGENT_ERROR' } });
      expect(tasks.logo.error?.message).not.toContain('ink');
      expect(tasks.synthesis.status).toBe('success');
    });

    it('that ignores its time is not waited for, and adds nothing afterwards', async () => {
      const gate = aGate();
      let isOver = false;
      const worker = await bench.startWorker({
        seo: async (_input, { files }) => {
          await gate.opened;
          await files.write('/seo/late.json', '{}');
          isOver = true;
          return aResult({ by: 'late' });
        },
      });
      const { runId } = await bench.aRun(plain);
      await worker.executor.execute(runId);

      expect(isOver).toBe(false);
      const row = await bench.run(runId);
      expect(row.status).toBe('partial');
      expect(row.tasks.seo).toMatchObject({ status: 'failed', error: { code: 'AGENT_TIMEOUT' } });
      gate.open();
      await waitFor(() => isOver, { timeoutMs: 5_000, what: 'the late agent to end' });
      expect(await bench.run(runId)).toEqual(row);
      expect(await filesOf(runId)).toEqual([]);
    });

    it('that says what PostgreSQL cannot hold is stored without it', async () => {
      const worker = await bench.startWorker({
        research: async () => ({
          ...aResult({ 'a\u0000b': 'Th\u0000iès \ud83d', list: ['\udc00', { deep: 'x\u0000' }] }),
          warnings: ['\u0000careful\ud800'],
          model: 'm\u0000',
        }),
        logo: async () => ({
          ...aResult(),
          status: 'failed',
          data: null,
          error: { code: 'LOGO_REFUSED', message: 'no\u0000 \ud800', retryable: false },
        }),
      });
      const { runId } = await bench.aRun(plain);

      expect(await worker.executor.execute(runId)).toBe('finished');
      const { tasks } = await bench.run(runId);
      expect(tasks.research).toMatchObject({
        output: { ab: 'Thiès \ufffd', list: ['\ufffd', { deep: 'x' }] },
        warnings: ['careful\ufffd'],
      });
      expect(tasks.logo.error).toMatchObject({ code: 'LOGO_REFUSED', message: 'no \ufffd' });
    });

    it('sees the usable results of the agents before it', async () => {
      const seen: unknown[] = [];
      const worker = await bench.startWorker({
        research: async () => aResult({ market: 'Thiès' }),
        synthesis: async ({ results, statuses }) => {
          seen.push(results.research, statuses);
          return aResult();
        },
        template: async () => ({ ...aResult(), status: 'failed', data: null }),
      });
      const { runId } = await bench.aRun(plain);
      await worker.executor.execute(runId);

      expect(seen).toEqual([
        { market: 'Thiès' },
        { research: 'success', content: 'success', logo: 'success', seo: 'success', template: 'failed' },
      ]);
    });
  });

  describe('a run that ends early', () => {
    it('is cancelled by the message of the request, before any heartbeat, with its agents told to stop', async () => {
      const told: unknown[] = [];
      const worker = await bench.startWorker({
        content: async (_input, context) => {
          context.signal.addEventListener('abort', () => told.push('content'));
          return workUntilAborted(context);
        },
      });
      const { runId, briefId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await waitFor(async () => (await bench.run(runId)).tasks.content.status === 'running', {
        timeoutMs: 5_000,
        what: 'content to begin',
      });
      await plain.runs.cancel(runId);
      await executing;

      expect(told).toEqual(['content']);
      const { status, tasks } = await bench.run(runId);
      expect(status).toBe('cancelled');
      expect(tasks.research.status).toBe('success');
      expect(tasks.content.status).toBe('cancelled');
      expect(tasks.synthesis.status).toBe('cancelled');
      expect((await eventsOf(briefId)).at(-1)).toMatchObject({
        type: 'run.finished',
        data: { status: 'cancelled' },
      });
    });

    it('fails at its deadline, with what was finished kept', async () => {
      const worker = await bench.startWorker(
        { content: (_input, context) => workUntilAborted(context) },
        { RUN_TIMEOUT_JOB_S: '1' },
      );
      const { runId } = await bench.aRun(plain);
      await worker.executor.execute(runId);

      const { status, error, tasks } = await bench.run(runId);
      expect([status, error?.code]).toEqual(['failed', 'RUN_DEADLINE_EXCEEDED']);
      expect(tasks.research.status).toBe('success');
      expect(tasks.content).toMatchObject({ status: 'failed', error: { code: 'AGENT_TIMEOUT' } });
      expect(tasks.synthesis.status).toBe('skipped');
    });
  });

  it('never changes a run that has ended', async () => {
    const { runId, briefId } = await bench.aRun(plain);
    await plain.executor.execute(runId);
    await touchedLongAgo(runId);
    const [row, events] = await Promise.all([bench.run(runId), eventsOf(briefId)]);

    expect(await plain.executor.execute(runId)).toBe('nothing_to_do');
    await expect(plain.runs.cancel(runId)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    await plain.reconciler.reconcile();

    expect(await bench.run(runId)).toEqual(row);
    expect(await eventsOf(briefId)).toEqual(events);
    expect(row.status).toBe('completed');
    expect(AGENT_NAMES.every((agent) => row.tasks[agent].status === 'success')).toBe(true);
  });

  it('has kept every invariant of runs meanwhile', async () => {
    const waiting = await bench.db.query<{ id: string }>(
      `SELECT id FROM agent_run WHERE status IN ('queued', 'running', 'parked')`,
    );
    for (const { id } of waiting.rows) {
      await bench.db.query(
        `UPDATE agent_run SET lease_expires_at = now() - interval '1 second', wake_at = now() WHERE id = $1`,
        [id],
      );
      await plain.executor.execute(id);
    }
    const violations = await runViolations(bench.db, { calls: simulator.ledger.entries, deaths: losses });
    // The scripted agents write no files.
    const isMeant = (text: string) =>
      text.startsWith('I4: a usable agent delivered no file') ||
      asksTwice.some((runId) => text.includes(runId));
    expect(violations.filter((text) => !isMeant(text))).toEqual([]);
  });

  async function touchedLongAgo(runId: string): Promise<void> {
    await bench.db.query(`UPDATE agent_run SET checked_at = now() - interval '1 hour' WHERE id = $1`, [
      runId,
    ]);
  }

  async function filesOf(runId: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ path: string }>(
      `SELECT path FROM artifact WHERE workspace_id = $1`,
      [runId],
    );
    return rows.map(({ path }) => path);
  }

  const callsOf = (runId: string) =>
    simulator.ledger.entries.filter((call) => call.callKey?.startsWith(`${runId}/`));
});

async function askModel(
  { chat, signal }: TaskContext,
  callKey: string,
  prompt = 'What is sold?',
): Promise<string> {
  if (chat === null) throw new Error('no model is configured');
  const { value } = await chat.generateStructured(
    {
      system: 'You know markets.',
      prompt,
      schema: z.strictObject({ text: z.string() }),
      schemaName: 'text',
      promptId: 'test@1',
    },
    { signal, callKey, deadlineMs: 5_000 },
  );
  return value.text;
}
