import type { JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { HttpAnswer } from '../../http/http-exchange.js';
import { publicUrl } from '../../net/public-address.js';
import type {
  VendorAccount,
  VendorGateway,
  VendorReading,
  VendorRequest,
} from '../../resilience/vendor-gateway.js';
import type { ProviderIdentity, VendorCallOptions, VendorUsage } from '../../vendor/vendor-call.js';
import { VendorError, type VendorFailure } from '../../vendor/vendor.errors.js';
import {
  type Found,
  foundPages,
  foundSchema,
  PAGE_CHARS,
  searchQuestion,
  vendorAnswer,
} from '../found-pages.js';
import { failureOfStatus, jsonOf, searchRefused, searchUnreadable } from '../search-failure.js';
import { TAVILY_CREDIT_MICRO_USD, TAVILY_PAGES_PER_CREDIT, TAVILY_SEARCH_CREDITS } from '../search-prices.js';
import { type ExtractAnswer, type SearchAnswer, SearchProvider, type SearchQuery } from '../search.port.js';
import { cleanUntrusted, cleanUntrustedLine } from '../untrusted-text.js';
import { TAVILY_COUNTRIES, tavilyExtractAnswerSchema, tavilySearchAnswerSchema } from './tavily.wire.js';

export interface TavilySearchOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly account: VendorAccount;
}

const PROVIDER = 'tavily';
const IDENTITY: ProviderIdentity = { provider: PROVIDER, model: null };
const MAX_SEARCH_BYTES = 2 * 1024 * 1024;
const MAX_EXTRACT_BYTES = 4 * 1024 * 1024;
const TITLE_CHARS = 300;

/** What Tavily says by a status of its own. */
const OWN_STATUSES: Readonly<Record<number, VendorFailure>> = {
  /** An address that it does not read. */
  403: 'rejected',
  /** The limit of the plan, and that of paying as one goes. */
  432: 'quota_exhausted',
  433: 'quota_exhausted',
};

const pagesSchema = z.strictObject({
  pages: z.array(z.strictObject({ url: z.string(), title: z.string().nullable(), text: z.string() })),
});
type Pages = z.infer<typeof pagesSchema>;

/** Tavily over HTTP. */
export class TavilySearch extends SearchProvider {
  readonly isConfigured = true;

  constructor(
    private readonly options: TavilySearchOptions,
    private readonly gateway: VendorGateway,
  ) {
    super();
  }

  describe(): ProviderIdentity {
    return IDENTITY;
  }

  async search(query: SearchQuery, options: VendorCallOptions): Promise<SearchAnswer> {
    const credits = TAVILY_SEARCH_CREDITS[query.depth];
    const { value, usage } = await this.gateway.send<Found>(
      {
        ...this.request('search', searchBody(query)),
        question: searchQuestion(query),
        upperBoundMicroUsd: credits * TAVILY_CREDIT_MICRO_USD,
        maxAnswerBytes: MAX_SEARCH_BYTES,
        stored: foundSchema,
        read: (answer) => readSearch(answer, query.maxResults, credits),
      },
      options,
    );
    return { ...value, usage: usage ?? { credits: null }, isCached: false };
  }

  async extract(urls: readonly string[], options: VendorCallOptions): Promise<ExtractAnswer> {
    const asked = urls.map(checked);
    const { value, usage } = await this.gateway.send<Pages>(
      {
        ...this.request('extract', {
          urls: asked,
          extract_depth: 'basic',
          format: 'text',
          include_usage: true,
        }),
        question: { extract: asked },
        upperBoundMicroUsd: creditsFor(asked.length) * TAVILY_CREDIT_MICRO_USD,
        maxAnswerBytes: MAX_EXTRACT_BYTES,
        stored: pagesSchema,
        read: (answer) => readExtract(answer, asked),
      },
      options,
    );
    const read = new Set(value.pages.map(({ url }) => url));
    return {
      provider: PROVIDER,
      pages: value.pages,
      failed: asked.filter((url) => !read.has(url)),
      usage: usage ?? { credits: null },
      isCached: false,
    };
  }

