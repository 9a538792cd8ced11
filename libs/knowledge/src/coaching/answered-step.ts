import type { Language } from '../language.js';
import { INFINITIVE, isVerb } from '../reading/lexicon.js';
import { overlaps, sentences, type Span, spanText } from '../reading/source-text.js';
import { boasts, growsItself, restsOnPrice, tellsBeing } from './answer-aims.js';
import type { AnswerReading, AnswerWord } from './answer-reading.js';
import { isPeople, wordsIn } from './answer-substance.js';
import type { CoachingStep, Criterion } from './coaching-step.js';

/** Where an answer shows the criteria of its step; null where it does not. */
export type Signs = Readonly<Partial<Record<Criterion, Span | null>>>;

const firstSentence = ({ source }: AnswerReading): Span => sentences(source)[0] ?? { start: 0, end: 0 };

const CUSTOMERS_ARE =
  /^(?:[a-z']+ )?(?:(?:mes|nos|les|ma|notre|our|my|the) )?(?:[a-z]+ )?(?:client(?:e?s)?|clientele|cibles?|acheteurs|customers?|clients?|target(?: (?:market|customers?|group))?|audience|buyers?|guests) (?:sont|est|is|are|ce sont|c'est|come|viennent|sera|seront|will be|aiment|veulent|vivent|like|love|want|live|: )|^[a-z' -]{3,60} (?:sont|are) (?:mes|nos|my|our|mon|ma) (?:[a-z]+ )?(?:client|customer|cible|target|buyer|acheteur)|^(?:[a-z', -]{0,30} )?(?:je m'adresse|nous nous adressons|je (?:vise|cible)|nous (?:visons|ciblons)|on (?:vise|cible)|(?:i|we) target) /u;

/** Opens with "my customers are". */
const introducesCustomers = (reading: AnswerReading): boolean =>
  CUSTOMERS_ARE.test(spanText(reading.source, firstSentence(reading)));

const LEADS_ELSEWHERE =
  /^(?:je|j|on|nous|i|we|my|our|mon|ma|mes|notre|nos|pour|for|to|with|avec|a|aux|au|by|par|un|une|in|at|chez|from|que|qu)$/u;
const LONGEST_LEAD = 3;
const isAction = (word: string): boolean => isVerb(word) || INFINITIVE.test(word);

/** The people that a sentence opens with, after an article and words that belong to them ("private schools"). */
function openingPeople({ source, words }: AnswerReading, sentence: Span): AnswerWord | null {
  const opening = wordsIn(words, sentence);
  const at = opening.slice(0, LONGEST_LEAD + 1).findIndex(isPeople);
  const people = opening[at];
  const leads = ({ text, kind }: AnswerWord): boolean =>
    kind !== 'place' && !LEADS_ELSEWHERE.test(text) && (kind === 'stop' || !isAction(text));
  if (!people || !opening.slice(0, at).every(leads)) return null;
  const next = opening[at + 1];
  return isPeople(next) && /^[ -]$/u.test(source.plain.slice(people.end, next.start)) ? next : people;
}

const BOTH_SIDES: Readonly<Record<Language, RegExp>> = {
  fr: /(?<![a-z])(?:je|j'|j|jai|on|nous|notre|nos|mon|ma|mes|moi|tu|toi|ton|vous|vos|votre|we|our|my|you|your)(?![a-z])/u,
  en: /(?<![a-z])(?:i|we|our|my|us|me|you|your|ur|je|nous|notre|vous)(?![a-z])/u,
};
/** After the people: where they are, then what is true of them, and no verb of their own. */
const PORTRAYED =
  /^(?:,? (?:de |du |des |d'|au |aux |en |dans |of |in |at |from |around |near |vers |sur )[a-z0-9' -]{2,40}?)?(?:,? (?:qui|who|whose|dont|that|with|avec|sans|without|agee?s?|aged)(?![a-z])|, (?:they|ils|elles) |$)/u;

/** "…, fonctionnaires à Yaoundé, qui": what leads to the relative clause; a verb in it has the people as its subject. */
const BEFORE_RELATIVE = /^[^.;:]{0,80}?(?=,? (?:a )?(?:qui|who|whose|dont|that)(?![a-z]))/u;
/** "Awa, 34 ans": one customer is described. */
const ONE_PERSON = /^[a-z]+(?: [a-z]+){0,3} ?[,:] ?\d\d (?:ans|years|yrs)/u;

/** A portrait of the customers, and nothing that the business does. */
function isPortrait(reading: AnswerReading): boolean {
  const { source, language, step, money } = reading;
  if (introducesCustomers(reading) || ONE_PERSON.test(source.plain)) return true;
  const first = firstSentence(reading);
  const people = openingPeople(reading, first);
  if (!people || BOTH_SIDES[language].test(spanText(source, first))) return false;
  if (step === 'offre' && money.some((amount) => overlaps(amount, first))) return false;
  const rest = source.plain.slice(people.end, first.end);
  if (PORTRAYED.test(rest)) return true;
  const before = BEFORE_RELATIVE.exec(rest)?.[0];
  const isActing = (word: string): boolean => isVerb(word) || /^[a-z]{3,}ing$/u.test(word);
  return before !== undefined && !(before.match(/[a-z]+/gu) ?? []).some(isActing);
}

/** "Tour guides who need …", "Les cantines de Korhogo, elles …". */
const TOLD_FIRST =
  /^(?!je |on |nous |we |i |my |our |mon |ma |mes |nos )[a-z' -]{3,50}?(?:,? (?:who|whose) |, (?:ils|elles|they) |(?<=^(?:les|des) [a-z' -]{3,50}?) (?:qui|dont) )/u;
