import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TaskContext } from '@genesis/agents';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { DatabaseProxy } from './run-database-proxy.js';
import { aGate, aResult, type AgentScript, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const LONG_MS = 3_600_000;

describe('what a run writes', () => {
  let bench: RunWorkbench;
  let simulator: ChatSimulator;
  let proxy: DatabaseProxy;
  /** A worker whose database is always there. */
  let plain: BenchWorker;

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 } });
    bench = await RunWorkbench.open({ LLM_BASE_URL: simulator.url, LLM_MODEL: 'simulated-chat' });
    proxy = await DatabaseProxy.before(bench.databaseUrl);
    plain = await bench.startWorker();
  }, START_MS);

  afterAll(async () => {
    await bench.close();
    await proxy.stop();
    await simulator.stop();
  }, START_MS);

  /** A worker whose database is behind the proxy. */
  const aWorker = (script: AgentScript, env: Readonly<Record<string, string>> = {}): Promise<BenchWorker> =>
    bench.startWorker(script, { DATABASE_URL: proxy.url, ...env });

  describe('is there once, though the answer to the write was lost,', () => {
    it('when it is a finished task and the start of the next', async () => {
      const gate = aGate();
      const worker = await aWorker({ research: async () => gate.opened.then(() => aResult()) });
      const { runId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await untilBegun(runId);
      const lost = proxy.loseAnswerTo('agent.finished');
      gate.open();
      await lost;

      expect(await executing).toBe('finished');
      const { status, tasks } = await bench.run(runId);
      expect(status).toBe('completed');
      expect([tasks.content.attempt, tasks.logo.attempt]).toEqual([1, 1]);
      expect(await violationsOf(runId)).toEqual([]);
    });

    it('when its first try is still at work', async () => {
      const gate = aGate();
      const worker = await aWorker({ research: async () => gate.opened.then(() => aResult()) });
      const { runId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await untilBegun(runId);
      const unlock = await lock(runId);
      const lost = proxy.loseConnectionAt('agent.finished');
      gate.open();
      await lost;
      await waitFor(async () => (await waitingForLocks()) === 2, {
        timeoutMs: 5_000,
        what: 'both tries to wait for the row',
      });
      await unlock();

      expect(await executing).toBe('finished');
      expect(await violationsOf(runId)).toEqual([]);
    });

    it.each([
      { what: 'the answer to a call', behaviour: null, mark: '"finishReason"', outcome: 'success' },
      {
        what: 'the failure of a call',
        behaviour: { kind: 'refusal' as const },
        mark: 'LLM_MODERATED',
        outcome: 'LLM_MODERATED',
      },
    ])('when it is $what', async ({ behaviour, mark, outcome }) => {
      const lost: Promise<void>[] = [];
      const worker = await aWorker({
        research: async (_input, context) => {
          lost.push(proxy.loseAnswerTo(mark));
          await askModel(context, 'market').catch(() => null);
          return aResult();
        },
      });
      const { runId } = await bench.aRun(plain);
      if (behaviour) simulator.script({ behaviour, callKeyIncludes: runId });

      expect(await worker.executor.execute(runId)).toBe('finished');
      await Promise.all(lost);
      expect(await callsOf(runId)).toEqual([{ call_key: 'market', outcome, attempts: 1 }]);
      expect(await violationsOf(runId)).toEqual([]);
    });

    it('when it is the end of the run', async () => {
      const lost: Promise<void>[] = [];
      const worker = await aWorker({
        synthesis: async () => {
          lost.push(proxy.loseAnswerTo('COMMIT'));
          return aResult();
        },
      });
      const { runId } = await bench.aRun(plain);

      expect(await worker.executor.execute(runId)).toBe('finished');
      await Promise.all(lost);
      expect((await bench.run(runId)).status).toBe('completed');
      expect(await violationsOf(runId)).toEqual([]);
    });
  });

  describe('is not lost when the run is told to stop while the database is away,', () => {
    it('at its deadline', async () => {
      const gate = aGate();
      const worker = await aWorker(
        {
          research: async (_input, { files }) => {
            await files.write('/research/market.json', '{}');
            await gate.opened;
            return aResult({ by: 'research' });
          },
        },
        { RUN_TIMEOUT_JOB_S: '2' },
      );
      const { runId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await untilBegun(runId);
      proxy.cut();
      gate.open();
      await waitFor(async () => (await secondsOver(runId)) > 0.3, {
        timeoutMs: 10_000,
        what: 'the deadline',
      });
      proxy.restore();

      expect(await executing).toBe('finished');
      const { status, error, tasks } = await bench.run(runId);
      expect([status, error?.code]).toEqual(['failed', 'RUN_DEADLINE_EXCEEDED']);
      expect(tasks.research).toMatchObject({ status: 'success', output: { by: 'research' } });
      expect(await filesOf(runId)).toEqual(['/research/market.json']);
      expect(await violationsOf(runId)).toEqual([]);
    });

    it('by a cancel that finds the write done and its answer lost', async () => {
      const gate = aGate();
      const worker = await aWorker({ research: async () => gate.opened.then(() => aResult()) });
      const { runId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await untilBegun(runId);
      const lost = proxy.loseAnswerTo('agent.finished').then(() => {
        proxy.cut();
      });
      gate.open();
      await lost;
      await plain.runs.cancel(runId);
      await proxy.untilRefused(2);
      proxy.restore();

      expect(await executing).toBe('finished');
      const { status, tasks } = await bench.run(runId);
      expect(status).toBe('cancelled');
      expect(tasks.research.status).toBe('success');
      expect(await violationsOf(runId)).toEqual([]);
    });

    it('by a drain: the next worker goes on where this one was', async () => {
      const gate = aGate();
      const worker = await aWorker({
        research: async () => gate.opened.then(() => aResult({ by: 'first' })),
      });
      const { runId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await untilBegun(runId);
      proxy.cut();
      gate.open();
      await proxy.untilRefused(1);
      worker.active.drain();
      await proxy.untilRefused(2);
      proxy.restore();

      expect(await executing).toBe('handed_back');
      const handedBack = await bench.run(runId);
      expect([handedBack.status, handedBack.crash_count]).toEqual(['queued', 0]);
      expect(handedBack.tasks.research).toMatchObject({ status: 'success', attempt: 1 });
      expect(handedBack.tasks.content).toMatchObject({ status: 'pending', attempt: 0 });
      expect(await plain.executor.execute(runId)).toBe('finished');
      const { status, tasks } = await bench.run(runId);
      expect(status).toBe('completed');
      expect(tasks.research).toMatchObject({ output: { by: 'first' }, attempt: 1 });
      expect(await violationsOf(runId)).toEqual([]);
    });
  });

  it('is given back, though the database is away when the worker is told to end', async () => {
    const worker = await aWorker({
      research: async (_input, { signal }) => sleep(LONG_MS, aResult(), { signal }),
    });
    const { runId } = await bench.aRun(plain);
    const executing = worker.executor.execute(runId);
    await untilBegun(runId);
    proxy.cut();
    worker.active.drain();
    await proxy.untilRefused(2);
    proxy.restore();

    expect(await executing).toBe('handed_back');
    expect(await bench.run(runId)).toMatchObject({ status: 'queued', crash_count: 0 });
    expect(await plain.executor.execute(runId)).toBe('finished');
  });

  describe('waits for a row that is locked for longer than a statement may wait:', () => {
    const LOCK_MS = { DATABASE_LOCK_TIMEOUT_MS: '200' };

    it('a call that was paid for', async () => {
      const worker = await bench.startWorker(
        { research: async (_input, context) => aResult({ said: await askModel(context, 'market') }) },
        LOCK_MS,
      );
      const { runId } = await bench.aRun(plain);
      simulator.script({ behaviour: { kind: 'slow', latencyMs: 300 }, callKeyIncludes: runId });
      const executing = worker.executor.execute(runId);
      await waitFor(() => seenOf(runId).length === 1, { timeoutMs: 5_000, everyMs: 5, what: 'the call' });
      const unlock = await lock(runId);
      await untilTriedTwice();
      await unlock();

      expect(await executing).toBe('finished');
      expect((await bench.run(runId)).tasks.research.status).toBe('success');
      expect(await callsOf(runId)).toEqual([{ call_key: 'market', outcome: 'success', attempts: 1 }]);
      expect(await violationsOf(runId)).toEqual([]);
    });

    it('a finished task', async () => {
      const gate = aGate();
      const worker = await bench.startWorker(
        { research: async () => gate.opened.then(() => aResult()) },
        LOCK_MS,
      );
      const { runId } = await bench.aRun(plain);
      const executing = worker.executor.execute(runId);
      await untilBegun(runId);
      const unlock = await lock(runId);
      gate.open();
      await untilTriedTwice();
      await unlock();

      expect(await executing).toBe('finished');
      expect((await bench.run(runId)).status).toBe('completed');
    });
  });

  it('is seen by the next worker, also when its claim came first and had to wait', async () => {
    const gate = aGate();
    const worker = await bench.startWorker({ research: async () => gate.opened.then(() => aResult()) });
    let again = 0;
    const other = await bench.startWorker({
      research: async () => {
        again += 1;
        return aResult({ by: 'again' });
      },
    });
    const { runId } = await bench.aRun(plain);
    const late = worker.executor.execute(runId);
    await untilBegun(runId);
    await bench.endLease(runId);
    // What a worker does that commits a task and gives the run back, with the claim in between.
    const commit = await lock(runId);
    const executing = other.executor.execute(runId);
    await waitFor(async () => (await waitingForLocks()) === 1, { timeoutMs: 5_000, what: 'the claim' });
    await commit(
      `UPDATE agent_task SET status = 'success', output = '{"by": "late"}', finished_at = now()
        WHERE run_id = $1 AND name = 'research'`,
      `UPDATE agent_run SET status = 'queued', lease_expires_at = NULL WHERE id = $1`,
    );

    expect([await executing, again]).toEqual(['finished', 0]);
    expect((await bench.run(runId)).tasks.research).toMatchObject({ output: { by: 'late' }, attempt: 1 });
    gate.open();
    expect(await late).toBe('lease_lost');
  });

  it('makes a job come again when the database could not say who has the run', async () => {
    const worker = await aWorker({});
    const { runId } = await bench.aRun(plain);
    proxy.cut();
    expect(await worker.executor.execute(runId)).toBe('postponed');
    proxy.restore();

    expect(await bench.run(runId)).toMatchObject({ status: 'queued', fence: 0 });
    expect(await worker.executor.execute(runId)).toBe('finished');
  });

  async function untilBegun(runId: string): Promise<void> {
    await waitFor(async () => (await bench.run(runId)).tasks.research.attempt === 1, {
      timeoutMs: 5_000,
      what: 'research to begin',
    });
  }

  /** Locks the run's row. @returns a function that executes statements about the run and unlocks it. */
  async function lock(runId: string): Promise<(...statements: readonly string[]) => Promise<void>> {
    const client = await bench.db.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM agent_run WHERE id = $1 FOR UPDATE', [runId]);
    return async (...statements) => {
      for (const statement of statements) await client.query(statement, [runId]);
      await client.query('COMMIT');
      client.release();
    };
  }

  /** Resolves when a second statement waits for a lock, after the first one has given up. */
  async function untilTriedTwice(): Promise<void> {
    const tries = new Set<string>();
    await waitFor(
      async () => {
        const { rows } = await bench.db.query<{ at: string }>(
          `SELECT query_start::text AS at FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        for (const { at } of rows) tries.add(at);
        return tries.size > 1;
      },
      { timeoutMs: 10_000, everyMs: 10, what: 'a second try' },
    );
  }

  async function waitingForLocks(): Promise<number> {
    const { rows } = await bench.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.n ?? 0;
  }

  async function secondsOver(runId: string): Promise<number> {
    const { rows } = await bench.db.query<{ over: number }>(
      `SELECT extract(epoch FROM clock_timestamp() - deadline_at)::float8 AS over FROM agent_run WHERE id = $1`,
      [runId],
    );
    return rows[0]?.over ?? 0;
  }

  async function callsOf(runId: string): Promise<readonly object[]> {
    const { rows } = await bench.db.query<object>(
      `SELECT call_key, outcome, attempts FROM provider_call WHERE run_id = $1`,
      [runId],
    );
    return rows;
  }

  async function filesOf(runId: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ path: string }>(
      `SELECT path FROM artifact WHERE workspace_id = $1`,
      [runId],
    );
    return rows.map(({ path }) => path);
  }

  const seenOf = (runId: string) =>
    simulator.ledger.entries.filter((call) => call.callKey?.startsWith(`${runId}/`));

  /** What is wrong with this run. The scripted agents write no files. */
  async function violationsOf(runId: string): Promise<readonly string[]> {
    const violations = await runViolations(bench.db, { calls: simulator.ledger.entries });
    return violations.filter(
      (text) => text.includes(runId) && !text.startsWith('I4: a usable agent delivered no file'),
    );
  }
});

async function askModel({ chat, signal }: TaskContext, callKey: string): Promise<string> {
  if (chat === null) throw new Error('no model is configured');
  const { value } = await chat.generateStructured(
    {
      system: 'You know markets.',
      prompt: 'What is sold?',
      schema: z.strictObject({ text: z.string() }),
      schemaName: 'text',
      promptId: 'test@1',
    },
    { signal, callKey, deadlineMs: LONG_MS },
  );
  return value.text;
}
