import type { Bilingual, Language, ResearchResult } from '@genesis/knowledge';
import { markdownLine as line, markdownList as list, markdownText as text } from '../markdown.js';

const HEADINGS: Bilingual<
  Record<'title' | 'customers' | 'rivals' | 'openings' | 'price' | 'risks' | 'success' | 'unknown', string>
> = {
  fr: {
    title: 'Étude de marché',
    customers: 'Vos clients',
    rivals: 'Ce qui existe déjà',
    openings: 'Des pistes à saisir',
    price: 'Votre prix',
    risks: 'À surveiller',
    success: 'Ce qui fera la différence',
    unknown: 'Ce que nous ne savons pas encore',
  },
  en: {
    title: 'Market research',
    customers: 'Your customers',
    rivals: 'What people use today',
    openings: 'Openings to take',
    price: 'Your price',
    risks: 'Keep an eye on',
    success: 'What will make the difference',
    unknown: 'What we do not know yet',
  },
};

/** The research as a page to read (Markdown, in which every word stands for itself). */
export function researchReport(research: ResearchResult, businessName: string, language: Language): string {
  const heading = HEADINGS[language];
  const sections: readonly (readonly [string, string])[] = [
    [heading.customers, text(research.target_demographics.description)],
    [heading.rivals, list(research.competitors.map((rival) => rival.name ?? rival.kind))],
    [heading.openings, list(research.opportunities.map((opening) => opening.opportunity))],
    [
      heading.price,
      [text(research.pricing.pricing_model), list(research.pricing.examples)].filter(Boolean).join('\n\n'),
    ],
    [heading.risks, list(research.risk_factors)],
    [heading.success, list(research.success_factors)],
    [heading.unknown, list(research.missing_information.map((item) => item.question))],
  ];
  const body = sections.filter(([, told]) => told !== '').map(([title, told]) => `## ${title}\n\n${told}`);
  const separator = language === 'fr' ? ' : ' : ': ';
  return `# ${heading.title}${separator}${line(businessName)}\n\n${body.join('\n\n')}\n`;
}
