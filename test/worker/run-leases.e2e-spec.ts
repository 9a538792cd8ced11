import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TaskContext } from '@genesis/agents';
import { DataSource } from 'typeorm';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { DatabaseProxy } from './run-database-proxy.js';
import { aGate, aResult, type AgentScript, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
/** A lease that a test can outlive, with the heartbeat and the reconciler of a real worker. */
const SHORT = { RUN_LEASE_S: '3', RUN_HEARTBEAT_S: '0.5', RECONCILE_EVERY_MS: '100' };

describe('the leases of runs', () => {
  let bench: RunWorkbench;
  let simulator: ChatSimulator;
  let plain: BenchWorker;

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 } });
    bench = await RunWorkbench.open({ LLM_BASE_URL: simulator.url, LLM_MODEL: 'simulated-chat' });
    plain = await bench.startWorker();
  }, START_MS);

  afterAll(async () => {
    await bench.close();
    await simulator.stop();
  }, START_MS);

  describe('at a heartbeat', () => {
    it('are all renewed but that of a row which somebody has locked, and that run is not lost', async () => {
      const gate = aGate();
      const worker = await bench.startWorker({ research: async () => gate.opened.then(() => aResult()) });
      const runIds = await Promise.all(
        Array.from({ length: 3 }, async () => (await bench.aRun(plain)).runId),
      );
      const executing = runIds.map((runId) => worker.executor.execute(runId));
      await untilBegun(runIds);
      await Promise.all(runIds.map((runId) => leaveSeconds(runId, 60)));
      const [locked = ''] = runIds;
      const unlock = await lock(locked);
      await worker.active.beat();

      expect((await secondsLeft(runIds)).map((left) => left > 60)).toEqual([false, true, true]);
      await unlock();
      await waitFor(async () => (await secondsLeft([locked])).every((left) => left > 60), {
        timeoutMs: 5_000,
        what: 'the next heartbeat, which does not wait for its turn',
      });
      gate.open();
      expect(await Promise.all(executing)).toEqual(['finished', 'finished', 'finished']);
      const rows = await Promise.all(runIds.map((runId) => bench.run(runId)));
      expect(rows.map((row) => row.fence)).toEqual([1, 1, 1]);
    });
  });

  it('are renewed by a recorded call and by a committed task', async () => {
    const gates = [aGate(), aGate()] as const;
    const worker = await bench.startWorker({
      research: async (_input, context) => {
        await gates[0].opened;
        const said = await askModel(context, 'market');
        await gates[1].opened;
        return aResult({ said });
      },
      synthesis: async (_input, { signal }) => sleep(3_600_000, aResult(), { signal }),
    });
    const { runId } = await bench.aRun(plain);
    const executing = worker.executor.execute(runId);
    await untilBegun([runId]);
    for (const [gate, sign] of [
      [gates[0], async () => (await callsOf(runId)) === 1],
      [gates[1], async () => (await bench.run(runId)).tasks.research.status === 'success'],
    ] as const) {
      await leaveSeconds(runId, 60);
      gate.open();
      await waitFor(sign, { timeoutMs: 5_000, what: 'the write' });
      const [left = 0] = await secondsLeft([runId]);
      expect(left).toBeGreaterThan(60);
    }
    worker.active.drain();
    expect(await executing).toBe('handed_back');
    expect(await plain.executor.execute(runId)).toBe('finished');
  });

  describe('that ran out while the database was away', () => {
    let proxy: DatabaseProxy;
    let sooner: DatabaseProxy;
    let real: BenchWorker[];

    beforeEach(async () => {
      proxy = await DatabaseProxy.before(bench.databaseUrl);
      sooner = await DatabaseProxy.before(bench.databaseUrl);
      real = [];
    });

    // Others would find their runs looked after by the reconcilers of these.
    afterEach(async () => {
      proxy.restore();
      await Promise.all(real.map((worker) => bench.stop(worker)));
      await Promise.all([proxy.stop(), sooner.stop()]);
    }, START_MS);

    async function aRealWorker(
      script: AgentScript = {},
      env: Readonly<Record<string, string>> = {},
    ): Promise<BenchWorker> {
      const worker = await bench.startWorker(script, { ...SHORT, DATABASE_URL: proxy.url, ...env });
      real.push(worker);
      return worker;
    }

    it('are renewed by their owners when it is back: no run is taken, no call is made again', async () => {
      const gate = aGate();
      const script = {
        research: async (_input: unknown, context: TaskContext) => {
          const said = await askModel(context, 'market');
          await gate.opened;
          return aResult({ said });
        },
      };
      const [owner, other] = await Promise.all([
        aRealWorker(script),
        aRealWorker(script, { RECONCILE_EVERY_MS: '60000', DATABASE_URL: sooner.url }),
      ]);
      const runIds = await Promise.all(
        Array.from({ length: 4 }, async () => (await bench.aRun(plain)).runId),
      );
      const asked = runIds.map((runId) => ({
        behaviour: { kind: 'slow' as const, latencyMs: 7_000 },
        callKeyIncludes: runId,
      }));
      simulator.script(...asked);
      const executing = runIds.map((runId) => owner.executor.execute(runId));
      await untilBegun(runIds);
      await forgetJobs(runIds);
      proxy.cut();
      sooner.cut();
      await waitFor(async () => (await secondsLeft(runIds)).every((left) => left < -0.5), {
        timeoutMs: 10_000,
        what: 'every lease to run out',
      });
      sooner.restore();
      await waitFor(async () => other.module.get(DataSource, { strict: false }).query<unknown>('SELECT 1'), {
        timeoutMs: 5_000,
        what: 'another worker to have the database before the owner',
      });
      for (const _round of [1, 2]) await other.active.beat();
      expect(await other.reconciler.reconcile()).toBe(0);
      proxy.restore();
      gate.open();

      expect(await Promise.all(executing)).toEqual(runIds.map(() => 'finished'));
      const rows = await Promise.all(runIds.map((runId) => bench.run(runId)));
      expect(rows.map((row) => [row.status, row.fence, row.enqueue_count])).toEqual(
        runIds.map(() => ['completed', 1, FORGOTTEN]),
      );
      expect(await violationsOf(runIds)).toEqual([]);
    }, 30_000);

    it('are taken a lease later when their owner is gone', async () => {
      const survivor = await aRealWorker();
      const { runId } = await bench.aRun(plain);
      await bench.db.query(`UPDATE agent_run SET status = 'running', fence = 1 WHERE id = $1`, [runId]);
      await bench.endLease(runId);
      proxy.cut();
      await forgetJobs([runId]);
      await waitFor(async () => (await secondsLeft([runId])).every((left) => left < -4), {
        timeoutMs: 10_000,
        what: 'an outage that is longer than half a lease',
      });
      expect(survivor.active.mayTakeOver).toBe(false);
      proxy.restore();
      await waitFor(async () => (await bench.run(runId)).enqueue_count > FORGOTTEN, {
        timeoutMs: 10_000,
        what: 'a new job',
      });

      expect(survivor.active.mayTakeOver).toBe(true);
      expect(await plain.executor.execute(runId)).toBe('finished');
      expect(await bench.run(runId)).toMatchObject({ status: 'completed', crash_count: 1 });
    }, 30_000);
  });

  it('tell holders in one process apart: who lost a run cannot stop who has it', async () => {
    const gates = [aGate(), aGate()] as const;
    let begun = 0;
    const worker = await bench.startWorker({
      research: async (_input, context) => {
        begun += 1;
        if (begun === 2) return gates[1].opened.then(() => aResult({ by: 'the second' }));
        await gates[0].opened;
        return aResult({ said: await askModel(context, 'late').catch(() => 'nothing') });
      },
    });
    const { runId } = await bench.aRun(plain);
    const first = worker.executor.execute(runId);
    await waitFor(() => begun === 1, { timeoutMs: 5_000, what: 'the first holder' });
    await bench.endLease(runId);
    const second = worker.executor.execute(runId);
    await waitFor(() => begun === 2, { timeoutMs: 5_000, what: 'the second holder' });
    worker.active.abort(runId, 1, 'lease_lost');
    gates[0].open();
    expect(await first).toBe('lease_lost');
    gates[1].open();

    expect(await second).toBe('finished');
    expect((await bench.run(runId)).tasks.research.output).toEqual({ by: 'the second' });
  });

  /** More than any run has had, and no job of this number exists. */
  const FORGOTTEN = 7;

  /** What the reconciler finds when Redis has lost the jobs. */
  async function forgetJobs(runIds: readonly string[]): Promise<void> {
    await bench.db.query(
      `UPDATE agent_run SET enqueue_count = $2, checked_at = now() - interval '1 hour' WHERE id = ANY($1::uuid[])`,
      [runIds, FORGOTTEN],
    );
  }

  async function untilBegun(runIds: readonly string[]): Promise<void> {
    await waitFor(
      async () => {
        const rows = await Promise.all(runIds.map((runId) => bench.run(runId)));
        return rows.every((row) => row.tasks.research.attempt === 1);
      },
      { timeoutMs: 5_000, what: 'research to begin' },
    );
  }

  /** Locks the run's row. @returns a function that unlocks it. */
  async function lock(runId: string): Promise<() => Promise<void>> {
    const client = await bench.db.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM agent_run WHERE id = $1 FOR UPDATE', [runId]);
    return async () => {
      await client.query('COMMIT');
      client.release();
    };
  }

  async function leaveSeconds(runId: string, seconds: number): Promise<void> {
    await bench.db.query(
      `UPDATE agent_run SET lease_expires_at = now() + $2 * interval '1 second' WHERE id = $1`,
      [runId, seconds],
    );
  }

  async function secondsLeft(runIds: readonly string[]): Promise<readonly number[]> {
    const { rows } = await bench.db.query<{ left: number }>(
      `SELECT extract(epoch FROM lease_expires_at - clock_timestamp())::float8 AS left
         FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(id, n) JOIN agent_run USING (id) ORDER BY n`,
      [runIds],
    );
    return rows.map(({ left }) => left);
  }

  async function callsOf(runId: string): Promise<number> {
    const { rows } = await bench.db.query(`SELECT 1 FROM provider_call WHERE run_id = $1`, [runId]);
    return rows.length;
  }

  /** What is wrong with these runs. The scripted agents write no files. */
  async function violationsOf(runIds: readonly string[]): Promise<readonly string[]> {
    const violations = await runViolations(bench.db, { calls: simulator.ledger.entries });
    return violations.filter(
      (text) =>
        runIds.some((runId) => text.includes(runId)) &&
        !text.startsWith('I4: a usable agent delivered no file'),
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
    { signal, callKey, deadlineMs: 20_000 },
  );
  return value.text;
}