/** Says whom it aims at. */
const AIMED =
  /(?<![a-z])(?:vis(?:e|ons)|cibl(?:e|ons)|m'adresse|adressons|travaill(?:e|ons) (?:pour|avec)|ser(?:s|vons)|client[a-z]*|customers?|buyers?|guests|target|serve|work (?:for|with)|look after|(?:sell|drive|vends?|vendons|[a-z]+ons|[a-z]+e) (?:pour|aux|to|for) [a-z', -]{3,60}? (?:qui|who|whose|dont)|ceux qui|celles qui|those who)(?![a-z])/u;

const WISH_OF_STATE =
  /(?<![a-z])(?:(?:je|j'|nous|on) ?(?:veux|voulons|veut|voudrais|aimerais|souhaite|souhaitons|reve|revons|imagine|vois)(?: aussi)? (?:que |qu'|d'une? |devenir|etre|voir|(?:une?|des|les|la|le) [a-z]+ (?:ou|qui|de) )|(?:je|on|nous) rev(?:e|ons)|(?:mon|notre|ma) (?:reve|vision|ambition|espoir)|(?:my|our) (?:dream|vision|ambition|hope)|(?:i|we) (?:dream|imagine|envision|picture|see)|(?:i|we) (?:want|hope|wish) (?:to (?:be|become|see|feed|change|open)|(?!to |for )[a-z]+ )|(?:^|[.,;:] ?)(?:(?:dans|d'ici) (?:\d+|[a-z]+) ans|d'ici 20|(?:with)?in (?:\d+|[a-z]+) (?:years|yrs)|by 20\d\d|one day|un jour))|^(?:an?|une?|the|le|la) [a-z]+ (?:where|ou) (?:every|each|no|all|chaque|aucun|tou[a-z]*|les) |^(?:que |qu'|that |plus (?:aucune?|personne|jamais) |no (?:more|mother|child|woman) )/u;
const ACTING =
  "(?:(?:la |le |les |leur |lui |vous |te |me |nous |also |always |then )|(?:l'|m'))?(?!veu|voul|voud|aim|souhait|rev|imagin|voi|voy|esper|serai|sera|pens|cro|want|dream|see|hope|wish|will|would|think|pictur|envision|imagin|believ|grew|rode|lost|watch|was |had |am |ai |suis |sais |know)[a-z]{3,}";
const ACTORS: Readonly<Record<Language, string>> = {
  fr: "(?:(?:je|on|nous|i|we) |j'|jai )",
  en: "(?:(?:i|we|je|nous) |j')",
};
const eachLanguage = (pattern: (actors: string) => RegExp): Readonly<Record<Language, RegExp>> => ({
  fr: pattern(ACTORS.fr),
  en: pattern(ACTORS.en),
});
const ACTS = eachLanguage((actors) => new RegExp(`(?<![a-z])${actors}${ACTING}`, 'u'));
const OPENS_ACTING = eachLanguage(
  (actors) =>
    new RegExp(
      `^(?:(?:ici|moi|chaque|tous|toutes|le|les|every|here)(?: [a-z]+){0,3},? )?${actors}${ACTING}`,
      'u',
    ),
);

/** Opens with a picture of the future, or holds one and nothing that is done today. */
function isDream({ source: { plain }, language }: AnswerReading): boolean {
  const at = plain.search(WISH_OF_STATE);
  if (at < 0) return false;
  return at < 3 || !ACTS[language].test(plain.replace(WISH_OF_STATE, ' '));
}

/** Opens with what the business does today. */
const opensWithWork = ({ source: { plain }, language }: AnswerReading): boolean =>
  OPENS_ACTING[language].test(plain.trimStart());

