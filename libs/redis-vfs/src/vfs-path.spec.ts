import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import path from 'node:path';
import { HOSTILE_PATHS, ORDINARY_NAMES } from './testing/hostile-paths.fixture.js';
import { VfsError } from './vfs.errors.js';
import { byPath, normaliseDirectory, normalisePath, prefixOf } from './vfs-path.js';

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
});

/** Names that no part of a path may have, each with the reason that the caller is given. */
const SEGMENTS = 'segments are one or more of A-Z a-z 0-9 . _ -';
const DOTS = 'a segment is . or ..';
const LENGTH = 'longer than 200 characters';

const REFUSED_FOR: readonly (readonly [what: string, path: string, reason: string])[] = [
  ['the folder itself', '/.', DOTS],
  ['the folder above', '/..', DOTS],
  ['the folder above, without the leading slash', '..', DOTS],
  ['the folder above, in the middle', '/a/../b', DOTS],
  ['the folder above, at the end', '/a/..', DOTS],
  ['the folder itself, in the middle', '/a/./b', DOTS],
  ['the folder above, percent-encoded', '/%2e%2e/a', SEGMENTS],
  ['the folder above, percent-encoded twice', '/%252e%252e/a', SEGMENTS],
  ['a percent-encoded slash', '/a%2f..%2fb', SEGMENTS],
  ['the folder above, with backslashes', '/a\\..\\b', SEGMENTS],
  ['a drive', 'C:/a', SEGMENTS],
  ['a host', '//host/a', SEGMENTS],
  ['a NUL', '/a\0.md', SEGMENTS],
  ['a NUL at the end', '/a\0', SEGMENTS],
  ['a line feed at the end', '/a\n', SEGMENTS],
  ['a line feed before', '\n/a', SEGMENTS],
  ['an overlong form of a dot (C0 AE)', '/\u00c0\u00ae\u00c0\u00ae/a', SEGMENTS],
  ['dots that look alike', '/\u2024\u2024/a', SEGMENTS],
  ['full-width dots', '/\uff0e\uff0e/a', SEGMENTS],
  ['a slash that looks alike', '/a\u2215..\u2215b', SEGMENTS],
  ['a letter in two code points (NFD)', '/e\u0301', SEGMENTS],
  ['a letter in one code point (NFC)', '/\u00e9', SEGMENTS],
  ['half of a surrogate pair', '/\ud83e', SEGMENTS],
  ['a writing order that is turned round', '/\u202egnp.exe', SEGMENTS],
  ['nothing', '', SEGMENTS],
  ['the root', '/', SEGMENTS],
  ['an empty segment', '/a//b', SEGMENTS],
  ['an empty segment at the end', '/a/', SEGMENTS],
  ['a blank', '/a b', SEGMENTS],
  ['what a key of Redis is made of', '/a:{b}*', SEGMENTS],
  ['201 characters', `/${'a'.repeat(200)}`, LENGTH],
  ['4 kB', 'a/'.repeat(2_048), LENGTH],
];

describe('security: files, the path of a file and the reason why not', () => {
  it.each(REFUSED_FOR)('is refused: %s', (_, text, reason) => {
    expect(faultOf(() => normalisePath(text))).toEqual({ code: 'PATH_INVALID', details: { reason } });
  });

  it.each([
    ['/a', '/a'],
    ['a', '/a'],
    ['/a/b.c', '/a/b.c'],
    ['/Az09/._-', '/Az09/._-'],
    // Names of files like any other here: nothing of ours reaches a file system by them.
    ['/...', '/...'],
    ['/.a', '/.a'],
    ['/a.', '/a.'],
    ['/..a/b..', '/..a/b..'],
    [`/${'a'.repeat(199)}`, `/${'a'.repeat(199)}`],
  ])('%j is %j', (path, canonical) => {
    expect(normalisePath(path)).toBe(canonical);
  });
});

describe('security: files, the path of a folder', () => {
  it.each([
    ['', '/'],
    ['/', '/'],
    ['a', '/a'],
    ['/a', '/a'],
    ['/a/', '/a'],
    ['a/b/', '/a/b'],
  ])('%j is %j', (path, canonical) => {
    expect(normaliseDirectory(path)).toBe(canonical);
  });

  it.each(['//', '/a//', '..', '../', '/a/../', './'])('%j is refused', (path) => {
    expect(faultOf(() => normaliseDirectory(path))).toMatchObject({ code: 'PATH_INVALID' });
  });

  it('is what the paths of its files begin with, and not those of a neighbour with a longer name', () => {
    expect(prefixOf('/')).toBe('/');
    expect(prefixOf('/a')).toBe('/a/');
    expect('/ab/c'.startsWith(prefixOf('/a'))).toBe(false);
  });
});

it('lists by code unit', () => {
  const paths = ['/b', '/a', '/B', '/a/b', '/a', '/a-b'].map((path) => ({ path }));
  expect(paths.toSorted(byPath).map(({ path }) => path)).toEqual(['/B', '/a', '/a', '/a-b', '/a/b', '/b']);
  expect(byPath({ path: '/a' }, { path: '/a' })).toBe(0);
});

function faultOf(act: () => unknown): unknown {
  try {
    return { accepted: act() };
  } catch (error) {
    const { code, details } = error as { readonly code: string; readonly details?: unknown };
    return { code, details };
  }
}
