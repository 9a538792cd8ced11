import type { CountryCode } from '../countries/country-pack.js';
import {
  hasTellingCapitals,
  hitsWithin,
  quote,
  sentences,
  type Span,
  wholeOf,
} from '../reading/source-text.js';
import { resolveSector } from '../sectors/resolve-sector.js';
import type { Sector } from '../sectors/sector-pack.js';
import { fold } from '../text/fold.js';
import { type StatedLocation, statedLocations } from './answer-places.js';
import { type AnswerContext, type AnswerReading, readAnswer, type WordKind } from './answer-reading.js';
import { enumeratedItems, isEnumeration } from './answer-shape.js';
import { wordsIn } from './answer-substance.js';

/** What an answer tells besides what was asked. Texts are the person's own words. */
export interface AnswerFacts {
  readonly businessName: string | null;
  readonly sector: Sector | null;
  readonly city: string | null;
  readonly country: CountryCode | null;
  /** Amounts that the business asks for, with their unit. */
  readonly prices: readonly string[];
  readonly services: readonly string[];
}

const BUSINESS =
  '(?:entreprise|atelier|salon|boutique|restaurants?|resto|maquis|marque|soci[eé]t[eé]|[eé]cole|ferme|projet|appli(?:cation)?|app|magasin|cabinet|centre|coop[eé]rative|agence|enseigne|structure|association|garage|pharmacie|clinique|studio|start-?up|plateforme|site|boulangerie|p[aâ]tisserie|cantine|business|company|shop|store|brand|school|farm|firm|venture|workshop|service|kiosk|caf[eé]|bakery|clinic|agency|platform)(?!\\p{L})';
const NAMED = new RegExp(
  [
    `(?<![\\p{L}])(?:mon|ma|notre|l['’]|le|la|my|our|the) ?${BUSINESS}(?: (?:de|d['’]|of|for) ?\\p{L}+| (?!s['’]|se )\\p{L}+)? (?:s['’]appell?e(?:ra)?|se nomme(?:ra)?|porte le nom(?: de)?|a pour nom|is (?:called|named)|will be called)`,
    `(?<![\\p{L}])(?:un|une|an?|mon|ma|my) ?(?:\\p{L}+ )?${BUSINESS}(?: (?:de|d['’]|of) ?\\p{L}+)? (?:appel[eé]e?|nomm[eé]e?|baptis[eé]e?|called|named)`,
    `(?:j['’]ai|nous avons|on a) (?:appel[eé]|nomm[eé]|baptis[eé]) (?:mon|ma|notre) ${BUSINESS}`,
    `(?<![\\p{L}])(?:le nom (?:de (?:mon|ma|notre) ${BUSINESS}|de l['’]entreprise)|the name of (?:my|our) ${BUSINESS}|(?:my|our) ${BUSINESS}(?:'s)? name)(?: est| c['’]est| sera| is|:)`,
  ].join('|'),
  'giu',
);
const QUOTED = /^\s*(?::\s*)?[«“"]\s*([^»”"\n]{2,60}?)\s*[»”"]/u;
const NAME_WORD = "[\\p{Lu}\\p{N}][\\p{L}\\p{M}\\p{N}&.'’-]*";
const CAPITALISED = new RegExp(
  `^\\s*(?::\\s*)?(${NAME_WORD}(?: (?:(?:de|du|des|la|le|les|et|and|of|the|&|by|chez) |d['’]|l['’]){0,3}${NAME_WORD})*)`,
  'u',
);
/** In a text without capitals a name ends where the sentence goes on. */
const UNCAPITALISED =
  /^\s*(?::\s*)?((?!(?:je|on|nous|we|i)\b)[\p{L}\p{N}&'’-]+(?: (?!(?:je|j['’]|on|nous|il|elle|ils|qui|que|où|ou|dans|à|a|au|aux|en|pour|avec|depuis|est|sont|et|and|in|at|for|with|since|is|we|i|where|who|which|that|because|car|parce|sur)(?!\p{L}))[\p{L}\p{N}&'’-]+){0,3})(?=\s*(?:[.,;:!?\n]|$|\s(?:et|and|je|j['’]|on|nous|qui|où|ou|dans|à|a|au|en|pour|avec|depuis|in|at|for|with|since|we|i|where|which|that|car|parce|sur)))/iu;

