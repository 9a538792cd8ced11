import { createHash } from 'node:crypto';
import type { BusinessBrief } from '../business-brief.js';
import type { LogoStyle, Sector } from '../sectors/sector-pack.js';
import { sectorPack } from '../sectors/sector-packs.js';
import { fold } from '../text/fold.js';
import { contrast, difference, inkOf, legibleOn, tintOf } from './legible-colour.js';
import {
  BELOW,
  BESIDE,
  FRAME_DRAWINGS,
  type LogoFrame,
  STYLE_SETTINGS,
  styleOf,
  type StyleSetting,
} from './logo-styles.js';
import { LOGO_SYMBOLS, type LogoSymbol } from './logo-symbols.js';
import { short } from './path-writer.js';
import { assertSafeSvg, escapeAttribute } from './safe-svg.js';
import { CAP_HEIGHT, DESCENT, outlineOf, setLine, type Weight } from './typeface.js';
import { wordsNamed } from './word-match.js';
import { monogram, type Wordmark, wordmark } from './wordmark.js';

/** Hex colours (#RRGGBB). */
export interface Palette {
  readonly primary: string;
  readonly secondary: string;
  readonly accent: string;
}

/** Choices that somebody else (a model, the person) may make; each is decided by rules when absent. */
export interface LogoConcept {
  /** Id of one of the sector's `LOGO_SYMBOLS`; any other is ignored. */
  readonly symbol?: string;
  readonly style?: LogoStyle;
  readonly palette?: Palette;
}

export interface LogoInput extends LogoConcept {
  readonly brief: BusinessBrief;
  readonly sector: Sector;
}

/** Colours of letters and symbol, each legible (4.5:1) on what lies behind it. */
export interface LogoColours {
  /** What the drawing is made for; painted only where the drawing has no transparency. */
  readonly ground: string;
  readonly letters: string;
  /** Colour of the tile behind the symbol; null where the symbol lies on the ground itself. */
  readonly tile: string | null;
  readonly main: string;
  readonly accent: string;
  /** Frame that is a line, and the rule under the name: both lie on the ground. */
  readonly line: string;
}

export interface LogoDrawing {
  readonly svg: string;
  /** In pixels, as in the drawing's own attributes. */
  readonly width: number;
  readonly height: number;
  readonly hasTransparency: boolean;
  readonly colours: LogoColours;
}

export interface DrawnLogo {
  readonly style: LogoStyle;
  readonly symbol: string;
  readonly palette: Palette;
  /** `none` where the typeface lacks the name's letters: then symbol (and initials, if any) stand for it. */
  readonly lettering: 'full_name' | 'short_name' | 'none';
  /** Transparent, for light grounds. */
  readonly primary: LogoDrawing;
  /** Square, without the name, with its initials where they can be drawn. */
  readonly emblem: LogoDrawing;
  /** Light letters on a dark ground. */
  readonly inverse: LogoDrawing;
}

const WHITE = '#FFFFFF';
const MARK_SIZE = 96;
const SYMBOL_GRID = 64;
const PADDING = 16;
const GAP = 24;
const RULE_WIDTH = 160;
/** Deep enough that both white and a coloured tint read well on a tile. */
const TILE_CONTRAST = 6;
/** Dark enough for letters as well as for a ground under white letters. */
const DEEP_CONTRAST = 11;
/** Below this the symbol's two colours look like one. */
const DISTINCT = 12;

/**
 * Draws a logo: symbol of the trade, name as outlines, colours of the trade corrected until they are legible.
 * Same input, same bytes.
 * @throws RangeError for a palette that holds something else than colours.
 */
