import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HashingBusy } from '../identity.errors.js';
import { PasswordHasher } from './password-hasher.js';

const PASSWORD = 'trois baobabs au bord du fleuve';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();
  beforeAll(() => hasher.onModuleInit());

  it('compares the composed form', async () => {
    const passwordHash = await hasher.hash('cafe\u0301 au lait de chèvre');
    expect(await hasher.matches('caf\u00e9 au lait de chèvre', passwordHash)).toBe(true);
    expect(await hasher.matches('café au lait', passwordHash)).toBe(false);
    expect(await hasher.matches(PASSWORD, null)).toBe(false);
  });

  it('matches nothing that is too long to be one, also when its beginning would', async () => {
    // 256 characters: decomposed, they take all the units that are looked at.
    const longest = 'ᾂ'.repeat(256);
    const passwordHash = await hasher.hash(longest);
    expect(await hasher.matches(longest.normalize('NFD'), passwordHash)).toBe(true);
    expect(await hasher.matches(`${longest.normalize('NFD')}x`, passwordHash)).toBe(false);
    expect(await hasher.matches(`${longest}x`, passwordHash)).toBe(false);
  });

  it('composes no more than a password can have', async () => {
    const normalize = jest.spyOn(String.prototype, 'normalize');
    try {
      expect(await hasher.matches(`a${'\u0301'.repeat(600)}${'\u0316'.repeat(600)}`, null)).toBe(false);
      expect(normalize.mock.contexts.map((text) => String(text).length)).toEqual([1_024]);
    } finally {
      normalize.mockRestore();
    }
  });

  it('turns away whoever would wait too long, and serves the others', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 110 }, () => hasher.matches('wrong', null)),
    );
    const refusals = answers
      .filter((answer) => answer.status === 'rejected')
      .map(({ reason }) => reason as unknown);
    expect(refusals).toHaveLength(8);
    expect(refusals[0]).toBeInstanceOf(HashingBusy);
    expect(refusals[0]).toMatchObject({ code: 'SERVICE_BUSY', retryAfterMs: 2_000 });
    expect(await hasher.matches('wrong', null)).toBe(false);
  });
});
