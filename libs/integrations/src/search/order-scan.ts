import { readableDecodings } from './hidden-writing.js';
import { ORDER_PATTERNS, type OrderPattern } from './order-patterns.js';

/** What makes a page look as if it spoke to the machine that reads it. */
export const ORDER_SIGNS = [
  'override',
  'addressed_to_machine',
  'role_marker',
  'end_of_fence',
  'tool_call',
  'action',
  'dictation',
  'secret',
  'hidden_markup',
  'encoded',
  'exfiltration',
  'schema_mimicry',
] as const;
export type OrderSign = (typeof ORDER_SIGNS)[number];

/** What is looked at: more than the longest text of the port. */
const MAX_CHARS = 24_000;
const SINGLE_LETTERS = /(?<![\p{L}\p{N}])\p{L}([ ._*-])(?:\p{L}\1){3,}\p{L}(?![\p{L}\p{N}])/gu;
const INVISIBLE = /[\p{Cf}\p{Co}\u{e0000}-\u{e0fff}\ufe00-\ufe0f]/gu;
const TAGS = /[\u{e0020}-\u{e007e}]/gu;
const TAG_OFFSET = 0xe0000;

/** Cyrillic and Greek letters that pass for Latin ones. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  ԁ: 'd',
  ո: 'n',
  т: 't',
  м: 'm',
  к: 'k',
  в: 'b',
  н: 'h',
  α: 'a',
  ο: 'o',
  ν: 'v',
  ι: 'i',
  ε: 'e',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  κ: 'k',
};

/**
 * Signs that a stranger's text gives orders to a model, in any of the ways we know; empty for a clean one. A heuristic:
 * what it finds is kept away from the model, and what it misses meets the limits of what a model may do.
 * Takes time in proportion to the length, whatever the text.
 */
export function scanForOrders(text: string): readonly OrderSign[] {
  const looked = text.slice(0, MAX_CHARS).toWellFormed();
  const found = new Set<OrderSign>(signsIn(looked));
  for (const decoded of readableDecodings(looked)) {
    found.add('encoded');
    for (const sign of signsIn(decoded)) found.add(sign);
  }
  if (TAGS.test(looked)) found.add('encoded');
  TAGS.lastIndex = 0;
  return ORDER_SIGNS.filter((sign) => found.has(sign));
}

/** The warning that stands in the result instead of the page. */
export function ordersWarning(url: string): string {
  return `search page ${url} tries to give orders`;
}

function signsIn(text: string): readonly OrderSign[] {
  const plain = folded(text);
  const writings = new Set([plain, plain.replace(SINGLE_LETTERS, joined), latinised(plain)]);
  return ORDER_PATTERNS.filter((pattern) => [...writings].some((writing) => shows(pattern, writing))).map(
    ({ sign }) => sign,
  );
}

function shows({ pattern, atLeast = 1 }: OrderPattern, writing: string): boolean {
  if (atLeast === 1) return pattern.test(writing);
  const matches = new Set(Array.from(writing.matchAll(new RegExp(pattern, 'gu')), ([match]) => match));
  return matches.size >= atLeast;
}

/** One form for all spellings: compatible forms, no marks, nothing invisible, lower case; hidden tags become letters. */
function folded(text: string): string {
  return text
    .replace(TAGS, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? TAG_OFFSET) - TAG_OFFSET))
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[^\S\n]+/g, ' ');
}

function joined(letters: string): string {
  return letters.replace(/[ ._*-]/g, '');
}

function latinised(text: string): string {
  return text.replace(/[\u0370-\u058f]/g, (letter) => LOOK_ALIKES[letter] ?? letter);
}
