import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { openAiWire } from '../../../../../test/support/simulators/openai-simulator.js';
import { VendorSimulator } from '../../../../../test/support/simulators/vendor-simulator.js';
import {
  aFactory,
  aModel,
  type ModelSimulator,
  startHarness,
} from '../../../../../test/support/simulators/chat-model-harness.js';
import { describeChatModelContract } from '../chat-model.contract.js';

describeChatModelContract('OpenAI', () =>
  startHarness({
    provider: 'openai',
    wire: openAiWire({ keepMessages: true }),
    path: '/chat/completions',
    environment: (url, { apiKey, timeoutS }) => ({
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_API_KEY: apiKey,
      OPENAI_TIMEOUT_S: timeoutS,
    }),
    told: { forms: ['schema', 'json', 'text'], finished: 'stop', costs: true },
  }),
);

describe('OpenAI', () => {
  let simulator: ModelSimulator;

  beforeAll(async () => {
    simulator = await VendorSimulator.start(openAiWire({ apiKey: 'sk-right' }));
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const env = (apiKey = 'sk-right') => ({
    OPENAI_BASE_URL: `${simulator.url}/v1`,
    OPENAI_API_KEY: apiKey,
  });
  const request = {
    system: 'You write.',
    prompt: 'Write.',
    schema: z.strictObject({ text: z.string().min(1).max(60), tags: z.array(z.string()).max(2) }),
    schemaName: 'text',
    promptId: 'text@1',
    temperature: 0.4,
    maxOutputTokens: 700,
  };
  const options = () => ({ signal: new AbortController().signal, callKey: 'key', deadlineMs: 10_000 });
  const sent = () => simulator.received()[0]?.body as Readonly<Record<string, unknown>>;

  it('asks a model that thinks not to, and leaves the temperature away', async () => {
    await aModel('openai', env()).generateStructured(request, options());
    expect(sent()).toMatchObject({
      model: 'gpt-6-luna',
      max_completion_tokens: 700,
      reasoning_effort: 'none',
      response_format: { type: 'json_schema', json_schema: { name: 'text', strict: true } },
    });
    expect(sent()).not.toHaveProperty('temperature');
    expect(sent()).not.toHaveProperty('max_tokens');
  });

  it('tells limits that a schema must not carry in words', async () => {
    const answer = await aModel('openai', env()).generateStructured(request, options());
    expect(answer).toMatchObject({ ladder: 'schema', attempts: 1 });
    expect(JSON.stringify(sent())).toContain('at most 60 characters');
  });

  it('gives a model that always thinks room for it', async () => {
    await aModel('openai', env(), { model: 'gpt-6.1-sol' }).generateStructured(request, options());
    expect(sent()).toMatchObject({ model: 'gpt-6.1-sol', max_completion_tokens: 4_700 });
  });

  it('reports a model that is not there as not_found', async () => {
    await expect(
      aModel('openai', env(), { model: 'gpt-4o' }).generateStructured(request, options()),
    ).rejects.toMatchObject({ failure: 'not_found' });
  });

  it('is probed without cost, and the key is checked', async () => {
    const probe = aFactory('openai', env()).probe?.();
    expect(probe).toMatchObject({ method: 'GET', upperBoundMicroUsd: 0 });
    expect(probe?.url.href).toBe(`${simulator.url}/v1/models`);
    const refused = { status: 401, headers: new Headers(), text: '{}' };
    expect(() => probe?.read(refused)).toThrow(expect.objectContaining({ failure: 'unauthorized' }));
  });

  it.each(['your-openai-key', ''])('is not configured with the key "%s"', (apiKey) => {
    const factory = aFactory('openai', { OPENAI_API_KEY: apiKey });
    expect(factory.create(null)).toBeNull();
    expect(factory.probe?.()).toBeNull();
  });

  it('keeps what it has learnt of a model', () => {
    const factory = aFactory('openai', env());
    expect(factory.create(null)).toBe(factory.create(null));
    expect(factory.create('gpt-6.1-terra')).not.toBe(factory.create(null));
  });
});
