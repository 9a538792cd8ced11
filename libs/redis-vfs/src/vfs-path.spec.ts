import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import path from 'node:path';
import { HOSTILE_PATHS, ORDINARY_NAMES } from './testing/hostile-paths.fixture.js';
import { VfsError } from './vfs.errors.js';
import { normaliseDirectory, normalisePath, prefixOf } from './vfs-path.js';

/** Pieces of which tricks are made, beside any text at all. */
const piece = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '/',
    '\\',
    '%2e',
    '%2f',
    '%00',
    '\0',
    ':',
    '{',
    '}',
    '*',
    '~',
    'a',
    'A',
    '_',
    '-',
    ' ',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const anyPath = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.constantFrom(...HOSTILE_PATHS.map(([, hostile]) => hostile), ...ORDINARY_NAMES),
  fc.string({ unit: 'binary', maxLength: 250 }),
);

function canonical(text: string): string | null {
  try {
    return normalisePath(text);
  } catch (error) {
    if (error instanceof VfsError && error.code === 'PATH_INVALID') return null;
    throw error;
  }
}

describe('security: files, the path', () => {
  it.each(HOSTILE_PATHS)('is refused: %s', (_, hostile) => {
    expect(canonical(hostile)).toBeNull();
  });

  it.each(ORDINARY_NAMES)('may be %s, which means nothing here', (name) => {
    expect(canonical(name)).toBe(`/${name}`);
  });

  it('is what it was after a second normalisation', () => {
    fc.assert(
      fc.property(anyPath, (text) => {
        const once = canonical(text);
        if (once !== null) expect(canonical(once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never leaves the root, however a system reads it', () => {
    fc.assert(
      fc.property(anyPath, (text) => {
        const once = canonical(text);
        if (once === null) return;
        for (const read of [once, decodeURIComponent(once), once.normalize('NFKC'), once.toLowerCase()]) {
          expect(path.posix.resolve('/root', `.${read}`)).toBe(`/root${read}`);
          expect(path.win32.resolve('C:\\root', `.${read}`)).toBe(`C:\\root${read.replaceAll('/', '\\')}`);
        }
        expect(once.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is one path for one file: two that differ are two files on no system the same but by their case', () => {
    fc.assert(
      fc.property(anyPath, anyPath, (a, b) => {
        const [first, second] = [canonical(a), canonical(b)];
        if (first === null || second === null || first === second) return;
        expect(first.normalize('NFKC')).not.toBe(second.normalize('NFKC'));
      }),
      { numRuns: 2_000 },
    );
    expect(canonical('/Logo.svg')).not.toBe(canonical('/logo.svg'));
  });

  it('of a directory begins the paths of its files, and of no other’s', () => {
    expect(prefixOf(normaliseDirectory('/a'))).toBe('/a/');
    expect('/ab/c'.startsWith(prefixOf(normaliseDirectory('a/')))).toBe(false);
    expect(() => normaliseDirectory('/a//')).toThrow(VfsError);
  });
});
