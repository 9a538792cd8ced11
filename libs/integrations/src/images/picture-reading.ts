import { imageSize } from 'image-size';
import type { z } from 'zod';
import type { ImageMediaType } from './image.port.js';
import type { imageFactsSchema } from './image-value.js';

const MEDIA_TYPES: Readonly<Record<string, ImageMediaType>> = {
  png: 'image/png',
  webp: 'image/webp',
  jpg: 'image/jpeg',
};

/** Facts of the formats, read where their specifications say: the last chunk of a PNG, the length of a RIFF file, the end
 *  mark of a JPEG. Sources: PNG 3rd edition §11, WebP container specification, ITU T.81 annex B. */
const IS_COMPLETE: Readonly<Record<ImageMediaType, (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => bytes.subarray(-8, -4).toString('latin1') === 'IEND',
  'image/webp': (bytes) => bytes.readUInt32LE(4) + 8 <= bytes.length,
  'image/jpeg': (bytes) => bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > 0,
};

/** A palette's transparency (`tRNS`) does not count: no image model writes palettes. */
const HAS_ALPHA: Readonly<Record<ImageMediaType, (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => [4, 6].includes(bytes[25] ?? 0),
  'image/webp': (bytes) =>
    bytes.subarray(12, 16).toString('latin1') === 'VP8X' && ((bytes[20] ?? 0) & 0x10) !== 0,
  'image/jpeg': () => false,
};

/** No model paints larger ones; a browser that unpacks one that only says so runs out of memory. */
const MAX_SIDE_PIXELS = 8_192;

export type PictureReading =
  | ({ readonly kind: 'picture' } & Readonly<z.infer<typeof imageFactsSchema>>)
  /** The end is missing. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'no_picture' };

/** Looks at the bytes, whatever they were said to be. Pixels are not decoded. */
export function readPicture(bytes: Buffer): PictureReading {
  const found = sizeOf(bytes);
  const mediaType = found === null ? undefined : MEDIA_TYPES[found.type ?? ''];
  if (found === null || mediaType === undefined) return { kind: 'no_picture' };
  if (!IS_COMPLETE[mediaType](bytes)) return { kind: 'truncated' };
  const { width, height } = found;
  if (Math.max(width, height) > MAX_SIDE_PIXELS) return { kind: 'no_picture' };
  return { kind: 'picture', mediaType, width, height, hasTransparency: HAS_ALPHA[mediaType](bytes) };
}

function sizeOf(bytes: Buffer): ReturnType<typeof imageSize> | null {
  try {
    return imageSize(bytes);
  } catch {
    // "No picture that is known here" is an answer.
    return null;
  }
}
