import { type BusinessBrief, IDEA_TEXTS, type IdeaText } from '../business-brief.js';
import { countryOfLocation } from '../countries/resolve-country.js';
import type { CountryCode } from '../countries/country-pack.js';
import { contentWords } from '../text/fold.js';
import { findAges, findTimes } from './figures.js';
import {
  BROAD_CUSTOMER,
  EMPTY_WORDS,
  EVERYBODY,
  GENERIC_VERBS,
  INFINITIVE,
  isVerb,
  NAMELESS,
  SPECIFIC_CUSTOMER,
} from './lexicon.js';
import { findMoney } from './money.js';
import { findPlaces, knownPlaces, type KnownPlaces } from './places.js';
import { findGuarantees, findProofs } from './promises.js';
import { sentences, type SourceText, sourceText, spanText } from './source-text.js';

export const CUES = ['place', 'customer', 'price', 'method', 'proof'] as const;
/** What makes a text concrete: where, for whom, for how much, how, or what shows it. */
export type Cue = (typeof CUES)[number];

/** How much of the idea is concrete. */
export interface Substance {
  /** Texts with at least one cue, of five: 0..1. */
  readonly share: number;
  /** At least three texts have a cue. */
  readonly isSubstantial: boolean;
  /** The five texts in their order, each with its cues in the order of `CUES`. */
  readonly texts: readonly { readonly field: IdeaText; readonly cues: readonly Cue[] }[];
}

const ENOUGH_TEXTS = 3;

interface Context {
  readonly country: CountryCode | null;
  readonly known: KnownPlaces;
}

