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
const NAME_END = /\s+[-–—|/·:]\s+|\s*[(:;,|•]\s*/u;

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
  const words = plainName(name).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
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
  const words = short.split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const kept = words.slice(0, count);
    if (!isConnector(kept.at(-1) ?? '')) yield kept.join(' ');
  }
}

function bestLines(text: string, setting: WordmarkSetting): Omit<Wordmark, 'isShortened'> | null {
  if ([...text].length > MAX_LETTERS) return null;
  const words = text.split(' ');
  let best: Omit<Wordmark, 'isShortened'> | null = null;
  for (const [index, size] of setting.sizes.entries()) {
    if (index >= words.length) break;
    const lines = narrowest(words, index + 1, setting);
    const widest = Math.max(...lines.map(({ width }) => width));
    if (widest === 0) continue;
    const fitting = Math.min(size, setting.maxWidth / widest);
    if (fitting >= setting.minSize && (best === null || fitting > best.size * 1.05)) {
      best = { lines, size: fitting, width: widest * fitting };
    }
  }
  return best;
}

/** Breaks words into so many lines that the widest is as narrow as can be; no line ends with a connector if avoidable. */
function narrowest(words: readonly string[], count: number, setting: TextSetting): readonly SetLine[] {
  const CONNECTOR_AT_END = 3;
  let best: { readonly lines: readonly SetLine[]; readonly cost: number } | null = null;
  for (const lines of breaks(words, count)) {
    const set = lines.map((line) => setLine(line.join(' '), setting));
    const hanging = lines.slice(0, -1).filter((line) => isConnector(line.at(-1) ?? '')).length;
    const cost = Math.max(...set.map(({ width }) => width)) + hanging * CONNECTOR_AT_END;
    if (best === null || cost < best.cost) best = { lines: set, cost };
  }
  return best?.lines ?? [];
}

function* breaks(words: readonly string[], count: number): Generator<readonly (readonly string[])[]> {
  if (count === 1) {
    yield [words];
    return;
  }
  for (let first = 1; first <= words.length - count + 1; first += 1) {
    for (const rest of breaks(words.slice(first), count - 1)) yield [words.slice(0, first), ...rest];
  }
}
