import type { BriefLocation, BusinessBrief } from '../business-brief.js';
import { COUNTRY_PACKS, spelling } from '../countries/country-packs.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Found } from './figures.js';
import type { StatedPlace } from './idea-reading.js';
import { BRANDS, PEOPLE_NOUN } from './lexicon.js';
import {
  hasTellingCapitals,
  isCapital,
  overlaps,
  quote,
  type SourceText,
  sourceText,
  type Span,
} from './source-text.js';

const WORD = /[a-z0-9]+/gu;
const LONGEST_NAME = 5;
const NAME = /[a-z0-9]+(?:['-][a-z0-9]+)*/uy;
/** What a capitalised name has to follow to be taken for a place. */
const BEFORE_PLACE =
  /(?<![a-z'])(?:(?:a|au|aux|en|dans|vers|du|de|des|sur|in|at|around|near|from|to|of|across|within|quartier|marche|rue|avenue|carrefour|gare|commune|campus|zone|the) |d'|de l'|a l')/gu;
const AFTER_PLACE_NOUN =
  /(?:quartier|marche|rue|avenue|carrefour|gare|commune|campus|zone) (?:de |du |d')?$/u;

/** Names that count as places for one business: towns, its country's districts, countries, and its own location. */
export interface KnownPlaces {
  readonly names: ReadonlySet<string>;
  readonly businessName: string;
}

const TOWNS_AND_COUNTRIES: readonly string[] = COUNTRY_PACKS.flatMap((pack) => [
  ...pack.cities.map(spelling),
  ...pack.aliases.filter((alias) => alias.length > 3),
]);

const locationParts = ({ city, region, country }: BriefLocation): readonly string[] =>
  [city, region, country].flatMap((part) => (part ?? '').split(/[,;/()]/u)).map((part) => part.trim());

export function knownPlaces(brief: BusinessBrief, country: CountryCode | null): KnownPlaces {
  const districts = COUNTRY_PACKS.filter((pack) => country === null || pack.code === country).flatMap(
    (pack) => pack.districts ?? [],
  );
  const own = locationParts(brief.location).map(spelling);
  const names = [...TOWNS_AND_COUNTRIES, ...districts.map(spelling), ...own].filter(
    (name) => name.length > 1,
  );
  return { names: new Set(names), businessName: spelling(brief.business_name) };
}

/** Words of a text with their spans; only blanks, hyphens and apostrophes join two of them to one name. */
function joinedWords(plain: string): (Span & { readonly joins: boolean })[] {
  const words = [...plain.matchAll(WORD)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return words.map((word, index) => {
    const next = words[index + 1];
    return { ...word, joins: next !== undefined && /^[ '-]$/u.test(plain.slice(word.end, next.start)) };
  });
}

/** In all small or all capital letters any spelling of a known name is taken, otherwise it needs its capital. */
function needsCapital(source: SourceText): boolean {
  return hasTellingCapitals(source) && /\p{Lu}/u.test(source.text.slice(1));
}

function gazetteerSpans(source: SourceText, names: ReadonlySet<string>): Span[] {
  const words = joinedWords(source.plain);
  const isStrict = needsCapital(source);
  const found: Span[] = [];
  words.forEach((word, index) => {
    if (word.start < (found.at(-1)?.end ?? 0) || (isStrict && !isCapital(source, word.start))) return;
    let longest: Span | null = null;
    let name = '';
    for (let count = 0; count < LONGEST_NAME; count += 1) {
      const part = words[index + count];
      if (!part) break;
      name = `${name} ${source.plain.slice(part.start, part.end)}`.trimStart();
      if (names.has(name)) longest = { start: word.start, end: part.end };
      if (!part.joins) break;
    }
    if (longest) found.push(longest);
  });
  return found;
}

function capitalisedName(source: SourceText, start: number): Span | null {
  let end = start;
  for (let count = 0; count < LONGEST_NAME; count += 1) {
    const at = count === 0 ? start : end + 1;
    if (count > 0 && source.plain.charAt(end) !== ' ') break;
    NAME.lastIndex = at;
    const word = NAME.exec(source.plain)?.[0];
    if (!word || !isCapital(source, at) || BRANDS.has(word)) break;
    end = at + word.length;
  }
  return end > start ? { start, end } : null;
}

function patternSpans(source: SourceText, { businessName }: KnownPlaces): Span[] {
  if (!hasTellingCapitals(source)) return [];
  return [...source.plain.matchAll(BEFORE_PLACE)].flatMap((match) => {
    const start = match.index + match[0].length;
    const span = capitalisedName(source, start);
    if (!span) return [];
    const name = source.plain.slice(span.start, span.end);
    const written = source.text.slice(source.from[span.start], source.from[span.end]);
    const isAcronym =
      !/\p{Ll}/u.test(written) && !AFTER_PLACE_NOUN.test(source.plain.slice(Math.max(0, start - 24), start));
    const isOwnName = ` ${businessName} `.includes(` ${spelling(name)} `);
    return name.length < 2 || isAcronym || isOwnName || PEOPLE_NOUN.test(name) ? [] : [span];
  });
}

function nameSpans({ plain }: SourceText, { businessName }: KnownPlaces): Span[] {
  const name = businessName.split(' ').filter((word) => word !== '');
  const words = joinedWords(plain);
  if (name.length === 0) return [];
  return words.flatMap((word, index) => {
    const last = words[index + name.length - 1];
    const isName = name.every((part, offset) => {
      const at = words[index + offset];
      return at !== undefined && plain.slice(at.start, at.end) === part;
    });
    return last && isName ? [{ start: word.start, end: last.end }] : [];
  });
}

const PLACE_NOUN_BEFORE =
  /(?<![a-z])(?:marche|quartier|rue|avenue|carrefour|gare|campus|university of|universite de) $/u;
const PLACE_NOUN_AFTER = /^ (?:market|university|campus|street|road|station|district)(?![a-z])/u;

/** "marché HLM", "Kariakoo market": the noun belongs to the name. */
function withPlaceNoun({ plain }: SourceText, { start, end }: Span): Span {
  const ahead = PLACE_NOUN_BEFORE.exec(plain.slice(Math.max(0, start - 24), start))?.[0].length ?? 0;
  const behind = PLACE_NOUN_AFTER.exec(plain.slice(end, end + 24))?.[0].length ?? 0;
  return { start: start - ahead, end: end + behind };
}

/** Places that one text names; never (a part of) the name of the business. */
export function findPlaces(source: SourceText, known: KnownPlaces): Found<StatedPlace>[] {
  const ownName = nameSpans(source, known);
  const isOwn = (span: Span): boolean => ownName.some((name) => overlaps(name, span));
  const certain = gazetteerSpans(source, known.names).filter((span) => !isOwn(span));
  const likely = patternSpans(source, known).filter(
    (span) => !isOwn(span) && !certain.some((place) => overlaps(place, span)),
  );
  const toPlaces = (spans: readonly Span[], certainty: StatedPlace['certainty']): Found<StatedPlace>[] =>
    spans.flatMap((span) => {
      const words = quote(source, withPlaceNoun(source, span));
      return words ? [{ ...span, value: { quote: words, certainty } }] : [];
    });
  return [...toPlaces(certain, 'gazetteer'), ...toPlaces(likely, 'pattern')].sort(
    (one, other) => one.start - other.start,
  );
}

/** The parts of the business's location, as written. */
export function locationPlaces({ city, region, country }: BriefLocation): StatedPlace[] {
  const parts = [
    ['location.city', city],
    ['location.region', region],
    ['location.country', country],
  ] as const;
  return parts.flatMap(([field, text]) => {
    const source = sourceText(field, text ?? '');
    const words = quote(source, { start: 0, end: source.plain.length });
    return words ? [{ quote: words, certainty: 'location' as const }] : [];
  });
}
