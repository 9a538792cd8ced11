import { canSet, setLine, type SetLine, type TextSetting } from './typeface.js';

export interface Lettering extends TextSetting {
  readonly isUpperCase: boolean;
}

/** How the name is set: lettering, room in the drawing, and the largest em for one line, two lines and so on. */
export interface WordmarkSetting extends Lettering {
  readonly maxWidth: number;
  /** Smaller letters vanish when the logo is 64 pixels high. */
  readonly minSize: number;
  readonly sizes: readonly number[];
}

/** The name in lines, ready to be drawn. `isShortened` where the whole name would not be readable. */
export interface Wordmark {
  readonly lines: readonly SetLine[];
  /** Size of an em, in units of the drawing. */
  readonly size: number;
  readonly width: number;
  readonly isShortened: boolean;
}

const MAX_LETTERS = 72;
const MAX_WORDS = 14;
/** Another line must make the letters that much larger. */
const WORTH_A_LINE = 1.05;
/** What a line that ends with a connector costs, in em of width. */
const CONNECTOR_AT_END = 3;
/** Longer than this, a name with a subtitle is drawn without it. */
const LONG_NAME = 28;

/** Emoji, joiners and direction marks are no letters of a name. */
const ORNAMENTS =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFE0E\uFE0F\u20E3\uFEFF]/gu;
const PLAIN_PICTOGRAPHS = /[©®™0-9#*]/u;

/** Words that do not count as a part of a name and can not end one. */
const CONNECTORS: ReadonlySet<string> = new Set(
  `a à al and at au aux avec by d da de des di do du e el en et for from in l la le les of ou par pour s
  sous sur the to un une with y &`.split(/\s+/u),
);

/** "Chez Fatou – le goût du pays": what comes before the dash or bracket is the name. */
const NAME_END = /(?<!\s)\s+[-–—|/·:]\s+|(?<!\s)\s*[(:;,|•]\s*/u;

/** The name without ornaments and with single spaces. */
export function plainName(name: string): string {
  return name
    .toWellFormed()
    .normalize('NFC')
    .replace(ORNAMENTS, (character) => (PLAIN_PICTOGRAPHS.test(character) ? character : ''))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function isConnector(word: string): boolean {
  return CONNECTORS.has(word.toLowerCase().replace(/['’]$/u, ''));
}

/**
 * One or two capitals that stand for the name, e.g. "SA" for "Saveurs d'Abidjan"; null where the typeface has none
 * of its letters.
 */
export function monogram(name: string, setting: TextSetting): string | null {
  const words = plainName(name).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  const settable = words.filter((word) => canSet(word, setting.weight));
  const telling = settable.filter((word) => !isConnector(word));
  const initials = (telling.length > 0 ? telling : settable)
    .slice(0, 2)
    .map((word) => [...word.toUpperCase()].slice(0, 1).join(''))
    .filter((initial) => canSet(initial, setting.weight));
  return initials.length > 0 ? initials.join('') : null;
}

/** Sets the name in as many lines as there are sizes; null where the typeface lacks a letter or no part of it would be readable. */
export function wordmark(name: string, setting: WordmarkSetting): Wordmark | null {
  const plain = plainName(name);
  const cased = setting.isUpperCase ? plain.toUpperCase() : plain;
  if (cased === '' || !/[\p{L}\p{N}]/u.test(cased) || !canSet(cased, setting.weight)) return null;
  for (const candidate of shorterAndShorter(cased)) {
    const set = bestLines(candidate, setting);
    if (set !== null) return { ...set, isShortened: candidate !== cased };
  }
  return null;
}

/** The whole name, unless it is long and a dash or bracket ends it early; then ever fewer words of that. */
function* shorterAndShorter(name: string): Generator<string> {
  const [head = name] = name.split(NAME_END);
  const short = head.length >= 3 ? head : name;
  if (name.length <= LONG_NAME || short === name) yield name;
  const words = short.split(' ').slice(0, MAX_WORDS);
  for (let count = words.length; count > 0; count -= 1) {
    const kept = words.slice(0, count);
    if (!isConnector(kept.at(-1) ?? '')) yield kept.join(' ');
  }
}

function bestLines(text: string, setting: WordmarkSetting): Omit<Wordmark, 'isShortened'> | null {
  const parts = text.split(' ');
  if (parts.length > MAX_WORDS || [...text].length > MAX_LETTERS) return null;
  const words = parts.map((word) => ({ text: word, width: setLine(word, setting).width }));
  const space = setLine('n n', setting).width - 2 * setLine('n', setting).width;
  let best: { readonly breaks: readonly string[]; readonly size: number } | null = null;
  for (const [index, largest] of setting.sizes.entries()) {
    if (index >= words.length) break;
    const { lines, width } = narrowest(words, index + 1, space);
    if (width <= 0) continue;
    const size = Math.min(largest, setting.maxWidth / width);
    if (size >= setting.minSize && (best === null || size > best.size * WORTH_A_LINE))
      best = { breaks: lines, size };
  }
  if (best === null) return null;
  const lines = best.breaks.map((line) => setLine(line, setting));
  const widest = Math.max(...lines.map(({ width }) => width));
  return { lines, size: best.size, width: widest * best.size };
}

interface MeasuredWord {
  readonly text: string;
  /** In em. */
  readonly width: number;
}

/** Breaks words into so many lines that the widest is as narrow as can be; no line ends with a connector if avoidable. */
function narrowest(
  words: readonly MeasuredWord[],
  count: number,
  space: number,
): { readonly lines: readonly string[]; readonly width: number } {
  let best: { readonly lines: readonly string[]; readonly width: number; readonly cost: number } | null =
    null;
  for (const lines of breaks(words, count)) {
    const width = Math.max(
      ...lines.map((line) => line.reduce((sum, word) => sum + word.width, (line.length - 1) * space)),
    );
    const hanging = lines.slice(0, -1).filter((line) => isConnector(line.at(-1)?.text ?? '')).length;
    const cost = width + hanging * CONNECTOR_AT_END;
    if (best === null || cost < best.cost) {
      best = { lines: lines.map((line) => line.map(({ text }) => text).join(' ')), width, cost };
    }
  }
  return best ?? { lines: [], width: 0 };
}

function* breaks<T>(words: readonly T[], count: number): Generator<readonly (readonly T[])[]> {
  if (count === 1) {
    yield [words];
    return;
  }
  for (let first = 1; first <= words.length - count + 1; first += 1) {
    for (const rest of breaks(words.slice(first), count - 1)) yield [words.slice(0, first), ...rest];
  }
}