export function drawLogo(input: LogoInput): DrawnLogo {
  const { brief, sector } = input;
  const pack = sectorPack(sector);
  const palette = input.palette ?? pack.palette;
  const digest = createHash('sha256')
    .update(`${sector}\n${fold(brief.business_name)}`)
    .digest();
  const style = input.style ?? styleOf(`${brief.business_name} ${brief.sector}`) ?? pack.logoStyle;
  const setting = STYLE_SETTINGS[style];
  const symbol = chooseSymbol(input, digest.readUInt32BE(0));
  const frame = pick(setting.frames, digest.readUInt32BE(4));
  const initials = monogram(brief.business_name, setting.letters);
  const label = escapeAttribute(brief.business_name);
  const draft: Draft = {
    symbol,
    frame,
    setting,
    initials,
    label,
    ...placedName(brief.business_name, setting),
  };
  const { name } = draft;
  const isTiled = name === null || isTile(frame);
  const light = lightColours(palette, isTiled);
  const emblem = drawEmblem(draft, lightColours(palette, true), true);
  return {
    style,
    symbol: symbol.id,
    palette,
    lettering: name === null ? 'none' : name.isShortened ? 'short_name' : 'full_name',
    primary: name === null ? emblem : drawWithName(draft, name, light, true),
    emblem,
    inverse:
      name === null
        ? drawEmblem(draft, darkColours(palette, true), false)
        : drawWithName(draft, name, darkColours(palette, isTiled), false),
  };
}

function placedName(name: string, { isStacked, letters }: StyleSetting): Pick<Draft, 'name' | 'isStacked'> {
  const below = isStacked ? wordmark(name, { ...letters, ...BELOW }) : null;
  if (below !== null && !below.isShortened) return { name: below, isStacked: true };
  return { name: wordmark(name, { ...letters, ...BESIDE }), isStacked: false };
}

function pick<T>(choices: readonly T[], number: number): T {
  const choice = choices[number % choices.length];
  if (choice === undefined) throw new RangeError('nothing to choose from');
  return choice;
}

function chooseSymbol({ brief, sector, symbol }: LogoInput, number: number): LogoSymbol {
  const symbols = LOGO_SYMBOLS[sector];
  const asked = symbols.find(({ id }) => id === symbol);
  if (asked !== undefined) return asked;
  const fitting = [
    `${brief.business_name} ${brief.sector}`,
    `${brief.value_proposition} ${brief.services.join(' ')}`,
  ]
    .map((text) => symbols.filter(({ fits }) => wordsNamed(text, fits).length > 0))
    .find((found) => found.length > 0);
  return pick(fitting ?? symbols.filter(({ isSpecial }) => !isSpecial), number);
}

function isTile(frame: LogoFrame): boolean {
  return FRAME_DRAWINGS[frame].d !== null && FRAME_DRAWINGS[frame].lineWidth === null;
}

function lightColours({ primary, secondary, accent }: Palette, isTiled: boolean): LogoColours {
  const ground = WHITE;
  const letters = deepColour(primary, secondary);
  const line = legibleOn(primary, ground);
  if (isTiled) {
    const tile = legibleOn(primary, WHITE, TILE_CONTRAST);
    return {
      ground,
      letters,
      tile,
      main: WHITE,
      accent: secondColour(WHITE, tile, [accent, secondary]),
      line,
    };
  }
  return {
    ground,
    letters,
    tile: null,
    main: line,
    accent: secondColour(line, ground, [accent, secondary]),
    line,
  };
}

function darkColours({ primary, secondary, accent }: Palette, isTiled: boolean): LogoColours {
  const ground = deepColour(primary, secondary);
  const line = legibleOn(primary, ground);
  if (isTiled) {
    const tile = tintOf(primary);
    const main = legibleOn(primary, tile, TILE_CONTRAST);
    return {
      ground,
      letters: WHITE,
      tile,
      main,
      accent: secondColour(main, tile, [accent, secondary]),
      line,
    };
  }
  return {
    ground,
    letters: WHITE,
    tile: null,
    main: WHITE,
    accent: secondColour(WHITE, ground, [accent, secondary]),
    line,
  };
}

/** The palette's own dark colour where it has one, else a near-black in the hue of its first. */
function deepColour(primary: string, secondary: string): string {
  return contrast(secondary, WHITE) >= DEEP_CONTRAST ? secondary.toUpperCase() : inkOf(primary);
}

