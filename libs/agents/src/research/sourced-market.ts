import type {
  Bilingual,
  FactSource,
  Provenance,
  ProvenanceMap,
  ResearchResult,
  Written,
} from '@genesis/knowledge';
import type { RunInput } from '../agent.js';
import type { MarketDraft } from './market-draft.js';
import type { Cited, VerifiedDraft } from './verified-draft.js';
import type { OpenedPage } from './web-sources.js';

type Competitor = ResearchResult['competitors'][number];
const MOST_COMPETITORS = 5;
const FEWEST_OPPORTUNITIES = 3;
const TITLE_CHARS = 200;

const WORDING: Bilingual<{
  readonly rival: string;
  readonly toAsk: string;
  readonly price: (quote: string) => string;
}> = {
  fr: {
    rival: 'Concurrent nommé par une page consultée',
    toAsk: 'À vérifier sur place : ce que ses clients lui reprochent.',
    price: (quote) => `Relevé sur une page : « ${quote} »`,
  },
  en: {
    rival: 'Rival named by a page that was read',
    toAsk: 'To check on site: what its customers hold against it.',
    price: (quote) => `Seen on a page: “${quote}”`,
  },
};

/** What the web adds to what is known: statements of pages that were opened, each with its page. */
export interface WebFindings extends Pick<VerifiedDraft, 'competitors' | 'prices' | 'trends' | 'marketSize'> {
  readonly pages: readonly OpenedPage[];
  /** ISO time at which the research began. */
  readonly startedAt: string;
  readonly failures: readonly string[];
  readonly credits: number;
}

/** The result with the statements of pages in it, and where each of them comes from. Pure. */
export function withWebFindings(
  { result, provenance }: Written<ResearchResult>,
  web: WebFindings,
  { language }: Pick<RunInput, 'language'>,
): Written<ResearchResult> {
  const day = web.startedAt.slice(0, 10);
  const rivals = web.competitors.slice(0, MOST_COMPETITORS).map((cited) => rivalOf(cited, language));
  // Kinds of rivals stay beside the named ones: a page names the visible, not the cook at the corner.
  const kinds = result.competitors.slice(0, MOST_COMPETITORS - rivals.length);
  const found = new Set([
    ...(rivals.length > 0 ? ['competitors.names'] : []),
    ...(web.marketSize ? ['market_size'] : []),
  ]);
  return {
    result: {
      ...result,
      market_size: web.marketSize
        ? {
            ...result.market_size,
            estimation: web.marketSize.said.estimation,
            year: web.marketSize.said.year,
            confidence_level: 'moyenne',
          }
        : result.market_size,
      competitors: [...rivals, ...kinds],
      pricing: {
        ...result.pricing,
        examples: [
          ...result.pricing.examples,
          ...web.prices.map(({ said }) => WORDING[language].price(said)),
        ],
      },
      trends: [...result.trends, ...web.trends.map(({ said }) => said)],
      search_metadata: {
        timestamp: web.startedAt,
        sources_consulted: web.pages.length,
        sources: web.pages.map((page) => ({ title: titleOf(page), url: page.url, date: day })),
        search_failures: [...web.failures],
        credits: web.credits,
      },
      missing_information: result.missing_information.filter(({ field }) => !found.has(field)),
    },
    provenance: {
      ...provenance,
      ...(web.marketSize && {
        'market_size.estimation': byPages([web.marketSize.page], day),
        ...(web.marketSize.said.year !== null && { 'market_size.year': byPages([web.marketSize.page], day) }),
      }),
      ...numbered('competitors', 0, web.competitors.slice(0, MOST_COMPETITORS), day),
      ...numbered('pricing.examples', result.pricing.examples.length, web.prices, day),
      ...numbered('trends', result.trends.length, web.trends, day),
    },
  };
}

/** The model's own sentences in the place of the engine's; where too few are left, the engine's stay. Pure. */
export function withOwnSentences(
  { result, provenance }: Written<ResearchResult>,
  own: MarketDraft,
  byWriter: Provenance,
): Written<ResearchResult> {
  const opportunities = own.opportunities.map((opportunity) => ({ ...opportunity, sources: [] }));
  const replaced: Partial<ResearchResult> = {
    ...(opportunities.length >= FEWEST_OPPORTUNITIES && { opportunities }),
    ...(own.differentiation_suggestions.length > 0 && {
      differentiation_suggestions: own.differentiation_suggestions,
    }),
    ...(own.risk_factors.length > 0 && { risk_factors: own.risk_factors }),
    ...(own.success_factors.length > 0 && { success_factors: own.success_factors }),
    cultural_insights: own.cultural_insights,
  };
  return {
    result: {
      ...result,
      ...replaced,
      market_size: {
        ...result.market_size,
        ...(own.market_segment !== '' && { market_segment: own.market_segment }),
      },
    },
    provenance: {
      ...provenance,
      ...Object.fromEntries(Object.keys(replaced).map((group) => [group, byWriter])),
    },
  };
}

function rivalOf(
  { said: { name, kind, quote }, page }: VerifiedDraft['competitors'][number],
  language: RunInput['language'],
): Competitor {
  const { rival, toAsk } = WORDING[language];
  return {
    name,
    kind: kind ?? rival,
    strengths: [quote],
    weaknesses: [toAsk],
    market_position: null,
    url: null,
    sources: [page.url],
  };
}

/** One entry of provenance for each statement of a list. */
function numbered(
  group: string,
  first: number,
  cited: readonly Cited<unknown>[],
  day: string,
): ProvenanceMap {
  return Object.fromEntries(
    cited.map(({ page }, index): [string, Provenance] => [`${group}.${first + index}`, byPages([page], day)]),
  );
}

function byPages(pages: readonly OpenedPage[], day: string): Provenance {
  return {
    origin: 'web',
    sources: pages.map((page): FactSource => ({ name: titleOf(page), url: page.url, date: day })),
  };
}

function titleOf({ title, host }: OpenedPage): string {
  const line = title.replace(/\s+/gu, ' ').trim().slice(0, TITLE_CHARS).toWellFormed().trim();
  return line === '' ? host : line;
}
