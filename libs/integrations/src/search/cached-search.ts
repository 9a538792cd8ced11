import type { SharedCache } from '@genesis/vendor-state';
import { z } from 'zod';
import type { ProviderIdentity, VendorCallOptions } from '../vendor/vendor-call.js';
import { type Found, foundSchema } from './found-pages.js';
import { type ExtractAnswer, type SearchAnswer, SearchProvider, type SearchQuery } from './search.port.js';

const KIND = 'search';
const KEPT_S = 7 * 24 * 60 * 60;

const keptSchema = z.strictObject({
  /** How many pages were asked for: a longer list is not known. */
  maxResults: z.number(),
  found: foundSchema,
});

/**
 * Public facts are searched for once in 7 days, whoever asks and whichever provider answers: such a query has no word of
 * a person, so that the answer is nobody's. Everything else goes through. Nothing is remembered of a failure, nor of a
 * search that found nothing.
 */
export class CachedSearch extends SearchProvider {
  readonly isConfigured: boolean;

  constructor(
    private readonly provider: SearchProvider,
    private readonly cache: SharedCache,
  ) {
    super();
    this.isConfigured = provider.isConfigured;
  }

  describe(): ProviderIdentity {
    return this.provider.describe();
  }

  async search(query: SearchQuery, options: VendorCallOptions): Promise<SearchAnswer> {
    if (!query.isPublicFact) return this.provider.search(query, options);
    const key = keyOf(query);
    const kept = await this.find(key, query);
    if (kept !== null) return { ...kept, usage: {}, isCached: true };

    const answer = await this.provider.search(query, options);
    if (answer.results.length === 0) return answer;
    // Who was first is believed by all: a run that is taken up again reads what it read before.
    const firstAnswer = await this.find(key, query);
    if (firstAnswer !== null) return { ...answer, ...firstAnswer };
    const { provider, results, answer: summary } = answer;
    const found: Found = { provider, results: [...results], answer: summary };
    await this.cache.set(KIND, key, { maxResults: query.maxResults, found }, KEPT_S);
    return answer;
  }

  extract(urls: readonly string[], options: VendorCallOptions): Promise<ExtractAnswer> {
    return this.provider.extract(urls, options);
  }

  private async find(key: string, { maxResults }: SearchQuery): Promise<Found | null> {
    const kept = keptSchema.safeParse(await this.cache.get(KIND, key));
    if (!kept.success || kept.data.maxResults < maxResults) return null;
    const { found } = kept.data;
    return { ...found, results: found.results.slice(0, maxResults) };
  }
}

function keyOf({ query, depth, country, includeDomains = [], excludeDomains = [] }: SearchQuery): string {
  const words = query.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  return JSON.stringify([
    words,
    depth,
    country ?? null,
    includeDomains.toSorted(),
    excludeDomains.toSorted(),
  ]);
}
