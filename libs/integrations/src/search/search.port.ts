import type { ProviderIdentity, VendorCallOptions, VendorUsage } from '../vendor/vendor-call.js';

export interface SearchQuery {
  /** 1..400 characters. */
  readonly query: string;
  /** `deep` costs more. */
  readonly depth: 'basic' | 'deep';
  /** 1..20. */
  readonly maxResults: number;
  /** ISO 3166 alpha-2 code; a preference. */
  readonly country?: string;
  readonly includeDomains?: readonly string[];
  readonly excludeDomains?: readonly string[];
  /** True only where the query is made of the sector, the city and the country, without a word that a person wrote: its
   *  answer is kept for 7 days for everybody. */
  readonly isPublicFact: boolean;
}

/** A page that was found. All of it is untrusted text, without control characters and cut. */
export interface SearchResult {
  /** At most 300 characters. */
  readonly title: string;
  /** Public http(s) address. */
  readonly url: string;
  /** At most 4,000 characters. */
  readonly content: string;
  /** 0..1, where the vendor says. */
  readonly score: number | null;
  /** ISO date, where the vendor says. */
  readonly date: string | null;
}

export interface SearchAnswer extends Pick<ProviderIdentity, 'provider'> {
  readonly results: readonly SearchResult[];
  /** The vendor's own summary; untrusted too. */
  readonly answer: string | null;
  readonly usage: VendorUsage;
  readonly isCached: boolean;
}

export interface ExtractedPage {
  readonly url: string;
  readonly title: string | null;
  /** At most 20,000 characters. */
  readonly text: string;
}

export interface ExtractAnswer extends Pick<ProviderIdentity, 'provider'> {
  readonly pages: readonly ExtractedPage[];
  /** Addresses that could not be read. */
  readonly failed: readonly string[];
  readonly usage: VendorUsage;
  readonly isCached: boolean;
}

/** Search of the public web. */
export abstract class SearchProvider {
  /** False where nothing is configured. */
  abstract readonly isConfigured: boolean;

  abstract describe(): ProviderIdentity;

  /** @throws VendorError of capability `search` */
  abstract search(query: SearchQuery, options: VendorCallOptions): Promise<SearchAnswer>;

  /** Reads 1..20 public pages. @throws VendorError of capability `search`; `rejected` for an address that is not public,
   *  `not_found` without a request where the provider reads no given page, so that the next one of a chain is asked */
  abstract extract(urls: readonly string[], options: VendorCallOptions): Promise<ExtractAnswer>;
}
