import { describe, expect, it, jest } from '@jest/globals';
import { COMMON_PHRASES, COMMON_WORDS } from './common-passwords.js';
import { passwordFault } from './password-policy.js';

const OWNER = { email: 'awa.diop@example.com', name: 'Awa Diop' };
const faultOf = (password: string, minLength = 8) => passwordFault(password, OWNER, minLength);

describe('passwordFault', () => {
  it.each(['trois baobabs au bord du fleuve', 'Xk4!pq29zLm', 'ñandú y más ñandú', '🦁🐘🦒🐆🌍🌴🥭🪘'])(
    'accepts %s',
    (password) => {
      expect(faultOf(password)).toBeNull();
    },
  );

  it.each([
    'password',
    'Password123!',
    'passwordpassword',
    'P@ssword'.replace('@', 'a'),
    'motdepasse2024',
    'azertyuiop',
    '12345678',
    '87654321',
    'aaaaaaaaaaaa',
    'abababababab',
    'abcabcabcabc',
    'genesis2026',
    'Sénégal2026',
    'awa.diop1',
    'Awa Diop 1990',
    'awa.diop@example.com',
  ])('refuses %s as too common', (password) => {
    expect(faultOf(password)).toBe('TOO_COMMON');
  });

  it.each([
    // Long enough for the default of 15, and on everybody's list.
    'passwordpassword',
    'password password password',
    'P@ssw0rd-P@ssw0rd',
    '123456789012345',
    '987654321098765',
    'qwertyuiopasdfghjkl',
    'azertyuiopqsdfghjklm',
    '1qaz2wsx3edc4rfv',
    '1q2w3e4r5t6y7u8i9o0p',
    'a1z2e3r4t5y6u7i8',
    'qwerty1234567890',
    'Azerty1234567890!',
    'correct horse battery staple',
    'Correct-Horse-Battery-Staple-1',
    'The quick brown fox',
    'the quick brown fox jumps over the lazy dog',
    'Jépensedoncjesuis',
    'iloveyousomuch2024',
    'je t’aime pour toujours',
    'MotDePasse123456',
    'm0tdep4sse genesis',
    'administrateur2026',
    'Genesis Dakar 2026!',
    'Dieu est grand 2026',
    'digitalcloud360 genesis',
    'Sénégal Côte d’Ivoire',
    'w.e.l.c.o.m.e 2024',
    // The person's own.
    'Awa Diop 07061990',
    'awa.diop@example.com',
    'awa-diop-awa-diop-awa-diop',
    'DiopAwa_Password',
    'Diop@Example2026!!',
  ])('refuses the long %s as too common', (password) => {
    expect(faultOf(password, 15)).toBe('TOO_COMMON');
  });

  it.each([
    'soleil dragon princesse',
    'trois baobabs au bord du fleuve',
    'passwordless is the future',
    'mon mot de passe préféré est rouge',
    '839205719384756',
    'kora thieb 4 mil',
    'zzzzyyyyxxxxwwww qrst',
    '     un seul mot     ',
    'awa et le marché de Sandaga',
    'ሰላም ለዓለም ይሁን በሁሉም',
    '  --==**##@@++__%%  ',
  ])('accepts the long %s: no rule about kinds of characters, spaces kept', (password) => {
    expect(faultOf(password, 15)).toBeNull();
  });

  it('has a list whose entries are in the form that is compared, each once', () => {
    const all = [...COMMON_WORDS, ...COMMON_PHRASES];
    expect(all.filter((word) => !/^[a-z]{3,}$/.test(word))).toEqual([]);
    expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([]);
    expect(all.length).toBeGreaterThan(400);
  });

  it.each([...COMMON_PHRASES])('refuses %s, in capitals with signs and a year', (phrase) => {
    expect(faultOf(`${phrase.toUpperCase()}-!2026`, 8)).toBe('TOO_COMMON');
  });

  it('counts characters, not bytes or UTF-16 units', () => {
    expect(faultOf('é🦁ùç', 4)).toBeNull();
    expect(faultOf('é🦁ùç', 5)).toBe('TOO_SHORT');
  });

  it('counts the composed form', () => {
    expect(faultOf('e\u0301'.repeat(7) + 'x', 9)).toBe('TOO_SHORT');
  });

  it('allows 256 characters and no more', () => {
    const long = 'a long sentence of its own, '.repeat(10);
    expect(faultOf(long.slice(0, 256))).toBeNull();
    expect(faultOf(long.slice(0, 257))).toBe('TOO_LONG');
  });

  it('refuses what came too long without composing it', () => {
    expect(faultOf('\u1f82'.normalize('NFD').repeat(256))).not.toBe('TOO_LONG');
    const normalize = jest.spyOn(String.prototype, 'normalize');
    try {
      expect(faultOf(`a${'\u0301'.repeat(600)}${'\u0316'.repeat(600)}`)).toBe('TOO_LONG');
      expect(normalize).not.toHaveBeenCalled();
    } finally {
      normalize.mockRestore();
    }
  });

  it('finds no repetition in a long one that almost is one', () => {
    expect(faultOf(`${'abc'.repeat(85)}d`)).toBeNull();
    expect(faultOf('abc'.repeat(85))).toBe('TOO_COMMON');
  });
});
