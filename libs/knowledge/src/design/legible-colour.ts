import { clampChroma, converter, differenceCiede2000, formatHex, type Oklch, wcagContrast } from 'culori';

/** Smallest contrast between letters or symbols and their ground. Source: WCAG 2.2, success criterion 1.4.3. */
export const MIN_CONTRAST = 4.5;

const LIGHTNESS_PRECISION = 0.005;
const toOklch = converter('oklch');
const perceivedDifference = differenceCiede2000();

/** WCAG contrast ratio of two colours, 1..21. */
export function contrast(colour: string, ground: string): number {
  return wcagContrast(colour, ground);
}

/** How different two colours look (CIEDE2000); below about 10 they pass for the same one. */
export function difference(one: string, other: string): number {
  return perceivedDifference(one, other);
}

function oklch(hex: string): Oklch {
  const colour = toOklch(hex);
  if (colour === undefined) throw new RangeError(`not a colour: ${hex}`);
  return colour;
}

function hexOf(colour: Oklch): string {
  return formatHex(clampChroma(colour, 'oklch')).toUpperCase();
}

/** Yellow and amber turn olive when they only get darker; a little towards orange keeps them warm. */
const WARM = { from: 45, to: 100, degreesPerLightness: 130 } as const;

function darkened(colour: Oklch, lightness: number): Oklch {
  const hue = colour.h;
  if (hue === undefined || hue < WARM.from || hue > WARM.to || lightness >= colour.l)
    return { ...colour, l: lightness };
  const turned = hue - (colour.l - lightness) * WARM.degreesPerLightness;
  return { ...colour, l: lightness, h: Math.max(WARM.from, turned) };
}

/** The nearest lightness towards `end` (0 or 1) at which the colour is legible, found by halving. */
function shifted(
  hex: string,
  ground: string,
  ratio: number,
  end: 0 | 1,
): { hex: string; distance: number } | null {
  const start = oklch(hex);
  const at = (lightness: number): string => hexOf(darkened(start, lightness));
  let legible = { hex: at(end), lightness: end as number };
  if (contrast(legible.hex, ground) < ratio) return null;
  let illegible = start.l;
  while (Math.abs(legible.lightness - illegible) > LIGHTNESS_PRECISION) {
    const lightness = (legible.lightness + illegible) / 2;
    const candidate = at(lightness);
    if (contrast(candidate, ground) >= ratio) legible = { hex: candidate, lightness };
    else illegible = lightness;
  }
  return { hex: legible.hex, distance: Math.abs(legible.lightness - start.l) };
}

/**
 * The colour (#RRGGBB) itself where it reads well on `ground`, else the nearest lighter or darker one of the same hue
 * that does; black or white where the hue can not.
 */
export function legibleOn(hex: string, ground: string, ratio: number = MIN_CONTRAST): string {
  if (contrast(hex, ground) >= ratio) return hex.toUpperCase();
  const darker = shifted(hex, ground, ratio, 0);
  const lighter = shifted(hex, ground, ratio, 1);
  if (darker !== null && (lighter === null || darker.distance <= lighter.distance)) return darker.hex;
  if (lighter !== null) return lighter.hex;
  return contrast('#000000', ground) >= contrast('#FFFFFF', ground) ? '#000000' : '#FFFFFF';
}

/** The hue of a colour as near-black for letters and dark grounds (contrast with white above 12). */
export function inkOf(hex: string): string {
  const { c, h } = oklch(hex);
  return legibleOn(hexOf({ mode: 'oklch', l: 0.28, c: Math.min(c, 0.055), h }), '#FFFFFF', 12);
}

/** The hue of a colour as a very light tint, for letters and lines on dark grounds. */
export function tintOf(hex: string): string {
  const { c, h } = oklch(hex);
  return hexOf({ mode: 'oklch', l: 0.9, c: Math.min(c, 0.08), h });
}
