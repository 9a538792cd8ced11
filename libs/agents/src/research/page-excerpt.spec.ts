import { describe, expect, it } from '@jest/globals';
import { excerptOf } from './page-excerpt.js';

const asked = (chars: number) => ({ about: 'Prix du mafé à Thiès', language: 'fr' as const, chars });
const FILLER = 'Accueil, menu, mentions légales, plan du site.';

describe('an excerpt of a page', () => {
  it('is the whole page where it fits', () => {
    expect(excerptOf('Une page.', asked(100))).toBe('Une page.');
  });

  it('has the lines that were asked for, in their order', () => {
    const lines = [
      'Le mafé se vend bien.',
      ...Array<string>(50).fill(FILLER),
      'Prix du mafé : 1 500 FCFA à Thiès.',
    ];
    expect(excerptOf(lines.join('\n'), asked(100)).split('\n').slice(0, 2)).toEqual([
      'Le mafé se vend bien.',
      'Prix du mafé : 1 500 FCFA à Thiès.',
    ]);
  });

  it('prefers lines with figures', () => {
    const lines = [...Array<string>(20).fill(FILLER), 'Un plat : 1 500 FCFA.'];
    expect(excerptOf(lines.join('\n'), asked(60))).toContain('1 500');
  });

  it.each([10, 99, 600, 1_999])('is never longer than %i characters, also of one endless line', (chars) => {
    expect(excerptOf('mafé 😀 '.repeat(1_000), asked(chars)).length).toBeLessThanOrEqual(chars);
  });
});
