import { phoneNumbersIn } from './phone-numbers.js';

/** What is kept from vendors. The names stand in markers: letters only. */
export const PERSONAL_KINDS = ['EMAIL', 'PHONE', 'ACCOUNT', 'PERSON'] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

export interface PersonalDatum {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
}

const EMAIL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}/gu;
const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[^\S\n]?[A-Z\d]{2,4}){3,8}(?![\p{L}\p{N}])/gu;
const CARD = /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu;
/** Shorter parts of a name are words of every language. */
const LEAST_NAME_CHARS = 3;

/** Personal data in a text, without overlaps, in their order.
 *  @param names of the person whose text it is, as the account has them */
export function personalDataIn(text: string, names: readonly string[]): readonly PersonalDatum[] {
  const found: PersonalDatum[] = [];
  const take = (
    kind: PersonalKind,
    spans: Iterable<{ readonly start: number; readonly end: number }>,
  ): void => {
    for (const { start, end } of spans) {
      if (found.every((other) => end <= other.start || start >= other.end)) found.push({ kind, start, end });
    }
  };
  take('EMAIL', spansOf(text, EMAIL));
  take(
    'ACCOUNT',
    spansOf(text, IBAN, (written) => isIban(written)),
  );
  take(
    'ACCOUNT',
    spansOf(text, CARD, (written) => isCard(written)),
  );
  take('PHONE', phoneNumbersIn(text));
  for (const pattern of patternsOf(names)) take('PERSON', spansOf(text, pattern));
  return found.toSorted((one, other) => one.start - other.start);
}

function* spansOf(
  text: string,
  pattern: RegExp,
  isOne: (written: string) => boolean = () => true,
): Generator<{ readonly start: number; readonly end: number }> {
  for (const { 0: written, index } of text.matchAll(pattern)) {
    if (isOne(written)) yield { start: index, end: index + written.length };
  }
}

/** Whole names in any case; their parts only as names are written, because many are words as well. */
function patternsOf(names: readonly string[]): readonly RegExp[] {
  const whole = names.map((name) => name.normalize('NFC').trim().replaceAll(/\s+/gu, ' '));
  const parts = whole
    .flatMap((name) => name.split(/[\s'’-]+/u))
    .flatMap((part) => [part, part.toUpperCase()])
    .filter((part) => /^\p{Lu}/u.test(part));
  const longEnough = (name: string): boolean => [...name].length >= LEAST_NAME_CHARS;
  return [
    ...whole.filter(longEnough).map((name) => asWord(name, 'giu')),
    ...parts.filter(longEnough).map((part) => asWord(part, 'gu')),
  ];
}

function asWord(name: string, flags: string): RegExp {
  const words = name.split(' ').map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`));
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join(String.raw`[^\S\n]+`)}(?![\\p{L}\\p{N}])`, flags);
}

/** ISO 13616: the remainder of the rearranged number by 97 is 1. */
function isIban(written: string): boolean {
  const compact = written.replaceAll(/\s/gu, '');
  if (compact.length < 15 || compact.length > 34) return false;
  const rearranged = compact.slice(4) + compact.slice(0, 4);
  const remainder = [...rearranged].reduce((rest, character) => {
    const value = Number.parseInt(character, 36);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return remainder === 1;
}

/** ISO 7812: the check digit by Luhn. */
function isCard(written: string): boolean {
  const digits = [...written.replaceAll(/\D/gu, '')].map(Number).toReversed();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