  private request(
    path: 'search' | 'extract',
    body: JsonObject,
  ): Pick<
    VendorRequest<unknown>,
    'capability' | 'identity' | 'account' | 'method' | 'url' | 'headers' | 'body' | 'promptId'
  > {
    const { baseUrl, apiKey, account } = this.options;
    return {
      capability: 'search',
      identity: IDENTITY,
      account,
      method: 'POST',
      url: new URL(`${baseUrl}/${path}`),
      headers: { authorization: `Bearer ${apiKey}` },
      body,
      promptId: null,
    };
  }
}

function searchBody(query: SearchQuery): JsonObject {
  const country = TAVILY_COUNTRIES[query.country ?? ''];
  return {
    query: query.query,
    search_depth: query.depth === 'deep' ? 'advanced' : 'basic',
    topic: 'general',
    max_results: query.maxResults,
    include_answer: true,
    include_raw_content: false,
    include_images: false,
    include_usage: true,
    ...(country !== undefined && { country }),
    ...(query.includeDomains?.length && { include_domains: [...query.includeDomains] }),
    ...(query.excludeDomains?.length && { exclude_domains: [...query.excludeDomains] }),
  };
}

function readSearch(answer: HttpAnswer, maxResults: number, usualCredits: number): VendorReading<Found> {
  const told = read(answer, tavilySearchAnswerSchema, usualCredits);
  const credits = told.usage?.credits ?? usualCredits;
  return {
    value: {
      provider: PROVIDER,
      results: [
        ...foundPages(
          told.results.map(({ published_date, ...result }) => ({ ...result, date: published_date })),
          maxResults,
        ),
      ],
      answer: vendorAnswer(told.answer),
    },
    ...spent(credits),
  };
}

function readExtract(answer: HttpAnswer, asked: readonly string[]): VendorReading<Pages> {
  const told = read(answer, tavilyExtractAnswerSchema, creditsFor(asked.length));
  const pages: Pages['pages'] = [];
  for (const { url, title, raw_content } of told.results) {
    const address = publicUrl(url)?.href;
    // A page that nobody asked for is not let in, nor one a second time.
    if (address === undefined || !asked.includes(address)) continue;
    if (pages.some((known) => known.url === address)) continue;
    const text = cleanUntrusted(raw_content ?? '', PAGE_CHARS);
    if (text === '') continue;
    const heading = cleanUntrustedLine(title ?? '', TITLE_CHARS);
    pages.push({ url: address, title: heading === '' ? null : heading, text });
  }
  return { value: { pages }, ...spent(told.usage?.credits ?? creditsFor(pages.length)) };
}

function read<T>(answer: HttpAnswer, schema: z.ZodType<T>, usualCredits: number): T {
  if (answer.status !== 200) {
    throw searchRefused(PROVIDER, OWN_STATUSES[answer.status] ?? failureOfStatus(answer.status), answer);
  }
  const parsed = schema.safeParse(jsonOf(PROVIDER, answer, spent(usualCredits)));
  if (!parsed.success) throw searchUnreadable(PROVIDER, 'schema_mismatch', spent(usualCredits));
  return parsed.data;
}

function spent(credits: number): { readonly usage: VendorUsage; readonly costMicroUsd: number } {
  return { usage: { credits }, costMicroUsd: Math.round(credits * TAVILY_CREDIT_MICRO_USD) };
}

function creditsFor(pages: number): number {
  return Math.ceil(pages / TAVILY_PAGES_PER_CREDIT);
}

/** Tavily fetches the page, not we; a private address is refused all the same: it would tell a stranger about our
 *  network, and a proxy in its place might sit inside it. */
function checked(address: string): string {
  const url = publicUrl(address);
  if (url !== null) return url.href;
  throw new VendorError('search', 'rejected', {
    message: `${PROVIDER}: the address is not of the public internet`,
    attempts: 0,
  });
}
