import { describe, expect, it } from '@jest/globals';
import { simulatedPicture } from '../../../../test/support/simulators/openai-images-picture.js';
import { readPicture } from './picture-reading.js';

const aPng = (isTransparent: boolean) =>
  simulatedPicture({ width: 40, height: 30, isTransparent, subject: 'a fish' });

/** A RIFF file with an extended header and nothing in it. */
function aWebp({ width, height, hasAlpha }: { width: number; height: number; hasAlpha: boolean }): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(22, 4);
  bytes.write('WEBPVP8X', 8, 'latin1');
  bytes.writeUInt32LE(10, 16);
  bytes[20] = hasAlpha ? 0x10 : 0;
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}

/** Start, one application segment, the frame with its size, end. */
function aJpeg({ width, height }: { width: number; height: number }): Buffer {
  const frame = Buffer.alloc(11);
  frame.set([0xff, 0xc0, 0, 9, 8]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const segment = Buffer.from([0xff, 0xe0, 0, 4, 0, 0]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, frame, Buffer.from([0xff, 0xd9])]);
}

describe('readPicture', () => {
  it.each([true, false])('reads a png whose transparency is %s', (hasTransparency) => {
    expect(readPicture(aPng(hasTransparency))).toEqual({
      kind: 'picture',
      mediaType: 'image/png',
      width: 40,
      height: 30,
      hasTransparency,
    });
  });

  it.each([true, false])('reads a webp whose transparency is %s', (hasAlpha) => {
    expect(readPicture(aWebp({ width: 40, height: 30, hasAlpha }))).toEqual({
      kind: 'picture',
      mediaType: 'image/webp',
      width: 40,
      height: 30,
      hasTransparency: hasAlpha,
    });
  });

  it('reads a jpeg', () => {
    expect(readPicture(aJpeg({ width: 40, height: 30 }))).toMatchObject({
      mediaType: 'image/jpeg',
      width: 40,
      height: 30,
      hasTransparency: false,
    });
  });

  it.each([
    ['png', aPng(true)],
    ['webp', aWebp({ width: 40, height: 30, hasAlpha: true })],
    ['jpeg', aJpeg({ width: 40, height: 30 })],
  ])('notices that the end of a %s is missing', (_, bytes) => {
    expect(readPicture(bytes.subarray(0, -1)).kind).not.toBe('picture');
  });

  it('takes a picture that nobody can unpack for none', () => {
    expect(readPicture(aWebp({ width: 100_000, height: 30, hasAlpha: true }))).toEqual({
      kind: 'no_picture',
    });
    expect(readPicture(aJpeg({ width: 30, height: 60_000 }))).toEqual({ kind: 'no_picture' });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html>')],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')],
    ['the beginning of a png', aPng(true).subarray(0, 9)],
    ['a gif', Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1')],
  ])('takes %s for no picture', (_, bytes) => {
    expect(readPicture(bytes)).toEqual({ kind: 'no_picture' });
  });
});
