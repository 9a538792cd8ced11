import { countryPack } from '../countries/country-packs.js';
import type { CountryCode } from '../countries/country-pack.js';
import { findAges } from '../reading/figures.js';
import type { StatedMoney } from '../reading/idea-reading.js';
import { sentences, type Span, sourceText } from '../reading/source-text.js';
import { statedLocations } from './answer-places.js';
import { type AnswerContext, type AnswerReading, readAnswer } from './answer-reading.js';
import { wordsIn } from './answer-substance.js';
import { COACHING_STEPS, type CoachingStep } from './coaching-step.js';

/** Two things that were said and hardly go together; shown to the person, never corrected. */
export interface Contradiction {
  readonly kind: 'place' | 'currency' | 'price' | 'customer';
  /** One or two steps, in their order. */
  readonly steps: readonly CoachingStep[];
  /** The person's words; for a currency the second may be the country as it was told. */
  readonly words: readonly [string, string];
}

type Readings = readonly AnswerReading[];

function pairsOf<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
}

/** Trade over a border names two countries without being in two. */
const ACROSS =
  /(?<![a-z])(?:export|import|diaspora|frontier|border|expedi|entre|between|jusqu|d'ici|un jour|one day|plus tard|later|ensuite|then|aussi|also|et a|and in)/u;

/** Countries of two answers of which neither speaks of several. */
function placeContradictions(readings: Readings): readonly Contradiction[] {
  const located = readings.flatMap((reading) => {
    const known = statedLocations(reading).filter(({ country }) => country !== null);
    const countries = new Set(known.map(({ country }) => country));
    const [first] = known;
    // What is dreamt of may lie anywhere.
    const isHere = reading.step !== 'vision' && !ACROSS.test(reading.source.plain);
    return first && countries.size === 1 && isHere ? [{ step: reading.step, ...first }] : [];
  });
  const [found] = pairsOf(located).filter(([one, other]) => one.country !== other.country);
  return found
    ? [{ kind: 'place', steps: [found[0].step, found[1].step], words: [found[0].words, found[1].words] }]
    : [];
}

/** Money that is taken in many countries. */
const TAKEN_ANYWHERE: ReadonlySet<string> = new Set(['USD', 'EUR']);
const CFA = /cfa/iu;

/** The currency of an amount; "FCFA" said where it is not the money is one of its own. */
function currencyOf({ currency, currencyWord }: StatedMoney): string | null {
  if (currency !== null) return TAKEN_ANYWHERE.has(currency) ? null : currency;
  return currencyWord !== null && CFA.test(currencyWord) ? 'CFA' : null;
}

interface Amount {
  readonly step: CoachingStep;
  readonly words: string;
  readonly currency: string;
}

function amountsOf({ step, money }: AnswerReading): readonly Amount[] {
  return money.flatMap(({ money: stated }) => {
    const currency = currencyOf(stated);
    return currency === null ? [] : [{ step, words: stated.quote.text, currency }];
  });
}

/** Where the business is: told before the coaching, or by all answers alike. */
interface Home {
  readonly country: CountryCode;
  readonly words: string;
}

function homeOf(
  readings: Readings,
  { language, country }: Pick<AnswerContext, 'language' | 'country'>,
): Home | null {
  const known = readings.flatMap(statedLocations).filter(({ country: of }) => of !== null);
  const [first] = known.filter(({ country: of }) => country === null || of === country);
  if (country) return { country, words: first?.words ?? countryPack(country).name[language] };
  const isOne = new Set(known.map(({ country: of }) => of)).size === 1;
  return isOne && first?.country ? { country: first.country, words: first.words } : null;
}

const isCfaCountry = (country: CountryCode): boolean =>
  /^(?:XOF|XAF)$/u.test(countryPack(country).currency.value);

function currencyContradictions(
  readings: Readings,
  context: Pick<AnswerContext, 'language' | 'country'>,
): readonly Contradiction[] {
  const amounts = readings.flatMap(amountsOf);
  const home = homeOf(readings, context);
  const isForeign = ({ currency }: Amount, { country }: Home): boolean =>
    currency === 'CFA' ? !isCfaCountry(country) : currency !== countryPack(country).currency.value;
  const foreign = home ? amounts.find((amount) => isForeign(amount, home)) : undefined;
  if (home && foreign)
    return [{ kind: 'currency', steps: [foreign.step], words: [foreign.words, home.words] }];
  if (home) return [];
  const [pair] = pairsOf(amounts).filter(
    ([one, other]) => one.step !== other.step && one.currency !== other.currency,
  );
  return pair
    ? [{ kind: 'currency', steps: [pair[0].step, pair[1].step], words: [pair[0].words, pair[1].words] }]
    : [];
}

interface StartingPrice extends StatedMoney {
  readonly step: CoachingStep;
  /** What it is the price of: things named in the same sentence. */
  readonly things: readonly string[];
}

function startingPrices({ step, source, words, money }: AnswerReading): readonly StartingPrice[] {
  return money.flatMap(({ start, money: stated }) => {
    if (!stated.isStartingPrice || stated.role === 'customer_budget') return [];
    const sentence = sentences(source).find((part) => start >= part.start && start < part.end);
    const things = wordsIn(words, sentence ?? { start, end: start })
      .filter(({ kind }) => kind === 'telling' || kind === 'trade')
      .map(({ text }) => text.replace(/s$/u, ''));
    return [{ ...stated, step, things }];
  });
}

/** Two prices at which the same thing starts. */
function priceContradictions(readings: Readings): readonly Contradiction[] {
  const prices = readings.flatMap(startingPrices);
  const [pair] = pairsOf(prices).filter(([one, other]) => {
    const isSame = one.things.some((thing) => other.things.includes(thing)) && one.unit === other.unit;
    return one.step !== other.step && isSame && one.low !== other.low && one.currency === other.currency;
  });
  return pair
    ? [
        {
          kind: 'price',
          steps: [pair[0].step, pair[1].step],
          words: [pair[0].quote.text, pair[1].quote.text],
        },
      ]
    : [];
}

/** Groups of which one excludes the other. */
const GROUPS = {
  children: /(?<![a-z])(?:enfants?|bebes?|ecoliers?|kids?|children|babies|toddlers?|pupils?)(?![a-z])/u,
  elders:
    /(?<![a-z])(?:retraitee?s?|personnes agees|troisieme age|seniors?|vieux parents|pensioners?|elderly|old people|retirees?)(?![a-z])/u,
  women: /(?<![a-z])(?:femmes?|dames?|mamans?|meres?|women|woman|ladies|mothers?|brides?|mariees?)(?![a-z])/u,
  men: /(?<![a-z])(?:hommes?|papas?|messieurs|men|man|gentlemen|fathers?|grooms?)(?![a-z])/u,
} as const;
type Group = keyof typeof GROUPS;
const EXCLUDING: readonly (readonly [Group, Group])[] = [
  ['children', 'elders'],
  ['women', 'men'],
];
/** Who pays for a child or for old parents, and whoever is meant with both. */
const BRIDGE =
  /(?<![a-z])(?:parents?|familles?|family|families|petits-enfants|grand|ecoles?|schools?|couples?|tout le monde|everybody|everyone|tous|all|aussi|also|entreprises?|offices?|bureaux?|gift|cadeau)(?![a-z])/u;

interface Told extends Span {
  readonly group: Group;
  readonly words: string;
}

function groupsOf({ source }: AnswerReading): readonly Told[] {
  return (Object.keys(GROUPS) as Group[]).flatMap((group) => {
    const hit = GROUPS[group].exec(source.plain);
    if (!hit) return [];
    const span = { start: hit.index, end: hit.index + hit[0].length };
    return [{ group, ...span, words: source.text.slice(source.from[span.start], source.from[span.end]) }];
  });
}

/** For whom the offer is: "pour les …", "j'aide les …". */
const FOR_WHOM = /(?<![a-z])(?:pour|aux?|aide|aidons|for|help|to)(?: (?:les|des|the))? ?$/u;
const LOOK_BACK = 16;

function customerContradictions(readings: Readings): readonly Contradiction[] {
  const clientele = readings.find(({ step }) => step === 'clientele');
  const offer = readings.find(({ step }) => step === 'offre');
  if (!clientele || !offer || BRIDGE.test(clientele.source.plain) || BRIDGE.test(offer.source.plain))
    return [];
  const steps = ['clientele', 'offre'] as const;
  const ofClientele = groupsOf(clientele);
  const ofOffer = groupsOf(offer).filter(({ start }) =>
    FOR_WHOM.test(offer.source.plain.slice(Math.max(0, start - LOOK_BACK), start)),
  );
  const has = (told: readonly Told[], group: Group): Told | undefined =>
    told.find((one) => one.group === group);
  for (const [one, other] of EXCLUDING.flatMap(([left, right]) => [
    [left, right] as const,
    [right, left] as const,
  ])) {
    const meant = has(ofClientele, one);
    const served = has(ofOffer, other);
    const isBoth = has(ofClientele, other) ?? has(groupsOf(offer), one);
    if (meant && served && !isBoth) return [{ kind: 'customer', steps, words: [meant.words, served.words] }];
  }
  const [aged] = clientele.ages;
  const [wanted] = findAges(sourceText('target_audience', offer.source.text), offer.money);
  if (!aged || !wanted) return [];
  const [low, high] = [aged.value.low ?? 0, aged.value.high ?? Infinity];
  const isApart = (wanted.value.low ?? 0) > high || (wanted.value.high ?? Infinity) < low;
  return isApart
    ? [{ kind: 'customer', steps, words: [aged.value.quote.text, wanted.value.quote.text] }]
    : [];
}

/**
 * What the answers of a session say that does not go together. Silence is better than a false alarm: only what both
 * sides say outright counts, at most one of each kind, in the order place, currency, price, customer.
 */
export function findContradictions(
  answers: Readonly<Partial<Record<CoachingStep, string>>>,
  context: Omit<AnswerContext, 'step'>,
): readonly Contradiction[] {
  const readings = COACHING_STEPS.flatMap((step) => {
    const answer = answers[step];
    return answer === undefined ? [] : [readAnswer(answer, { ...context, step })];
  });
  return [
    // Whoever carries goods or people is in several places.
    ...(context.sector === 'transport' ? [] : placeContradictions(readings)),
    ...currencyContradictions(readings, context),
    ...priceContradictions(readings),
    ...customerContradictions(readings),
  ];
}
