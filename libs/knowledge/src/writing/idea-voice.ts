import type { BusinessBrief } from '../business-brief.js';
import { countryPack } from '../countries/country-packs.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import type { IdeaReading } from '../reading/idea-reading.js';
import { readIdea } from '../reading/read-idea.js';
import { sectorPack } from '../sectors/sector-packs.js';
import { type Sector, type SectorPack, SECTORS } from '../sectors/sector-pack.js';
import { contentStems, fold } from '../text/fold.js';
import * as english from './english-voice.js';
import * as french from './french-voice.js';
import {
  asSentence,
  clausesOf,
  cutAtWord,
  excerpt,
  quoted,
  sentencesOf,
  tidy,
  upperFirst,
  withoutFinalPunctuation,
} from './prose.js';
import { languageOf } from './text-language.js';
import { Variety } from './variety.js';

/** The most of one text that is woven into the pages; the rest stays in the brief. UTF-16 units. */
const WOVEN = 900;
const TITLE = 60;

/** One of the five texts as the site says it. */
export interface Passage {
  /** Sentences in the voice of the business, or quotations where they can not be turned safely. Never empty strings. */
  readonly sentences: readonly string[];
  /** The person's words, tidy and otherwise untouched. */
  readonly raw: string;
  /** Written in another language than the site. */
  readonly isForeign: boolean;
  /** Says hardly anything that a visitor could use. */
  readonly isVague: boolean;
}

export interface OfferVoice extends Passage {
  /** What the customer gets, for headings; at most 60 characters. */
  readonly title: string;
  /** What follows the title in the person's sentence, e.g. "à partir de 25 000 FCFA"; null when nothing does. */
  readonly tail: string | null;
  /** "aider les femmes … à …" without subject; null when the offer is not told that way. */
  readonly help: { readonly who: string; readonly outcome: string } | null;
}

export interface VisionVoice extends Passage {
  /** How the first sentence can be continued: `que …` after "nous voulons", an infinitive, or a sentence of its own. */
  readonly form: 'wish' | 'goal' | 'statement';
  /** The clause for `wish` and `goal`, lower case, without final punctuation; null for a statement. */
  readonly clause: string | null;
}

export interface AudienceVoice extends Passage {
  /** Noun phrase with article, lower case, e.g. "les femmes de 25 à 45 ans"; null when it can not be told. */
  readonly who: string | null;
  /** The same with what is said of them, for "nous travaillons pour …"; null when it can not be told. */
  readonly portrait: string | null;
  /** Their trouble said to one of them, questions with question mark, the most telling first; at most two. */
  readonly questions: readonly string[];
}

export interface DifferenceVoice extends Passage {
  /** What the business does. */
  readonly own: readonly string[];
  /** What the others do or fail to do; for the entrepreneur's eyes, not for the site. Verbatim. */
  readonly rivals: readonly string[];
  /** `own` verbatim, for quoting. */
  readonly ownWords: readonly string[];
}

export interface PlaceVoice {
  readonly city: string | null;
  readonly region: string | null;
  /** As the person wrote it. */
  readonly country: string | null;
  /** "à Dakar", "au Sénégal", "in Lagos"; empty when nothing is known. */
  readonly within: string;
  /** The town, else the country, else the region; null when nothing is known. */
  readonly name: string | null;
}

/** The idea as the writers tell it. */
export interface IdeaVoice {
  readonly language: Language;
  readonly brief: BusinessBrief;
  readonly name: string;
  readonly sector: Sector;
  readonly pack: SectorPack;
  readonly country: CountryCode | null;
  readonly place: PlaceVoice;
  /** The trade in the person's own words when they fit the language, else the sector's name. Lower case. */
  readonly trade: string;
  readonly offer: OfferVoice;
  readonly vision: VisionVoice;
  readonly mission: Passage;
  readonly audience: AudienceVoice;
  readonly difference: DifferenceVoice;
  readonly services: readonly string[];
  /** Price as the person said it in the offer or a service, e.g. "à partir de 25 000 FCFA"; null when none. */
  readonly price: string | null;
  /** Sentences that promise a remedy or something for free. */
  readonly guarantees: readonly string[];
  /** Sentences that name a diploma, a licence, a training. */
  readonly credentials: readonly string[];
  /** Sentences that tell what customers did or said. */
  readonly socialProof: readonly string[];
  readonly reading: IdeaReading;
  readonly variety: Variety;
}

