import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SharedCache } from '@genesis/vendor-state';
import { OpenLedger } from '../../../../test/support/builders/vendor-request.builder.js';
import {
  startTavilySimulator,
  type TavilySimulator,
} from '../../../../test/support/simulators/tavily-simulator.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import { searchFactories } from './search-factories.js';

class NoCache extends SharedCache {
  async get(): Promise<null> {
    return null;
  }

  async set(): Promise<void> {}
}

const QUERY = { depth: 'basic', maxResults: 3, isPublicFact: false } as const;

describe('a search of somebody', () => {
  let simulator: TavilySimulator;
  let ledger: OpenLedger;

  beforeAll(async () => {
    simulator = await startTavilySimulator();
  });
  beforeEach(() => {
    simulator.reset();
    ledger = new OpenLedger();
    ledger.names = ['Awa Diop'];
  });
  afterAll(() => simulator.stop());

  const searchFor = (query: string, masksPersonalData = true) => {
    const [tavily] = searchFactories(
      {
        keys: {
          tavilyApiKey: 'tvly-key',
          tavilyBaseUrl: simulator.url,
          kimiApiKey: null,
          kimiBaseUrl: 'http://kimi',
        },
        search: { tavilyTimeoutMs: 5_000, kimiTimeoutMs: 5_000, kimiModel: 'kimi' },
        models: { masksPersonalData },
      },
      { gateway: new VendorGateway({ random: () => 0 }), cache: new NoCache() },
    );
    return tavily!
      .create(null)!
      .search(
        { ...QUERY, query },
        { signal: new AbortController().signal, callKey: 'key', deadlineMs: 5_000, ledger },
      );
  };
  const asked = () => simulator.received().map(({ body }) => (body as { readonly query: string }).query);

  it('does not say who asks, nor how to reach them', async () => {
    await searchFor('couture Awa Diop Thiès 77 123 45 67 awa@exemple.sn');
    await searchFor('couture Thiès 2026');
    expect(asked()).toEqual(['couture Thiès', 'couture Thiès 2026']);
  });

  it('finds nothing and asks nobody where nothing else is asked', async () => {
    expect(await searchFor('77 123 45 67')).toMatchObject({ provider: 'tavily', results: [], usage: {} });
    expect(asked()).toEqual([]);
  });

  it('asks what it is told to where nothing is masked', async () => {
    await searchFor('couture Awa Diop', false);
    expect(asked()).toEqual(['couture Awa Diop']);
  });
});
