import { EVERYBODY } from '../reading/lexicon.js';
import {
  cutAt,
  hitsWithin,
  overlaps,
  sentences,
  type Span,
  spanText,
  wholeOf,
} from '../reading/source-text.js';
import type { AnswerReading } from './answer-reading.js';
import { distinct, isPeople, substanceOf, wordsIn } from './answer-substance.js';

const SEPARATOR =
  /[;:\n+/•]|,(?!\d)|[.!?](?=\s|$)|(?<![a-z])(?:et(?: aussi)?|and(?: also)?|ou|or|puis|ainsi que|as well as|n)(?![a-z])|&| - |(?<=[a-z] )\d{3,6}(?= (?!f?cfa|francs?|nairas?|shillings?|cedis?|dollars?|euros?|xaf|xof|kwacha|par |per |mois|fois|gram)[a-z]{3})/gu;
const BRACKETS = /\([^()]*\)/gu;
/** What makes a part of an enumeration more than a name of goods: an actor, a purpose, a condition, a manner. */
const CARRYING =
  /(?<![a-z])(?:pour|afin|qui|que|qu'|dont|quand|si|avec|sans|jamais|ne|n'|pas|chez|avant|apres|pendant|jusqu|par|sous|depuis|parce|car|je|j'|on|nous|ils?|elles?|tu|vous|te|ton|ta|est|sont|sur mesure|domicile|devant|sur place|at home|for|who|that|which|whose|when|while|if|with|without|never|no|not|before|after|until|from|into|through|by|because|so|than|i|we|you|she|he|they|it|is|are|your|within|(?:livr|emball|mont|prepar|cous|tiss|fum|sech|test|vaccin|garanti|cuisin|install|pos|arros|inclu)e?e?s?|cousue?s?|cuite?s?|[a-z]{3,}ed|others?|autres|chaque|every|each)(?![a-z])|^(?:in|at|dans|au|aux|chez|sur|on|near) /u;
/** "les découper à la main", "à parler au client": an action. */
const ACTION = /^(?:(?:a|de|d'|to|les|la|le|l'|leur|en) ){0,2}(?:l'|d'|s')?[a-z]{2,}(?:er|ir|re|oir)(?= )/u;
/** "tea with milk at 25": the price makes it an item, whatever else is said of it. */
const PRICED =
  /[a-z] (?:(?:at|a|for|is|=) )?\d{2,6} ?(?:f|fcfa|cfa|francs?|naira|shillings?|cedis?|bob|kwacha)?$/u;
const LONGEST_ITEM = 3;
const FEWEST_ITEMS = 3;
const MOST_PARTS = 0.6;
const MOST_WORDS = 0.7;
/** Of a long line, whose last item is often told at more length. */
const MANY_ITEMS = 4;
const MOST_WORDS_OF_MANY = 0.55;

/** Parts of an answer between commas and "et"; what stands in brackets explains a part and is none. */
function parts({ source }: AnswerReading): readonly Span[] {
  const whole = wholeOf(source);
  const brackets = hitsWithin(source, whole, BRACKETS);
  const separators = hitsWithin(source, whole, SEPARATOR).filter(
    (hit) => !brackets.some((bracket) => overlaps(bracket, hit)),
  );
  return cutAt(source, whole, separators);
}

/** Parts that name something and say nothing of it. */
function items(reading: AnswerReading, all: readonly Span[]): readonly Span[] {
  return all.filter((part) => {
    const text = spanText(reading.source, part);
    const meant = wordsIn(reading.words, part).filter(({ kind }) => kind !== 'stop' && kind !== 'number');
    const isNaming = meant.some(({ kind }) => kind !== 'hollow' && kind !== 'place');
    // English nouns end like French infinitives: "leather bags".
    const isAction = ACTION.test(text) && (reading.language === 'fr' || text.startsWith('to '));
    return (
      isNaming && meant.length <= LONGEST_ITEM && (PRICED.test(text) || (!CARRYING.test(text) && !isAction))
    );
  });
}

/** Goods, services or trades one beside the other, and hardly anything else. */
export function isEnumeration(reading: AnswerReading): boolean {
  const all = parts(reading);
  const named = items(reading, all);
  const told = (spans: readonly Span[]): number =>
    substanceOf(spans.flatMap((span) => wordsIn(reading.words, span)));
  const share = named.length >= MANY_ITEMS ? MOST_WORDS_OF_MANY : MOST_WORDS;
  const isMost = named.length >= MOST_PARTS * all.length && told(named) >= share * told(all);
  const priced = named.filter((part) => PRICED.test(spanText(reading.source, part)));
  const isPriceList = priced.length >= FEWEST_ITEMS && priced.length >= MOST_PARTS * all.length;
  return isPriceList || (named.length >= FEWEST_ITEMS && isMost);
}

/** What follows the name in an enumeration: its price, or where all of it is sold. */
const AFTER_NAME =
  /(?<![\s:=-])[\s:=-]+\d[\d\s.,–-]*(?:a \d+\s*)?(?:(?:f|fcfa|cfa|francs?|nairas?|shillings?|cedis?|bob)\s*)?$|\s(?:a|in|at|dans|chez) [a-z' -]+$/u;

/** The names in an enumeration, without their prices. */
export function enumeratedItems(reading: AnswerReading): readonly Span[] {
  return items(reading, parts(reading)).map(({ start, end }) => {
    const after = AFTER_NAME.exec(spanText(reading.source, { start, end }));
    return { start, end: after && after.index > 0 ? start + after.index : end };
  });
}

const MANY_GROUPS = 4;

const TOLD_OF =
  /(?<![a-z])(?:qui|dont|who|whose|that|ils|elles|they|need|needs|want|buy|veulent|cherchent)(?![a-z])/u;
const PUT_FIRST =
  /(?<![a-z])(?:d'abord|surtout|en priorite|principalement|avant tout|uniquement|seulement|only|mostly|mainly|especially|first of all|above all|start with|comme|such as|like)(?![a-z])/u;
const UNLIKE_GROUPS = 3;
/** So much told of three kinds together is a need that they share; nobody shares one with five. */
const ENOUGH_SHARED = 2;
const NO_GROUP =
  /^ ?(?:loin|pres|dans|in|at|a|au|near|around|en|sans|avec|of|with|from|after|mostly|plutot|pour|for) /u;

/** "students, mothers, churches who …": one after the other before anything is said of them. */
function isLineOfGroups(reading: AnswerReading): boolean {
  const { source, words } = reading;
  if (PUT_FIRST.test(source.plain)) return false;
  const isGroup = (part: Span): boolean => {
    if (NO_GROUP.test(spanText(source, part))) return false;
    const [first, second, third] = wordsIn(words, part).filter(({ kind }) => kind !== 'stop');
    return isPeople(first) || isPeople(second) || (isPeople(third) && part.start === 0);
  };
  const opening = sentences(source)[0]?.end ?? 0;
  if (parts(reading).filter((part) => part.end <= opening && isGroup(part)).length > UNLIKE_GROUPS)
    return true;
  const until = TOLD_OF.exec(source.plain)?.index ?? source.plain.length;
  const line = cutAt(
    source,
    { start: 0, end: until },
    hitsWithin(source, { start: 0, end: until }, SEPARATOR),
  );
  const groups = line.filter(isGroup);
  const shared = substanceOf(wordsIn(words, { start: until, end: source.plain.length }));
  return groups.length > UNLIKE_GROUPS || (groups.length === UNLIKE_GROUPS && shared < ENOUGH_SHARED);
}

/** Many kinds of customers, none put first and nothing else said of them. */
export function isCrowd(reading: AnswerReading): boolean {
  if (isLineOfGroups(reading)) return true;
  const named = items(reading, parts(reading));
  const groups = named.filter((part) => wordsIn(reading.words, part).some(isPeople));
  if (groups.length < 2) return false;
  const others = distinct(reading.words, 'telling').size;
  if (isEnumeration(reading) && named.length >= MANY_GROUPS) return true;
  return groups.length > (others === 0 ? 2 : 3) && others < groups.length;
}

const MORE_EVERYBODY =
  /(?<![a-z])(?:tlm|t(?:ou)?t le monde|toutes? (?:les )?(?:personnes?|couches|classes|categories|generations?|tranches|la jeunesse)|(?:tous|toutes) (?:ceux|celles|ages|les ages|les (?:[a-z]+ )?(?:gens|publics|clients|ages|habitants|[a-z]+(?:ais|ois|iens|eens|ains|be)))|(?:tout|toute)s? (?:le |la |un )?(?:pays|public|population|client(?:ele)?|individu)|n'importe quel(?:le)?|la population|peu importe|sans (?:exception|distinction)|n'est exclue?|(?:un )?maximum de (?:gens|personnes|clients)|every ?(?:1|body|one)|any ?(?:1|body|one)|(?:any|every) (?:customer|client|person|human)[a-z]*|all (?:of )?(?:the )?(?:people|customers?|clients?|ages|[a-z]+(?:ans|ians))|the whole (?:of|country|world|city|nation)|whole of|all walks|young and old|rich and poor|les riches et|no matter|whatever the|whoever|those who|ceux qui|(?:we|i) (?:don't|do not) (?:select|choose|discriminate)|men,? women|hommes,? (?:et )?femmes|women,? (?:and )?men|femmes,? (?:et )?hommes|(?:riches?|rich) (?:ou|or|comme les?|and also) (?:les )?(?:pauvres?|poor)|(?:each|every) one is|each person|chaque personne|toute personne|(?:every|each) (?:man|woman) and|from the [a-z]+ to the [a-z]+|du plus (?:petit|jeune|pauvre))(?![a-z])/u;
/** Says that everybody is not meant, or who comes first. */
const PRIORITY =
  /(?<![a-z])(?:pas tout le monde|d'abord|surtout|en priorite|principalement|avant tout|uniquement|seulement|je vise|nous visons|not every|only|mostly|mainly|especially|first of all|above all|i target|we target|start with)(?![a-z])/u;

const AGES = /(?<!\d)(\d{1,2}) ?(?:ans |years )?(?:a|to|-|et|and) ?(\d{1,2}) ?(?:ans|years|yrs)(?![a-z])/u;
const WIDEST_AGES = 45;

/** "de 15 à 75 ans" leaves nobody out. */
function isAnyAge(plain: string): boolean {
  const [, from, to] = AGES.exec(plain) ?? [];
  return Number(to) - Number(from) > WIDEST_AGES;
}

/** Whoever comes is meant, and nobody is put first. */
export function isForEverybody({ source: { plain } }: AnswerReading): boolean {
  if (isAnyAge(plain)) return true;
  return (EVERYBODY.test(plain) || MORE_EVERYBODY.test(plain)) && !PRIORITY.test(plain);
}

const ANYBODY_SERVED =
  /(?<![a-z])(?:aid|serv|satisf|soulag|help|serv|pleas)[a-z]* (?:to )?(?:(?:les|des|tous les|all|the|all the) )?(?:gens|personnes|population|people|humanity|humanite|monde|communit(?:y|ies)|communautes?)(?![a-z])/u;
/** "help people": whom is left open. */
export const servesAnybody = ({ source: { plain } }: AnswerReading): boolean => ANYBODY_SERVED.test(plain);

const MONEY_AIM =
  /(?<![a-z])(?:(?:gagn|cherch|trouv|amass|earn|mak|get|hav)[a-z]*(?: [a-z0-9',]+){0,4} (?:argent|sous|fric|ble|thunes?|fortune|millions?|milliards?|money|cash|profits?|income|naira|shillings?|cedis|f|fcfa|cfa|francs?|pain|vie)|(?:devenir|etre|suis|serai|become|be|getting|get|very) (?:tres |very )?(?:riche|rich|wealthy|milliardaire|millionnaire|millionaire|billionaire)|(?:s')?enrichir|chiffre d'affaires|benefices?|revenus?|revenue|income|turnover|profits?|l'argent|argent|money|vendre pour|boss|wealth)(?![a-z])/u;

export const aimsAtMoney = ({ source: { plain } }: AnswerReading): boolean => MONEY_AIM.test(plain);

const UNSURE =
  /(?<![a-z])(?:je (?:ne )?sais (?:pas|plus)|j(?:e )?s(?:ais)? pas|jsp|chais pas|aucune idee|pas d'idee|pas sur|on verra|(?:i )?(?:don'?t|do not|dnt) (?:really )?know|not (?:really )?sure|no idea|idk|(?:rien|nothing)(?: (?:de special|de particulier|du tout|really|special|for now|much|yet|new|in particular))?(?=[.,!?]|$| pour| for))(?![a-z])/u;
const HEAD = 60;

/** Opens with not knowing. */
export const isUnsure = ({ source: { plain } }: AnswerReading): boolean => UNSURE.test(plain.slice(0, HEAD));
