import { z } from 'zod';
import { publicUrl } from '../net/public-address.js';
import { PROVIDERS } from '../vendor/vendor-call.js';
import type { SearchQuery, SearchResult } from './search.port.js';
import { cleanUntrusted, cleanUntrustedLine } from './untrusted-text.js';

const TITLE_CHARS = 300;
const CONTENT_CHARS = 4_000;
const ANSWER_CHARS = 2_000;
export const PAGE_CHARS = 20_000;

export const searchResultSchema = z.strictObject({
  title: z.string(),
  url: z.string(),
  content: z.string(),
  score: z.number().nullable(),
  date: z.string().nullable(),
});

/** What a search found, as ledger and cache keep it; also tells who has found it. */
export const foundSchema = z.strictObject({
  provider: z.enum(PROVIDERS),
  results: z.array(searchResultSchema),
  answer: z.string().nullable(),
});
export type Found = z.infer<typeof foundSchema>;

/** A result as a vendor words it. */
export interface RawResult {
  readonly title?: string | null;
  readonly url: string;
  readonly content?: string | null;
  readonly score?: number | null;
  readonly date?: string | null;
}

/** Results without what the port does not let through: addresses that are not public, duplicates, invisible characters,
 *  length. The order stays. */
export function foundPages(raw: readonly RawResult[], maxResults: number): readonly SearchResult[] {
  const byUrl = new Map<string, SearchResult>();
  for (const result of raw) {
    const url = publicUrl(result.url);
    if (url === null || byUrl.has(url.href)) continue;
    const title = cleanUntrustedLine(result.title ?? '', TITLE_CHARS);
    byUrl.set(url.href, {
      title: title === '' ? url.hostname : title,
      url: url.href,
      content: cleanUntrusted(result.content ?? '', CONTENT_CHARS),
      score: scoreOf(result.score),
      date: isoDateOf(result.date),
    });
    if (byUrl.size === maxResults) break;
  }
  return [...byUrl.values()];
}

export function vendorAnswer(text: string | null | undefined): string | null {
  const cleaned = cleanUntrusted(text ?? '', ANSWER_CHARS);
  return cleaned === '' ? null : cleaned;
}

/** What is asked, whoever is asked. */
export function searchQuestion(query: SearchQuery) {
  return {
    search: {
      query: query.query,
      depth: query.depth,
      max_results: query.maxResults,
      country: query.country ?? null,
      include_domains: [...(query.includeDomains ?? [])],
      exclude_domains: [...(query.excludeDomains ?? [])],
    },
  };
}

function scoreOf(score: number | null | undefined): number | null {
  return score == null || !Number.isFinite(score) ? null : Math.min(1, Math.max(0, score));
}

function isoDateOf(date: string | null | undefined): string | null {
  if (date == null || !/\d{4}/.test(date)) return null;
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10);
}
