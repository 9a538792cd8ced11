import type { LogoStyle } from '../sectors/sector-pack.js';
import { wordsNamed } from './word-match.js';
import type { Lettering } from './wordmark.js';

/** What stands behind or around the symbol. A tile is filled, so that the symbol's ground is its colour. */
export const LOGO_FRAMES = [
  'squircle',
  'circle',
  'square',
  'hexagon',
  'leaf',
  'arch',
  'ring',
  'none',
] as const;
export type LogoFrame = (typeof LOGO_FRAMES)[number];

export interface FrameDrawing {
  /** Path on a grid of 96 x 96; null for no frame. */
  readonly d: string | null;
  /** Line width of a frame that is not filled; null for a tile. */
  readonly lineWidth: number | null;
  /** Size of the symbol in the frame (from its own grid of 64), and how far its centre lies below the frame's. */
  readonly symbolScale: number;
  readonly symbolDrop: number;
}

export const FRAME_DRAWINGS: Readonly<Record<LogoFrame, FrameDrawing>> = {
  squircle: {
    d: 'M26 0H70A26 26 0 0 1 96 26V70A26 26 0 0 1 70 96H26A26 26 0 0 1 0 70V26A26 26 0 0 1 26 0Z',
    lineWidth: null,
    symbolScale: 1.02,
    symbolDrop: 0,
  },
  circle: {
    d: 'M0 48a48 48 0 1 0 96 0a48 48 0 1 0 -96 0z',
    lineWidth: null,
    symbolScale: 0.95,
    symbolDrop: 0,
  },
  square: {
    d: 'M10 0H86A10 10 0 0 1 96 10V86A10 10 0 0 1 86 96H10A10 10 0 0 1 0 86V10A10 10 0 0 1 10 0Z',
    lineWidth: null,
    symbolScale: 1,
    symbolDrop: 0,
  },
  hexagon: {
    d: 'M41 2.5Q48 -1.5 55 2.5L84 19Q91 23 91 31V65Q91 73 84 77L55 93.5Q48 97.5 41 93.5L12 77Q5 73 5 65V31Q5 23 12 19Z',
    lineWidth: null,
    symbolScale: 0.94,
    symbolDrop: 0,
  },
  leaf: {
    d: 'M44 0H90A6 6 0 0 1 96 6V52A44 44 0 0 1 52 96H6A6 6 0 0 1 0 90V44A44 44 0 0 1 44 0Z',
    lineWidth: null,
    symbolScale: 1,
    symbolDrop: 0,
  },
  arch: {
    d: 'M4 88V44A44 44 0 0 1 92 44V88A8 8 0 0 1 84 96H12A8 8 0 0 1 4 88Z',
    lineWidth: null,
    symbolScale: 0.95,
    symbolDrop: 5,
  },
  ring: {
    d: 'M1.5 48a46.5 46.5 0 1 0 93 0a46.5 46.5 0 1 0 -93 0z',
    lineWidth: 2.5,
    symbolScale: 0.92,
    symbolDrop: 0,
  },
  none: { d: null, lineWidth: null, symbolScale: 1.4, symbolDrop: 0 },
};

export interface StyleSetting {
  /** Frames that suit the style; the name decides which. */
  readonly frames: readonly LogoFrame[];
  /** The name goes under the symbol when it is short enough, else beside it. */
  readonly isStacked: boolean;
  /** A fine line with a diamond under the name. */
  readonly hasRule: boolean;
  readonly letters: Lettering;
}

/** Room for the name beside the symbol. */
export const BESIDE = { maxWidth: 400, minSize: 18, sizes: [52, 40, 29] } as const;
/** Room for the name under the symbol: a third line would make the letters too small in a small logo. */
export const BELOW = { maxWidth: 430, minSize: 28, sizes: [44, 38] } as const;

export const STYLE_SETTINGS: Readonly<Record<LogoStyle, StyleSetting>> = {
  modern: {
    frames: ['squircle', 'circle'],
    isStacked: false,
    hasRule: false,
    letters: { weight: 700, tracking: -0.02, isUpperCase: false },
  },
  minimalist: {
    frames: ['none', 'ring'],
    isStacked: false,
    hasRule: false,
    letters: { weight: 500, tracking: -0.01, isUpperCase: false },
  },
  elegant: {
    frames: ['ring', 'arch', 'circle'],
    isStacked: true,
    hasRule: true,
    letters: { weight: 500, tracking: 0.15, isUpperCase: true },
  },
  bold: {
    frames: ['square', 'circle'],
    isStacked: false,
    hasRule: false,
    letters: { weight: 800, tracking: -0.005, isUpperCase: true },
  },
  traditional: {
    frames: ['circle', 'arch', 'ring'],
    isStacked: true,
    hasRule: true,
    letters: { weight: 600, tracking: 0.09, isUpperCase: true },
  },
  creative: {
    frames: ['leaf', 'circle', 'arch'],
    isStacked: false,
    hasRule: false,
    letters: { weight: 700, tracking: -0.015, isUpperCase: false },
  },
  tech: {
    frames: ['hexagon', 'squircle'],
    isStacked: false,
    hasRule: false,
    letters: { weight: 600, tracking: 0.005, isUpperCase: false },
  },
};

/** Folded beginnings of words in name and sector that ask for another style than the trade's usual one. */
const STYLE_WORDS: readonly (readonly [style: LogoStyle, beginnings: readonly string[]])[] = [
  ['minimalist', ['cafe', 'coffee']],
  [
    'traditional',
    ['finance', 'financi', 'juridi', 'avocat', 'legal', 'notaire', 'assuranc', 'insuranc', 'banque'],
  ],
  ['bold', ['consult', 'conseil']],
  ['modern', ['saas']],
  ['creative', ['marketing', 'design', 'evenement']],
];

/** The style that a text asks for, else null. */
export function styleOf(text: string): LogoStyle | null {
  return STYLE_WORDS.find(([, beginnings]) => wordsNamed(text, beginnings).length > 0)?.[0] ?? null;
}
