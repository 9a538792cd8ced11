import type { Language } from '../language.js';
import { EMPTY_WORDS } from '../reading/lexicon.js';
import { stem } from '../text/fold.js';
import { ENGLISH_LEXICON } from './rubric-lexicon.en.js';
import { FRENCH_LEXICON } from './rubric-lexicon.fr.js';

/** Words of one language by what they tell of a business; folded, separated by blanks. */
export interface RubricLexicon {
  /** Function words beyond those of `contentWords`, names of money and the spelling of short messages. */
  readonly stops: string;
  /** What any business could write of itself: virtues, wishes, effort, money, faith. */
  readonly hollow: string;
  /** Names of trades: the session knows which one it is. */
  readonly trades: string;
  /** Everyday things and actions that say a little of a business. */
  readonly plain: string;
  /** People who need a further word; those that every reading of an idea knows are left out. */
  readonly broad: string;
  /** People who are nobody in particular. */
  readonly nameless: string;
  /** Kinds of people and firms; those that every reading of an idea knows are left out. */
  readonly kinds: string;
  /** Words that end like kinds of people and are none. */
  readonly notKinds: string;
  /** Words that end like abstractions or adverbs and are things. */
  readonly things: string;
}

const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/u);
const union = (group: keyof RubricLexicon): ReadonlySet<string> =>
  new Set([FRENCH_LEXICON, ENGLISH_LEXICON].flatMap((lexicon) => wordsOf(lexicon[group])));

export const MORE_STOPS = union('stops');
export const TRADES = union('trades');
export const PLAIN_WORDS = union('plain');
export const BROAD_PEOPLE = union('broad');
export const NAMELESS_PEOPLE = union('nameless');
const KINDS = union('kinds');
const NOT_KINDS = union('notKinds');
const THINGS = union('things');
const HOLLOW: ReadonlySet<string> = new Set([...EMPTY_WORDS, ...union('hollow')]);

/** Shorter words share their stem with too many others. */
const SHORTEST_STEMMED = 5;
const hollowStems = ({ hollow }: RubricLexicon, language: Language): ReadonlySet<string> =>
  new Set(
    wordsOf(hollow)
      .filter((word) => word.length >= SHORTEST_STEMMED)
      .map((word) => stem(word, language)),
  );
const HOLLOW_STEMS: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: hollowStems(FRENCH_LEXICON, 'fr'),
  en: hollowStems(ENGLISH_LEXICON, 'en'),
};

const ADVERB = /^[a-z]{3,}(?:[aei]ment|mment|ly)$/u;
const ABSTRACTION =
  /^[a-z]{3,}(?:ites?|tions?|sions?|ismes?|ances?|ences?|esses?|itudes?|ness|ity|ities|isms?|ship|ous|ful|less|[ai]bles?|iques?|ives?)$/u;
/** "courageuse" and "sérieuse" are adjectives. */
const KIND_ENDING =
  /^[a-z]{3,}(?:eurs?|(?<!i|ur|br|xu|gn|ag)euses?|trices?|istes?|iers|ieres?|iens|iennes?|eries|ers|ors|ists?|ians?|m[ae]n|women|smiths)$/u;

/** In any inflection, or an adverb. */
export const isHollow = (word: string, language: Language): boolean =>
  HOLLOW.has(word) ||
  (!THINGS.has(word) &&
    (ADVERB.test(word) ||
      (word.length >= SHORTEST_STEMMED && HOLLOW_STEMS[language].has(stem(word, language)))));

/** Named after an idea and not after a thing: "proximité", "togetherness". */
export const isAbstract = (word: string): boolean => ABSTRACTION.test(word) && !THINGS.has(word);

/** Names a kind of people or firms, by list or by its ending. */
export function isKind(word: string): boolean {
  if (KINDS.has(word)) return true;
  const isNone = NOT_KINDS.has(word) || HOLLOW.has(word) || HOLLOW.has(word.replace(/s$/u, ''));
  return KIND_ENDING.test(word) && !isNone;
}

const FIRM =
  /^(?:restaurants?|restos?|maquis|hotels?|bars?|cafes?|salons?|ecoles?|schools?|boutiques?|magasins?|shops?|stores?|entreprises?|compan(?:y|ies)|clini(?:cs?|ques?)|pharmac(?:ies?|y)|ateliers?|workshops?|garages?|bakery|bakeries|boulangeries?|startups?|lounges?|kiosks?|kiosques?|fermes?|farms?|agences?|agenc(?:y|ies)|universit[a-z]+|hopita(?:l|ux)|hospitals?|factory|factories|usines?|bureaux?|offices?|branch(?:es)?)$/u;
/** A place of work: somebody's own as often as a customer's. */
export const isFirm = (word: string): boolean => FIRM.test(word);

const RELATIVE =
  /^(?:famille|family|families|parents?|enfants?|children|kids|child|son|fils|fille|daughter|freres?|soeurs?|brothers?|sisters?|siblings|maris?|femme|wife|husband|mere|mother|pere|father|maman|papa|tantes?|oncles?|uncles?|aunts?|voisins?|neighbours?)$/u;
export const isRelative = (word: string): boolean => RELATIVE.test(word);
