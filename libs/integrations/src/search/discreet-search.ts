import { withoutPersonalData } from '../masking/text-mask.js';
import type { ProviderIdentity, VendorCallOptions } from '../vendor/vendor-call.js';
import { type ExtractAnswer, type SearchAnswer, SearchProvider, type SearchQuery } from './search.port.js';

/** Searches for what a query says without the personal data in it: nothing in an answer could give them back. A query that
 *  is made of nothing else finds nothing, and is not sent. Addresses of pages come from searches and go as they are. */
export class DiscreetSearch extends SearchProvider {
  constructor(private readonly provider: SearchProvider) {
    super();
  }

  get isConfigured(): boolean {
    return this.provider.isConfigured;
  }

  describe(): ProviderIdentity {
    return this.provider.describe();
  }

  async search(asked: SearchQuery, options: VendorCallOptions): Promise<SearchAnswer> {
    const query = withoutPersonalData(asked.query, (await options.ledger?.personNames()) ?? []);
    if (query !== '') return this.provider.search({ ...asked, query }, options);
    const { provider } = this.describe();
    return { provider, results: [], answer: null, usage: {}, isCached: false };
  }

  extract(urls: readonly string[], options: VendorCallOptions): Promise<ExtractAnswer> {
    return this.provider.extract(urls, options);
  }
}
