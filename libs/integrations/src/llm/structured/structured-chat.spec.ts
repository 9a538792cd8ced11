import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { deepseekWire } from '../../../../../test/support/simulators/deepseek-simulator.js';
import { openAiWire } from '../../../../../test/support/simulators/openai-simulator.js';
import { VendorSimulator } from '../../../../../test/support/simulators/vendor-simulator.js';
import type { CallLedger, LedgerEntry } from '../../vendor/vendor-call.js';
import { aModel, type ModelSimulator } from '../../../../../test/support/simulators/chat-model-harness.js';

describe('a structured call', () => {
  let openAi: ModelSimulator;
  let deepseek: ModelSimulator;

  beforeAll(async () => {
    openAi = await VendorSimulator.start(openAiWire());
    deepseek = await VendorSimulator.start(deepseekWire());
  });
  beforeEach(() => {
    openAi.reset();
    deepseek.reset();
  });
  afterAll(async () => {
    await Promise.all([openAi.stop(), deepseek.stop()]);
  });

  const chats = () => ({
    openAi: aModel('openai', { OPENAI_BASE_URL: openAi.url, OPENAI_API_KEY: 'sk' }),
    deepseek: aModel('deepseek', { DEEPSEEK_BASE_URL: deepseek.url, DEEPSEEK_API_KEY: 'sk' }),
  });
  const request = (given: { prompt?: string; temperature?: number } = {}) => ({
    system: 'You write.',
    prompt: given.prompt ?? 'Write.',
    schema: z.strictObject({ text: z.string() }),
    schemaName: 'text',
    promptId: 'text@1',
    temperature: given.temperature,
  });

  function aCall() {
    const entries: LedgerEntry[] = [];
    const ledger: CallLedger = {
      find: ({ callKey, requestHash, isTaken }) =>
        Promise.resolve(
          entries
            .filter((entry) => entry.callKey === callKey && entry.requestHash === requestHash)
            .map(({ response }) => response)
            .find((response) => response !== null && (isTaken?.(response) ?? true)) ?? null,
        ),
      reserve: () => Promise.resolve({ settle: () => Promise.resolve() }),
      personNames: () => Promise.resolve([]),
      record: (entry) => {
        entries.push(entry);
        return Promise.resolve();
      },
    };
    const options = {
      signal: new AbortController().signal,
      callKey: 'run/content/home',
      deadlineMs: 10_000,
      ledger,
    };
    return { entries, options };
  }

  it('counts what another vendor has answered, in another form', async () => {
    const { options } = aCall();
    const { openAi: first, deepseek: second } = chats();
    const answered = await second.generateStructured(request(), options);
    const again = await first.generateStructured(request(), options);

    expect(again).toMatchObject({ value: answered.value, ladder: 'json', attempts: 0 });
    expect(openAi.received()).toEqual([]);
  });

  it('has a remembered invalid answer corrected by a model that takes other forms', async () => {
    const { options } = aCall();
    openAi.play({ kind: 'wrong_schema' }, { kind: 'status', status: 401 });
    const { openAi: first, deepseek: second } = chats();
    await expect(first.generateStructured(request(), options)).rejects.toMatchObject({
      failure: 'unauthorized',
      attempts: 2,
    });
    const answer = await second.generateStructured(request(), options);

    expect(answer).toMatchObject({ ladder: 'repair', attempts: 1, provider: 'deepseek' });
    expect(deepseek.received()).toMatchObject([{ callKey: 'run/content/home:repair' }]);
  });

  it('has an answer that its author corrected in vain corrected by the next model, and remembers each', async () => {
    const { options } = aCall();
    openAi.play({ behaviour: { kind: 'wrong_schema' }, times: null });
    const { openAi: first, deepseek: second } = chats();
    const failed = { failure: 'invalid_output' };
    await expect(first.generateStructured(request(), options)).rejects.toMatchObject(failed);
    const answer = await second.generateStructured(request(), options);
    const again = await second.generateStructured(request(), options);

    expect(answer).toMatchObject({ ladder: 'repair', attempts: 1, provider: 'deepseek' });
    expect(again).toMatchObject({ value: answer.value, attempts: 0, provider: 'deepseek' });
    expect(openAi.received()).toHaveLength(2);
    expect(deepseek.received()).toMatchObject([{ callKey: 'run/content/home:repair' }]);
  });

  it('does not pay again for what its author corrected in vain', async () => {
    const { options } = aCall();
    openAi.play({ behaviour: { kind: 'wrong_schema' }, times: 2 });
    const model = chats().openAi;
    const failed = { failure: 'invalid_output' };
    await expect(model.generateStructured(request(), options)).rejects.toMatchObject(failed);
    await expect(model.generateStructured(request(), options)).rejects.toMatchObject(failed);

    expect(openAi.received()).toHaveLength(2);
  });

  it.each([
    ['another prompt', { prompt: 'Write more.' }],
    ['another temperature', { temperature: 0.9 }],
  ])('asks anew with %s', async (_name, changed) => {
    const { options } = aCall();
    await chats().openAi.generateStructured(request(), options);
    await chats().openAi.generateStructured(request(changed), options);
    expect(openAi.received()).toHaveLength(2);
  });

  it('forgets a refusal when the same question was refused in every form', async () => {
    const { options } = aCall();
    openAi.play({ kind: 'json_schema_refused' }, { kind: 'json_refused' }, { kind: 'status', status: 400 });
    const { openAi: model } = chats();
    await expect(model.generateStructured(request(), options)).rejects.toMatchObject({ failure: 'rejected' });
    openAi.reset();
    expect(await model.generateStructured(request(), options)).toMatchObject({ ladder: 'schema' });
  });

  it('leaves a ledger to say that there is no money', async () => {
    const { options } = aCall();
    const poor = new Error('no money');
    const ledger: CallLedger = { ...options.ledger, reserve: () => Promise.reject(poor) };
    await expect(chats().openAi.generateStructured(request(), { ...options, ledger })).rejects.toBe(poor);
    expect(openAi.received()).toEqual([]);
  });
});
