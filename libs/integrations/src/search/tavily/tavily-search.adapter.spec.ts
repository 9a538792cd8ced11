import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startTavilySimulator,
  type TavilyBehaviour,
  type TavilySimulator,
} from '../../../../../test/support/simulators/tavily-simulator.js';
import { VendorGateway } from '../../resilience/vendor-gateway.js';
import type { VendorCallOptions } from '../../vendor/vendor-call.js';
import { describeSearchContract } from '../search.contract.js';
import type { SearchProvider } from '../search.port.js';
import { TavilySearch } from './tavily-search.adapter.js';

const options: VendorCallOptions = {
  signal: new AbortController().signal,
  callKey: 'run-1:tavily',
  deadlineMs: 5_000,
};

function tavily(simulator: TavilySimulator, { apiKey = 'tvly-key', timeoutMs = 5_000 } = {}): SearchProvider {
  return new TavilySearch(
    { baseUrl: simulator.url, apiKey, account: { name: 'tavily', limit: {}, timeoutMs } },
    new VendorGateway({ random: () => 0 }),
  );
}

describeSearchContract('Tavily', async () => {
  const simulator = await startTavilySimulator();
  return {
    createProvider: (overrides) => tavily(simulator, overrides),
    play: (...failures) => simulator.play(...failures),
    playAlways: (behaviour) => simulator.play({ behaviour, times: null }),
    serve: (...pages) => simulator.serve(...pages),
    received: () => simulator.received(),
    reset: () => simulator.reset(),
    stop: () => simulator.stop(),
  };
});

describe('TavilySearch', () => {
  let simulator: TavilySimulator;

  beforeAll(async () => {
    simulator = await startTavilySimulator({ apiKey: 'tvly-key' });
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const query = { query: 'prix du pain Bamako', depth: 'basic', maxResults: 3, isPublicFact: false } as const;

  it('asks in the words of the vendor', async () => {
    await tavily(simulator).search(
      { ...query, depth: 'deep', country: 'ML', excludeDomains: ['wikipedia.org'] },
      options,
    );
    expect(simulator.received()).toMatchObject([
      {
        method: 'POST',
        path: '/search',
        headers: { authorization: 'Bearer tvly-key', 'content-type': 'application/json' },
        body: {
          query: 'prix du pain Bamako',
          search_depth: 'advanced',
          max_results: 3,
          country: 'mali',
          exclude_domains: ['wikipedia.org'],
        },
      },
    ]);
    expect(simulator.received()[0]?.body).not.toHaveProperty('api_key');
  });

  it('leaves out a country whose name Tavily may refuse', async () => {
    await tavily(simulator).search({ ...query, country: 'CI' }, options);
    expect(simulator.received()[0]?.body).not.toHaveProperty('country');
  });

  it.each([
    ['basic', 1],
    ['deep', 2],
  ] as const)('knows what a %s search costs', async (depth, credits) => {
    const { usage } = await tavily(simulator).search({ ...query, depth }, options);
    expect(usage).toEqual({ credits });
    simulator.play({ kind: 'no_usage' });
    expect((await tavily(simulator).search({ ...query, depth }, options)).usage).toEqual({ credits });
  });

  it('keeps the score and the date where the vendor says them', async () => {
    simulator.serve(
      {
        url: 'https://a.example.com/',
        title: 'a',
        content: 'a',
        score: 1.7,
        publishedDate: 'Tue, 04 Mar 2025 10:00:00 GMT',
      },
      { url: 'https://b.example.com/', title: 'b', content: 'b', score: 0.25, publishedDate: 'yesterday' },
    );
    const { results } = await tavily(simulator).search(query, options);
    expect(results.map(({ score, date }) => ({ score, date }))).toEqual([
      { score: 1, date: '2025-03-04' },
      { score: 0.25, date: null },
    ]);
  });

  it.each<[TavilyBehaviour['kind'], string]>([
    ['plan_limit', 'quota_exhausted'],
    ['paygo_limit', 'quota_exhausted'],
    ['unsupported_url', 'rejected'],
  ])('reports %s as %s', async (kind, failure) => {
    simulator.play({ kind });
    await expect(tavily(simulator).search(query, options)).rejects.toMatchObject({ failure, attempts: 1 });
  });

  it('is told by a wrong key that it is not let in', async () => {
    await expect(tavily(simulator, { apiKey: 'other' }).search(query, options)).rejects.toMatchObject({
      failure: 'unauthorized',
    });
  });

  describe('extract', () => {
    const page = {
      url: 'https://a.example.com/page',
      title: 'a',
      content: 'short',
      rawContent: `Le te\u200bxte\u0007 entier. ${'mot '.repeat(8_000)}`,
    };

    it('reads pages, cleans and cuts them, and names those that it could not read', async () => {
      simulator.serve(page);
      const answer = await tavily(simulator).extract(
        ['https://a.example.com/page#top', 'https://gone.example.com/'],
        options,
      );

      expect(answer).toMatchObject({
        provider: 'tavily',
        failed: ['https://gone.example.com/'],
        usage: { credits: 1 },
        isCached: false,
      });
      expect(answer.pages.map(({ url }) => url)).toEqual([page.url]);
      expect(answer.pages[0]?.text).toMatch(/^Le texte entier\. mot/);
      expect(answer.pages[0]?.text.length).toBeLessThanOrEqual(20_000);
    });

    it('lets in no page that it has not asked for', async () => {
      simulator.play({
        kind: 'answer',
        body: { results: [{ url: 'https://other.example.com/', raw_content: 'text' }], failed_results: [] },
      });
      const answer = await tavily(simulator).extract([page.url], options);
      expect(answer).toMatchObject({ pages: [], failed: [page.url] });
    });

    it('lets a page in once', async () => {
      const told = (text: string) => ({ url: page.url, raw_content: text });
      simulator.play({ kind: 'answer', body: { results: [told(''), told('first'), told('second')] } });
      const answer = await tavily(simulator).extract([page.url], options);
      expect(answer.pages.map(({ text }) => text)).toEqual(['first']);
    });

    it.each([
      'http://127.0.0.1/',
      'http://169.254.169.254/',
      'file:///etc/passwd',
      'https://a:b@example.com/',
      'http://redis/',
    ])('never hands over %s', async (url) => {
      await expect(tavily(simulator).extract([page.url, url], options)).rejects.toMatchObject({
        failure: 'rejected',
        attempts: 0,
      });
      expect(simulator.received()).toEqual([]);
    });

    it.each(['stall_before_answer', 'stall_in_body'] as const)(
      'closes its connection at an abort while the vendor plays %s',
      async (kind) => {
        simulator.play({ kind });
        const controller = new AbortController();
        const call = tavily(simulator).extract([page.url], { ...options, signal: controller.signal });
        const failed = expect(call).rejects.toMatchObject({ failure: 'cancelled' });
        setTimeout(() => controller.abort(), 100);

        await failed;
        expect(simulator.received()).toHaveLength(1);
      },
    );
  });
});
