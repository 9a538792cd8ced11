import type { Bilingual, Language, ResearchResult } from '@genesis/knowledge';
import { markdownLine as line, markdownList as list, markdownText as text } from '../markdown.js';

const HEADINGS: Bilingual<
  Record<
    | 'title'
    | 'market'
    | 'customers'
    | 'rivals'
    | 'openings'
    | 'price'
    | 'trends'
    | 'risks'
    | 'success'
    | 'unknown'
    | 'sources'
    | 'readOn',
    string
  >
> = {
  fr: {
    title: 'Étude de marché',
    market: 'Votre marché en chiffres',
    customers: 'Vos clients',
    rivals: 'Ce qui existe déjà',
    openings: 'Des pistes à saisir',
    price: 'Votre prix',
    trends: 'Ce qui change',
    risks: 'À surveiller',
    success: 'Ce qui fera la différence',
    unknown: 'Ce que nous ne savons pas encore',
    sources: 'Pages consultées',
    readOn: 'consultée le',
  },
  en: {
    title: 'Market research',
    market: 'Your market in figures',
    customers: 'Your customers',
    rivals: 'What people use today',
    openings: 'Openings to take',
    price: 'Your price',
    trends: 'What is changing',
    risks: 'Keep an eye on',
    success: 'What will make the difference',
    unknown: 'What we do not know yet',
    sources: 'Pages that were read',
    readOn: 'read on',
  },
};

/** The research as a page to read (Markdown, in which every word stands for itself). */
export function researchReport(research: ResearchResult, businessName: string, language: Language): string {
  const heading = HEADINGS[language];
  const sections: readonly (readonly [string, string])[] = [
    [heading.market, text(research.market_size.estimation ?? '')],
    [heading.customers, text(research.target_demographics.description)],
    [heading.rivals, list(research.competitors.map(rivalLine))],
    [heading.openings, list(research.opportunities.map((opening) => opening.opportunity))],
    [
      heading.price,
      [text(research.pricing.pricing_model), list(research.pricing.examples)].filter(Boolean).join('\n\n'),
    ],
    [heading.trends, list(research.trends)],
    [heading.risks, list(research.risk_factors)],
    [heading.success, list(research.success_factors)],
    [heading.unknown, list(research.missing_information.map((item) => item.question))],
    [
      heading.sources,
      list(research.search_metadata.sources.map((source) => sourceLine(source, heading.readOn))),
    ],
  ];
  const body = sections.filter(([, told]) => told !== '').map(([title, told]) => `## ${title}\n\n${told}`);
  const separator = language === 'fr' ? ' : ' : ': ';
  return `# ${heading.title}${separator}${line(businessName)}\n\n${body.join('\n\n')}\n`;
}

type Rival = ResearchResult['competitors'][number];
function rivalLine({ name, kind }: Rival): string {
  return name === null ? kind : `${name} (${kind})`;
}

type Source = ResearchResult['search_metadata']['sources'][number];
/** The address stands as text, as everything else that a page says. */
function sourceLine({ title, url, date }: Source, readOn: string): string {
  return `${title}, ${url}${date === null ? '' : `, ${readOn} ${date}`}`;
}
