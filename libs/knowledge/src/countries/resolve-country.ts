import type { BriefLocation } from '../business-brief.js';
import { tokens } from '../text/fold.js';
import { COUNTRY_PACKS, spelling } from './country-packs.js';
import type { CountryCode } from './country-pack.js';

/** A country that a text names; `matched` is the folded spelling that was found. */
export interface CountryMatch {
  readonly code: CountryCode;
  readonly matched: string;
}

/** Short forms that are no word of either language, so that they count inside a longer text too. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(['rdc', 'drc', 'rci']);
/** "ne", "ci", "ken", "gin" are words: a code counts only when it stands alone. */
const isCode = (alias: string): boolean => alias.length <= 3 && !ABBREVIATIONS.has(alias);

/** Longer names that hold one of ours and mean another place. */
const OTHER_PLACES = [
  ...[
    'guinee bissau',
    'guinea bissau',
    'guinee equatoriale',
    'equatorial guinea',
    'papouasie nouvelle guinee',
  ],
  ...['papua new guinea', 'nouvelle guinee', 'new guinea', 'golfe de guinee', 'gulf of guinea', 'benin city'],
  ...['golfe du benin', 'bight of benin', 'niger delta', 'delta du niger', 'niger state', 'etat du niger'],
];

const CODE_OF_ALIAS: ReadonlyMap<string, CountryCode> = new Map(
  COUNTRY_PACKS.flatMap((pack) => pack.aliases.map((alias) => [alias, pack.code] as const)),
);
const CODE_OF_CITY: ReadonlyMap<string, CountryCode> = new Map(
  COUNTRY_PACKS.flatMap((pack) => pack.cities.map((city) => [spelling(city), pack.code] as const)),
);
/** Null: a place that is none of our countries. */
const CODE_OF_NAME: ReadonlyMap<string, CountryCode | null> = new Map([
  ...OTHER_PLACES.map((name) => [name, null] as const),
  ...[...CODE_OF_ALIAS].filter(([alias]) => !isCode(alias)),
]);

const longestOf = (names: Iterable<string>): number =>
  Math.max(...[...names].map((name) => name.split(' ').length));
const LONGEST_NAME = longestOf(CODE_OF_NAME.keys());
const LONGEST_CITY = longestOf(CODE_OF_CITY.keys());

interface Lookup<T> {
  readonly names: ReadonlyMap<string, T>;
  /** Words of the longest name. */
  readonly longest: number;
}

/** Names found in a text, longest first at each word, not overlapping. */
function namesIn<T>(
  text: string,
  { names, longest }: Lookup<T>,
): { readonly value: T; readonly matched: string }[] {
  const words = tokens(text);
  const found: { value: T; matched: string }[] = [];
  let at = 0;
  while (at < words.length) {
    let step = 1;
    for (let length = Math.min(longest, words.length - at); length > 0; length -= 1) {
      const matched = words.slice(at, at + length).join(' ');
      const value = names.get(matched);
      if (value !== undefined) {
        found.push({ value, matched });
        step = length;
        break;
      }
    }
    at += step;
  }
  return found;
}

/** The only country of the matches; null when there is none or more than one. */
function onlyCountry(
  matches: readonly { value: CountryCode | null; matched: string }[],
): CountryMatch | null {
  const named = matches.flatMap(({ value, matched }) => (value === null ? [] : [{ code: value, matched }]));
  return new Set(named.map(({ code }) => code)).size === 1 ? (named[0] ?? null) : null;
}

/**
 * The country that a text names, by name in French or English, usual short form, or ISO code standing alone.
 * Null when it names none of ours or more than one. A bare "Congo" names two countries and so resolves to none;
 * `countryOfLocation` settles it with the town.
 */
export function resolveCountry(text: string): CountryMatch | null {
  for (const part of text.split(/[,;/()]/u)) {
    const alias = spelling(part);
    const code = CODE_OF_ALIAS.get(alias);
    if (code && isCode(alias)) return { code, matched: alias };
  }
  return onlyCountry(namesIn(text, { names: CODE_OF_NAME, longest: LONGEST_NAME }));
}

/** The country of the only known town that a text names. For recognising a place; never a country the person gave. */
export function countryOfCity(text: string): CountryMatch | null {
  return onlyCountry(namesIn(text, { names: CODE_OF_CITY, longest: LONGEST_CITY }));
}

/** The country that a location names in any of its parts; the town tells the two Congos apart. */
export function countryOfLocation({ country, region, city }: BriefLocation): CountryMatch | null {
  for (const part of [country, region, city]) {
    const match = part === undefined ? null : resolveCountry(part);
    if (match) return match;
  }
  if (spelling(country ?? '') !== 'congo') return null;
  const byCity = countryOfCity(city ?? '') ?? countryOfCity(region ?? '');
  return byCity?.code === 'CG' || byCity?.code === 'CD' ? byCity : null;
}
