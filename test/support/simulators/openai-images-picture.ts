import { crc32, deflateSync } from 'node:zlib';
import { seededRandom, seedOf } from './seeded-random.js';

export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  readonly isTransparent: boolean;
  /** The same text gives the same picture. */
  readonly subject: string;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUE_COLOUR_WITH_ALPHA = 6;
const TRUE_COLOUR = 2;

/** A real PNG: a disc in a colour of the subject's own. Source: PNG specification, third edition. */
export function simulatedPicture({ width, height, isTransparent, subject }: PictureOptions): Buffer {
  const random = seededRandom(seedOf(subject));
  const colour = [0, 1, 2].map(() => 40 + Math.floor(random() * 160));
  const radius = Math.min(width, height) * (0.25 + random() * 0.2);
  const ground = isTransparent ? [255, 255, 255, 0] : [255, 255, 255];
  const ink = isTransparent ? [...colour, 255] : colour;
  const samples = ground.length;
  const rows = Buffer.alloc(height * (1 + width * samples));
  for (let y = 0; y < height; y += 1) {
    const start = y * (1 + width * samples);
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y - height / 2) ** 2));
    const from = Math.round(width / 2 - half);
    const to = Math.round(width / 2 + half);
    rows.fill(Buffer.from(ground), start + 1, start + 1 + width * samples);
    if (to > from) rows.fill(Buffer.from(ink), start + 1 + from * samples, start + 1 + to * samples);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, isTransparent ? TRUE_COLOUR_WITH_ALPHA : TRUE_COLOUR, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
