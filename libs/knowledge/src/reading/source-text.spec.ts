import { describe, expect, it } from '@jest/globals';
import { clauses, hasTellingCapitals, quote, sentences, sourceText, wholeOf } from './source-text.js';

const read = (text: string): string[] => {
  const source = sourceText('mission', text);
  return sentences(source).map((span) => quote(source, span)?.text ?? '');
};

describe('sentences', () => {
  it.each([
    ['Ouvert dès 8 h. M. Sow vend env. 20 sacs.', ['Ouvert dès 8 h', 'M. Sow vend env. 20 sacs']],
    ['À 1.500 F ! Livré à 12 h 15 ?', ['À 1.500 F', 'Livré à 12 h 15']],
    ['je vends du pain. je livre aussi', ['je vends du pain', 'je livre aussi']],
    ['Pain\nLait', ['Pain', 'Lait']],
    ['...', []],
    ['', []],
  ])('parts "%s"', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('clauses', () => {
  it('leaves numbers whole', () => {
    const source = sourceText('mission', 'Lot de 8,000 naira, 1,4 kg ; livré (gratuit)');
    const parts = clauses(source, wholeOf(source)).map((span) => quote(source, span)?.text);
    expect(parts).toEqual(['Lot de 8,000 naira', '1,4 kg', 'livré', 'gratuit']);
  });
});

describe('quote', () => {
  it.each(['Œufs “frais” 😀 à l’école', 'cafe\u0301 cre\u0300me', '<b>Jus</b>'])(
    'is verbatim: %s',
    (text) => {
      const source = sourceText('mission', text);
      expect(quote(source, wholeOf(source))).toEqual({ field: 'mission', text, start: 0, end: text.length });
    },
  );
});

describe('hasTellingCapitals', () => {
  it('trusts no capitals where all are', () => {
    expect(hasTellingCapitals(sourceText('mission', 'NOUS LIVRONS A COCODY'))).toBe(false);
    expect(hasTellingCapitals(sourceText('mission', 'Je Vends Des Robes De Mariage'))).toBe(false);
    expect(hasTellingCapitals(sourceText('mission', 'Nous livrons à Cocody'))).toBe(true);
  });
});
