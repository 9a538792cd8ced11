import { type BusinessBrief, IDEA_TEXTS } from '../business-brief.js';
import { spelling } from '../countries/country-packs.js';
import type { Language } from '../language.js';
import { contentWords, fold, stem } from '../text/fold.js';
import { BRANDS, EMPTY_WORDS, isVerb, PEOPLE_NOUN } from './lexicon.js';
import { numbersIn } from './numbers.js';

const MOST = 24;

/** Words that tell time, measure or money: true of any business. */
const MEASURE_WORDS: ReadonlySet<string> = new Set(
  `jour jours soir soirs semaine semaines mois an ans annee annees heure heures minute minutes seconde secondes midi matin
  week-end weekend weekends hebdomadaire mensuel day days week weeks month months year years hour hours evening evenings term
  terms time times minute fois pause partir retard moins plus cinq temps fcfa francs franc naira cfa kg kilo pour-cent
  old olds place lot lots truly really jamais sinon faute lieu chose proche ainsi donc car chez apres avant nobody everybody
  front end get got back give keep make take send last past suis sommes much raise run using used well instead eat around away first pouvoir puisse puissent soient trouve trouver trouvent trouves dix deux trois permettent permet doit reste gens va`.split(
    /\s+/u,
  ),
);

interface Term {
  readonly word: string;
  weight: number;
  readonly order: number;
}

/** Texts with how much a word in them says about the trade: what is sold says most. */
function weightedTexts(brief: BusinessBrief): readonly (readonly [string, number])[] {
  const weight = {
    value_proposition: 2,
    mission: 2,
    differentiation: 1.5,
    vision: 1,
    target_audience: 1,
  } as const;
  return [
    ...brief.services.map((service) => [service, 3] as const),
    [brief.sector, NAMES_THINGS],
    ...IDEA_TEXTS.map((field) => [brief[field], weight[field]] as const),
  ];
}

/** Each folded word with its first spelling in small letters. */
function spellings(text: string): ReadonlyMap<string, string> {
  const written = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return new Map(written.toReversed().map((word) => [fold(word), word]));
}

/** "livrons", "cuisiner", "keep": what is done; the thing done says more. */
const looksLikeVerb = (word: string): boolean => isVerb(word) || /^[a-z]{4,}(?:er|ir|oir)$/u.test(word);
/** Services and sector name things, so that "repair" is one there. */
const NAMES_THINGS = 2.5;

function isTelling(word: string, own: ReadonlySet<string>): boolean {
  return (
    word.length > 2 &&
    !EMPTY_WORDS.has(word) &&
    !MEASURE_WORDS.has(word) &&
    !BRANDS.has(word) &&
    !own.has(word) &&
    numbersIn(word).length === 0
  );
}

/**
 * The words that tell this business from another, best first, as the person wrote them (small letters), at most 24.
 * Left out: function words of both languages, words that fit any business, numbers, places and the business's name.
 */
export function keyTerms(
  brief: BusinessBrief,
  language: Language,
  places: readonly string[],
): readonly string[] {
  const own = new Set([...places, brief.business_name].flatMap((name) => spelling(name).split(' ')));
  const terms = new Map<string, Term>();
  for (const [text, weight] of weightedTexts(brief)) {
    const written = spellings(text);
    const other = new Set(contentWords(text, language === 'fr' ? 'en' : 'fr'));
    for (const word of new Set(contentWords(text, language))) {
      if (!isTelling(word, own) || !other.has(word)) continue;
      const key = stem(word, language);
      const isAction = weight < NAMES_THINGS && looksLikeVerb(word);
      const share = weight * (isAction ? 0.3 : PEOPLE_NOUN.test(word) ? 0.6 : 1);
      const known = terms.get(key);
      if (known) known.weight += share;
      else terms.set(key, { word: written.get(word) ?? word, weight: share, order: terms.size });
    }
  }
  return [...terms.values()]
    .sort((one, other) => other.weight - one.weight || one.order - other.order)
    .slice(0, MOST)
    .map(({ word }) => word);
}
