import type { ModelSettings, SearchSettings } from '@genesis/config';
import type { SharedCache } from '@genesis/vendor-state';
import type { VendorGateway } from '../resilience/vendor-gateway.js';
import type { ProviderFactory } from '../vendor/provider-registry.js';
import { CachedSearch } from './cached-search.js';
import { DiscreetSearch } from './discreet-search.js';
import { KimiSearch } from './kimi/kimi-search.adapter.js';
import type { SearchProvider } from './search.port.js';
import { TavilySearch } from './tavily/tavily-search.adapter.js';

/** A production key may ask 16 times a second, a development key 1.6 times. */
const TAVILY_REQUESTS_PER_SECOND = 10;
const KIMI_CONCURRENCY = 10;

/** Satisfied by `ProviderSettings`. */
export interface SearchKeys {
  readonly tavilyApiKey: string | null;
  readonly tavilyBaseUrl: string;
  readonly kimiApiKey: string | null;
  readonly kimiBaseUrl: string;
}

export interface SearchVendorSettings {
  readonly keys: SearchKeys;
  readonly search: Pick<SearchSettings, 'tavilyTimeoutMs' | 'kimiTimeoutMs' | 'kimiModel'>;
  readonly models: Pick<ModelSettings, 'masksPersonalData'>;
}

/** Who can search the web; answers to public facts are shared. */
export function searchFactories(
  { keys, search: settings, models }: SearchVendorSettings,
  { gateway, cache }: { readonly gateway: VendorGateway; readonly cache: SharedCache },
): readonly ProviderFactory<SearchProvider>[] {
  const shared = (provider: SearchProvider): SearchProvider => {
    const cached = new CachedSearch(provider, cache);
    return models.masksPersonalData ? new DiscreetSearch(cached) : cached;
  };
  return [
    {
      provider: 'tavily',
      create: () =>
        keys.tavilyApiKey === null
          ? null
          : shared(
              new TavilySearch(
                {
                  baseUrl: keys.tavilyBaseUrl,
                  apiKey: keys.tavilyApiKey,
                  account: {
                    name: 'tavily',
                    limit: { requestsPerSecond: TAVILY_REQUESTS_PER_SECOND },
                    timeoutMs: settings.tavilyTimeoutMs,
                  },
                },
                gateway,
              ),
            ),
    },
    {
      provider: 'kimi',
      create: (model) =>
        keys.kimiApiKey === null
          ? null
          : shared(
              new KimiSearch(
                {
                  baseUrl: keys.kimiBaseUrl,
                  apiKey: keys.kimiApiKey,
                  model: model ?? settings.kimiModel,
                  account: {
                    name: 'kimi-search',
                    limit: { concurrency: KIMI_CONCURRENCY },
                    timeoutMs: settings.kimiTimeoutMs,
                  },
                },
                gateway,
              ),
            ),
    },
  ];
}
