import { INFINITIVE, isVerb, TROUBLE } from '../reading/lexicon.js';
import { findChannels, findGuarantees, findProofs } from '../reading/promises.js';
import {
  clauses,
  hitsWithin,
  sentences,
  type Span,
  spanText,
  trimmed,
  wholeOf,
} from '../reading/source-text.js';
import type { AnswerReading, AnswerWord, WordKind } from './answer-reading.js';
import { distinct, substanceOf, wordsIn } from './answer-substance.js';
import type { Criterion } from './coaching-step.js';

const clausesOf = ({ source }: AnswerReading): readonly Span[] =>
  sentences(source).flatMap((sentence) => clauses(source, sentence));

/** The first clause that tells most. */
function mostTelling(reading: AnswerReading): Span | null {
  const told = clausesOf(reading).map((clause) => ({
    clause,
    weight: substanceOf(wordsIn(reading.words, clause)),
  }));
  const most = told.reduce((best, { weight }) => Math.max(best, weight), 0);
  return most > 0 ? (told.find(({ weight }) => weight === most)?.clause ?? null) : null;
}

const SAYING: readonly WordKind[] = ['telling', 'people', 'firm', 'broad', 'plain', 'place'];

/** The first clause with a sign and a word that says something: "qui veulent de la qualité" needs nothing. */
function clauseWith(reading: AnswerReading, sign: RegExp): Span | null {
  const found = clausesOf(reading).find((clause) => {
    if (!sign.test(spanText(reading.source, clause))) return false;
    return wordsIn(reading.words, clause).some(({ kind }) => SAYING.includes(kind));
  });
  return found ?? null;
}

/** Of quotes, which count positions of the text as it was written. */
function spanOfQuote(
  { source }: AnswerReading,
  quote: { readonly start: number; readonly end: number },
): Span {
  return { start: source.from.indexOf(quote.start), end: source.from.indexOf(quote.end) };
}

