import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SeoAgent } from '../../libs/agents/src/seo/seo.agent.js';
import type { SeenByModel } from '../support/simulators/chat-ledger.js';
import type { ModelBehaviour } from '../support/simulators/chat-script.js';
import { localWire } from '../support/simulators/local-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';
import { aResult, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const VENDOR_BUDGET_S = 1;
const LOCAL_BUDGET_S = 10;
/** Too late for the one budget, early for the other. */
const WRITING_MS = 1_500;

describe('the time of an agent whose model runs on a machine of our own', () => {
  let simulator: VendorSimulator<ModelBehaviour, SeenByModel>;
  let bench: RunWorkbench;

  beforeAll(async () => {
    simulator = await VendorSimulator.start(localWire('llama.cpp'));
    bench = await RunWorkbench.open({
      LOCAL_LLM_URLS: simulator.url,
      OPENAI_API_KEY: 'sk-nobody-asks-it',
      PLAN_ENTERPRISE_IMAGE: 'logoai',
      AGENT_TIMEOUT_SEO_S: String(VENDOR_BUDGET_S),
      AGENT_TIMEOUT_TEMPLATE_S: String(VENDOR_BUDGET_S),
      LOCAL_LLM_AGENT_TIMEOUT_S: String(LOCAL_BUDGET_S),
    });
  }, START_MS);
  afterAll(async () => {
    await bench.close();
    await simulator.stop();
  }, START_MS);

  it('is long enough for a slow answer', async () => {
    const agent = new SeoAgent();
    const worker = await bench.startWorker({ seo: agent.run.bind(agent) }, { PLAN_ENTERPRISE_LLM: 'local' });
    simulator.play({ behaviour: { kind: 'slow', latencyMs: WRITING_MS }, times: null });
    const { runId } = await bench.aRun(worker);
    await worker.executor.execute(runId);

    expect((await bench.run(runId)).tasks.seo).toMatchObject({
      status: 'success',
      provider: 'local',
      warnings: [],
    });
  });

  it.each([
    ['local,openai', LOCAL_BUDGET_S],
    ['openai,local', VENDOR_BUDGET_S],
  ])('is that of who is asked first: %s', async (plan, seconds) => {
    const budgetMs = new Map<string, number>();
    const worker = await bench.startWorker(
      {
        seo: async (_input, context) => {
          budgetMs.set('seo', context.budgetMs);
          return aResult();
        },
        template: async (_input, context) => {
          budgetMs.set('template', context.budgetMs);
          return aResult();
        },
      },
      { PLAN_ENTERPRISE_LLM: plan },
    );
    await worker.executor.execute((await bench.aRun(worker)).runId);

    // A template is chosen by rule: no model makes that slower.
    expect(Object.fromEntries(budgetMs)).toEqual({ seo: seconds * 1_000, template: VENDOR_BUDGET_S * 1_000 });
  });
});
