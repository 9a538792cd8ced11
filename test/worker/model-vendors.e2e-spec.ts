import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { anthropicWire } from '../support/simulators/anthropic-simulator.js';
import type { SeenByModel } from '../support/simulators/chat-ledger.js';
import type { ModelBehaviour } from '../support/simulators/chat-script.js';
import type { ModelWire } from '../support/simulators/chat-simulator.js';
import { deepseekWire } from '../support/simulators/deepseek-simulator.js';
import { kimiWire } from '../support/simulators/kimi-chat-simulator.js';
import { localWire } from '../support/simulators/local-simulator.js';
import { openAiWire } from '../support/simulators/openai-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';
import { RunWorkbench } from './run-workbench.js';

const START_MS = 90_000;
const WRITERS = ['research', 'content', 'logo', 'seo'] as const;

interface Vendor {
  readonly wire: () => ModelWire;
  readonly environment: (url: string) => Readonly<Record<string, string>>;
  /** The strongest that it takes. */
  readonly form: SeenByModel['responseFormat'];
  readonly isPaid: boolean;
}

const VENDORS: Readonly<Record<string, Vendor>> = {
  openai: {
    wire: openAiWire,
    environment: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: 'sk-simulated' }),
    form: 'json_schema',
    isPaid: true,
  },
  anthropic: {
    wire: anthropicWire,
    environment: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-simulated' }),
    form: 'json_schema',
    isPaid: true,
  },
  deepseek: {
    wire: deepseekWire,
    environment: (url) => ({ DEEPSEEK_BASE_URL: url, DEEPSEEK_API_KEY: 'sk-simulated' }),
    form: 'json_object',
    isPaid: true,
  },
  kimi: {
    wire: kimiWire,
    environment: (url) => ({ KIMI_BASE_URL: `${url}/v1`, KIMI_API_KEY: 'sk-simulated' }),
    form: 'json_object',
    isPaid: true,
  },
  local: {
    wire: () => localWire('llama.cpp'),
    environment: (url) => ({ LOCAL_LLM_URLS: url }),
    form: 'json_schema',
    isPaid: false,
  },
};

describe('a run whose models are those of', () => {
  let bench: RunWorkbench;
  let vendor: VendorSimulator<ModelBehaviour, SeenByModel>;

  beforeAll(async () => {
    // Neither is configured: what is looked at is models alone.
    bench = await RunWorkbench.open({ PLAN_ENTERPRISE_SEARCH: 'tavily', PLAN_ENTERPRISE_IMAGE: 'logoai' });
  }, START_MS);

  afterEach(() => vendor.stop());
  afterAll(() => bench.close(), START_MS);

  it.each(Object.keys(VENDORS))(
    '%s is written by them, and nothing that was asked is refused',
    async (name) => {
      const { wire, environment, form, isPaid } = VENDORS[name]!;
      vendor = await VendorSimulator.start(wire());
      const worker = await bench.startWorker(null, { PLAN_ENTERPRISE_LLM: name, ...environment(vendor.url) });
      const { runId } = await bench.aRun(worker);
      await worker.executor.execute(runId);
      await bench.stop(worker);

      const { status, tasks } = await bench.run(runId);
      expect(status).toBe('completed');
      for (const task of WRITERS) expect(tasks[task]).toMatchObject({ status: 'success', warnings: [] });
      const completions = vendor.received().filter(({ callKey }) => callKey?.startsWith(runId));
      expect(completions.length).toBeGreaterThanOrEqual(WRITERS.length);
      expect(completions.filter((call) => call.status !== 200)).toEqual([]);
      expect(completions.filter(({ responseFormat }) => responseFormat !== form)).toEqual([]);
      // No answer had to be corrected.
      expect(completions.filter(({ callKey }) => /:repair$/.test(callKey ?? ''))).toEqual([]);

      const { rows } = await bench.db.query<{ provider: string; cost: string }>(
        `SELECT provider, sum(cost_micro_usd) AS cost FROM provider_call WHERE run_id = $1 GROUP BY provider`,
        [runId],
      );
      expect(rows).toMatchObject([{ provider: name }]);
      expect(Number(rows[0]?.cost) > 0).toBe(isPaid);
      const rung = form === 'json_schema' ? 'schema' : 'json';
      expect(tasks.content.provenance['about']?.note).toMatch(new RegExp(`^${name} \\S+ \\(${rung}\\)$`));
    },
  );

  it('openai says which of its texts a model has corrected, and which the rules wrote', async () => {
    const { wire, environment } = VENDORS['openai']!;
    vendor = await VendorSimulator.start(wire());
    vendor.play({ behaviour: { kind: 'wrong_schema' }, callKeyIncludes: '/content/about' });
    vendor.play({ behaviour: { kind: 'refusal' }, times: null, callKeyIncludes: '/content/services' });
    const worker = await bench.startWorker(null, {
      PLAN_ENTERPRISE_LLM: 'openai',
      ...environment(vendor.url),
    });
    const { runId } = await bench.aRun(worker);
    await worker.executor.execute(runId);
    await bench.stop(worker);

    const { content } = (await bench.run(runId)).tasks;
    expect(content).toMatchObject({
      status: 'fallback',
      warnings: [expect.stringMatching(/^LLM_MODERATED/)],
    });
    expect(content.provenance['homepage']?.note).toMatch(/^openai \S+ \(schema\)$/);
    expect(content.provenance['about']?.note).toMatch(/^openai \S+ \(repair\)$/);
    const byModel = Object.entries(content.provenance).filter(([, { origin }]) => origin === 'model');
    expect(byModel.map(([group]) => group).sort()).toEqual(['about', 'homepage']);
  });
});