export interface HeardInput {
  readonly brief: BusinessBrief;
  readonly language: Language;
  readonly sector: Sector;
  readonly country: CountryCode | null;
}

const GUARANTEE =
  /garanti|rembours|(?:est|sont|sera) (?:offert|remplac|échang|repris|report|payé|rabot)|retouches? gratuit|(?:^| )sinon [^.]*(?:offert|gratuit|rembours)|offerts? (?:la|le|les|si|en cas|pendant)|n['’]est pas facturé|pour changer d['’]avis|se rend pendant|guarantee|refund|money back|pay back|paid back|dye it again free|again for free|at no cost|warranty|or the last|credited|is repaired or paid|returns are accepted|is replaced/iu;
const CREDENTIAL =
  /diplôm|certifi|agréé|licenci[ée]|breveté|homologu|formée? (?:à|par|au)|enseignante? de|infirmi[eè]re? (?:de|du|depuis)|vétérinaire|qualified|licensed|accredited|chartered|trained at|trained by|degree in|diploma|registered (?:nurse|with)/iu;
const SOCIAL_PROOF =
  /(?:déjà|plus de|nos|mes) [\p{N} ]*(?:clients?|clientes?|familles?|élèves|commandes)[^.]{0,60}(?:servi|recommand|fidèl|confi|content|satisfait|revien)|déjà \p{N}+|already (?:serve|have|trained|sold)|(?:customers|clients|families) (?:recommend|come back|return|trust)|we have (?:served|trained|repaired|sold) /iu;

/** A one-person "je" or "I" that may have to be quoted, in the voice of the business. */
function ourSentence(sentence: string, language: Language): string {
  const turned = (language === 'fr' ? french : english).inOurVoice(sentence);
  return turned === null ? `${quoted(upperFirst(sentence), language)}.` : asSentence(turned);
}

/** Shouted texts in lower case; names that the brief shows elsewhere keep their capitals. */
function calm(text: string, names: ReadonlyMap<string, string>): string {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = text.match(/\p{Lu}/gu) ?? [];
  if (letters.length < 12 || capitals.length < letters.length * 0.7) return text;
  const lower = text.toLowerCase().replace(/\p{L}[\p{L}\p{M}-]*/gu, (word) => names.get(fold(word)) ?? word);
  return lower.replace(/(^|[.!?…]\s+)(\p{Ll})/gu, (_match, lead: string, letter: string) => lead + letter.toUpperCase());
}

const ACRONYMS = ['FCFA', 'CFA', 'WhatsApp', 'SMS', 'Facebook', 'Instagram', 'TikTok', 'Google', 'VIP', 'BTP', 'HLM'];

function spokenNames({ location, business_name }: BusinessBrief): ReadonlyMap<string, string> {
  const names = [location.city, location.region, location.country, business_name].flatMap(
    (name) => name?.match(/\p{L}[\p{L}\p{M}-]*/gu) ?? [],
  );
  const capitalised = names
    .filter((name) => /^\p{Lu}/u.test(name) && name.length > 3)
    .map((name) => [fold(name), /^\p{Lu}+$/u.test(name) ? upperFirst(name.toLowerCase()) : name] as const);
  return new Map([...capitalised, ...ACRONYMS.map((name) => [fold(name), name] as const)]);
}

