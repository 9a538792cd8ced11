import type { IdeaText } from '../business-brief.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import { type Found, findAges, findCounts, findTimes } from '../reading/figures.js';
import type { StatedAge, StatedCount, StatedPlace, StatedTime } from '../reading/idea-reading.js';
import { BROAD_CUSTOMER, SPECIFIC_CUSTOMER } from '../reading/lexicon.js';
import { type FoundMoney, findMoney } from '../reading/money.js';
import { findPlaces, knownPlaces, type KnownPlaces } from '../reading/places.js';
import {
  hitsWithin,
  overlaps,
  sentences,
  type SourceText,
  sourceText,
  type Span,
  spanText,
  wholeOf,
} from '../reading/source-text.js';
import type { Sector } from '../sectors/sector-pack.js';
import { contentWords, fold } from '../text/fold.js';
import { languageOf } from '../writing/text-language.js';
import type { CoachingStep } from './coaching-step.js';
import {
  BROAD_PEOPLE,
  isAbstract,
  isFirm,
  isHollow,
  isKind,
  isRelative,
  MORE_STOPS,
  NAMELESS_PEOPLE,
  PLAIN_WORDS,
  TRADES,
} from './rubric-lexicon.js';

/** Where an answer was given. */
export interface AnswerContext {
  readonly step: CoachingStep;
  readonly language: Language;
  readonly sector: Sector;
  readonly country: CountryCode | null;
}

/**
 * What a word adds. `telling`: a thing or an action; `plain`: an everyday one; `abstract`: an idea; `hollow`: what every
 * business says of itself; `trade`: the name of a trade; `people`: a kind of people; `firm`: a kind of firms; `broad`:
 * people who need a further word ("femmes"); `nameless`: anybody.
 */
export type WordKind =
  | 'stop'
  | 'number'
  | 'place'
  | 'hollow'
  | 'trade'
  | 'plain'
  | 'abstract'
  | 'telling'
  | 'people'
  | 'firm'
  | 'broad'
  | 'nameless';

export interface AnswerWord extends Span {
  readonly text: string;
  readonly kind: WordKind;
}

/** An answer with everything that the rubric looks at, read once. */
export interface AnswerReading {
  readonly source: SourceText;
  readonly step: CoachingStep;
  /** The language of the answer itself. */
  readonly language: Language;
  readonly words: readonly AnswerWord[];
  readonly money: readonly FoundMoney[];
  readonly ages: readonly Found<StatedAge>[];
  readonly times: readonly Found<StatedTime>[];
  readonly counts: readonly Found<StatedCount>[];
  readonly places: readonly Found<StatedPlace>[];
}

/** The text of the brief that each step fills. */
export const FIELD_OF_STEP = {
  vision: 'vision',
  mission: 'mission',
  clientele: 'target_audience',
  differentiation: 'differentiation',
  offre: 'value_proposition',
} as const satisfies Readonly<Record<CoachingStep, IdeaText>>;

/** A brief of which nothing is known. */
export const NOTHING_TOLD = {
  ...{ business_name: '', sector: '', location: {}, services: [] },
  ...{ vision: '', mission: '', target_audience: '', differentiation: '', value_proposition: '' },
};
const KNOWN_PLACES = new Map<CountryCode | null, KnownPlaces>();

/** Towns, districts and countries; gathered once for each country. */
export function placesKnownIn(country: CountryCode | null): KnownPlaces {
  const known = KNOWN_PLACES.get(country) ?? knownPlaces(NOTHING_TOLD, country);
  KNOWN_PLACES.set(country, known);
  return known;
}