/** A spot without a name that still says where: "près de l'université", "in my village". */
const NAMED_SPOT =
  /(?<![a-z])(?:(?:a|au|dans|de|du|pres|autour|devant|face|derriere|in|at|around|near|next to|opposite|from) (?:(?:de|a|to) )?(?:l'|la |le |mon |ma |notre |my |our |the )?|(?:de|a) l'|d'une? |du )(?:quartier|village|universite|campus|lycee|hopital|gare(?: routiere)?|mosquee|aeroport|port|centre(?:-ville| ville)|university|neighbou?rhood|hospital|bus station|airport|harbou?r|town centre|city centre|downtown)(?![a-z])/u;

/** What may narrow a broad word down, within the few words after or the one before it. */
const NARROWED_AFTER =
  /^ (?:de |du |d'|des |qui |a |au |aux |en |dans |avec |ayant |dont |sans |sur |pour qui |who |whose |that |in |of |from |with |without |aged |between |around |near |on |looking |active|enceinte|rural|urbain|marie|celibataire|age|modeste|presse|diplome|sans-|travaill|muet|handicap|isole|membre|agricole|industriel)/u;
const NARROWED_BEFORE =
  /(?:jeunes|petites?|petits|young|pregnant|working|rural|busy|single|small|low-income|elderly|married|school) $/u;
const LOOK_AROUND = 16;

/** Says who buys: a kind of people or firms, or a broad word that something narrows down; never everybody. */
function namesCustomer(source: SourceText, isPlaced: boolean, hasAge: boolean): boolean {
  const { plain } = source;
  if (SPECIFIC_CUSTOMER.test(plain)) return true;
  if (EVERYBODY.test(plain)) return false;
  return [...plain.matchAll(BROAD_CUSTOMER)].some((match) => {
    const end = match.index + match[0].length;
    const isNarrowed =
      NARROWED_AFTER.test(plain.slice(end, end + LOOK_AROUND)) ||
      NARROWED_BEFORE.test(plain.slice(Math.max(0, match.index - LOOK_AROUND), match.index));
    return NAMELESS.test(match[0]) ? isNarrowed && (isPlaced || hasAge) : isNarrowed;
  });
}

const SUBJECT_VERB =
  /(?:(?<![a-z'])(?:nous|je|j'|we|i)|(?:^|[,;] |et )on)(?: (?:les |la |le |l'|leur |lui |vous |always |also )?|(?<='))([a-z]+)/gu;
const OTHER_METHOD =
  /(?<![a-z])(?:a velo|a moto|a domicile|en ligne|sur mesure|sur commande|sur rendez-vous|a la main|fait(?:e|s|es)? main|par abonnement|par (?:whatsapp|sms)|via whatsapp|par telephone|by hand|handmade|to order|made to measure|by appointment|by subscription|door to door|on credit|a credit|en gros|au detail|solar|solaire|panneaux)(?![a-z])/u;
/** An action needs something that it is done to; fewer telling words than this and nothing is told. */
const TELLING_WORDS = 3;

/** Different words of a text, in neither language a function word, that say something about this business. */
function tellingWords(text: string): number {
  const english = new Set(contentWords(text, 'en'));
  const words = new Set(contentWords(text, 'fr').filter((word) => english.has(word)));
  return [...words].filter((word) => word.length > 2 && !EMPTY_WORDS.has(word) && !/^\d+$/u.test(word))
    .length;
}

/** The verbs of actions: after a subject, in a coordination ("et livrons"), or an infinitive that opens the sentence. */
function actionVerbs(text: string): readonly string[] {
  const afterSubject = [...text.matchAll(SUBJECT_VERB)].map((match) => match[1] ?? '');
  const first = /^[a-z]+/u.exec(text)?.[0] ?? '';
  const others = (text.match(/[a-z]+/gu) ?? []).filter((word) => /ons$/u.test(word) && isVerb(word));
  return [...afterSubject, ...others, ...(INFINITIVE.test(first) ? [first] : [])];
}

function tellsMethod(source: SourceText, hasWorkTime: boolean): boolean {
  if (OTHER_METHOD.test(source.plain)) return true;
  return sentences(source).some((sentence) => {
    const telling = tellingWords(spanText(source, sentence));
    if (hasWorkTime && telling >= 1) return true;
    const verbs = actionVerbs(spanText(source, sentence)).filter((verb) => !GENERIC_VERBS.test(verb));
    return verbs.length > 0 && telling >= TELLING_WORDS;
  });
}

function cuesOf(source: SourceText, context: Context): readonly Cue[] {
  const money = findMoney(source, context.country);
  const ages = findAges(source, money);
  const times = findTimes(source, [...money, ...ages]);
  const isPlaced = NAMED_SPOT.test(source.plain) || findPlaces(source, context.known).length > 0;
  // "dans cinq ans" and "chaque jour" go with any wish.
  const hasWorkTime = times.some(({ value, start, end }) => {
    if (value.kind === 'horizon' || value.kind === 'length') return false;
    if (/(?:ans?|annees?|years?)$/u.test(source.plain.slice(start, end))) return false;
    return (
      value.kind !== 'frequency' || /\d|fois|times|a week|par semaine/u.test(source.plain.slice(start, end))
    );
  });
  const holds: Readonly<Record<Cue, boolean>> = {
    place: isPlaced,
    customer: namesCustomer(source, isPlaced, ages.length > 0),
    price: money.length > 0,
    method: tellsMethod(source, hasWorkTime),
    proof: findProofs(source).length > 0 || findGuarantees(source).length > 0,
  };
  return CUES.filter((cue) => holds[cue]);
}

/**
 * How concrete an idea is: which of its five texts name a place, a customer, a price, a method or a proof.
 * Pure and deterministic. Both languages are read whatever the brief's own, because people mix them.
 */
export function assessSubstance(brief: BusinessBrief): Substance {
  const country = countryOfLocation(brief.location)?.code ?? null;
  const context: Context = { country, known: knownPlaces(brief, country) };
  const texts = IDEA_TEXTS.map((field) => ({
    field,
    cues: cuesOf(sourceText(field, brief[field]), context),
  }));
  const concrete = texts.filter(({ cues }) => cues.length > 0).length;
  return { share: concrete / IDEA_TEXTS.length, isSubstantial: concrete >= ENOUGH_TEXTS, texts };
}
