import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { chatWire } from '../../../../../test/support/simulators/chat-simulator.js';
import { VendorSimulator } from '../../../../../test/support/simulators/vendor-simulator.js';
import { describeChatModelContract } from '../chat-model.contract.js';
import {
  aModel,
  type ModelSimulator,
  startHarness,
} from '../../../../../test/support/simulators/chat-model-harness.js';

const DIALECT = { basePath: '/v1', models: [] };

describeChatModelContract('An OpenAI-compatible server', () =>
  startHarness({
    provider: 'openai-compatible',
    wire: chatWire(DIALECT, { keepMessages: true }),
    path: '/chat/completions',
    environment: (url, { apiKey, timeoutS }) => ({
      LLM_BASE_URL: url,
      LLM_MODEL: 'simulated-chat',
      LLM_API_KEY: apiKey,
      LLM_TIMEOUT_S: timeoutS,
    }),
    told: { forms: ['schema', 'json', 'text'], finished: 'stop', costs: false },
  }),
);

describe('An OpenAI-compatible server', () => {
  let simulator: ModelSimulator;

  beforeAll(async () => {
    simulator = await VendorSimulator.start(chatWire(DIALECT, { apiKey: 'sk-right' }));
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const ask = (url: string, apiKey = 'sk-right') =>
    aModel('openai-compatible', {
      LLM_BASE_URL: url,
      LLM_MODEL: 'simulated-chat',
      LLM_API_KEY: apiKey,
    }).generateStructured(
      {
        system: 'You write.',
        prompt: 'Write.',
        schema: z.strictObject({ text: z.string() }),
        schemaName: 'text',
        promptId: 'text@1',
      },
      { signal: new AbortController().signal, callKey: 'key', deadlineMs: 10_000 },
    );

  it('is sent its key', async () => {
    await expect(ask(simulator.url)).resolves.toMatchObject({ ladder: 'schema' });
    await expect(ask(simulator.url, 'sk-wrong')).rejects.toMatchObject({ failure: 'unauthorized' });
  });

  it.each(['', '/', '/v1', '/v1/'])('is found under a base address that ends in "%s"', async (path) => {
    await expect(ask(`${simulator.url}${path}`)).resolves.toMatchObject({ attempts: 1 });
  });

  it('is reported as network when it is not there', async () => {
    const gone = await VendorSimulator.start(chatWire(DIALECT));
    const { url } = gone;
    await gone.stop();
    await expect(ask(url)).rejects.toMatchObject({ failure: 'network', kind: 'upstream_unavailable' });
  });
});
