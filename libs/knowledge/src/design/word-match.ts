import { tokens } from '../text/fold.js';

/** Shorter ones would begin too many other words: "spa" is no "space". */
const SHORTEST_BEGINNING = 5;

/** A folded word is, or (from five letters on) begins with, one of the folded beginnings. */
export function isNamedBy(word: string, beginnings: readonly string[]): boolean {
  return beginnings.some((beginning) =>
    beginning.length < SHORTEST_BEGINNING
      ? word === beginning || word === `${beginning}s` || word === `${beginning}x`
      : word.startsWith(beginning),
  );
}

/** Words of a text as written that are named by the beginnings, without repetition. */
export function wordsNamed(text: string, beginnings: readonly string[]): readonly string[] {
  const written = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const found = new Map<string, string>();
  for (const word of written) {
    for (const folded of tokens(word)) {
      if (!found.has(folded) && isNamedBy(folded, beginnings)) found.set(folded, word.toLowerCase());
    }
  }
  return [...found.values()];
}
