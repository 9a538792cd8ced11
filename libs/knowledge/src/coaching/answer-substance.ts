import type { Span } from '../reading/source-text.js';
import type { AnswerReading, AnswerWord, WordKind } from './answer-reading.js';

/** Different words of some kinds. */
export function distinct(words: readonly AnswerWord[], ...kinds: readonly WordKind[]): ReadonlySet<string> {
  return new Set(words.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text));
}

/** The words of a span; `words` are in order, so that a long answer is not read once for each of its parts. */
export function wordsIn(words: readonly AnswerWord[], { start, end }: Span): readonly AnswerWord[] {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while ((words[last]?.start ?? end) < end) last += 1;
  return words.slice(low, last);
}

const PEOPLE: readonly WordKind[] = ['people', 'firm', 'broad', 'nameless'];

export const isPeople = (word?: AnswerWord): word is AnswerWord =>
  word !== undefined && PEOPLE.includes(word.kind);

/** What one word of each kind counts, and at most how many words of the kind do. */
const WEIGHTS = [
  { kinds: ['telling', 'people', 'firm'], weight: 1, most: Infinity },
  { kinds: ['plain'], weight: 0.5, most: Infinity },
  { kinds: ['broad'], weight: 0.5, most: 1 },
  { kinds: ['abstract'], weight: 0.3, most: Infinity },
] as const;

/** How much is said: different words that name things, actions and kinds of people. */
export function substanceOf(words: readonly AnswerWord[]): number {
  return WEIGHTS.reduce(
    (sum, { kinds, weight, most }) => sum + weight * Math.min(distinct(words, ...kinds).size, most),
    0,
  );
}

const FACT_WEIGHT = 0.5;
const MOST_FACTS = 3;

/** Substance, with something for every kind of fact that stands beside it. A figure alone is no answer. */
export function pointsOf({ words, money, times, ages, counts, places }: AnswerReading): number {
  const stated = [money, times, ages, counts, places].filter((found) => found.length > 0).length;
  return substanceOf(words) + FACT_WEIGHT * Math.min(stated, MOST_FACTS);
}