/** Speaks to the coach about the judging, in place of an answer. */
const ORDER =
  /(?<![a-z])(?:(?:ignor|oubli|neglig|outrepass)[a-z]* (?:[a-z']+ ){0,4}(?:instructions?|consignes?|regles?|prompts?|rubrique|ci-dessus|precede)|(?:accepte|valide|approuve|considere|marque|note)[sz]?r? (?:ma|mes|cette|ces|la|ce) (?:reponses?|etapes?|texte)|(?:passe|va|aller)[sz]?(?: directement)? a l'etape|tu es (?:maintenant|desormais) |(?:ignore|disregard|forget|override|bypass)[a-z]* (?:[a-z']+ ){0,4}(?:instructions?|rubric|rules?|prompts?|above|previous)|(?:mark|rate|grade|accept|approve|validate|score|treat|consider|confirm) (?:this|my|the|it|that this) (?:answer|step|response|input|as)|(?:reply|respond|answer|output|return) (?:only|just|with only)|you are now |system prompt|as (?:the|an) (?:administrator|admin|ai)(?![a-z])|(?:step|answer) is (?:complete|valid|specific)|score (?:de|of|a) (?:1|100)(?!\d))/u;
/** Tells who speaks, not what the business does. */
const INTRODUCTION =
  /(?<![a-z])(?:je m'appelle|moi c'est|mon nom est|my name is|j'ai \d+ ans|i am \d+ years|i'm \d+ years)(?![a-z]).*?(?=[,;.!?\n]|(?<![a-z])(?:et|and)(?![a-z])|$)/gu;

/** Stretches that answer nothing, whatever words they hold. */
function idleStretches(source: SourceText): readonly Span[] {
  const orders = sentences(source).flatMap((sentence) => {
    const at = spanText(source, sentence).search(ORDER);
    return at < 0 ? [] : [{ start: sentence.start + at, end: sentence.end }];
  });
  const introductions = hitsWithin(source, wholeOf(source), INTRODUCTION).filter(
    (hit) => !orders.some((order) => overlaps(order, hit)),
  );
  return [...orders, ...introductions].sort((one, other) => one.start - other.start);
}

/** What stands before a word; enough for an article, an adjective and a verb. */
const LOOK_BACK = 28;
const OWN = /(?<![a-z])(?:mon|ma|mes|notre|nos|my|our) (?:[a-z]+ )?$/u;
const OWN_FIRM =
  /(?<![a-z])(?:(?:mon|ma|mes|notre|nos|my|our|un|une|an?|(?:plus )?(?:la |le )?(?:plus )?grande?|(?:le |la )(?:meilleure?|premiere?)|the (?:[a-z]+est|top|first|leading)) |(?:ouvr|open|cre|construi|build|lanc|start|avoir|have|own)[a-z]* (?:[a-z0-9]+ ){0,2})$/u;
/** "je me vois directrice", "to become the biggest trader". */
const OWN_TITLE =
  /(?<![a-z])(?:me vois|serai|devenir|etre|myself|will be|to become|to be)(?: (?:une?|an?|the|le|la))?(?: [a-z]+)? $/u;
/** "avoir beaucoup de chauffeurs": in a vision nobody that it is for. */
const OWN_STAFF =
  /(?<![a-z])(?:avoir|have|own|employ[a-z]*|recrut[a-z]*|hire) (?:[a-z0-9]+ ){0,2}(?:de |d')?$/u;
/** "les vieux pneus" are no people, "les vieux de Poto-Poto" are. */
const NOUN_AFTER = /^ (?!(?:de|du|des|d'|a|au|aux|en|qui|et|ou|dans|sans|seul))[a-z]/u;
/** "cocoa buyers", "acheteurs de cacao": a kind of people after all. */
const BUYERS = /^(?:acheteurs?|acheteuses?|utilisateurs?|buyers?|users?|sellers?)$/u;
const OF_THINGS = /^ (?:de|d') ?(?!la |l'|nos |mes |leur)[a-z]{4,}/u;

interface Parts {
  readonly idle: Stretches;
  readonly places: Stretches;
  readonly specific: Stretches;
  readonly broad: Stretches;
  /** Words that are function words of neither language. */
  readonly content: ReadonlySet<string>;
  readonly language: Language;
}

const SHORTEST_TELLING = 3;

/** Ends of spans that are in order and do not overlap, to be asked for one word after the other. */
class Stretches {
  private at = 0;

  constructor(private readonly spans: readonly Span[]) {}

  /** Words have to come in order: what lies behind is not looked at again. */
  holds(word: Span): boolean {
    for (let span = this.spans[this.at]; span && span.end <= word.start; span = this.spans[this.at]) {
      this.at += 1;
    }
    const span = this.spans[this.at];
    return span !== undefined && overlaps(span, word);
  }
}

function kindOfPeople(word: string, span: Span, parts: Parts): 'people' | 'firm' | 'broad' | null {
  if (isFirm(word)) return 'firm';
  if (parts.specific.holds(span)) return 'people';
  if (parts.broad.holds(span) || BROAD_PEOPLE.has(word)) return 'broad';
  return isKind(word) ? 'people' : null;
}

function kindOf({ plain, field }: SourceText, { text, start, end }: AnswerWord, parts: Parts): WordKind {
  const span = { start, end };
  if (parts.idle.holds(span)) return 'stop';
  if (/\d/u.test(text)) return 'number';
  if (parts.places.holds(span)) return 'place';
  const before = plain.slice(Math.max(0, start - LOOK_BACK), start);
  const after = plain.slice(end, end + LOOK_BACK);
  if (BUYERS.test(text))
    return OF_THINGS.test(after) || /(?<![a-z])[a-z]{4,} $/u.test(before) ? 'people' : 'nameless';
  if (NAMELESS_PEOPLE.has(text)) return 'nameless';
  const isStop = !parts.content.has(text) || MORE_STOPS.has(text);
  if (isStop || text.length < SHORTEST_TELLING || !/[aeiouy]/u.test(text)) return 'stop';
  // Elsewhere a motive; here an inheritance.
  if (isRelative(text) && OWN.test(before)) return field === 'differentiation' ? 'telling' : 'hollow';
  if (/^vieu|^vieil/u.test(text)) return NOUN_AFTER.test(after) ? 'stop' : 'people';
  const people = kindOfPeople(text, span, parts);
  if (people && OWN_TITLE.test(before)) return 'hollow';
  if (people && field === 'vision' && OWN_STAFF.test(before)) return 'hollow';
  if (people === 'firm' && OWN_FIRM.test(before)) return 'trade';
  if (people) return people;
  if (TRADES.has(text)) return 'trade';
  if (PLAIN_WORDS.has(text)) return 'plain';
  if (isHollow(text, parts.language)) return 'hollow';
  return isAbstract(text) ? 'abstract' : 'telling';
}

const TOKEN = /[\p{L}\p{N}]+/gu;
const SPECIFIC_ALL = new RegExp(SPECIFIC_CUSTOMER.source, 'gu');

function readWords(source: SourceText, language: Language, places: readonly Span[]): readonly AnswerWord[] {
  const whole = wholeOf(source);
  const english = new Set(contentWords(source.plain, 'en'));
  const parts: Parts = {
    idle: new Stretches(idleStretches(source)),
    places: new Stretches(places),
    specific: new Stretches(hitsWithin(source, whole, SPECIFIC_ALL)),
    broad: new Stretches(hitsWithin(source, whole, BROAD_CUSTOMER)),
    content: new Set(contentWords(source.plain, 'fr').filter((word) => english.has(word))),
    language,
  };
  return hitsWithin(source, whole, TOKEN).map((hit) => {
    // Letters that keep their form in `plain`: "œufs".
    const text = /^[a-z0-9]+$/u.test(hit.text) ? hit.text : fold(hit.text);
    const word = { ...hit, text, kind: 'stop' as const };
    return { ...word, kind: kindOf(source, word, parts) };
  });
}

/** Longer answers are not taken; whoever calls with one is answered in bounded time. */
const LONGEST_ANSWER = 4_000;

/** Reads an answer once for all criteria. Words of both languages are looked for, because people mix them. */
export function readAnswer(answer: string, { step, language, country }: AnswerContext): AnswerReading {
  const source = sourceText(FIELD_OF_STEP[step], answer.slice(0, LONGEST_ANSWER));
  const money = findMoney(source, country);
  const ages = findAges(source, money);
  const times = findTimes(source, [...money, ...ages]);
  const counts = findCounts(source, [...money, ...ages, ...times]);
  const places = findPlaces(source, placesKnownIn(country));
  const own = languageOf(source.text) ?? language;
  const words = readWords(source, own, places);
  return { source, step, language: own, words, money, ages, times, counts, places };
}