const ADDED =
  /(?: (?:de|du|des|of|in|at|from|around|near|au|aux|en|dans|vers|entre|sur|with|avec) ?(?:l'|d'|la |le |les |the )?[\p{L}\p{N}'-]+){0,3}/uy;
/** "who get home hungry", up to the end of the clause; a longer one is left out. */
const RELATIVE = /,? (?:qui|who|dont|whose) [^.,;:!?\n()]{2,60}(?=[.,;:!?\n()]|$)/uy;
const LEAD =
  /(?:(?:les|des|la|le|une?|the|an?|petite?s?|jeunes?|future?s?|vieux|vieilles?|small|young|working|market|pregnant|night|private|single|[a-z]+ing) ){0,3}$/u;
const LOOK_BACK = 40;

/** The people with the words around that belong to them. */
function phraseOf({ source }: AnswerReading, { start, end }: AnswerWord): Span {
  const lead = LEAD.exec(source.plain.slice(Math.max(0, start - LOOK_BACK), start))?.[0].length ?? 0;
  ADDED.lastIndex = end;
  const added = end + (ADDED.exec(source.plain)?.[0].length ?? 0);
  RELATIVE.lastIndex = added;
  const told = RELATIVE.exec(source.plain)?.[0].length ?? 0;
  return trimmed(source, { start: start - lead, end: added + told });
}

/** People told by what they do where no word for them is known: "des dibiteries qui cherchent …". */
const TOLD_BY_DEED =
  /(?:ceux|celles|(?<![a-z])(?:les|des|nos|mes|aux) [a-z' -]{3,40}?s|[a-z]{3,}s),? (?:qui (?:n'|s'|ne |se |y |en |les |leur )?(?:ont|cherch|veul|vien|achet|travaill|habit|viv|peuv|doiv|sav|mang|pai|perd|manqu|souffr|attend|rentr|finiss|cass|n'|dorm|vend|commenc|march|roul)[a-z]*|dont (?:les?|la|l')|(?:ils|elles|they) [a-z']+|who(?:se)? [a-z]+|that (?:have|need|want|still|cannot|can't|don't|lose|pay|buy|serve|work|must) ?)/u;
const TELLING_ENOUGH = 3;
const FROM_THERE = /(?:ain|aine|ien|ienne|een|eenne|ais|aise|ois|oise|be)s?$/u;
const TOLD_KINDS: ReadonlySet<WordKind | undefined> = new Set([
  'telling',
  'plain',
  'hollow',
  'abstract',
] as const);

function who(reading: AnswerReading): Span | null {
  const named = (kind: WordKind): AnswerWord | undefined => reading.words.find((word) => word.kind === kind);
  const people = named('people') ?? named('firm') ?? named('broad');
  if (people) return phraseOf(reading, people);
  if (distinct(reading.words, 'telling').size < TELLING_ENOUGH) return null;
  // "plats africains" are eaten by anybody.
  const nameless = reading.words.find(
    ({ kind, text }, at) =>
      kind === 'nameless' && !(FROM_THERE.test(text) && TOLD_KINDS.has(reading.words[at - 1]?.kind)),
  );
  if (nameless) return phraseOf(reading, nameless);
  const told = reading.step === 'clientele' ? TOLD_BY_DEED.exec(reading.source.plain) : null;
  return told && { start: told.index, end: told.index + told[0].length };
}

/** Spots where people are met, without a name of their own. */
const SPOT =
  /(?<![a-z])(?:a|au|aux|dans|devant|pres|autour|vers|chez|derriere|face|sortie|in|at|around|near|next|outside|inside|opposite|by|to|on|along|from|sur|de|du|des) (?:(?:de|a|to|of) )?(?:l'|la |le |les |un |une |mon |ma |notre |leurs? |my |our |the |their |your |an? |every |each |chaque )?(?:[a-z]+ )?(?:quartiers?|villages?|universites?|campus|lycees?|ecoles?|hopita(?:l|ux)|gares?|mosquees?|eglises?|messes?|aeroports?|ports?|plages?|marches?|chantiers?|carrefours?|stades?|salles? de sport|bureaux?|usines?|maisons?|domicile|route|frontieres?|poste|maternites?|cliniques?|pharmacies?|mairies?|creches?|neighbou?rhoods?|hospitals?|schools?|bus (?:station|stop)s?|stages?|airports?|harbou?rs?|church(?:es)?|mosques?|markets?|downtown|border|beach|stadium|gym|offices?|factor(?:y|ies)|lorry parks?|hostels?|doors?|home|stalls?|shops?|kiosks?|street|road|lake|village|meetings?|whatsapp group|groupe whatsapp|lagoon|lagune|corniche|hill|town|compound|savannah?|brousse|cote|coast)(?![a-z])/u;

function where(reading: AnswerReading): Span | null {
  const [place] = reading.places;
  if (place) return spanOfQuote(reading, place.value.quote);
  const [channel] = reading.step === 'clientele' ? findChannels(reading.source) : [];
  if (channel) return spanOfQuote(reading, channel.quote);
  const spot = SPOT.exec(reading.source.plain);
  return spot && { start: spot.index, end: spot.index + spot[0].length };
}

/** With what, where or in which order the work is done. */
const MANNER =
  /(?<![a-z])(?:a (?:velo|moto|domicile|la main|la vapeur|froid|credit|pied)|au (?:feu|solaire)|chez (?:eux|elles|vous|toi|le|la|les)|en (?:ligne|[a-z]+ant)|sur (?:mesure|commande|rendez-vous|place|whatsapp|tiktok|instagram|tablette)|fait main|par (?:abonnement|whatsapp|sms|telephone|groupes?|mois|code)|devant|la veille|le jour meme|avec|moi[ -]meme|by (?:hand|sms|phone|appointment|[a-z]+ing)|handmade|to order|made to measure|door to door|on (?:credit|foot|instagram|whatsapp|tiktok|site)|at (?:home|their|your)|in front of|with|using|myself|ourselves|via|online|then|puis|ensuite|before|avant|after|apres)(?![a-z])/u;
/** "rice with fish": a further item of an offer. */
const WITH_GOODS =
  /^(?!.*(?:domicile|chez|maison|a la main|place|mesure|commande|rendez-vous|ligne|whatsapp|door|home|hand|order|before|avant|after|apres|by )).*(?<![a-z])(?:avec|with)(?! (?:une?|an?|deux|trois|two|three|mon|ma|mes|my|our|notre|\d))(?![a-z])/u;
const JOINED =
  /(?:, |(?<![a-z])(?:et|and|puis|then) )(?:je |j'|on |nous |i |we )?(?:les |la |le |l'|en |them |it )?([a-z]+)/gu;

/** Steps of the work ("on prépare … et on la livre"): the second one. */
function furtherAction({ source, step }: AnswerReading): Span | null {
  if (step !== 'mission') return null;
  const found = [...source.plain.matchAll(JOINED)].find(
    // "sable et gravier"
    ([, verb = '']) => isVerb(verb) || (INFINITIVE.test(verb) && !verb.endsWith('ier')),
  );
  const at = found?.index ?? -1;
  const clause = sentences(source)
    .flatMap((sentence) => clauses(source, sentence))
    .find(({ start, end }) => at >= start - 2 && at < end);
  return at >= 0 ? (clause ?? null) : null;
}

const SERVES =
  /^(?:to |de |d'|je |on |nous |we |i )?(?:serv|satisf|offr|offer|giv|donn|provid|fourni|propos|apport)[a-z]* /u;
const tellsGoods = ({ step, source: { plain } }: AnswerReading): boolean =>
  step === 'offre' || (step === 'mission' && SERVES.test(plain));

function how(reading: AnswerReading): Span | null {
  const manner = clauseWith(reading, MANNER);
  if (manner && !(tellsGoods(reading) && WITH_GOODS.test(spanText(reading.source, manner)))) return manner;
  const time = reading.times.find(({ value }) => value.kind !== 'horizon' && value.kind !== 'length');
  return time ? spanOfQuote(reading, time.value.quote) : furtherAction(reading);
}

/** What is spared or made possible. */
const PURPOSE =
  /(?<![a-z])(?:pour (?:que|qu'|ne |mieux |(?:l'|les |la |le )?[a-z]+(?:er|ir|re|oir)(?![a-z]))|afin|comme ca|(?:si bien|de sorte|ainsi) qu|sans (?:[a-z']+ )?[a-z]+|plus (?:besoin|de|jamais)|n'[a-z]+ plus|pas besoin|evit[a-z]*|gagn[a-z]* du temps|aid(?:e|ons|ent|er) (?:les|a|des)|a ne plus|so (?:that|they|people|you|it|men|customers|farmers|we stop|[a-z]+ [a-z]+)|helps? |never|no more|no longer|without|rather than|instead of|au lieu|moitie (?:prix|moins)|tranquille|sav(?:e|es|ing)|do(?:n'?t| not) (?:have|need|lose|pay)|dnt|perd(?:ent|re)? (?:moins|pas|plus)|lose fewer|less|fewer|moins|reste|still|keeps?|stop [a-z]+ing|leave with|meme la nuit|livree?s? (?:a la|a l'|au pied|au bord|chez (?:vous|toi|eux|elles)))(?![a-z])/u;

/** "Mothers open their stall on time": after what is done, what the customers then do. */
function customersDo(reading: AnswerReading): Span | null {
  const [, ...later] = clausesOf(reading);
  const found = later.find((clause) => {
    const text = spanText(reading.source, clause);
    const words = wordsIn(reading.words, clause);
    const subject = words
      .slice(0, 3)
      .some(({ kind }) => kind === 'people' || kind === 'broad' || kind === 'nameless');
    const isPronoun = /^(?:(?:et|and|so|puis) )?(?:ils|elles|they|you|tu|vous|il|elle|she) /u.test(text);
    return (subject || isPronoun) && words.some(({ kind }) => kind === 'telling' || kind === 'plain');
  });
  return found ?? null;
}

/** What is looked for or feared; what goes wrong is `TROUBLE`. */
const WANT =
  /(?<![a-z])(?:veu(?:t|lent)|voudrai(?:t|ent)|cherch(?:e|ent)|ont besoin|a besoin|il (?:leur )?faut|demand(?:e|ent)|aimeraient|doi(?:t|vent)|inquiet[a-z]*|ont peur|redout[a-z]*|savent pas|jett?ent|cass(?:e|ent)|cour(?:t|ent) apres|n'en [a-z]+ (?:pas|plus)|n'(?:ont|a)|s'ennu[a-z]*|needs?|wants?|look(?:s|ing)? for|fear|worried|afraid|complain[a-z]*|hate|confused|tiring|sad|starving|hungry|pain|run(?:s)? (?:short|out)|only|just|still|rien (?:de|a)|nobody|no time|melts?|rots?|spoils?|pourri[a-z]*|abim[a-z]*|plus d[e']|rentr(?:ent|er) tard|must|closes?|n'y a (?:pas|plus)|y'?a (?:pas|plus)|there is no|no (?!matter)[a-z]+)(?![a-z])/u;

/** "50 bob", "15k", "5000 balles": everyday words that are no currency's name; "coupe homme 1000": no word at all. */
const EVERYDAY_PRICE =
  /\d(?:[\d .,]{0,20}\d)? ?(?:k|bob|balles)(?![a-z])|(?<=[a-z] )(?!20[2-9]\d(?!\d))\d{3,6}(?=[,;.]? *(?:[,;/+]|et |and |$))/gu;

function howMuch(reading: AnswerReading): Span | null {
  const [money] = reading.money;
  if (money) return spanOfQuote(reading, money.money.quote);
  return hitsWithin(reading.source, wholeOf(reading.source), EVERYDAY_PRICE)[0] ?? null;
}

/** What is done when a promise is not kept. */
const REMEDY =
  /(?<![a-z])(?:(?:on|je|nous|i|we) (?:le |la |les |l')?(?:refai[a-z]*|remplac[a-z]*|repren[a-z]*|repar[a-z]*|repol[a-z]*|recou[a-z]*|reviens|rembours[a-z]*|rends?|attend[a-z]*|replace|redo|repair|refund|give back|put it right|pay|swap|bring new|come back)|(?:do not|don't|dont|ne|n'en) (?:pay|payez?|payes?|paies?|paye)(?: pas| rien)?|pays? only|paye[a-z]* seulement|costs? (?:them |you )?nothing|no charge|return (?:it|them)|replaced?|remplacee?s?|exchanged?|echang[a-z]*|swap|gratos|gratuit[a-z]*|offert[a-z]*|goes back|give back|sinon|garanti[a-z]*)(?![a-z])/u;
/** What a customer can look at or ask. */
const SHOWN =
  /(?<![a-z])(?:devant(?! (?:l'|la |le |les |une? |ma |mon )?(?:ecole|gare|marche|mosquee|eglise|hopital|lycee|universite|bureau|maison|boutique|porte|pharmacie|banque|mairie|stade|maternite))|sous (?:les|ses|leurs) yeux|peinte?s?|affich[a-z]*|inscrite?s?|grav[a-z]*|visibles?|vo(?:it|ient)|montr[a-z]*|(?<=(?:qui|on|il|elle|clients?|cliente|parents?|et|le) )lit|suit|suivent|appeler|numerote[a-z]*|numbered|gout(?:e|ez|ent)|tasted by|essa(?:ie|ye|i)[a-z]*|avis|livre d'or|cahiers?|carnets?|fiches?|registres?|ardoise|portent?|date|numeros?|releve|reports?|hangs|book tells|shows?|watch|can see|sees?|scan(?:ner)?|signed?|sign|call (?:him|her|them)|picture|photos?|letter|lettre|inspector|receipts?|tag|cards?|recorded|clearance|en video|diplom[a-z]*|licen[cs]e[a-z]*|agrement|certifi[a-z]*|\d{1,4} ?(?:ans|yrs|years)|depuis (?:\d|plus)|since (?:\d|then))(?![a-z])/u;

function proof(reading: AnswerReading): Span | null {
  const told = [...findGuarantees(reading.source), ...findProofs(reading.source)];
  const [first] = told.sort((one, other) => one.start - other.start);
  return first ? spanOfQuote(reading, first) : (clauseWith(reading, REMEDY) ?? clauseWith(reading, SHOWN));
}

const NUMBER_WORD =
  '(?:(?<!\\d)\\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|plusieurs|des|two|three|four|five|six|seven|eight|nine|ten|twelve|many|several)';
/** Time, kinship, schooling or a right that stands behind it, or nobody else who does it. */
const HARD = new RegExp(
  `(?<![a-z])(?:${NUMBER_WORD} ?(?:ans|annees|mois|semaines|yrs|years|months|weeks|seasons|decades)|seule?s? (?:a|au|en|dans|qui)|la seule|le seul|que deux|(?:personne|aucune?|nul)(?: [a-z]+){0,4} (?:ne|n'|le fait)|aucune? (?:autre|vendeur|concurrent|magasin)[a-z]*|nobody|no one|the only|only (?:one|two|me|[a-z]+ (?:school|lab|shop|clinic|truck|workshop))|rares? [a-z]+|few (?:will|can|people|others)|(?:les |d')autres|others?|contrairement|unlike|riva(?:l|ux|ls)|concurrents|competitors?|(?:mon|ma|mes|notre|my|our) (?:arriere-|great-)?(?:grand[- ]?)?(?:mere|pere|oncles?|soeurs?|freres?|tantes?|famille|associe|mother|father|ma|pa|mum|dad|uncles?|aunts?|aunties|sisters?|brothers?|family)|(?:grand|great)[- ]?(?:ma|pa|mother|father|uncles?|mere|pere)s?|de pere en fils|fils de|herit[a-z]*|de (?:la )?famille|recette|recipe|secrets?|appris[a-z]*|learn(?:t|ed)|taught|trained|brevet[a-z]*|patent[a-z]*|licen[cs]e[a-z]*|exclusi[a-z]+|contrats?|contracts?|accord|diplom[a-z]*|certifi[a-z]*|ancien(?:ne)?s? |retired|i was|i worked|j'ai (?:travaille|servi|tenu)|jai travaille|moi[ -]meme|myself|ourselves|my own|our own|own|(?:mon|ma|nos|notre|mes) propres?|en (?:wolof|haoussa|langue|ewe|lingala|dioula|zarma|bambara|fon|mina|swahili)|in (?:hausa|yoruba|igbo|twi|fante|ewe|luganda|luo|kikuyu|kinyarwanda|bemba|zulu|shona|sign language)|swahili|fabriqu[a-z]*|built|invent[a-z]*|only to me|qu'(?:a nous|a moi|avec)|nulle part|nowhere|ailleurs|uniquement|jamais|never|no such|not replace)(?![a-z])`,
  'u',
);

const FINDERS: Readonly<Record<Criterion, (reading: AnswerReading) => Span | null>> = {
  what: mostTelling,
  who,
  where,
  how,
  need: (reading) => clauseWith(reading, TROUBLE) ?? clauseWith(reading, WANT),
  gain: (reading) => clauseWith(reading, PURPOSE) ?? customersDo(reading),
  how_much: howMuch,
  proof,
  hard_to_copy: (reading) => clauseWith(reading, HARD),
};

/** Where an answer shows a criterion; null when it does not. */
export const findCriterion = (reading: AnswerReading, criterion: Criterion): Span | null =>
  FINDERS[criterion](reading);
