import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanUntrusted, cleanUntrustedLine } from './untrusted-text.js';

describe('cleanUntrusted', () => {
  it.each<[string, string, string]>([
    ['control characters', 'a\u0000b\u001b[31mc\u0085d\u007f', 'ab[31mcd'],
    ['bidirectional overrides', 'pay \u202ereverse\u202c and \u2066isolate\u2069', 'pay reverse and isolate'],
    ['zero width', 'ig\u200bno\u200dre\ufeff', 'ignore'],
    ['soft hyphens', 'ig\u00adnore', 'ignore'],
    ['tag characters', `a${String.fromCodePoint(0xe0049, 0xe0067)}b`, 'ab'],
    ['variation selectors', 'a\ufe0fb\u{e0101}c', 'abc'],
    ['fillers', 'a\u3164b\u115fc', 'abc'],
    ['private use', 'a\ue000b', 'ab'],
    ['a flood of marks', `a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(4)}b`],
    ['runs of blanks', 'a \t\u00a0  b', 'a b'],
    ['many empty lines', 'a\n\n \n\n\nb', 'a\n\nb'],
    ['other line breaks', 'a\r\nb\rc', 'a\nb\nc'],
    ['half characters', 'a\ud800b', 'a\ufffdb'],
  ])('removes %s', (_, text, expected) => {
    expect(cleanUntrusted(text, 100)).toBe(expected);
  });

  it('leaves what people write', () => {
    const text = 'Le prix : 1 500 F (été 2025) — « thiéboudienne » à Thiès.\nWolof: jën wi. عربي. 中文. 😀';
    expect(cleanUntrusted(text, 1_000)).toBe(text);
  });

  it('cuts without halving a character', () => {
    expect(cleanUntrusted('ab😀', 3)).toBe('ab');
    expect(cleanUntrustedLine('a\nb\n\nc', 3)).toBe('a b');
  });

  it('is well-formed, short enough, and the same when done again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const cleaned = cleanUntrusted(text, max);
          return cleaned.length <= max && cleaned.isWellFormed() && cleanUntrusted(cleaned, max) === cleaned;
        },
      ),
    );
  });
});
