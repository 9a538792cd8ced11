import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '@genesis/kernel';
import { SharedCache } from '@genesis/vendor-state';
import {
  startTavilySimulator,
  type TavilySimulator,
} from '../../../../test/support/simulators/tavily-simulator.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import { searchFactories } from './search-factories.js';
import type { SearchProvider, SearchQuery } from './search.port.js';

/** A cache of one process. */
class ProcessCache extends SharedCache {
  readonly kept = new Map<string, { readonly value: Json; readonly ttlSeconds: number }>();

  async get(kind: string, key: string): Promise<Json | null> {
    return this.kept.get(`${kind} ${key}`)?.value ?? null;
  }

  async set(kind: string, key: string, value: Json, ttlSeconds: number): Promise<void> {
    this.kept.set(`${kind} ${key}`, { value: structuredClone(value), ttlSeconds });
  }
}

const FACT: SearchQuery = {
  query: 'restaurants Thiès Sénégal',
  depth: 'basic',
  maxResults: 4,
  country: 'SN',
  isPublicFact: true,
};

describe('CachedSearch', () => {
  let simulator: TavilySimulator;
  let cache: ProcessCache;
  let search: (query?: Partial<SearchQuery>) => ReturnType<SearchProvider['search']>;
  let provider: SearchProvider;

  beforeAll(async () => {
    simulator = await startTavilySimulator();
  });
  beforeEach(() => {
    simulator.reset();
    cache = new ProcessCache();
    const factories = searchFactories(
      {
        keys: {
          tavilyApiKey: 'tvly-key',
          tavilyBaseUrl: simulator.url,
          kimiApiKey: null,
          kimiBaseUrl: 'http://kimi',
        },
        search: { tavilyTimeoutMs: 5_000, kimiTimeoutMs: 5_000, kimiModel: 'kimi' },
        models: { masksPersonalData: true },
      },
      { gateway: new VendorGateway({ random: () => 0 }), cache },
    );
    expect(factories.map((factory) => [factory.provider, factory.create(null) !== null])).toEqual([
      ['tavily', true],
      ['kimi', false],
    ]);
    provider = factories[0]!.create(null)!;
    search = (query = {}) =>
      provider.search(
        { ...FACT, ...query },
        { signal: new AbortController().signal, callKey: 'key', deadlineMs: 5_000 },
      );
  });
  afterAll(() => simulator.stop());

  const asked = () => simulator.received().length;

  it('asks once for a public fact, and keeps the answer for seven days', async () => {
    const first = await search();
    const second = await search({ query: '  restaurants  thiès SÉNÉGAL ' });

    expect(first.isCached).toBe(false);
    expect(second).toEqual({ ...first, usage: {}, isCached: true });
    expect(asked()).toBe(1);
    expect([...cache.kept.values()].map(({ ttlSeconds }) => ttlSeconds)).toEqual([604_800]);
  });

  it('keeps nothing of a query with words of a person', async () => {
    await search({ isPublicFact: false });
    await search({ isPublicFact: false });

    expect(asked()).toBe(2);
    expect(cache.kept.size).toBe(0);
  });

  it('is not answered with a public fact where the query is a person’s', async () => {
    await search();
    expect((await search({ isPublicFact: false })).isCached).toBe(false);
  });

  it.each<[string, Partial<SearchQuery>]>([
    ['query', { query: 'prix du pain' }],
    ['depth', { depth: 'deep' }],
    ['country', { country: 'ML' }],
    ['wanted domain', { includeDomains: ['example.com'] }],
    ['unwanted domain', { excludeDomains: ['example.com'] }],
  ])('asks again for another %s', async (_, query) => {
    await search();
    expect((await search(query)).isCached).toBe(false);
    expect(asked()).toBe(2);
  });

  it('serves a shorter list from a longer one, not the other way round', async () => {
    await search({ maxResults: 3 });
    expect((await search({ maxResults: 2 })).results).toHaveLength(2);
    expect(asked()).toBe(1);
    expect((await search({ maxResults: 5 })).isCached).toBe(false);
  });

  it('remembers neither a failure nor a search that found nothing', async () => {
    simulator.play({ kind: 'quota_exhausted' }, { kind: 'nothing_found' });
    await expect(search()).rejects.toMatchObject({ failure: 'quota_exhausted' });
    expect((await search()).results).toEqual([]);
    expect((await search()).results).toHaveLength(4);
    expect(asked()).toBe(3);
  });

  it('believes the first of two that asked at the same time', async () => {
    simulator.play({ kind: 'slow', latencyMs: 100 });
    const slow = search();
    while (asked() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    simulator.serve({ url: 'https://first.example.com/', title: 'first', content: 'first' });
    const fast = await search();

    expect(fast.results.map(({ title }) => title)).toEqual(['first']);
    expect(await slow).toMatchObject({ results: fast.results, isCached: false });
    expect((await search()).results).toEqual(fast.results);
  });

  it('asks again when what was kept cannot be read', async () => {
    await search();
    for (const key of cache.kept.keys()) cache.kept.set(key, { value: { old: true }, ttlSeconds: 1 });
    expect((await search()).isCached).toBe(false);
  });

  it('lets reading through', async () => {
    const { results } = await search();
    const read = await provider.extract([results[0]!.url], {
      signal: new AbortController().signal,
      callKey: 'extract',
      deadlineMs: 5_000,
    });
    expect(read.pages).toHaveLength(1);
  });
});