/** The first candidate that, once legible on the ground, can be told from the main colour; else the most different. */
function secondColour(main: string, ground: string, candidates: readonly string[]): string {
  const legible = [...candidates, inkOf(ground)].map((candidate) => legibleOn(candidate, ground));
  const distinct = legible.find((candidate) => difference(candidate, main) >= DISTINCT);
  if (distinct !== undefined) return distinct;
  return legible.reduce((best, next) => (difference(next, main) > difference(best, main) ? next : best));
}

interface Draft {
  readonly symbol: LogoSymbol;
  readonly frame: LogoFrame;
  readonly setting: StyleSetting;
  readonly name: Wordmark | null;
  readonly isStacked: boolean;
  readonly initials: string | null;
  readonly label: string;
}

function paintedSymbol(
  symbol: LogoSymbol,
  { main, accent }: LogoColours,
  centre: readonly [number, number],
  scale: number,
): string {
  const [x, y] = centre.map((middle) => short(middle - (SYMBOL_GRID / 2) * scale));
  const parts = symbol.parts.map(({ ink, d, lineWidth }) => {
    const paint = ink === 'main' ? main : accent;
    if (lineWidth === null) return `<path d="${d}" fill="${paint}" fill-rule="evenodd"/>`;
    return `<path d="${d}" fill="none" stroke="${paint}" stroke-width="${String(lineWidth)}" stroke-linecap="round" stroke-linejoin="round"/>`;
  });
  return `<g transform="translate(${x ?? ''} ${y ?? ''}) scale(${String(scale)})">${parts.join('')}</g>`;
}

