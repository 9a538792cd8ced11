import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ChatSimulator } from '../../../../../test/support/simulators/chat-simulator.js';
import { describeChatModelContract } from '../chat-model.contract.js';
import { OpenAiCompatibleChat } from './openai-compatible-chat.adapter.js';

const PATIENT_MS = 20_000;

function startSimulator(apiKey?: string): Promise<ChatSimulator> {
  return ChatSimulator.start({ latencyMs: { min: 0, max: 10 }, keepMessages: true, apiKey });
}

function aModel(baseUrl: string, given: { apiKey?: string; timeoutMs?: number } = {}): OpenAiCompatibleChat {
  return new OpenAiCompatibleChat({
    baseUrl,
    model: 'simulated-chat',
    apiKey: given.apiKey ?? null,
    timeoutMs: given.timeoutMs ?? PATIENT_MS,
    maxOutputTokens: 1_500,
  });
}

describeChatModelContract('OpenAiCompatibleChat', async () => {
  const simulator = await startSimulator();
  return {
    createModel: (overrides) => aModel(simulator.url, overrides),
    play: (...failures) => simulator.script(...failures),
    received: () => simulator.ledger.entries,
    finishedByKey: () => simulator.ledger.finishedByKey(),
    reset: () => simulator.reset(),
    stop: () => simulator.stop(),
  };
});

describe('OpenAiCompatibleChat', () => {
  let simulator: ChatSimulator;

  beforeAll(async () => {
    simulator = await startSimulator('sk-right');
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const ask = (model: OpenAiCompatibleChat) =>
    model.generateStructured(
      {
        system: 'You write.',
        prompt: 'Write.',
        schema: z.strictObject({ text: z.string() }),
        schemaName: 'text',
        promptId: 'text@1',
      },
      { signal: new AbortController().signal, callKey: 'key', deadlineMs: PATIENT_MS },
    );

  it('sends its key', async () => {
    await expect(ask(aModel(simulator.url, { apiKey: 'sk-right' }))).resolves.toMatchObject({
      ladder: 'schema',
    });
    await expect(ask(aModel(simulator.url, { apiKey: 'sk-wrong' }))).rejects.toMatchObject({
      failure: 'unauthorized',
    });
  });

  it.each(['', '/', '/v1', '/v1/'])(
    'finds the server under a base address that ends in "%s"',
    async (path) => {
      const model = aModel(`${simulator.origin}${path}`, { apiKey: 'sk-right' });
      await expect(ask(model)).resolves.toMatchObject({ attempts: 1 });
    },
  );

  it('reports an unreachable server as network', async () => {
    const gone = await startSimulator();
    const { url } = gone;
    await gone.stop();
    await expect(ask(aModel(url))).rejects.toMatchObject({
      failure: 'network',
      kind: 'upstream_unavailable',
    });
  });
});
