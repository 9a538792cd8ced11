/** What may go on behind a piece of a text that was cut where a sign of a criterion ends; tried in this order. */
const GOES_ON: readonly (readonly [ends: RegExp, tail: RegExp])[] = [
  [/[\p{L}\p{N}\p{M}]$/u, /^[\p{L}\p{N}\p{M}]+/u],
  [/\d$/u, /^(?:[\s.,\u00a0\u202f]\d{3})+(?!\d)/u],
  [/\d$/u, /^\s?(?:à|a|to|-|–|et|and)\s?\d+/iu],
  [/\d$/u, /^\s(?:ans|years|FCFA|CFA|XAF|XOF|francs?|nairas?|cedis?|shillings?)(?!\p{L})/iu],
  [/(?:^|[^\p{L}])\p{Lu}[\p{L}’'-]{0,40}$/u, /^(?:[\s-]\p{Lu}[\p{L}’'-]+){1,3}/u],
];

/** A piece of a text with the rest of the word, the figure or the name in whose middle it ends.
 *  @returns a literal piece of `text`, from `start`. */
export function wholeWords(text: string, start: number, end: number): string {
  let to = end;
  for (const [ends, tail] of GOES_ON) {
    if (ends.test(text.slice(start, to))) to += tail.exec(text.slice(to))?.[0].length ?? 0;
  }
  return text.slice(start, to);
}
