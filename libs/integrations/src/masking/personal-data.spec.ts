import { COUNTRY_CODES } from '@genesis/knowledge';
import { describe, expect, it } from '@jest/globals';
import { getExampleNumber } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';
import { expectWithin } from '../../../../test/support/harness/time-bar.js';
import { personalDataIn } from './personal-data.js';

const found = (text: string, names: readonly string[] = []): readonly string[] =>
  personalDataIn(text, names).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe('personalDataIn', () => {
  it.each(COUNTRY_CODES)('finds a phone number of %s however it is written', (country) => {
    const number = getExampleNumber(country, examples)!;
    for (const written of [
      number.formatInternational(),
      number.number,
      number.number.replace('+', '00'),
      number.formatNational(),
      number.number.slice(1),
    ]) {
      expect(found(`Appelez Awa au ${written}, merci.`)).toEqual([`PHONE ${written.trim()}`]);
    }
  });

  it('takes numbers apart that stand side by side', () => {
    expect(found('Tél. 77 123 45 67/78 234 56 78 ou 70 345 67 89, 76 456 78 90')).toEqual([
      'PHONE 77 123 45 67',
      'PHONE 78 234 56 78',
      'PHONE 70 345 67 89',
      'PHONE 76 456 78 90',
    ]);
    // Where one ends nobody can say: no digit is left over.
    expect(found('70 345 67 89 76 456 78 90').join('').replaceAll(/\D/gu, '')).toBe('703456789764567890');
    expect(found('https://wa.me/221771234567')).toEqual(['PHONE 221771234567']);
  });

  it.each([
    'entre 150 000 et 400 000 FCFA',
    'un fonds de 25 000 000 FCFA',
    'FCFA 12.500.000 par an',
    '1 500 000 habitants en 2024',
    'de 2019-2024',
    'le 2026-11-26 à 10 h',
    'le 26-11-2026',
    '700 FCFA, 12 h à 14 h, 20 % en 7 jours',
    'version v20240101',
  ])('leaves amounts, years and dates alone: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds addresses, accounts and cards', () => {
    expect(found('awa.diop+shop@exemple.sn ou aïda@thiès.example')).toEqual([
      'EMAIL awa.diop+shop@exemple.sn',
      'EMAIL aïda@thiès.example',
    ]);
    expect(found('IBAN SN08 SN01 0015 2000 0485 0000 3035.')).toEqual([
      'ACCOUNT SN08 SN01 0015 2000 0485 0000 3035',
    ]);
    expect(found('carte 4111 1111 1111 1111')).toEqual(['ACCOUNT 4111 1111 1111 1111']);
  });

  it('finds a name in any case, and its parts as names are written', () => {
    const names = ['Rose Ndiaye'];
    expect(found('rose ndiaye, Rose  NDIAYE ou Ndiaye : une rose rose de NDIAYE.', names)).toEqual([
      'PERSON rose ndiaye',
      'PERSON Rose  NDIAYE',
      'PERSON Ndiaye',
      'PERSON NDIAYE',
    ]);
    expect(found('Les Rosenberg', names)).toEqual([]);
  });

  it('is not slowed down by a text that is made of digits', () => {
    const startedAt = performance.now();
    const digits = Array.from({ length: 12_000 }, (_, index) =>
      index % 3 === 2 ? ' ' : String((index * 7) % 10),
    );
    personalDataIn(digits.join(''), []);
    personalDataIn('1'.repeat(12_000), []);
    personalDataIn('a@'.repeat(6_000), ['A']);
    expectWithin('the masking', performance.now() - startedAt, 2_000);
  });
});
