import { type Bilingual, countryOfCity, countryPack, fold, sectorPack } from '@genesis/knowledge';
import type { AgentInput } from '../agent.js';

export const TOPICS = ['competitors', 'trends', 'prices', 'opportunities', 'other'] as const;
export type Topic = (typeof TOPICS)[number];

/** One thing to find out. */
export interface Todo {
  readonly topic: Topic;
  readonly question: string;
  /** 3..200 characters. */
  readonly query: string;
  readonly depth: 'basic' | 'deep';
  /** No word of it was written by a person: its answer may be shared. */
  readonly isPublicFact: boolean;
  /** The same query for the whole country, for when the town gives little. */
  readonly wider: string | null;
}

/** Results that are asked for. */
export const RESULTS_OF: Readonly<Record<Topic, number>> = {
  competitors: 8,
  trends: 5,
  prices: 6,
  opportunities: 5,
  other: 5,
};

/** Sites that say little about prices. */
export const EXCLUDED_FOR_PRICES: readonly string[] = ['wikipedia.org', 'pinterest.com'];

const PRESS = [
  'africanentrepreneur.com',
  'businessafrica.net',
  'entrepreneurafrique.com',
  'lesechos.fr',
  'jeune-afrique.com',
  'afrik.com',
  'africaintelligence.fr',
];
/** Sites that rank a little higher. No filter: a filter of press sites hides the rivals next door. */
export const PREFERRED: Readonly<Partial<Record<Topic, readonly string[]>>> = {
  competitors: PRESS,
  trends: [...PRESS, 'statista.com', 'mordorintelligence.com'],
};

const MAX_QUERY_CHARS = 200;

type Worded = Readonly<
  Record<Exclude<Topic, 'other'>, { readonly question: string; readonly words: string }>
>;
const WORDING: Bilingual<Worded> = {
  fr: {
    competitors: { question: 'Qui propose déjà cela sur place ?', words: 'entreprises concurrents adresses' },
    trends: { question: 'Comment évolue ce marché ?', words: 'tendances marché chiffres' },
    prices: { question: 'Quels prix sont pratiqués ?', words: 'prix tarifs' },
    opportunities: { question: 'Quelles occasions se présentent ?', words: 'opportunités demande clients' },
  },
  en: {
    competitors: { question: 'Who already offers this nearby?', words: 'businesses competitors' },
    trends: { question: 'How does this market develop?', words: 'market trends figures' },
    prices: { question: 'Which prices are asked?', words: 'prices rates' },
    opportunities: { question: 'Which openings are there?', words: 'opportunities customer demand' },
  },
};

/** The todos of every research, from what is known of the idea; pure. @param year in which it takes place */
export function usualTodos(input: AgentInput, year: string): readonly Todo[] {
  const { brief, language, hints } = input;
  const trade = tradeOf(input);
  const country = countryOf(input);
  const city = cityOf(input);
  const worded = WORDING[language];
  const services = brief.services.slice(0, 3).join(' ');
  const named: Part = { text: (hints?.competitors ?? []).slice(0, 3).join(' '), isPublic: false };
  const todo = (
    topic: keyof Worded,
    depth: Todo['depth'],
    parts: readonly Part[],
    wider: readonly Part[] | null = null,
  ): Todo => ({
    topic,
    depth,
    question: worded[topic].question,
    query: queryOf(parts, year),
    isPublicFact: parts.every((part) => part.isPublic),
    wider: wider && city.text !== '' ? queryOf(wider, year) : null,
  });
  const words = (topic: keyof Worded): Part => ({ text: worded[topic].words, isPublic: true });
  return [
    todo(
      'competitors',
      'deep',
      [trade, words('competitors'), city, country],
      [trade, words('competitors'), country],
    ),
    todo('trends', 'basic', [words('trends'), trade, country]),
    todo(
      'prices',
      'basic',
      [words('prices'), services === '' ? trade : { text: services, isPublic: false }, city, country],
      [words('prices'), services === '' ? trade : { text: services, isPublic: false }, country],
    ),
    todo('opportunities', 'basic', [words('opportunities'), trade, country]),
    ...(named.text === '' ? [] : [todo('competitors', 'basic', [named, city, country])]),
  ];
}

interface Part {
  readonly text: string;
  readonly isPublic: boolean;
}

function tradeOf({ brief, sector, language }: AgentInput): Part {
  if (sector === 'other') return { text: brief.sector, isPublic: false };
  return { text: sectorPack(sector).label[language], isPublic: true };
}

function countryOf({ brief, country, language }: AgentInput): Part {
  if (country === null) return { text: brief.location.country ?? '', isPublic: !brief.location.country };
  return { text: countryPack(country).name[language], isPublic: true };
}

/** A town that is known is no word of the person. */
function cityOf({ brief }: AgentInput): Part {
  const city = brief.location.city ?? '';
  const spelled = fold(city)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return { text: city, isPublic: city === '' || countryOfCity(city)?.matched === spelled };
}

function queryOf(parts: readonly Part[], year: string): string {
  const text = [...parts.map((part) => part.text), year].filter((part) => part !== '').join(' ');
  return tidyQuery(text);
}

/** One line, without what a search engine takes for an operator, cut at a word. */
export function tidyQuery(text: string): string {
  const line = text
    .replace(/["<>|\\]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  if (line.length <= MAX_QUERY_CHARS) return line;
  const cut = line.slice(0, MAX_QUERY_CHARS + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), 1)).toWellFormed();
}
