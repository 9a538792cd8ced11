import { COUNTRY_CODES } from '@genesis/knowledge';
import { type CountryCode, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min';

/** Where people write their numbers without a country code. */
const HOME_CODES: readonly string[] = COUNTRY_CODES.map((country) =>
  getCountryCallingCode(country, metadata),
);

/** E.164 has at most 15 digits; nobody's number in those countries has fewer than 7. */
const LEAST_DIGITS = 7;
const MOST_DIGITS = 15;
const MOST_NATIONAL_DIGITS = 11;
/** Digits in groups, with what people put between them. */
const DIGITS = /(?:\+|00)?\(?\p{Nd}(?:[^\S\n]?[-.()]?[^\S\n]?\p{Nd}){6,40}/gu;
const GROUP = /\p{Nd}+/gu;

const THOUSANDS = /^\d{1,3}(?:[^\S\n.,]?[^\S\n.,]\d{3}|[.,]\d{3})+$/u;
const MONEY_AFTER =
  /^[^\S\n]*(?:f\b|fr\b|francs?\b|f\.?[^\S\n]?cfa|cfa|xof|xaf|gnf|cdf|kes|ksh|tzs|tsh|ngn|ghs|rwf|frw|usd|eur|shillings?|nairas?|cedis?|[€$£₦₵%])/iu;
const MONEY_BEFORE =
  /(?:f\.?[^\S\n]?cfa|cfa|xof|xaf|gnf|cdf|kes|ksh|tzs|tsh|ngn|ghs|rwf|frw|usd|eur|[€$£₦₵])[^\S\n]*$/iu;
const ROUND = /000$/;
const YEARS = /^(?:19|20)\d\d[^\S\n]?[- ][^\S\n]?(?:19|20)\d\d$/u;
const DATE = /^(?:(?:19|20)\d\d[-.](?:0\d|1[0-2])[-.][0-3]\d|[0-3]?\d[-.](?:0?\d|1[0-2])[-.](?:19|20)\d\d)/;

/** Texts with more different numbers than this are not people's: what looks like a phone number then counts as one. */
const MOST_LOOK_UPS = 400;

export interface FoundNumber {
  readonly start: number;
  readonly end: number;
}

/** Phone numbers in a text: international ones of any country, national ones of the countries that we serve. Amounts,
 *  years and dates are none. Numbers that stand side by side are taken apart. */
export function phoneNumbersIn(text: string): readonly FoundNumber[] {
  const known = new Map<string, boolean>();
  const isNumber = (written: string): boolean => {
    const seen = known.get(written);
    if (seen !== undefined) return seen;
    const isOne = known.size >= MOST_LOOK_UPS || isPhoneNumber(written);
    known.set(written, isOne);
    return isOne;
  };
  return [...text.matchAll(DIGITS)].flatMap(({ 0: written, index }) =>
    isPartOfWord(text, index) ? [] : numbersAmong(text, { written, index }, isNumber),
  );
}

/** Letters right before digits make a name of them: a version, an id. */
function isPartOfWord(text: string, at: number): boolean {
  return /[\p{L}_]$/u.test(text.slice(Math.max(0, at - 1), at));
}

function numbersAmong(
  text: string,
  { written, index }: { readonly written: string; readonly index: number },
  isNumber: (written: string) => boolean,
): readonly FoundNumber[] {
  const groups = [...written.matchAll(GROUP)].map((group) => ({
    start: group.index,
    end: group.index + group[0].length,
  }));
  const found: FoundNumber[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const last = lastGroupOf(first);
    if (last === null) continue;
    const { start, end } = spanOf(first, last);
    found.push({ start: index + start, end: index + end });
    first = last;
  }
  return found;

  function spanOf(first: number, last: number): FoundNumber {
    // The sign before the first group, and a bracket around it, are the number's own.
    const start = first === 0 ? 0 : (groups[first]?.start ?? 0);
    return { start, end: groups[last]?.end ?? written.length };
  }

  /** The longest run of groups from `first` on that is a number. */
  function lastGroupOf(first: number): number | null {
    for (let last = groups.length - 1; last >= first; last -= 1) {
      const { start, end } = spanOf(first, last);
      const candidate = written.slice(start, end);
      const digits = candidate.replaceAll(/\P{Nd}/gu, '').length;
      if (digits > MOST_DIGITS) continue;
      if (digits < LEAST_DIGITS) return null;
      const around = { before: text.slice(0, index + start), after: text.slice(index + end) };
      if (!isAmountOrDate(candidate, around) && isNumber(candidate)) return last;
    }
    return null;
  }
}

function isAmountOrDate(
  written: string,
  { before, after }: { readonly before: string; readonly after: string },
): boolean {
  if (YEARS.test(written) || DATE.test(written)) return true;
  if (/^(?:\+|00)/.test(written)) return false;
  const isMoney = MONEY_AFTER.test(after.slice(0, 16)) || MONEY_BEFORE.test(before.slice(-16));
  if (isMoney && (THOUSANDS.test(written) || /^\d+$/.test(written))) return true;
  return THOUSANDS.test(written) && ROUND.test(written);
}

function isPhoneNumber(written: string): boolean {
  const isInternational = /^(?:\+|00)/.test(written);
  if (isInternational) {
    const number = parsePhoneNumberFromString(written.replace(/^00/, '+'), metadata);
    // A number that cannot be assigned may still be meant as one: it is not shown either.
    if (number?.isPossible() === true) return true;
  }
  const digits = written.replaceAll(/\P{Nd}/gu, '');
  if (HOME_CODES.some((code) => digits.startsWith(code)) && isValid(`+${digits}`)) return true;
  // Longer ones are valid on paper in Nigeria: there they are two numbers side by side.
  return digits.length <= MOST_NATIONAL_DIGITS && COUNTRY_CODES.some((country) => isValid(digits, country));
}

function isValid(number: string, country?: CountryCode): boolean {
  return parsePhoneNumberFromString(number, { defaultCountry: country }, metadata)?.isValid() === true;
}
