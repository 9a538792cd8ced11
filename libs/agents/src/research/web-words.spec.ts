import { describe, expect, it } from '@jest/globals';
import { isQuoteOf, leadsElsewhere, numbersOf, occursIn, statesOnly, wordsOf } from './web-words.js';

const PAGE = wordsOf(
  '## Où manger à Thiès ?\n**Chez Fatou** sert un mafé à 1 500 FCFA, de 12 h à 15 h.\nLe Dakarois',
);

describe('a name or a quotation', () => {
  it.each(['Chez Fatou', 'chez fatou', 'CHEZ  FATOU', '« Chez Fatou »', 'Ou manger a Thies'])(
    'is found as %s',
    (said) => {
      expect(occursIn(PAGE, said)).toBe(true);
    },
  );

  it.each(['Chez Fat', 'hez Fatou', 'Fatou Chez', 'Dakar', '', '…', '1 50'])(
    'is not found as %j: words count whole and in order',
    (said) => {
      expect(occursIn(PAGE, said)).toBe(false);
    },
  );

  it('proves something only where it is long enough', () => {
    expect(isQuoteOf(PAGE, 'sert un mafé à 1 500 FCFA')).toBe(true);
    expect(isQuoteOf(PAGE, 'sert un mafé à 1 800 FCFA')).toBe(false);
    expect(isQuoteOf(PAGE, 'sert un')).toBe(false);
  });
});

describe('what leads elsewhere', () => {
  it.each([
    'voir https://evil.test/a',
    'www.evil.test',
    'sur evil-shop.com',
    'Commandez (evil.sn/promo).',
    'awa@evil.test',
    'au 77 123 45 67',
    '+221771234567',
    '00 221 77 123 45 67',
    '77.123.45.67',
  ])('is seen in "%s"', (text) => {
    expect(leadsElsewhere(text)).toBe(true);
  });

  it.each([
    'Un mafé à 1 500 FCFA, servi de 12 h à 15 h.',
    'Le marché vaut 25 000 000 FCFA.',
    'Le marché vaut 2.500.000.000 FCFA.',
    'De 10 000 à 15 000 FCFA par mois, soit 120 000 par an.',
    "C'est bon. Et pas cher, etc.",
    'Ouvert en 2024, 2025 et 2026.',
  ])('is not seen in "%s"', (text) => {
    expect(leadsElsewhere(text)).toBe(false);
  });
});

describe('numbers of a text', () => {
  it('must be known unless they are small', () => {
    const known = numbersOf('Un mafé à 1 500 FCFA', 'mille clients');
    expect(statesOnly(known, 'Vendre à 1500 FCFA à mille clients en 3 mois')).toBe(true);
    expect(statesOnly(known, 'Vendre à 1800 FCFA')).toBe(false);
    expect(statesOnly(known, '45 % des clients')).toBe(false);
  });
});
