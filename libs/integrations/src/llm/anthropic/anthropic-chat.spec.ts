import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { anthropicWire } from '../../../../../test/support/simulators/anthropic-simulator.js';
import { VendorSimulator } from '../../../../../test/support/simulators/vendor-simulator.js';
import { describeChatModelContract } from '../chat-model.contract.js';
import {
  aModel,
  type ModelSimulator,
  startHarness,
} from '../../../../../test/support/simulators/chat-model-harness.js';
import { readMessageFailure } from './message-failure.js';

describeChatModelContract('Anthropic', () =>
  startHarness({
    provider: 'anthropic',
    wire: anthropicWire({ keepMessages: true }),
    path: '/v1/messages',
    environment: (url, { apiKey, timeoutS }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: apiKey,
      ANTHROPIC_TIMEOUT_S: timeoutS,
    }),
    told: {
      forms: ['schema', 'text'],
      finished: 'end_turn',
      costs: true,
      bareLimitMeans: 'quota_exhausted',
    },
  }),
);

describe('Anthropic', () => {
  let simulator: ModelSimulator;

  beforeAll(async () => {
    simulator = await VendorSimulator.start(anthropicWire({ apiKey: 'sk-ant' }));
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const model = (name?: string) =>
    aModel(
      'anthropic',
      { ANTHROPIC_BASE_URL: `${simulator.url}/v1`, ANTHROPIC_API_KEY: 'sk-ant' },
      { model: name },
    );
  const request = <T>(schema: z.ZodType<T>) => ({
    system: 'You write.',
    prompt: 'Write.',
    schema,
    schemaName: 'text',
    promptId: 'text@1',
    temperature: 0.4,
    maxOutputTokens: 700,
  });
  const options = () => ({ signal: new AbortController().signal, callKey: 'key', deadlineMs: 10_000 });
  const sent = () => simulator.received()[0]?.body as Readonly<Record<string, unknown>>;
  const text = z.strictObject({ text: z.string().min(1).max(60) });

  it('sends its key and version, the schema without limits, and no temperature', async () => {
    await model().generateStructured(request(text), options());
    expect(simulator.received()[0]?.headers).toMatchObject({
      'x-api-key': 'sk-ant',
      'anthropic-version': '2026-10-21',
    });
    expect(sent()).toMatchObject({
      model: 'claude-haiku-5-5',
      max_tokens: 700,
      system: 'You write.',
      messages: [{ role: 'user', content: 'Write.' }],
      thinking: { type: 'disabled' },
      output_config: { format: { type: 'json_schema' } },
    });
    expect(sent()).not.toHaveProperty('temperature');
  });

  it('takes the answer of a model that thinks from behind its thoughts', async () => {
    const answer = await model('claude-opus-5-5').generateStructured(request(text), options());
    expect(answer).toMatchObject({ ladder: 'schema', attempts: 1, model: 'claude-opus-5-5' });
    expect(sent()).toMatchObject({ max_tokens: 4_700, output_config: { effort: 'low' } });
  });

  it('does not ask for a schema that cannot be enforced', async () => {
    const open = z.strictObject({ texts: z.record(z.enum(['fr', 'en']), z.string()) });
    expect(await model().generateStructured(request(open), options())).toMatchObject({ ladder: 'text' });
    expect(sent()).not.toHaveProperty('output_config');
  });

  it.each([
    ['the month is used up', 429, {}, 'Slow down.', 'quota_exhausted'],
    ['a limit that passes', 429, { 'retry-after': '3' }, 'Slow down.', 'rate_limited'],
    [
      'a limit that the customer has set',
      400,
      {},
      'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      'quota_exhausted',
    ],
    ['an overload', 529, {}, 'Overloaded', 'unavailable'],
  ])('knows %s', (_name, status, headers, message, failure) => {
    const body = JSON.stringify({ type: 'error', error: { type: 'x', message } });
    expect(readMessageFailure({ status, headers: new Headers(headers), text: body })).toMatchObject({
      failure,
      isFormRefused: false,
    });
  });
});
