import { describe, expect, it } from '@jest/globals';
import { formatMoney } from './format-money.js';

const plain = (text: string): string => text.replace(/\u00a0/gu, ' ');

describe('formatMoney', () => {
  it.each([
    [25000, 'XOF', 'fr', '25 000 FCFA'],
    [25000, 'XAF', 'fr', '25 000 FCFA'],
    [25000, 'XOF', 'en', '25,000 FCFA'],
    [8000, 'NGN', 'en', '₦8,000'],
    [1500.5, 'KES', 'en', 'Ksh 1,500.50'],
    [12000, 'RWF', 'en', 'RWF 12,000'],
    [12000, 'RWF', 'fr', '12 000 RWF'],
    [5000, 'CDF', 'fr', '5 000 FC'],
    [30, 'GHS', 'en', 'GH₵30'],
    [10, 'EUR', 'fr', '10 €'],
  ] as const)('writes %d %s in %s as %s', (amount, currency, language, expected) => {
    expect(plain(formatMoney(amount, currency, language))).toBe(expected);
  });

  it('breaks nowhere', () => {
    expect(formatMoney(1234567, 'XOF', 'fr')).not.toMatch(/[ \u202f]/u);
  });

  it('refuses what is no currency', () => {
    expect(() => formatMoney(1, 'FRANC', 'fr')).toThrow(RangeError);
  });
});
