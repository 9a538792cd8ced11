import { describe, expect, it } from '@jest/globals';
import { assetKey, parseAssetKey } from './asset-key.js';

const SHA = 'a'.repeat(64);

describe('the key of an asset', () => {
  it.each([
    ['image/png', 'png'],
    ['image/jpeg', 'jpg'],
    ['image/webp', 'webp'],
    ['image/svg+xml', 'svg'],
  ] as const)('says that it is %s', (mediaType, extension) => {
    const key = assetKey({ sha256: SHA, mediaType });
    expect(key).toBe(`${SHA}.${extension}`);
    expect(parseAssetKey(key)).toEqual({ sha256: SHA, mediaType });
  });

  it.each([
    '',
    SHA,
    `${SHA}.exe`,
    `${SHA}.png\n`,
    `${SHA}.png\0`,
    `../${SHA}.png`,
    `/${SHA}.png`,
    `${SHA}.png/..`,
    `${SHA.toUpperCase()}.png`,
    `${SHA}a.png`,
  ])('is never %j', (text) => {
    expect(parseAssetKey(text)).toBeNull();
  });
});
