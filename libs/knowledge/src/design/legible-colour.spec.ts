import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contrast, inkOf, legibleOn, MIN_CONTRAST, tintOf } from './legible-colour.js';

const aHexColour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0').toUpperCase()}`);

describe('legibleOn', () => {
  it('gives a colour that reads well on any ground', () => {
    fc.assert(
      fc.property(aHexColour, aHexColour, (colour, ground) => {
        const legible = legibleOn(colour, ground);
        expect(legible).toMatch(/^#[0-9A-F]{6}$/u);
        expect(contrast(legible, ground)).toBeGreaterThanOrEqual(MIN_CONTRAST);
      }),
    );
  });

  it('keeps a colour that reads well already', () => {
    expect(legibleOn('#1f2937', '#FFFFFF')).toBe('#1F2937');
  });

  it('keeps amber warm when it gets darker', () => {
    const [red = 0, green = 0, blue = 0] = (legibleOn('#F59E0B', '#FFFFFF').match(/[0-9A-F]{2}/gu) ?? []).map(
      (part) => parseInt(part, 16),
    );
    expect(red).toBeGreaterThan(2 * green);
    expect(green).toBeGreaterThan(blue);
  });
});

describe('inkOf and tintOf', () => {
  it('are dark and light for any colour', () => {
    fc.assert(
      fc.property(aHexColour, (colour) => {
        expect(contrast(inkOf(colour), '#FFFFFF')).toBeGreaterThanOrEqual(11);
        expect(contrast(tintOf(colour), '#000000')).toBeGreaterThanOrEqual(11);
      }),
    );
  });
});