/** Frame and symbol in a box of 96 x 96 whose left upper corner is given. */
function paintedMark({ symbol, frame }: Draft, colours: LogoColours, left: number, top: number): string {
  const { d, lineWidth, symbolScale, symbolDrop } = FRAME_DRAWINGS[frame];
  const place = `transform="translate(${short(left)} ${short(top)})"`;
  const behind =
    d === null
      ? ''
      : lineWidth === null
        ? `<path ${place} d="${d}" fill="${colours.tile ?? colours.line}"/>`
        : `<path ${place} d="${d}" fill="none" stroke="${colours.line}" stroke-width="${String(lineWidth)}"/>`;
  const centre = [left + MARK_SIZE / 2, top + MARK_SIZE / 2 + symbolDrop] as const;
  return behind + paintedSymbol(symbol, colours, centre, symbolScale);
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

/** @throws UnsafeSvgError where a drawing leaves its allow-list: nothing else is ever handed out. */
function finished(
  { width, height, body }: Layout,
  label: string,
  colours: LogoColours,
  isTransparent: boolean,
): LogoDrawing {
  const size = `width="${String(width)}" height="${String(height)}"`;
  const ground = isTransparent ? '' : `<rect ${size} fill="${colours.ground}"/>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" ${size} role="img" ` +
    `aria-label="${label}">${ground}${body}</svg>\n`;
  assertSafeSvg(svg);
  return { svg, width, height, hasTransparency: isTransparent, colours };
}

function drawWithName(
  draft: Draft,
  name: Wordmark,
  colours: LogoColours,
  isTransparent: boolean,
): LogoDrawing {
  const layout = draft.isStacked ? stacked(draft, name, colours) : beside(draft, name, colours);
  return finished(layout, draft.label, colours, isTransparent);
}

function lineHeight(lines: number): number {
  return lines === 1 ? 1 : 1.12;
}

/** From the top of the first line's capitals to the last line's baseline. */
function blockHeight({ lines, size }: Wordmark): number {
  return (CAP_HEIGHT + (lines.length - 1) * lineHeight(lines.length)) * size;
}

function paintedName(name: Wordmark, fill: string, top: number, leftOf: (width: number) => number): string {
  const step = lineHeight(name.lines.length) * name.size;
  const d = name.lines.map((line, index) =>
    outlineOf(line, {
      x: leftOf(line.width * name.size),
      y: top + CAP_HEIGHT * name.size + index * step,
      scale: name.size,
    }),
  );
  return `<path d="${d.join('')}" fill="${fill}"/>`;
}

function beside(draft: Draft, name: Wordmark, colours: LogoColours): Layout {
  const left = PADDING + MARK_SIZE + GAP;
  const width = Math.ceil(left + name.width + PADDING);
  const contentHeight = Math.max(MARK_SIZE, blockHeight(name));
  const height = Math.ceil(contentHeight + 2 * PADDING);
  const body =
    paintedMark(draft, colours, PADDING, (height - MARK_SIZE) / 2) +
    paintedName(name, colours.letters, (height - blockHeight(name)) / 2, () => left);
  return { width, height, body };
}

function stacked(draft: Draft, name: Wordmark, colours: LogoColours): Layout {
  const { setting } = draft;
  const width = Math.ceil(Math.max(name.width, RULE_WIDTH) + 2 * PADDING);
  const top = PADDING + MARK_SIZE + GAP;
  const bottom = top + blockHeight(name);
  const middle = width / 2;
  const ruleAt = bottom + 20;
  const height = Math.ceil(
    (setting.hasRule ? ruleAt + 4 : bottom + (setting.letters.isUpperCase ? 0 : DESCENT * name.size)) +
      PADDING,
  );
  const body =
    paintedMark(draft, colours, middle - MARK_SIZE / 2, PADDING) +
    paintedName(name, colours.letters, top, (lineWidth) => middle - lineWidth / 2) +
    (setting.hasRule ? paintedRule(colours.line, middle, ruleAt, RULE_WIDTH / 2) : '');
  return { width, height, body };
}

function paintedRule(fill: string, middle: number, y: number, half: number): string {
  const [from, to] = [short(middle - half), short(middle + half)];
  const [left, right] = [short(middle - 9), short(middle + 9)];
  const [above, below] = [short(y - 0.6), short(y + 0.6)];
  return (
    `<path d="M${from} ${above}H${left}V${below}H${from}ZM${right} ${above}H${to}V${below}H${right}Z` +
    `M${short(middle)} ${short(y - 4)}L${short(middle + 4)} ${short(y)}L${short(middle)} ${short(y + 4)}L${short(middle - 4)} ${short(y)}Z" fill="${fill}"/>`
  );
}

const EMBLEM_SIZE = 128;
const INITIALS_SIZE = 26;

/** A tile that works without the name: as the picture of a page, a profile or a browser tab. */
function drawEmblem(draft: Draft, colours: LogoColours, isTransparent: boolean): LogoDrawing {
  const { symbol, frame, setting, initials, label } = draft;
  const tile = isTile(frame) ? FRAME_DRAWINGS[frame] : FRAME_DRAWINGS.circle;
  const margin = isTransparent ? 0 : PADDING;
  const middle = EMBLEM_SIZE / 2 + margin;
  const scale = (EMBLEM_SIZE / MARK_SIZE).toFixed(4);
  const letters =
    initials === null ? null : setLine(initials, { weight: boldEnough(setting), tracking: 0.08 });
  const behind = `<path transform="translate(${short(margin)} ${short(margin)}) scale(${scale})" d="${tile.d ?? ''}" fill="${colours.tile ?? colours.line}"/>`;
  const inside =
    letters === null
      ? paintedSymbol(symbol, colours, [middle, middle + tile.symbolDrop], 1.2)
      : paintedSymbol(symbol, colours, [middle, middle - 15], 0.95) +
        `<path d="${outlineOf(letters, { x: middle - (letters.width * INITIALS_SIZE) / 2, y: middle + 41, scale: INITIALS_SIZE })}" fill="${colours.main}"/>`;
  const side = EMBLEM_SIZE + 2 * margin;
  return finished({ width: side, height: side, body: behind + inside }, label, colours, isTransparent);
}

/** Initials are small: thin strokes would vanish. */
function boldEnough({ letters }: StyleSetting): Weight {
  return letters.weight < 600 ? 600 : letters.weight;
}
