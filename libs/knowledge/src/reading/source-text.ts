import type { BriefField, Quote } from './idea-reading.js';

/** A text of the brief with a form to match against. `from[i]` is where `plain[i]` starts in `text`. */
export interface SourceText {
  readonly field: BriefField;
  readonly text: string;
  /** Lower case, no accents, straight apostrophes, blanks as one-for-one spaces; line breaks stay. */
  readonly plain: string;
  readonly from: readonly number[];
}

/** A stretch of `plain`, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const APOSTROPHE = /['’‘ʼʹ´`′]/u;
const HYPHEN = /[\u2010\u2011]/u;
const BLANK = /[^\S\n]/u;

function plainForm(character: string): string {
  if (APOSTROPHE.test(character)) return "'";
  if (HYPHEN.test(character)) return '-';
  if (BLANK.test(character)) return ' ';
  return character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Unlike `fold` this keeps every position, so that what is found can be quoted verbatim. */
export function sourceText(field: BriefField, text: string): SourceText {
  let plain = '';
  const from: number[] = [];
  let at = 0;
  for (const character of text) {
    const form = plainForm(character);
    for (let unit = 0; unit < form.length; unit += 1) from.push(at);
    plain += form;
    at += character.length;
  }
  from.push(text.length);
  return { field, text, plain, from };
}

const EDGE = /[\s.,;:!?…–—]/u;

/** The span without blanks and separating punctuation at its ends. */
export function trimmed({ plain }: SourceText, { start, end }: Span): Span {
  let first = start;
  let last = end;
  while (first < last && EDGE.test(plain.charAt(first))) first += 1;
  while (last > first && EDGE.test(plain.charAt(last - 1))) last -= 1;
  return { start: first, end: last };
}

/** The person's own words of a span, trimmed; null when nothing is left. */
export function quote(source: SourceText, span: Span): Quote | null {
  const { start, end } = trimmed(source, span);
  if (start >= end) return null;
  const from = source.from[start] ?? 0;
  const to = source.from[end] ?? source.text.length;
  return { field: source.field, text: source.text.slice(from, to), start: from, end: to };
}

export interface Hit extends Span {
  readonly text: string;
}

/** All matches of a global pattern within a span; the pattern sees nothing outside of it. */
export function hitsWithin({ plain }: Pick<SourceText, 'plain'>, span: Span, pattern: RegExp): Hit[] {
  return [...plain.slice(span.start, span.end).matchAll(pattern)].map((match) => ({
    text: match[0],
    start: span.start + match.index,
    end: span.start + match.index + match[0].length,
  }));
}

export const wholeOf = ({ plain }: SourceText): Span => ({ start: 0, end: plain.length });

export const overlaps = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;

/** The letter at this position was written as a capital. */
export function isCapital({ text, from }: SourceText, at: number): boolean {
  return /^\p{Lu}/u.test(text.slice(from[at], (from[at] ?? 0) + 2));
}

/** False for a text written in capitals throughout, or Like A Title: capitals tell nothing there. */
export function hasTellingCapitals({ text }: SourceText): boolean {
  const words = (text.match(/\p{L}{2,}/gu) ?? []).slice(1);
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  return capitals <= words.length * 0.6;
}

const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'm mm mme mlle mr mrs ms dr pr st ste av bd bld ex env tel no p pp max min approx ltd co inc vs cf e.g i.e'.split(
    ' ',
  ),
);

function endsSentence(plain: string, at: number): boolean {
  const character = plain.charAt(at);
  if (character === '\n') return true;
  if (!/[.!?…]/u.test(character)) return false;
  const next = plain.charAt(at + 1);
  if (next !== '' && !/\s/u.test(next)) return false;
  if (character !== '.') return true;
  const word = /[a-z][a-z.]{0,11}$/u.exec(plain.slice(Math.max(0, at - 12), at))?.[0] ?? '';
  return !ABBREVIATIONS.has(word);
}

/** Sentences without their final punctuation; line breaks separate too. Decimals and abbreviations do not. */
export function sentences(source: SourceText): Span[] {
  const found: Span[] = [];
  let start = 0;
  for (let at = 0; at <= source.plain.length; at += 1) {
    if (at < source.plain.length && !endsSentence(source.plain, at)) continue;
    const sentence = trimmed(source, { start, end: at });
    if (sentence.start < sentence.end) found.push(sentence);
    start = at + 1;
  }
  return found;
}

/** Cuts a span at the given separators, which belong to no part; empty parts are left out. */
export function cutAt(source: SourceText, span: Span, separators: readonly Span[]): Span[] {
  const parts: Span[] = [];
  let start = span.start;
  for (const separator of separators) {
    if (separator.start < start || separator.end > span.end) continue;
    parts.push({ start, end: separator.start });
    start = separator.end;
  }
  parts.push({ start, end: span.end });
  return parts.map((part) => trimmed(source, part)).filter((part) => part.start < part.end);
}

/** Commas and dots within numbers are followed by a digit, so a blank is asked for. */
const CLAUSE_BREAK = /[;:]\s|,\s|\s[-–—&]\s|[()\n]/gu;

/** Parts of a sentence between commas, semicolons, colons, dashes and brackets. */
export function clauses(source: SourceText, sentence: Span): Span[] {
  return cutAt(source, sentence, hitsWithin(source, sentence, CLAUSE_BREAK));
}

export const spanText = ({ plain }: SourceText, { start, end }: Span): string => plain.slice(start, end);
