import { describe, expect, it, jest } from '@jest/globals';
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
