import { scanForOrders } from '@genesis/integrations';
import { type CountryCode, IDEA_TEXTS, moneyIn } from '@genesis/knowledge';
import type { RunInput } from '../agent.js';
import type { MarketDraft, SourcedDraft } from './market-draft.js';
import type { OpenedPage } from './web-sources.js';
import { isQuoteOf, leadsElsewhere, numbersOf, occursIn, statesOnly, wordsOf } from './web-words.js';

/** A statement with the page that carries it. */
export interface Cited<T> {
  readonly said: T;
  readonly page: OpenedPage;
}

export interface VerifiedDraft {
  /** The model's own sentences that may stay; lists can be empty. */
  readonly own: MarketDraft;
  readonly competitors: readonly Cited<{
    readonly name: string;
    readonly kind: string | null;
    readonly quote: string;
  }>[];
  readonly prices: readonly Cited<string>[];
  readonly trends: readonly Cited<string>[];
  readonly marketSize: Cited<{ readonly estimation: string; readonly year: number | null }> | null;
  /** Statements that were dropped because their page does not say them. */
  readonly dropped: number;
}

/** Whether a text names a price: an amount with its currency. */
export function namesAnAmount(text: string, country: CountryCode | null): boolean {
  return moneyIn(text, country).some(({ currencyWord }) => currencyWord !== null);
}

/**
 * What of a model's answer may be shown. A model is taken to obey every page that it has read, so that nothing rests on
 * its word: a rival's name and every quotation must stand in the page that is cited, figures too, and what it says of
 * its own may lead nowhere and state no number that the entrepreneur did not give. Pure.
 */
export function verified(
  draft: SourcedDraft,
  pages: readonly OpenedPage[],
  { brief, country, hints }: Pick<RunInput, 'brief' | 'country' | 'hints'>,
): VerifiedDraft {
  const pageOf = ({ source, quote }: { readonly source: number; readonly quote: string }) => {
    const page = pages.find(({ id }) => id === source);
    return page !== undefined && isQuoteOf(page.words, quote) && !leadsElsewhere(quote) ? page : null;
  };
  const cite = <D extends { readonly source: number; readonly quote: string }, T>(
    said: readonly D[],
    read: (one: D, page: OpenedPage) => T | null,
  ): Cited<T>[] =>
    said.flatMap((one): Cited<T>[] => {
      const page = pageOf(one);
      const kept = page && read(one, page);
      return page === null || kept === null ? [] : [{ said: kept, page }];
    });

  const ownName = wordsOf(brief.business_name);
  const competitors = onePerName(
    cite(draft.competitors, ({ name, kind, quote }, page) =>
      occursIn(page.words, name) &&
      /\p{L}{2}/u.test(name) &&
      !leadsElsewhere(name) &&
      wordsOf(name) !== ownName
        ? { name, kind: isOwnSentence(kind, numbersOf(quote)) ? kind : null, quote }
        : null,
    ),
  );
  const prices = cite(draft.prices, ({ quote }) => (namesAnAmount(quote, country) ? quote : null));
  const trends = cite(draft.trends, ({ trend, quote }) =>
    isOwnSentence(trend, numbersOf(quote)) ? trend : null,
  );
  const sizes = cite(
    draft.market_size === null ? [] : [draft.market_size],
    ({ estimation, year, quote }, page) =>
      /\d/u.test(quote) && isOwnSentence(estimation, numbersOf(quote))
        ? { estimation, year: year !== null && occursIn(page.words, String(year)) ? year : null }
        : null,
  );
  const said = draft.competitors.length + draft.prices.length + draft.trends.length;
  const kept = competitors.length + prices.length + trends.length + sizes.length;
  return {
    own: ownSentences(
      draft,
      numbersOf(...IDEA_TEXTS.map((field) => brief[field]), ...brief.services, ...(hints?.goals ?? [])),
    ),
    competitors,
    prices,
    trends,
    marketSize: sizes[0] ?? null,
    dropped: said + (draft.market_size === null ? 0 : 1) - kept,
  };
}

function ownSentences(draft: MarketDraft, known: ReadonlySet<number>): MarketDraft {
  const isFit = (text: string): boolean => isOwnSentence(text, known);
  return {
    market_segment: isFit(draft.market_segment) ? draft.market_segment : '',
    opportunities: draft.opportunities
      .filter(({ opportunity, timeframe }) => isFit(opportunity) && isFit(timeframe))
      .map(({ opportunity, potential_impact, difficulty, timeframe }) => ({
        opportunity,
        potential_impact,
        difficulty,
        timeframe,
      })),
    differentiation_suggestions: draft.differentiation_suggestions.filter(isFit),
    risk_factors: draft.risk_factors.filter(isFit),
    success_factors: draft.success_factors.filter(isFit),
    cultural_insights: draft.cultural_insights.filter(isFit),
  };
}

function isOwnSentence(text: string, known: ReadonlySet<number>): boolean {
  return !leadsElsewhere(text) && scanForOrders(text).length === 0 && statesOnly(known, text);
}

function onePerName<T extends Cited<{ readonly name: string }>>(cited: readonly T[]): readonly T[] {
  return [...new Map(cited.toReversed().map((one) => [wordsOf(one.said.name), one])).values()].toReversed();
}
