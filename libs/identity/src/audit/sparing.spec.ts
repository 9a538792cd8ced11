import { describe, expect, it } from '@jest/globals';
import { Sparing } from './sparing.js';

describe('Sparing', () => {
  it('lets five through a minute and key, and tells of the others with the next one', () => {
    const sparing = new Sparing();
    const admitted = Array.from({ length: 100 }, () => sparing.admit('somebody', 0));
    expect(admitted.filter((leftOut) => leftOut !== null)).toEqual([0, 0, 0, 0, 0]);
    expect(sparing.admit('somebody else', 0)).toBe(0);
    expect(sparing.admit('somebody', 60_000)).toBe(95);
    expect(sparing.admit('somebody', 60_001)).toBe(0);
  });

  it('remembers a bounded number of them', () => {
    const sparing = new Sparing();
    for (let key = 0; key < 20_000; key += 1) expect(sparing.admit(String(key), 0)).toBe(0);
    // Forgotten: it begins anew.
    for (let time = 0; time < 6; time += 1) sparing.admit('0', 0);
    expect(sparing.admit('0', 0)).toBeNull();
  });
});
