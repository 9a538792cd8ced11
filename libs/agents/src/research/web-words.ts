import { fold, numbersIn } from '@genesis/knowledge';

/** What stands for nothing when two texts are compared: Markdown, punctuation, line breaks. */
const BETWEEN_WORDS = /[^\p{L}\p{N}%€$£]+/gu;
const SHORTEST_QUOTE_CHARS = 8;
const ADDRESS =
  /https?:|www\.|\S@\S|(?:^|[\s(<["'])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}(?=$|[\s/:)\]>"',;!?.])/iu;
const DIGIT_RUN = /(?:\+|\b00)?\d(?:[ .()-]{0,2}\d){7,}/gu;
/** "25 000 000" is an amount, "77 123 45 67" is not. */
const GROUPED_AMOUNT = /^\d{1,3}([ .])\d{3}(?:\1\d{3})+$/u;
/** Days, weeks, months and the like: numbers that state nothing about a market. */
const LARGEST_HARMLESS_NUMBER = 31;

/** A text as words for `occursIn`. */
export function wordsOf(text: string): string {
  return ` ${fold(text).replace(BETWEEN_WORDS, ' ').trim()} `;
}

/** Whether a name or quotation stands in a text, word by word; accents, case and punctuation do not count.
 *  @param words of the text, from `wordsOf` */
export function occursIn(words: string, said: string): boolean {
  const looked = wordsOf(said);
  return looked.trim() !== '' && words.includes(looked);
}

/** Whether it is long enough to prove something and stands in the text. */
export function isQuoteOf(words: string, quote: string): boolean {
  return wordsOf(quote).trim().length >= SHORTEST_QUOTE_CHARS && occursIn(words, quote);
}

/** Whether a text leads somewhere: an address, a mailbox, a telephone number. */
export function leadsElsewhere(text: string): boolean {
  return leadsIn(text).length > 0;
}

/** Where a text leads to: its addresses, mailboxes and telephone numbers, as they are written. */
export function leadsIn(text: string): readonly string[] {
  const words = text.split(/[\s<>"'()[\]]+/u).filter((word) => ADDRESS.test(word));
  const numbers = [...text.matchAll(DIGIT_RUN)]
    .map(([run]) => run)
    .filter((run) => !GROUPED_AMOUNT.test(run));
  return [...words, ...numbers].map((lead) => lead.replace(/(?<![.,;:!?])[.,;:!?]+$/u, '').toLowerCase());
}

/** Numbers that a text may name: those of these texts. */
export function numbersOf(...texts: readonly string[]): ReadonlySet<number> {
  return new Set(texts.flatMap((text) => numbersIn(text)));
}

/** Whether every number that could be a fact is among the known ones. */
export function statesOnly(known: ReadonlySet<number>, text: string): boolean {
  return numbersIn(text).every((number) => number <= LARGEST_HARMLESS_NUMBER || known.has(number));
}
