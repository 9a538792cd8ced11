import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  LOCAL_SERVERS,
  type LocalServerKind,
  type LocalWireOptions,
  localWire,
} from '../../../../../test/support/simulators/local-simulator.js';
import { VendorSimulator } from '../../../../../test/support/simulators/vendor-simulator.js';
import { describeChatModelContract } from '../chat-model.contract.js';
import {
  aFactory,
  aModel,
  type ModelSimulator,
  startHarness,
} from '../../../../../test/support/simulators/chat-model-harness.js';

describeChatModelContract('A local server', () =>
  startHarness({
    provider: 'local',
    wire: localWire('ollama', { keepMessages: true }),
    path: '/chat/completions',
    environment: (url, { apiKey, timeoutS }) => ({
      LOCAL_LLM_URLS: url,
      LOCAL_LLM_API_KEY: apiKey,
      LOCAL_LLM_TIMEOUT_S: timeoutS,
    }),
    told: { forms: ['schema', 'json', 'text'], finished: 'stop', costs: false },
  }),
);

describe('A local server', () => {
  const started: ModelSimulator[] = [];

  afterEach(async () => {
    await Promise.all(started.splice(0).map((simulator) => simulator.stop()));
  });

  async function aServer(kind: LocalServerKind, options: LocalWireOptions = {}): Promise<ModelSimulator> {
    const simulator = await VendorSimulator.start(localWire(kind, options));
    started.push(simulator);
    return simulator;
  }

  const request = (prompt = 'Write.') => ({
    system: 'You write.',
    prompt,
    schema: z.strictObject({ text: z.string() }),
    schemaName: 'text',
    promptId: 'text@1',
  });
  const options = () => ({ signal: new AbortController().signal, callKey: 'key', deadlineMs: 10_000 });
  const completions = (simulator: ModelSimulator) =>
    simulator.received().filter(({ path }) => path.endsWith('/chat/completions'));

  const MODELS: Readonly<Record<LocalServerKind, string>> = {
    ollama: 'qwen3.5:4b',
    'llama.cpp': '/models/gemma-4.gguf',
    vllm: 'Qwen/Qwen3.5-4B',
    'lm-studio': 'google/gemma-4-12b',
  };

  it.each(LOCAL_SERVERS)('%s is found, with the first model that can chat', async (kind) => {
    const server = await aServer(kind);
    const answer = await aModel('local', { LOCAL_LLM_URLS: server.url }).generateStructured(
      request(),
      options(),
    );
    expect(answer).toMatchObject({ provider: 'local', model: MODELS[kind], ladder: 'schema', attempts: 1 });
  });

  it.each(LOCAL_SERVERS)('%s is not sent a prompt that does not fit into its context', async (kind) => {
    const server = await aServer(kind, { contextTokens: 2_048 });
    const model = aModel('local', { LOCAL_LLM_URLS: `${server.url}/v1` });

    await expect(model.generateStructured(request('mot '.repeat(4_000)), options())).rejects.toMatchObject({
      failure: 'rejected',
      attempts: 0,
    });
    expect(completions(server)).toEqual([]);
  });

  it('is asked for no longer an answer than its context has room for', async () => {
    const server = await aServer('vllm', { contextTokens: 1_200 });
    await aModel('local', { LOCAL_LLM_URLS: server.url }).generateStructured(request(), options());
    const body = completions(server)[0]?.body as { readonly max_tokens: number };
    expect(body.max_tokens).toBeGreaterThan(1_000);
    expect(body.max_tokens).toBeLessThan(1_200);
  });

  it('is the first of the list that answers', async () => {
    const gone = await VendorSimulator.start(localWire('vllm'));
    const { url } = gone;
    await gone.stop();
    const server = await aServer('llama.cpp');
    const model = aModel('local', { LOCAL_LLM_URLS: `${url},${server.url}` });
    expect(await model.generateStructured(request(), options())).toMatchObject({
      model: MODELS['llama.cpp'],
    });
  });

  it('is the one that has the model', async () => {
    const other = await aServer('vllm');
    const server = await aServer('ollama');
    const env = { LOCAL_LLM_URLS: `${other.url},${server.url}`, LOCAL_LLM_MODEL: MODELS.ollama };
    expect(await aModel('local', env).generateStructured(request(), options())).toMatchObject({
      model: MODELS.ollama,
    });
    const missing = aModel('local', { ...env, LOCAL_LLM_MODEL: 'llama9' });
    await expect(missing.generateStructured(request(), options())).rejects.toMatchObject({
      failure: 'not_found',
    });
  });

  it('is looked for once, not for each call', async () => {
    const server = await aServer('lm-studio');
    const model = aModel('local', { LOCAL_LLM_URLS: server.url });
    await model.generateStructured(request(), options());
    const { length } = server.received();
    await model.generateStructured(request(), options());
    expect(server.received()).toHaveLength(length + 1);
  });

  it('is network when none answers, and not configured without an address', async () => {
    const gone = await VendorSimulator.start(localWire('vllm'));
    const { url } = gone;
    await gone.stop();
    await expect(
      aModel('local', { LOCAL_LLM_URLS: url }).generateStructured(request(), options()),
    ).rejects.toMatchObject({ failure: 'network' });
    expect(aFactory('local', {}).create(null)).toBeNull();
  });
});
