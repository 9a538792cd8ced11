import { type CallLedger, VendorError, VendorGateway, type VendorRequest } from '@genesis/integrations';
import { newId } from '@genesis/kernel';
import { Metrics } from '@genesis/observability';
import { QuotaUpkeep, UserCalls } from '@genesis/quota';
import { CallBudget } from '@genesis/runs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';
import { type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
/** 0.05 US dollars. */
const CAP = 50_000;
/** The most that one call can cost; what it does cost is up to the vendor. */
const MOST = 3_000;

/** A vendor that bills by the request, and knows the bill. */
class PaidVendor {
  private billed = 0;

  private constructor(readonly server: VendorSimulator) {}

  static async start(): Promise<PaidVendor> {
    const server = await VendorSimulator.start(
      {
        routes: {
          'POST /answers': ({ sequence }) => {
            const cost = 1_000 + ((sequence * 617) % 2_001);
            vendor.billed += cost;
            return { status: 200, body: { cost } };
          },
        },
        errorAnswer: ({ status, message }) => ({ status, body: { message } }),
        reset: () => {
          vendor.billed = 0;
        },
      },
      { latencyMs: { min: 2, max: 25 } },
    );
    const vendor = new PaidVendor(server);
    return vendor;
  }

  /** Millionths of a US dollar. */
  get bill(): number {
    return this.billed;
  }

  request(): VendorRequest<number> {
    return {
      capability: 'llm',
      identity: { provider: 'openai', model: 'priced' },
      account: { name: 'openai', limit: {}, timeoutMs: 5_000 },
      method: 'POST',
      url: new URL('/answers', this.server.url),
      headers: {},
      body: {},
      question: { asked: newId() },
      promptId: 'test@1',
      upperBoundMicroUsd: MOST,
      maxAnswerBytes: 10_000,
      stored: z.number(),
      read: ({ status, text }) => {
        if (status !== 200) throw new VendorError('llm', 'unavailable', { message: 'no answer' });
        const { cost } = JSON.parse(text) as { cost: number };
        return { value: cost, usage: { inputTokens: 10, outputTokens: 5 }, costMicroUsd: cost };
      },
    };
  }
}

describe('spending caps', () => {
  let bench: RunWorkbench;
  let vendor: PaidVendor;
  let gateway: VendorGateway;

  beforeAll(async () => {
    vendor = await PaidVendor.start();
    gateway = new VendorGateway();
    bench = await RunWorkbench.open();
  }, START_MS);
  beforeEach(async () => {
    vendor.server.reset();
    await bench.db.query(`DELETE FROM spending_counter`);
    await bench.db.query(`DELETE FROM spending_hold`);
  });
  afterAll(async () => {
    await bench.close();
    await vendor.server.stop();
  }, START_MS);

  /** Two processes' worth of pools. */
  const twoWorkers = async (caps: Readonly<Record<string, string>>) =>
    Promise.all([bench.startWorker({}, caps), bench.startWorker({}, caps)]);
  const budgetOf = (worker: BenchWorker) => worker.module.get(CallBudget, { strict: false });
  const tidy = (worker: BenchWorker) => worker.module.get(QuotaUpkeep, { strict: false }).tidy();

  /** What pays for the calls of a run, without its journal. */
  const runLedger = (worker: BenchWorker, payer: { runId: string; ownerId: string }): CallLedger => ({
    find: () => Promise.resolve(null),
    reserve: (capability, upperBoundMicroUsd) =>
      budgetOf(worker).reserve(payer, { id: newId(), capability, upperBoundMicroUsd }),
    record: () => Promise.resolve(),
    personNames: () => Promise.resolve([]),
  });
  async function aUser(): Promise<string> {
    const id = newId();
    await bench.db.query(`INSERT INTO users (id, email, name) VALUES ($1, $2, 'Awa')`, [
      id,
      `${id}@example.com`,
    ]);
    return id;
  }
  const call = (ledger: CallLedger) =>
    gateway.send(vendor.request(), {
      ledger,
      signal: new AbortController().signal,
      callKey: newId(),
      deadlineMs: 20_000,
    });
  /** Calls at once, from `ledgers` in turn. @returns the codes of those that were refused */
  async function callAtOnce(count: number, ledgers: readonly CallLedger[]): Promise<readonly string[]> {
    const calls = Array.from({ length: count }, (_, n) => call(ledgers[n % ledgers.length]!));
    const ended = await Promise.allSettled(calls);
    return ended.flatMap((end) => (end.status === 'rejected' ? [(end.reason as VendorError).code] : []));
  }
  async function counter(scope: string): Promise<{ spent: number; held: number }> {
    const { rows } = await bench.db.query<{ spent: number; held: number }>(
      `SELECT spent::float8 AS spent, held::float8 AS held FROM spending_counter WHERE scope = $1`,
      [scope],
    );
    return rows[0] ?? { spent: 0, held: 0 };
  }
  async function holds(): Promise<number> {
    const { rows } = await bench.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM spending_hold`);
    return rows[0]?.n ?? 0;
  }

  it.each([
    ['of a run', { SPENDING_CAP_RUN_USD: '0.05' }, 'run'],
    ["of a user's day", { SPENDING_CAP_USER_DAY_USD: '0.05' }, 'user'],
    ["of the service's day", { SPENDING_CAP_DAY_USD: '0.05' }, 'service'],
  ])('a cap %s of 0.05 USD under 50 parallel calls is never passed', async (_whose, caps, scope) => {
    const workers = await twoWorkers(caps);
    const [userId, runId] = [await aUser(), newId()];
    const aPayer = () => ({
      runId: scope === 'run' ? runId : newId(),
      ownerId: scope === 'service' ? newId() : userId,
    });
    const ledgers = Array.from({ length: 10 }, (_, n) => runLedger(workers[n % 2]!, aPayer()));
    const key = { run: `run:${runId}`, user: `user:${userId}`, service: 'service' }[scope]!;

    // Calls that are refused while others are under way do not come again: wave after wave, until none gets through.
    let before: number;
    do {
      before = vendor.bill;
      const refused = await callAtOnce(50, ledgers);
      expect(new Set(refused)).toEqual(new Set(['LLM_BUDGET_EXHAUSTED']));
      expect(vendor.bill).toBeLessThanOrEqual(CAP);
      expect(await counter(key)).toEqual({ spent: vendor.bill, held: 0 });
    } while (vendor.bill > before);
    // No room is left for a call that could cost the most; all the rest was used.
    expect(vendor.bill).toBeGreaterThan(CAP - MOST);
    expect(await holds()).toBe(0);
  });

  it('hold while vendors fail: what nobody knows the cost of counts as spent', async () => {
    const workers = await twoWorkers({ SPENDING_CAP_USER_DAY_USD: '0.05' });
    const userId = await aUser();
    const ledgers = workers.map((worker) => runLedger(worker, { runId: newId(), ownerId: userId }));
    vendor.server.play({ behaviour: { kind: 'answer_dropped' }, times: 8 });

    await callAtOnce(50, ledgers);
    const { spent, held } = await counter(`user:${userId}`);
    expect(held).toBe(0);
    expect(vendor.bill).toBeLessThanOrEqual(spent);
    expect(spent).toBeLessThanOrEqual(CAP);
    expect(await holds()).toBe(0);
  });

  describe('of one worker', () => {
    let worker: BenchWorker;
    let payer: { runId: string; ownerId: string };
    beforeAll(async () => {
      worker = await bench.startWorker({}, { SPENDING_CAP_RUN_USD: '0.05' });
    });
    beforeEach(async () => {
      payer = { runId: newId(), ownerId: await aUser() };
    });
    const reserve = (upperBoundMicroUsd: number, id = newId()) =>
      budgetOf(worker).reserve(payer, { id, capability: 'llm', upperBoundMicroUsd });
    const ofRun = () => counter(`run:${payer.runId}`);

    it('refuse what could pass them, and take nothing of the other caps then', async () => {
      const hold = await reserve(40_000);
      await expect(reserve(10_001)).rejects.toMatchObject({
        code: 'LLM_BUDGET_EXHAUSTED',
        kind: 'quota_exceeded',
        message: 'the spending cap of the run is reached',
      });
      expect(await counter('service')).toEqual({ spent: 0, held: 40_000 });
      const metrics = await worker.module.get(Metrics, { strict: false }).registry.metrics();
      expect(metrics).toMatch(/genesis_ai_budget_refusals_total\{scope="run"\} [1-9]/);
      expect(metrics).toContain('genesis_ai_quota_open{kind="hold"} 1');
      await hold.settle(1_000);
      await reserve(49_000);
      expect(await ofRun()).toEqual({ spent: 1_000, held: 49_000 });
    });

    it('hold once what is asked for again because the answer was lost', async () => {
      const id = newId();
      await Promise.all([reserve(10_000, id), reserve(10_000, id)]);
      const hold = await reserve(10_000, id);
      expect(await ofRun()).toEqual({ spent: 0, held: 10_000 });
      await hold.settle(4_000);
      expect(await ofRun()).toEqual({ spent: 4_000, held: 0 });
      expect(await counter('service')).toEqual({ spent: 4_000, held: 0 });
      expect(await holds()).toBe(0);
    });

    it('refuse a call that alone is more than the cap', async () => {
      await expect(reserve(CAP + 1)).rejects.toMatchObject({ failure: 'budget_exhausted' });
      expect(await ofRun()).toEqual({ spent: 0, held: 0 });
    });

    it('are not asked for a free call', async () => {
      const hold = await reserve(0);
      await hold.settle(0);
      const { rows } = await bench.db.query(`SELECT FROM spending_counter`);
      expect(rows).toEqual([]);
    });

    it('settle once, however often and by how many they are asked', async () => {
      const hold = await reserve(10_000);
      await Promise.all([hold.settle(4_000), hold.settle(4_000), hold.settle(4_000)]);
      await hold.settle(9_000);
      expect(await ofRun()).toEqual({ spent: 4_000, held: 0 });
      expect(await counter('service')).toEqual({ spent: 4_000, held: 0 });
    });

    it('count what a worker held when it died as spent, once', async () => {
      const hold = await reserve(10_000);
      expect(await tidy(worker)).toBe(0);
      await bench.db.query(`UPDATE spending_hold SET created_at = now() - interval '61 minutes'`);
      await Promise.all([tidy(worker), tidy(worker)]);
      await hold.settle(2_000);
      expect(await ofRun()).toEqual({ spent: 10_000, held: 0 });
    });

    it('do not wait for a run that is gone', async () => {
      await reserve(10_000);
      await bench.db.query(`UPDATE spending_hold SET created_at = now() - interval '2 minutes'`);
      expect(await tidy(worker)).toBe(1);
      expect(await ofRun()).toEqual({ spent: 10_000, held: 0 });
    });

    it('give back to the day from which they took, after midnight too', async () => {
      const hold = await reserve(10_000);
      await bench.db.query(`UPDATE spending_hold SET day = '2026-01-31'`);
      await bench.db.query(`UPDATE spending_counter SET period = '2026-01-31' WHERE period <> 'run'`);
      await reserve(5_000);
      await hold.settle(3_000);
      const { rows } = await bench.db.query(
        `SELECT period = '2026-01-31' AS before, spent::int, held::int FROM spending_counter WHERE scope = 'service'
          ORDER BY period`,
      );
      expect(rows).toEqual([
        { before: true, spent: 3_000, held: 0 },
        { before: false, spent: 0, held: 5_000 },
      ]);
    });
  });

  describe('of a run with the real agents', () => {
    let simulator: ChatSimulator;
    const env = () => ({
      OPENAI_API_KEY: 'sk-of-the-simulator-000000000000000000000000',
      OPENAI_BASE_URL: simulator.url,
      PLAN_ENTERPRISE_LLM: 'openai',
      PLAN_ENTERPRISE_SEARCH: '',
      PLAN_ENTERPRISE_IMAGE: '',
    });
    beforeAll(async () => {
      simulator = await ChatSimulator.start();
    });
    afterAll(() => simulator.stop());

    interface Recorded {
      readonly cost: number;
      readonly calls: number;
    }
    async function recorded(runIds: readonly string[]): Promise<Recorded> {
      const { rows } = await bench.db.query<Recorded>(
        `SELECT coalesce(sum(cost_micro_usd), 0)::int AS cost, coalesce(sum(attempts), 0)::int AS calls
           FROM provider_call WHERE run_id = ANY($1::uuid[])`,
        [runIds],
      );
      return rows[0] ?? { cost: 0, calls: 0 };
    }
    const seen = (runId: string) =>
      simulator.ledger.entries.filter(({ callKey }) => callKey?.startsWith(`${runId}/`)).length;
    /** Agents whose warnings say that the money was used up. */
    async function shortOfMoney(runId: string): Promise<readonly string[]> {
      const { tasks } = await bench.run(runId);
      const warned = Object.entries(tasks).filter(([, { warnings }]) =>
        warnings.some((warning) => warning.includes('LLM_BUDGET_EXHAUSTED')),
      );
      for (const [, { status }] of warned) expect(status).toBe('fallback');
      return warned.map(([name]) => name);
    }

    it('a run without money asks nobody, and is written by the knowledge engine, which says so', async () => {
      const worker = await bench.startWorker(null, { ...env(), SPENDING_CAP_RUN_USD: '0' });
      const { runId } = await bench.aRun(worker);
      await worker.executor.execute(runId);

      expect((await bench.run(runId)).status).toBe('partial');
      expect(await shortOfMoney(runId)).toEqual(expect.arrayContaining(['research', 'content', 'seo']));
      expect(seen(runId)).toBe(0);
      expect(await recorded([runId])).toEqual({ cost: 0, calls: 0 });
    });

    it('a run that reaches its cap goes on without the model, and has cost what is recorded', async () => {
      const probe = await bench.startWorker(null, env());
      const rich = await bench.aRun(probe);
      await probe.executor.execute(rich.runId);
      const whole = await recorded([rich.runId]);
      expect(whole.cost).toBeGreaterThan(0);
      expect(await shortOfMoney(rich.runId)).toEqual([]);

      const worker = await bench.startWorker(null, { ...env(), SPENDING_CAP_RUN_USD: '0.003' });
      const { runId } = await bench.aRun(worker);
      await worker.executor.execute(runId);
      const spent = await recorded([runId]);
      expect(spent.cost).toBeGreaterThan(0);
      expect(spent.cost).toBeLessThanOrEqual(3_000);
      expect(spent.calls).toBe(seen(runId));
      expect((await shortOfMoney(runId)).length).toBeGreaterThan(0);
      expect(['completed', 'partial']).toContain((await bench.run(runId)).status);
      expect(await counter(`run:${runId}`)).toEqual({ spent: spent.cost, held: 0 });
      expect(await holds()).toBe(0);
    });
  });

  describe('outside runs', () => {
    it('are those of the user and of the service; each call is recorded without its words', async () => {
      const worker = await bench.startWorker({}, { SPENDING_CAP_USER_DAY_USD: '0.05' });
      const userId = await aUser();
      const ledger = worker.module.get(UserCalls, { strict: false }).ledgerOf(userId, 'coaching');
      const refused = await callAtOnce(50, [ledger]);

      expect(refused.length).toBeGreaterThan(0);
      expect(vendor.bill).toBeLessThanOrEqual(CAP);
      const { rows } = await bench.db.query(
        `SELECT provider, model, capability, purpose, sum(attempts)::int AS calls, sum(cost_micro_usd)::int AS cost,
                sum((usage->>'input_tokens')::int)::int AS input
           FROM user_call WHERE user_id = $1 GROUP BY 1, 2, 3, 4`,
        [userId],
      );
      const calls = 50 - refused.length;
      expect(rows).toEqual([
        {
          provider: 'openai',
          model: 'priced',
          capability: 'llm',
          purpose: 'coaching',
          calls,
          cost: vendor.bill,
          input: 10 * calls,
        },
      ]);
    });
  });
});