const VAGUE =
  /^(?:gagner (?:de l['’]argent|ma vie|beaucoup)|(?:être|devenir) riche|vendre (?:des choses|tout|de tout)|tout le monde|tous|toute? personnes?|n['’]importe qui|bonne? qualité|bon prix|pas cher|plusieurs (?:produits|choses|services)|des (?:produits|choses|services)|je ne sais pas|rien|make money|earn money|get rich|be rich|sell (?:things|stuff|everything)|everybody|everyone|anyone|all people|good quality|good price|cheap|many (?:products|things)|(?:various|several|some) (?:products|things|services)|i do not know|i don['’]t know|nothing)(?!\p{L})/iu;

function isVague(text: string, language: Language): boolean {
  const stems = contentStems(text, language);
  return stems.length < 3 || (VAGUE.test(text.trim()) && stems.length < 7);
}

class Ear {
  readonly names: ReadonlyMap<string, string>;

  constructor(
    readonly brief: BusinessBrief,
    readonly language: Language,
  ) {
    this.names = spokenNames(brief);
  }

  hear(text: string): Passage {
    const raw = tidy(calm(text, this.names));
    const spoken = languageOf(raw);
    const isForeign = spoken !== null && spoken !== this.language;
    const woven = excerpt(raw, WOVEN);
    const sentences = isForeign
      ? [`${quoted(excerpt(raw, 400), this.language)}.`]
      : sentencesOf(woven).map((sentence) => ourSentence(sentence, this.language));
    return {
      raw,
      isForeign,
      isVague: isVague(raw, spoken ?? this.language),
      sentences: raw === '' ? [] : sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence)),
    };
  }
}

const HEADING_BREAK =
  /(?:,? (?=(?:à partir de|à|au|en|pour|avec|dans|sur|chez|par|dès|jusqu['’]|sans|from|for|with|at|in|by|before|without|to|on|that|where) )|, |; | [–—(] ?)/gu;
const PRICE_LEAD = /[\s,;:(–—-]+(?:(?:coûtent|coûte|costs?|à partir de|dès|entre|pour|à|de|from|for|at|only|starting at|seulement)\s*)*$/iu;

/** The heading of a longer promise, at most 60 characters, and what follows it. Prefers to leave the price out. */
function headline(promise: string, price: string | null): { title: string; tail: string | null } {
  const text = withoutFinalPunctuation(promise);
  const at = price === null ? -1 : text.indexOf(price);
  const beforePrice = at > 0 ? text.slice(0, at).replace(PRICE_LEAD, '').length : -1;
  if (beforePrice >= 12 && beforePrice <= TITLE) return split(text, beforePrice);
  if (text.length <= TITLE) return { title: upperFirst(text), tail: null };
  const breaks = [...text.matchAll(HEADING_BREAK)].map(({ index }) => index).filter((index) => index >= 12 && index <= TITLE);
  const commas = breaks.filter((index) => /^[,;]/u.test(text.slice(index)));
  const best = commas.at(-1) ?? breaks.at(-1);
  if (best !== undefined && !/\b\p{N}+$/u.test(text.slice(0, best))) return split(text, best);
  const title = cutAtWord(text, TITLE);
  return split(text, title.length);
}

function split(text: string, at: number): { title: string; tail: string | null } {
  const title = withoutFinalPunctuation(text.slice(0, at));
  const tail = text.slice(at).replace(/^[\s,;:–—-]+/u, '').trim();
  return { title: upperFirst(title), tail: tail && /[\p{L}\p{N}]/u.test(tail) ? tail : null };
}

const HELP: Readonly<Record<Language, RegExp>> = {
  fr: /^(?:j['’]aide|je permets|nous aidons|nous permettons|on aide|aider|aide|permettre) (?:à |aux )?(?<who>.{3,90}?) (?:à|de|d['’]) ?(?<outcome>(?:ne (?:jamais|plus|pas|rien) |mieux |bien |s['’]|se |l['’]|les? |la |y )?\p{L}+(?:er|ir|oir|re)\b(?<!offre|notre|votre|quatre|autre).*)$/isu,
  en: /^(?:I|we)(?: can)? help (?<who>.{3,90}?) (?:to )?(?<outcome>(?:never |not |stop |always )?(?:get|have|find|keep|save|raise|learn|sell|buy|eat|pass|send|pay|build|make|start|look|feel|move|know|stock|ship|cook|grow|earn|reach|drive|speak|write|store|protect|repair|dress|sleep|travel|finish|become|see|read|care|stay|live|work|avoid|cut|reduce|open|run|win|plan|receive|deliver|choose|wear|enjoy|prepare|organi[sz]e|understand|improve|increase|recover|heal|walk|give|take|bring|use|share|order|track|manage|rent|own|lose|throw)\b.*)$/isu,
};

function hearOffer(passage: Passage, ear: Ear, place: PlaceVoice, price: string | null): OfferVoice {
  const { language } = ear;
  if (passage.isForeign || passage.raw === '') {
    const name = upperFirst(tidy(ear.brief.business_name));
    const title = cutAtWord([name, place.within].filter(Boolean).join(' '), TITLE);
    return { ...passage, title, tail: null, help: null };
  }
  const first = sentencesOf(passage.raw)[0] ?? passage.raw;
  const match = HELP[language].exec(withoutFinalPunctuation(first));
  const who = match?.groups?.who;
  const voiced = match?.groups?.outcome ? (language === 'fr' ? french : english).inOurVoice(match.groups.outcome) : null;
  const outcome = voiced ?? undefined;
  if (who && outcome) {
    const promise = (language === 'fr' ? french : english).asInvitation(outcome);
    const definite = language === 'fr' ? french.withDefiniteArticle(who) : who;
    const heading = headline(promise, price);
    return { ...passage, ...heading, help: definite === null ? null : { who: definite, outcome } };
  }
  const shown = passage.sentences[0] ?? first;
  const isTurned = !/^[«“]/u.test(shown);
  const invitation =
    language === 'fr' && isTurned && /^\p{L}+(?:er|ir|oir)\b/iu.test(first) && !/^\p{L}+(?:ier)\b/iu.test(first)
      ? french.asInvitation(withoutFinalPunctuation(first))
      : withoutFinalPunctuation(isTurned ? shown : first);
  return { ...passage, ...headline(invitation, price), help: null };
}

const WISH_FR =
  /^(?:(?<horizon>d(?:ans|['’]ici) [^,.;]{2,24}?),? )?(?:je|nous|on) (?:veux|voulons|veut|souhaite|souhaitons|voudrais|voudrions|aimerais|aimerions|rêve|rêvons) (?<clause>qu(?:e |['’]).+)$/isu;
const QUE_FR = /^(?<clause>qu(?:e |['’]).+)$/isu;
const GOAL_FR =
  /^(?:(?:(?<horizon>d(?:ans|['’]ici) [^,.;]{2,24}?),? )?(?:je|nous|on) (?:veux|voulons|veut|souhaite|souhaitons|voudrais|voudrions|aimerais) )?(?<clause>(?:ne (?:plus|jamais) )?(?!(?:hier|atelier|premier|dernier|offre|notre|votre|quatre|entre|zéro|plaisir)\b)\p{L}+(?:er|ir|oir|(?:d|t|p|v|i|u)re)\b.+)$/isu;
const GOAL_EN = /^(?:(?:my|our) (?:dream|vision|goal|aim) is )?(?<clause>to \p{L}+ .+)$/isu;

function hearVision(passage: Passage, language: Language): VisionVoice {
  const statement: VisionVoice = { ...passage, form: 'statement', clause: null };
  const first = withoutFinalPunctuation(sentencesOf(passage.raw)[0] ?? '');
  if (passage.isForeign || passage.isVague || first === '') return statement;
  const horizon = /^(d(?:ans|['’]ici) [^,.;]{2,24}?),? (?=nous|on|les|le|la)/iu;
  if (language === 'fr' && horizon.test(passage.sentences[0] ?? '')) {
    return { ...statement, sentences: passage.sentences.map((sentence, index) => (index === 0 ? sentence.replace(horizon, '$1, ') : sentence)) };
  }
  const turn = (clause: string, horizon?: string): string | null => {
    const turned = (language === 'fr' ? french : english).inOurVoice(clause);
    if (turned === null) return null;
    if (horizon) return null;
    return turned.replace(/^\p{Lu}(?=\p{Ll}|['’])/u, (letter) => letter.toLowerCase());
  };
  if (language === 'en') {
    const goal = GOAL_EN.exec(first)?.groups?.clause;
    const clause = goal ? turn(goal) : null;
    return clause ? { ...passage, form: 'goal', clause } : statement;
  }
  const wish = WISH_FR.exec(first)?.groups ?? QUE_FR.exec(first)?.groups;
  if (wish?.clause) {
    const clause = turn(wish.clause, wish.horizon);
    return clause ? { ...passage, form: 'wish', clause } : statement;
  }
  const goal = GOAL_FR.exec(first)?.groups;
  const isInfinitive = goal?.clause && /^(?:ne (?:plus|jamais) )?\p{L}+(?:er|ir|oir|dre|tre|ire|uire|vre|pre)\b/iu.test(goal.clause);
  if (goal?.clause && isInfinitive && !/^\p{L}+ier /iu.test(goal.clause)) {
    const clause = turn(goal.clause, goal.horizon);
    return clause ? { ...passage, form: 'goal', clause } : statement;
  }
  return statement;
}

const AUDIENCE_LEAD =
  /^(?:mes|nos) clients?(?:es)? (?:sont|:|ce sont) ?|^ce sont |^(?:je|nous|on) (?:cible|ciblons|vise|visons|travaille|travaillons|m['’]adresse|nous adressons)(?: surtout)? (?:pour |avec |à )?|^pour |^(?:my|our) (?:customers|clients) (?:are|:) ?|^(?:we|i) (?:serve|target|work (?:with|for)) /iu;
const RELATIVE: Readonly<Record<Language, RegExp>> = {
  fr: /(?:,? et |,? ou |,? mais |, )(?<pronoun>(?:à )?qui|dont) /giu,
  en: /(?:,? and |,? or |,? but |, )(?<pronoun>who|whose) /giu,
};
const HEAD_END: Readonly<Record<Language, RegExp>> = {
  fr: /(?:,|;|:| \(| – | — | qui | dont | que | qu['’]| à qui | ayant | où |, fatigués)/u,
  en: /(?:,|;|:| \(| – | — | who | whose | that | which | where )/u,
};
/** What a business does not say to its customers' faces. */
const INTIMATE = /gagnent|budget|salaire|revenu|pauvre|FCFA|francs?\b|dépensent|honte|earn|income|salary|shillings?|naira|cedis?|ashamed|poor\b/iu;
/** Where the person meets customers: for the research, not for the site. */
export const WHERE_FOUND = /(?:les|leur|them) (?:trouv|rencontr|touch|attein)|on les trouve|(?:find|reach|meet) them/iu;
const TROUBLE =
  /rat|perd|souffr|manqu|n['’]|ne |sans|faute|trop|cherch|veul|besoin|abîm|peur|attend|oubli|dispute|retard|vol|fatigu|brûl|gonfl|refus|tard|cannot|can['’]t|lose|lost|need|want|struggl|fail|tired|cheat|never|no |not |hungry|afraid|refus|late|burn|scratch|wrong|different|mock|lack|throw|suspect|thin|grey|only|half a day/iu;

interface CustomerClause {
  readonly pronoun: string;
  readonly predicate: string;
}

const FIRST_RELATIVE: Readonly<Record<Language, RegExp>> = {
  fr: /^(?:, (?:de |entre |moins |plus |budget |surtout |\p{N})[^;:]*?)?,? (?<pronoun>(?:à )?qui|dont) /iu,
  en: /^(?:, (?:from |between |under |over |aged |mostly |\p{N})[^;:]*?)?,? (?<pronoun>who|whose|that) /iu,
};

/**
 * What the rest of the sentence says of the people named by its head. A relative pronoun in the middle of a clause
 * ("des portes qui gonflent") belongs to another noun and starts no clause of its own.
 */
function clausesAbout(rest: string, language: Language): CustomerClause[] {
  const first = FIRST_RELATIVE[language].exec(rest);
  if (!first) return [];
  const said = rest.slice(first[0].length);
  const hits = [...said.matchAll(RELATIVE[language])];
  const parts = [
    { pronoun: first.groups?.pronoun ?? '', from: 0, to: hits[0]?.index ?? said.length },
    ...hits.map((hit, index) => ({
      pronoun: hit.groups?.pronoun ?? '',
      from: hit.index + hit[0].length,
      to: hits[index + 1]?.index ?? said.length,
    })),
  ];
  return parts
    .map(({ pronoun, from, to }) => ({ pronoun, predicate: withoutFinalPunctuation(said.slice(from, to)) }))
    .filter(({ predicate }) => predicate.includes(' '));
}

/** The noun phrase at the beginning: a list ("nurses, porters and drivers") up to its end, else up to the first comma. */
function headOf(sentence: string, language: Language): string {
  const until = sentence.search(HEAD_END[language]);
  const relative = sentence.search(language === 'fr' ? / (?:qui|dont|que|qu['’]|à qui) ?/u : / (?:who|whose|that) /u);
  const list = /^(?:[\p{L}’' -]+, )+[^,;:.]*? (?:et|and) [^,;:.]+/u.exec(relative < 0 ? sentence : sentence.slice(0, relative));
  if (list && list[0].length <= 100) return list[0].trim();
  return (until < 0 ? sentence : sentence.slice(0, until)).trim();
}

function hearAudience(passage: Passage, language: Language, reading: IdeaReading): AudienceVoice {
  const nobody: AudienceVoice = { ...passage, who: null, portrait: null, questions: [] };
  if (passage.isForeign || passage.isVague || reading.customers === null) return nobody;
  const first = (sentencesOf(passage.raw)[0] ?? '').replace(AUDIENCE_LEAD, '');
  const sentence = withoutFinalPunctuation(first);
  const head = headOf(sentence, language);
  const isNoun = head.length >= 3 && head.length <= 100 && !/(?:^|\s)(?:je|j['’]|nous|I|we)(?:\s|$)/iu.test(head);
  const who = !isNoun ? null : language === 'fr' ? french.withDefiniteArticle(head) : lowerNoun(head, passage.raw);
  const clauses = clausesAbout(sentence.slice(head.length), language);
  const toYou = (language === 'fr' ? french : english).toTheCustomer;
  const questions = clauses
    .filter(({ predicate }) => !INTIMATE.test(predicate) && predicate.length < 170)
    .flatMap(({ pronoun, predicate }) => {
      const said = toYou(pronoun, predicate);
      return said === null ? [] : [{ said, weight: TROUBLE.test(predicate) ? 1 : 0 }];
    })
    .sort((left, right) => right.weight - left.weight)
    .map(({ said }) => `${upperFirst(withoutFinalPunctuation(said))}?`);
  const kept = clauses.filter(({ predicate }) => !INTIMATE.test(predicate));
  const sentences = passage.sentences.filter((text) => !INTIMATE.test(text) && !WHERE_FOUND.test(text));
  const portrait =
    who === null
      ? null
      : [who, ...kept.slice(0, 2).map(({ pronoun, predicate }, index) => `${index > 0 ? (language === 'fr' ? 'et ' : 'and ') : ''}${pronoun} ${predicate}`)].join(' ');
  return { ...passage, sentences, who, portrait, questions: questions.slice(0, 2) };
}

/** Lower case unless it may be a name: a first word that the text shows in capitals elsewhere too. */
function lowerNoun(noun: string, text: string): string {
  const first = /^[^\s,]*/u.exec(noun)?.[0] ?? '';
  if (!/^\p{Lu}\p{Ll}+$/u.test(first) || /^(?:Ghanaian|Kenyan|Nigerian|African|Muslim|Christian|Swahili|English|French)/u.test(first)) return noun;
  const again = text.slice(first.length + 1);
  return new RegExp(`[a-z,] ${first}\\b`, 'u').test(again) ? noun : noun.charAt(0).toLowerCase() + noun.slice(1);
}

const OTHERS =
  /^(?:les autres|d['’]autres|beaucoup|la plupart|aucune?\b|personne|ailleurs|contrairement|chez les autres|others?\b|other \p{L}+|most\b|nobody else|no one else|no other|unlike|elsewhere|imported|competitors|relatives)/iu;
const OTHERS_INSIDE = /\b(?:les autres|concurren|personne ne|aucun autre|others? (?:do|will|can)|no other|competitors?)\b/iu;
const FIRST_PERSONS: Readonly<Record<Language, RegExp>> = {
  fr: /(?:^|[^\p{L}])(?:nous|nos|notre|je|mes|mon|ma|on|j['’]\p{L}+)(?!\p{L})/iu,
  en: /\b(?:we|our|us|I|my|me)\b/u,
};
const NEGATION = /(?:^|\s)(?:ne|n['’]\p{L}+|never|rarely|cannot|can['’]t|will not|won['’]t|do not|don['’]t|no)(?:\s|$)|attendent|demandent|disappear/iu;
const PLURAL_SUBJECT = /^(?:les|des) \p{L}+|^(?:the (?!guest|student|child|client|customer|company|cloth|car)\p{L}+(?: \p{L}+)*s|(?!the )\p{L}+(?:[ -]\p{L}+){0,2}s) (?=\p{L})/iu;
const SELLERS = /(?:stall|seller|vendor|shop|salon|school|crew|dealer|agent|trader|market|store|company|hospital|bottle|van|owner|system|tour|sites?|booking|artist)s?\b/iu;

/** Is the clause about the others in the trade? The first clause of the text is always about the business. */
function isAboutOthers(clause: string, index: number, language: Language): boolean {
  const isOurs = FIRST_PERSONS[language].test(clause);
  if (OTHERS.test(clause)) return true;
  if (OTHERS_INSIDE.test(clause) && !isOurs) return true;
  if (index === 0 || isOurs || !PLURAL_SUBJECT.test(clause)) return false;
  return NEGATION.test(clause) || SELLERS.test(clause.split(' ').slice(0, 4).join(' '));
}

function hearDifference(passage: Passage, language: Language): DifferenceVoice {
  if (passage.isForeign) return { ...passage, own: passage.sentences, rivals: [], ownWords: [passage.raw] };
  const own: string[] = [];
  const rivals: string[] = [];
  const ownWords: string[] = [];
  let index = 0;
  for (const sentence of sentencesOf(excerpt(passage.raw, WOVEN))) {
    for (const clause of clausesOf(sentence)) {
      const mixed = /^(.{12,}?),? (?:et|mais|and|but) ((?:mes|mon|ma|nos|notre|nous|je|j['’]|my|our|we|I)\b.+)$/isu.exec(clause);
      // "Aucun tailleur ne le fait, et mes patrons …": the second half is about the business again.
      if (isAboutOthers(clause, index, language)) {
        rivals.push(mixed?.[1] ?? clause);
        if (mixed?.[2]) {
          own.push(ourSentence(mixed[2], language));
          ownWords.push(mixed[2]);
        }
      } else {
        own.push(ourSentence(clause, language));
        ownWords.push(clause);
      }
      index += 1;
    }
  }
  if (own.length === 0) return { ...passage, own: passage.sentences, rivals: [], ownWords: passage.raw ? [passage.raw] : [] };
  return { ...passage, own, rivals, ownWords };
}

function hearPlace({ location }: BusinessBrief, country: CountryCode | null, language: Language): PlaceVoice {
  const part = (text: string | undefined): string | null => {
    const clean = tidy(text ?? '');
    return /[\p{L}\p{N}]/u.test(clean) ? clean : null;
  };
  const city = part(location.city);
  const written = part(location.country);
  const region = part(location.region);
  const ownRegion = region !== null && city !== null && fold(region) === fold(city) ? null : region;
  const countryName = country === null ? null : countryPack(country).name[language];
  const isShort = city !== null && city.length <= 40;
  const within = isShort
    ? language === 'fr'
      ? french.atTown(city)
      : `in ${city}`
    : countryName !== null && country !== null
      ? language === 'fr'
        ? french.inCountry(country, countryName)
        : `in ${countryName}`
      : '';
  return {
    city,
    region: ownRegion,
    country: written ?? countryName,
    within,
    name: (isShort ? city : null) ?? countryName ?? written ?? ownRegion,
  };
}

function hearTrade({ sector: written }: BusinessBrief, pack: SectorPack, sector: Sector, language: Language): string {
  const words = tidy(written);
  const isId = (SECTORS as readonly string[]).includes(fold(words));
  const spoken = languageOf(words);
  const fits = words !== '' && words.length <= 60 && !isId && (spoken === null || spoken === language);
  const trade = fits ? words : sector === 'other' ? '' : pack.label[language];
  return /^\p{Lu}\p{Ll}/u.test(trade) ? trade.charAt(0).toLowerCase() + trade.slice(1) : trade;
}

const PRICE_ENDING =
  /^ (?:(?:guinéens?|congolais|rwandais|CFA) ?)?(?:(?:par|le|la|les|l['’]|a|an|the|per|each) ?\p{L}+)?/iu;

/** The words of the offer's price, with "à partir de" and its unit when the person said them. */
function hearPrice(brief: BusinessBrief, reading: IdeaReading): string | null {
  const inOffer = [...reading.prices, ...reading.otherMoney].find(({ quote }) => quote.field === 'value_proposition');
  const stated = inOffer ?? reading.prices[0];
  if (!stated) return null;
  const rest = inOffer ? (PRICE_ENDING.exec(brief.value_proposition.slice(stated.quote.end))?.[0] ?? '') : '';
  const isUnit = /^ (?:guinéen|congolais|rwandais|CFA|par |per |each|l['’])/iu.test(rest) || (/^ (?:le|la|a|an) (?!half\b)\p{L}+$/iu.test(rest) && stated.unit === null);
  return tidy(stated.quote.text + (isUnit ? rest : ''));
}

/** Reads the brief once, for all writers: what was said, as the site can say it. */
export function hearIdea({ brief, language, sector, country }: HeardInput): IdeaVoice {
  const ear = new Ear(brief, language);
  const reading = readIdea(brief, language);
  const pack = sectorPack(sector);
  const place = hearPlace(brief, country, language);
  const price = hearPrice(brief, reading);
  const mission = ear.hear(brief.mission);
  const difference = hearDifference(ear.hear(brief.differentiation), language);
  const offer = hearOffer(ear.hear(brief.value_proposition), ear, place, price);
  const vision = hearVision(ear.hear(brief.vision), language);
  const audience = hearAudience(ear.hear(brief.target_audience), language, reading);
  const told = [...difference.own, ...mission.sentences, ...offer.sentences].filter((sentence) => !/^[«“]/u.test(sentence));
  const said = [...mission.sentences, ...difference.own, ...vision.sentences, ...audience.sentences];
  const found = (pattern: RegExp, among: readonly string[]): string[] => [
    ...new Set(among.filter((sentence) => pattern.test(sentence))),
  ];
  return {
    language,
    brief,
    name: tidy(brief.business_name),
    sector,
    pack,
    country,
    place,
    trade: hearTrade(brief, pack, sector, language),
    offer,
    vision,
    mission,
    audience,
    difference,
    services: brief.services.map(tidy).filter((service) => /[\p{L}\p{N}]/u.test(service)),
    price,
    guarantees: found(GUARANTEE, told),
    credentials: found(CREDENTIAL, said),
    socialProof: found(SOCIAL_PROOF, said),
    reading,
    variety: new Variety(JSON.stringify([language, brief])),
  };
}