function businessName({ source }: AnswerReading): string | null {
  const isTelling = hasTellingCapitals(source) && /\p{Lu}/u.test(source.text.slice(1));
  for (const naming of source.text.matchAll(NAMED)) {
    const rest = source.text.slice(naming.index + naming[0].length);
    const name = (QUOTED.exec(rest) ?? (isTelling ? CAPITALISED : UNCAPITALISED).exec(rest))?.[1];
    if (name) return name.replace(/[\s.,'’-]+$/u, '');
  }
  return null;
}

/** The only town, or the only country, where an answer places itself; null where it names several. */
function only(locations: readonly StatedLocation[]): StatedLocation | null {
  return locations.length === 1 ? (locations[0] ?? null) : null;
}

/** Say how something is sold, not what. */
const GENERAL: ReadonlySet<string> = new Set(
  'entreprise atelier boutique marque societe projet appli application app magasin cabinet centre cooperative agence enseigne structure association studio startup plateforme site business company shop store brand firm venture workshop service kiosk agency platform'.split(
    ' ',
  ),
);
const ENDS_HERE =
  '(?=$|[.,;:!?]| (?:in|at|for|with|is|that|where|which|and|to|on|near|called|named|a|au|qui|ou|pour|dans|et|en|avec|est|c)(?![a-z]))';
const OWN_TRADE = new RegExp(
  `(?<![a-z])(?:mon|ma|notre|my|our|(?:ouvr|lanc|tiens|gere|open|start|run)[a-z]* (?:une?|an?)) (${BUSINESS} (?:de|d'|of) ?[a-z]+|(?:(?!own )[a-z]+ ){0,2}?${BUSINESS})${ENDS_HERE}`,
  'gu',
);
const CALLING =
  /(?<![a-z])(?:je suis|nous sommes|i am|i'm|we are) (?:une? |an? |the )?([a-z]+(?:[ -][a-z]+)?)/gu;
const WORK =
  /(?<![a-z])(?:je|j'|on|nous|we|i) ?(?:vend[a-z]*|couds|cousons|tress[a-z]*|coiff[a-z]*|repar[a-z]*|cuisin[a-z]*|elev[a-z]*|cultiv[a-z]*|enseign[a-z]*|fabriqu[a-z]*|propos[a-z]*|transport[a-z]*|sells?|sew|braid|repair|cook|raise|grow|teach|offer|train) [^.;:!?\n]{3,60}/gu;

/** The trade where the answer's own words settle it, and all of them the same one. */
function sector({ source }: AnswerReading, context: AnswerContext): Sector | null {
  if (context.step === 'clientele') return null;
  const trades = (pattern: RegExp, group: number): readonly Sector[] =>
    [...source.plain.matchAll(pattern)].flatMap((match) => {
      const words = (match[group] ?? '').trim();
      const found = GENERAL.has(words) ? null : resolveSector(words);
      const isClear = found?.confidence === 'exact' || found?.confidence === 'alias';
      return found && isClear && found.sector !== 'other' ? [found.sector] : [];
    });
  const own = new Set([...trades(OWN_TRADE, 1), ...trades(CALLING, 1)]);
  // What is sold says less of the trade than its name: asked only while nobody has told it.
  const isOpen = context.sector === 'other' && (context.step === 'mission' || context.step === 'offre');
  const named = own.size > 0 || !isOpen ? own : new Set(trades(WORK, 0));
  return named.size === 1 ? ([...named][0] ?? null) : null;
}

const SELLING =
  /(?<![a-z])(?:(?:je|j'|on|nous|we|i) ?(?:also |aussi )?(?:vend[a-z]*|propos[a-z]*|offr[a-z]*|lou(?:e|ons)|fabriqu[a-z]*|sells?|offers?|provides?|rents?(?: out)?)|^(?:vente de|selling|sale of)) /gu;
const DOING = /^(?:je fais|nous faisons|on fait|we do|i do) (?=[a-z])/gu;
/** Where a list of goods is over: for whom, where, why, for how much. */
const LIST_END =
  /(?<![a-z])(?:pour|a|au|aux|chez|dans|sur|en|qui|que|parce|car|afin|avec|sans|to|for|in|at|on|so|because|that|which|who|from|with|without|mais|but|je|nous|we|i|est|sont|is|are|coute[a-z]*|depuis|since|every|chaque|tous)(?![a-z'])|[.;:!?\n(]|\d/u;
const JOINT = /^(?:, (?:et |and )?| et (?:aussi )?| and (?:also )?)/u;
const ARTICLE = /^(?:des |du |de la |de l'|de |d'|les |la |le |l'|une? |some |the |an? )/u;

/** The goods after "je vends", parted at commas and "et", without their articles. */
function soldAfter({ source }: AnswerReading, verb: Span): readonly Span[] {
  const sentence = sentences(source).find(({ start, end }) => verb.start >= start && verb.start < end);
  const told = source.plain.slice(verb.end, sentence?.end ?? source.plain.length);
  const goods: Span[] = [];
  let at = verb.end;
  for (const part of told.split(/(?=, (?!\d)| et | and )/u)) {
    const joint = JOINT.exec(part)?.[0].length ?? 0;
    const article = ARTICLE.exec(part.slice(joint))?.[0].length ?? 0;
    const name = part.slice(joint + article);
    const stop = LIST_END.exec(name);
    const start = at + joint + article;
    goods.push({ start, end: start + (stop?.index ?? name.length) });
    at += part.length;
    if (stop) break;
  }
  return goods;
}

const LONGEST_SERVICE = 5;
const MOST_SERVICES = 10;
const NAMING: readonly WordKind[] = ['telling', 'plain', 'trade', 'people', 'firm', 'broad'];

/** What is sold, in the person's own words; "a wide range of services" names nothing. */
function services(reading: AnswerReading): readonly string[] {
  const { source, step, words } = reading;
  const whole = wholeOf(source);
  const isList = step === 'offre' && isEnumeration(reading);
  const spans = [
    ...hitsWithin(source, whole, SELLING),
    ...(isList ? hitsWithin(source, whole, DOING) : []),
  ].flatMap((verb) => soldAfter(reading, verb));
  const named = [...spans, ...(isList ? enumeratedItems(reading) : [])].flatMap((span) => {
    const isNaming = wordsIn(words, span).some(({ kind }) => NAMING.includes(kind));
    const name = isNaming ? quote(source, span)?.text : undefined;
    return name !== undefined && name.split(/\s+/u).length <= LONGEST_SERVICE ? [name] : [];
  });
  const isFirst = (name: string, index: number): boolean =>
    named.findIndex((other) => fold(other) === fold(name)) === index;
  return named.filter(isFirst).slice(0, MOST_SERVICES);
}

/** What somebody wants to take in is no price. */
const AIMED_AT = /(?<![a-z])(?:vendre pour|gagner|encaisser|faire|earn|make|making) ?$/u;
const LOOK_BACK = 16;

function prices({ source, step, money }: AnswerReading): readonly string[] {
  if (step === 'vision') return [];
  return money
    .filter(({ start, money: { role } }) => {
      const before = source.plain.slice(Math.max(0, start - LOOK_BACK), start);
      return role === 'offer_price' && !AIMED_AT.test(before);
    })
    .map(({ money: { quote: words } }) => words.text);
}

/** Only what the answer says; what it does not say, or says of others, is null or empty. */
export function extractFacts(answer: string, context: AnswerContext): AnswerFacts {
  const reading = readAnswer(answer, context);
  const locations = statedLocations(reading);
  return {
    businessName: businessName(reading),
    sector: sector(reading, context),
    city: only(locations.filter(({ isCountry }) => !isCountry))?.words ?? null,
    country: only(locations.filter(({ isCountry }) => isCountry))?.country ?? null,
    prices: prices(reading),
    services: services(reading),
  };
}