const SELLS =
  /^(?:(?:ici |chez (?:moi|nous) |bonjour |moi )?(?:je|j'|nous|on|we|i|my shop|mon entreprise) ?(?:also |aussi |do )?(?:vend[a-z]*|propos[a-z]*|offr[a-z]*|commercialis[a-z]*|fais|fait|faisons|sells?|offers?|provides?|do|supply)|vente d|selling |sale of )(?![a-z])/u;

/** Opens with what is for sale. */
const opensWithGoods = ({ source: { plain } }: AnswerReading): boolean => SELLS.test(plain.trimStart());

const DEEDS: Readonly<Record<Language, RegExp>> = {
  fr: /^(?!.*ier$)[a-z]{2,}(?:er|ir|[nru]dre|ttre|uire|crire|aire|[aeo]indre|ivre)$/u,
  en: /^[a-z]{3,}ing$/u,
};

/** "Collecter …", "fix …", "buying …": opens with an action, by nobody named. */
function opensWithDeed({ words, language }: AnswerReading): boolean {
  const verb = words[0]?.text ?? '';
  return isVerb(verb) || DEEDS[language].test(verb);
}

const READER = /(?<![a-z])(?:you|your|ur|vous|votre|vos|tu|ton|ta|tes|toi|te)(?![a-z])/u;
const FIGURE = /(?<!\d)(?!20[2-9]\d(?!\d))\d{3,}/u;

/** Speaks to a customer or names a price, as an offer does. */
const isOffering = ({ source: { plain }, money }: AnswerReading): boolean =>
  READER.test(plain) || money.length > 0 || FIGURE.test(plain);

/** Some sentence is about people, or the answer says whom it aims at. */
function isAboutPeople(reading: AnswerReading): boolean {
  const { source } = reading;
  if (introducesCustomers(reading) || ONE_PERSON.test(source.plain) || AIMED.test(source.plain)) return true;
  if (opensWithWork(reading)) return false;
  if (TOLD_FIRST.test(source.plain)) return true;
  return sentences(source).some((sentence) => openingPeople(reading, sentence) !== null);
}

const HOPE =
  /(?<![a-z])(?:veux|voulons|voudrai[a-z]*|aimerai[a-z]*|souhait[a-z]*|rev[a-z]*|imagin[a-z]*|vois|voyons|esper[a-z]*|vision|objectif|pense|want|dream|imagine|see|hope|wish|picture|envision|goal|will|would|could|can|should|pour qu[a-z]*|so that|d'ici|dans (?:\d+|[a-z]+) ans|in (?:\d+|[a-z]+) (?:years|yrs)|20[2-9]\d|un jour|one day|when|peu(?:t|vent)|puiss[a-z]*|pourr[a-z]*|devr[a-z]*|doi(?:t|vent)|soi(?:t|ent)|ai(?:t|ent)|(?!naira)[a-z]{2,}ra(?:ient|i|s|it)?|[a-z]{2,}ront)(?![a-z])|^(?:que |qu'|that )/u;
/** Something ends, is replaced or becomes possible. */
const CHANGE =
  /(?<![a-z])(?:(?:plus|jamais) (?:aucune?|personne|jamais)|(?:^|que |qu')(?:plus|moins|davantage) de|^(?:more|fewer|less)|zero|ne [a-z]+ plus|arret[a-z]*|fini|stop[a-z]*|no (?:more|longer|mother|child|farmer|one)|nobody|instead|au lieu|a la place|sans|enfin|without|redonner|(?:come|coming|came|stay|return) home|reviennent|transform[a-z]*|faire reculer|ending|end)(?![a-z])/u;

/** Something is to change. */
export const tellsChange = ({ source: { plain } }: AnswerReading): boolean => CHANGE.test(plain);

/** "Kibera" ends like a future tense. */
const withoutPlaces = ({ source, places }: AnswerReading): string =>
  places.reduceRight((text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`, source.plain);

const OWN_THINGS = /^\s*(?:our|my|nos|notre|mes|mon|ma) /u;

/** What the business is or does, in place of what is to change. */
function tellsToday(reading: AnswerReading): boolean {
  const { source, language, times } = reading;
  if (introducesCustomers(reading) || opensWithGoods(reading)) return true;
  if (isDream(reading)) return false;
  if (opensWithWork(reading)) return !tellsChange(reading);
  if (HOPE.test(withoutPlaces(reading)) || tellsChange(reading)) return false;
  if (isPortrait(reading)) return true;
  if (openingPeople(reading, firstSentence(reading))) return false;
  const isRoutine = opensWithDeed(reading) && times.length > 0;
  return (
    isRoutine || OWN_THINGS.test(source.plain) || ACTS[language].test(source.plain) || isOffering(reading)
  );
}

const ANSWERS_ANOTHER: Readonly<Record<CoachingStep, (reading: AnswerReading, signs: Signs) => boolean>> = {
  vision: (reading) => tellsToday(reading) || growsItself(reading),
  mission: (reading) =>
    isPortrait(reading) || isDream(reading) || growsItself(reading) || tellsBeing(reading),
  clientele: (reading) => {
    if (introducesCustomers(reading)) return false;
    const isWork = opensWithWork(reading) || opensWithGoods(reading) || isOffering(reading);
    return isDream(reading) || (isWork && !isAboutPeople(reading));
  },
  differentiation: (reading, { proof, hard_to_copy }) =>
    isPortrait(reading) ||
    isDream(reading) ||
    restsOnPrice(reading) ||
    (boasts(reading) && !hard_to_copy) ||
    (opensWithGoods(reading) && !proof && !hard_to_copy),
  offre: (reading) => isPortrait(reading) || isDream(reading) || growsItself(reading),
};

/** A good answer to a different question leaves the one that was asked open. Told from how the answer opens. */
export const answersAnotherStep = (reading: AnswerReading, signs: Signs): boolean =>
  ANSWERS_ANOTHER[reading.step](reading, signs);
