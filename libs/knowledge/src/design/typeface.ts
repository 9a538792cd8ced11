import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype, { type BoundingBox, type Font, type Glyph } from 'opentype.js';
import type { Placement } from './path-writer.js';
import { PathWriter } from './path-writer.js';

/** Weights of the typeface that the drawings use. */
export type Weight = 400 | 500 | 600 | 700 | 800;

/** The one type family of the logos, licence OFL-1.1; letters leave it as outlines. */
export const TYPE_FAMILY = 'Inter';

/** A face is delivered in one file per alphabet; the first one that has a letter gives it. */
const ALPHABETS = ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek'] as const;
type Alphabet = (typeof ALPHABETS)[number];

/** Pairs that look too far apart, in thousandths of an em: the delivered files have lost these kerning values. */
const KERNING: readonly (readonly [left: string, right: string, by: number])[] = [
  ['AÀÂÄÁ', 'TVWYŸ', -60],
  ['TVWYŸ', 'AÀÂÄÁ', -60],
  ['LĽ', 'TVWYŸ', -60],
  ['PFŦ', 'AÀÂÄÁ', -50],
  ['TVWYŸF', '.,', -90],
  ['TVWYŸ', 'aàâäáeéèêëoóòôöcçdgqsuúùûü', -45],
  ['rvwy', '.,', -60],
  ['OÓÒÔÖDQ', 'AVWYT', -18],
  ['AÀÂÄÁRK', 'OÓÒÔÖCÇGQU', -18],
];

const resolve = createRequire(import.meta.url).resolve;
const loadedFonts = new Map<string, Font>();

function fontOf(alphabet: Alphabet, weight: Weight): Font {
  const file = `@fontsource/inter/files/inter-${alphabet}-${String(weight)}-normal.woff`;
  const loaded = loadedFonts.get(file);
  if (loaded !== undefined) return loaded;
  const bytes = readFileSync(resolve(file));
  const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  loadedFonts.set(file, font);
  return font;
}

function glyphOf(
  character: string,
  weight: Weight,
): { readonly glyph: Glyph; readonly unitsPerEm: number } | null {
  for (const alphabet of ALPHABETS) {
    const font = fontOf(alphabet, weight);
    if (font.charToGlyphIndex(character) > 0) {
      return { glyph: font.charToGlyph(character), unitsPerEm: font.unitsPerEm };
    }
  }
  return null;
}

function kerning(left: string | undefined, right: string): number {
  if (left === undefined) return 0;
  const pair = KERNING.find(([lefts, rights]) => lefts.includes(left) && rights.includes(right));
  return pair === undefined ? 0 : pair[2] / 1000;
}

export interface TextSetting {
  readonly weight: Weight;
  /** Extra space after each letter, in em. */
  readonly tracking: number;
}

interface SetLetter {
  readonly glyph: Glyph;
  /** In em, from the start of the text. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** One line of text, set at a size of 1 em. `inkLeft` and `width` tell where the black of its letters lies. */
export interface SetLine {
  readonly letters: readonly SetLetter[];
  readonly inkLeft: number;
  readonly width: number;
}

/** The library measures an outline anew each time that it is asked. */
const boxes = new WeakMap<Glyph, BoundingBox>();

function boxOf(glyph: Glyph): BoundingBox {
  const known = boxes.get(glyph);
  if (known !== undefined) return known;
  const box = glyph.getBoundingBox();
  boxes.set(glyph, box);
  return box;
}

const MARK = /^\p{M}$/u;
const MARK_GAP = 0.04;

/** The typeface has every letter of the text (in composed or decomposed form). */
export function canSet(text: string, weight: Weight): boolean {
  return [...text.normalize('NFC')].every((character) => glyphOf(character, weight) !== null);
}

/** Sets one line of left-to-right text; letters that the typeface lacks are left out, see `canSet`. */
export function setLine(text: string, { weight, tracking }: TextSetting): SetLine {
  const letters: SetLetter[] = [];
  let pen = 0;
  let previous: string | undefined;
  let base: SetLetter | undefined;
  for (const character of text.normalize('NFC')) {
    const found = glyphOf(character, weight);
    if (found === null) continue;
    const scale = 1 / found.unitsPerEm;
    if (MARK.test(character)) {
      if (base !== undefined) letters.push(overOrUnder(base, found.glyph, scale));
      continue;
    }
    pen += kerning(previous, character);
    base = { glyph: found.glyph, x: pen, y: 0, scale };
    letters.push(base);
    pen += (found.glyph.advanceWidth ?? 0) * scale + tracking;
    previous = character;
  }
  return { letters, ...extent(letters) };
}

/** Centres a combining accent on its letter: the delivered files position none. */
function overOrUnder(base: SetLetter, mark: Glyph, scale: number): SetLetter {
  const letterBox = boxOf(base.glyph);
  const markBox = boxOf(mark);
  const centre = ((letterBox.x1 + letterBox.x2) * base.scale - (markBox.x1 + markBox.x2) * scale) / 2;
  const isAbove = markBox.y1 > 0;
  const y = isAbove ? Math.max(0, letterBox.y2 * base.scale + MARK_GAP - markBox.y1 * scale) : 0;
  return { glyph: mark, x: base.x + centre, y, scale };
}

function extent(letters: readonly SetLetter[]): { inkLeft: number; width: number } {
  let left = Infinity;
  let right = -Infinity;
  for (const { glyph, x, scale } of letters) {
    const box = boxOf(glyph);
    if (box.x2 <= box.x1) continue;
    left = Math.min(left, x + box.x1 * scale);
    right = Math.max(right, x + box.x2 * scale);
  }
  return right > left ? { inkLeft: left, width: right - left } : { inkLeft: 0, width: 0 };
}

/** Path data of a set line; `x` is where its black begins, `y` its baseline, `scale` the size of an em. */
export function outlineOf(line: SetLine, { x, y, scale }: Placement): string {
  const path = new PathWriter();
  for (const letter of line.letters) {
    path.add(letter.glyph.path.commands, {
      x: x + (letter.x - line.inkLeft) * scale,
      y: y - letter.y * scale,
      scale: letter.scale * scale,
    });
  }
  return path.toString();
}

/** Height of capital letters, in em. */
export const CAP_HEIGHT = 1490 / 2048;
/** How far letters such as g hang below the baseline, in em. */
export const DESCENT = 0.21;
