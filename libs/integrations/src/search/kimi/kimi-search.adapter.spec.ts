import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type KimiSearchBehaviour,
  type KimiSearchSimulator,
  startKimiSearchSimulator,
} from '../../../../../test/support/simulators/kimi-search-simulator.js';
import { OpenLedger } from '../../../../../test/support/builders/vendor-request.builder.js';
import { VendorGateway } from '../../resilience/vendor-gateway.js';
import type { VendorCallOptions } from '../../vendor/vendor-call.js';
import { describeSearchContract } from '../search.contract.js';
import type { SearchProvider } from '../search.port.js';
import { KimiSearch } from './kimi-search.adapter.js';

const options: VendorCallOptions = {
  signal: new AbortController().signal,
  callKey: 'run-1:kimi',
  deadlineMs: 5_000,
};
const query = { query: 'prix du pain Bamako', depth: 'basic', maxResults: 3, isPublicFact: false } as const;

function kimi(
  simulator: KimiSearchSimulator,
  { apiKey = 'kimi-key', timeoutMs = 5_000 } = {},
): SearchProvider {
  return new KimiSearch(
    {
      baseUrl: `${simulator.url}/v1`,
      apiKey,
      model: 'kimi-k2.6',
      account: { name: 'kimi-search', limit: {}, timeoutMs },
    },
    new VendorGateway({ random: () => 0 }),
  );
}

describeSearchContract('Kimi', async () => {
  const simulator = await startKimiSearchSimulator();
  return {
    createProvider: (overrides) => kimi(simulator, overrides),
    play: (...failures) => simulator.play(...failures),
    playAlways: (behaviour) => simulator.play({ behaviour, times: null }),
    serve: (...pages) => simulator.serve(...pages),
    received: () => simulator.received(),
    reset: () => simulator.reset(),
    stop: () => simulator.stop(),
  };
});

describe('KimiSearch', () => {
  let simulator: KimiSearchSimulator;

  beforeAll(async () => {
    simulator = await startKimiSearchSimulator({ apiKey: 'kimi-key' });
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const callKeys = () => simulator.received().map(({ callKey }) => callKey);

  it.each([1, 2])('takes what another provider has found, instead of asking in turn %s', async (turn) => {
    const ledger = new OpenLedger();
    await kimi(simulator).search(query, { ...options, ledger });
    const [asked, found] = ledger.entries;
    const ofAnother = { ...found!, provider: 'tavily' as const };
    ledger.entries.splice(0, 2, ...(turn === 1 ? [] : [asked!]), ofAnother);
    simulator.reset();

    const answer = await kimi(simulator).search(query, { ...options, ledger });
    expect(answer.results).toHaveLength(3);
    expect(callKeys()).toEqual([]);
  });

  it('lets the model search: sends its own arguments back, then reads what was found', async () => {
    const answer = await kimi(simulator).search(query, options);

    expect(answer.results).toHaveLength(3);
    expect(answer.results[0]).toMatchObject({ score: null, date: null });
    expect(callKeys()).toEqual(['run-1:kimi:kimi-1', 'run-1:kimi']);
    const [first, second] = simulator.received().map(({ body }) => body as Record<string, unknown>);
    expect(first).toMatchObject({
      model: 'kimi-k2.6',
      thinking: { type: 'disabled' },
      tools: [{ type: 'builtin_function', function: { name: '$web_search' } }],
    });
    const messages = second?.['messages'] as {
      role: string;
      content: string;
      tool_calls?: { function: { arguments: string } }[];
    }[];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(messages[3]?.content).toBe(messages[2]?.tool_calls?.[0]?.function.arguments);
  });

  it('adds up the tokens of its exchanges', async () => {
    const { usage } = await kimi(simulator).search(query, options);
    expect(usage.inputTokens).toBeGreaterThan(6_000);
    expect(usage.outputTokens).toBeGreaterThan(0);
    simulator.play({ kind: 'no_usage' });
    expect((await kimi(simulator).search(query, options)).usage).toMatchObject({ inputTokens: null });
  });

  it.each<[KimiSearchBehaviour['kind'], number]>([
    ['two_searches', 2],
    ['other_tool', 2],
    ['answers_at_once', 1],
  ])('copes with a model that plays %s', async (kind, requests) => {
    simulator.play({ kind });
    expect((await kimi(simulator).search(query, options)).results).toHaveLength(3);
    expect(simulator.received()).toHaveLength(requests);
  });

  it('goes on when the model wants to search again', async () => {
    simulator.play({ behaviour: { kind: 'searches_again' }, callKeyIncludes: 'run-1:kimi', times: 2 });
    expect((await kimi(simulator).search(query, options)).results).toHaveLength(3);
    expect(callKeys()).toEqual(['run-1:kimi:kimi-1', 'run-1:kimi', 'run-1:kimi:kimi-3']);
  });

  it('stops a model that only ever searches', async () => {
    simulator.play({ behaviour: { kind: 'searches_again' }, times: null });
    await expect(kimi(simulator).search(query, options)).rejects.toMatchObject({
      failure: 'invalid_output',
      reason: 'empty',
    });
    expect(simulator.received()).toHaveLength(4);
  });

  it('takes the JSON out of what is said around it', async () => {
    simulator.play({ behaviour: { kind: 'fenced_json' }, times: null });
    expect((await kimi(simulator).search(query, options)).results).toHaveLength(3);
  });

  it.each<[KimiSearchBehaviour['kind'], object]>([
    ['prose', { failure: 'invalid_output', reason: 'not_json' }],
    ['empty', { failure: 'invalid_output', reason: 'empty' }],
    ['length', { failure: 'invalid_output', reason: 'truncated' }],
    ['content_filter', { failure: 'moderated' }],
    ['overloaded', { failure: 'unavailable' }],
    ['unknown_model', { failure: 'not_found' }],
  ])('reports %s', async (kind, expected) => {
    simulator.play({ behaviour: { kind }, times: null });
    await expect(kimi(simulator).search(query, options)).rejects.toMatchObject(expected);
  });

  it('says what an answer has cost that cannot be used', async () => {
    simulator.play({ behaviour: { kind: 'prose' }, times: null });
    const error = await kimi(simulator)
      .search(query, options)
      .then(
        () => null,
        (thrown: unknown) => thrown as { costMicroUsd?: number },
      );
    expect(error?.costMicroUsd).toBeGreaterThan(5_000);
  });

  it('reads no given page, and says so without asking', async () => {
    await expect(kimi(simulator).extract(['https://example.com/'], options)).rejects.toMatchObject({
      failure: 'not_found',
      attempts: 0,
    });
    expect(simulator.received()).toEqual([]);
  });
});
