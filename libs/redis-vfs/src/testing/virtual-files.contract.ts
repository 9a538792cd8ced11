import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@genesis/kernel';
import { createHash } from 'node:crypto';
import type { ArtifactSource } from '../artifact-source.js';
import { VfsError, type VfsErrorCode } from '../vfs.errors.js';
import type { StoredFile, VfsLimits, VirtualFiles, WorkspaceRef } from '../virtual-files.js';

export interface StoreOptions {
  readonly sessionTtlSeconds: number;
  readonly limits: VfsLimits;
  readonly artifacts?: ArtifactSource;
}

/** An adapter under test, and what the tests need beside the port. */
export interface VirtualFilesSubject {
  /** Two clients of one store, as two processes have them. */
  clients(options: StoreOptions): readonly [VirtualFiles, VirtualFiles];
  /** Brings everything in the workspace nearer to its end, as if so many seconds went by without a use. */
  passTime(workspaceId: string, seconds: number): Promise<void>;
  close(): Promise<void>;
}

const LIMITS: VfsLimits = { maxFileBytes: 100, maxFiles: 5, maxWorkspaceBytes: 250 };
const SESSION_TTL_SECONDS = 100;

/** What every adapter of `VirtualFiles` must do. */
export function describeVirtualFiles(name: string, makeSubject: () => Promise<VirtualFilesSubject>): void {
  describe(`${name} as virtual files`, () => {
    let subject: VirtualFilesSubject;

    beforeAll(async () => {
      subject = await makeSubject();
    });

    afterAll(async () => {
      await subject.close();
    });

    const open = (options: Partial<StoreOptions> = {}) => {
      const ref: WorkspaceRef = { workspaceId: newId(), ownerId: newId() };
      const [first, second] = subject.clients({
        sessionTtlSeconds: SESSION_TTL_SECONDS,
        limits: LIMITS,
        ...options,
      });
      return {
        ref,
        first,
        second,
        files: first.workspace(ref),
        others: second.workspace(ref),
        passTime: (seconds: number) => subject.passTime(ref.workspaceId, seconds),
      };
    };

    describe('write and read', () => {
      it('gives back what was written, with its stat', async () => {
        const { files } = open();
        const content = 'Étal de mangues 🥭\nau marché Kermel\n';

        const written = await files.write('/content/home.fr.md', content, { author: 'content' });

        expect(written).toEqual({
          path: '/content/home.fr.md',
          mediaType: 'text/markdown',
          size: Buffer.byteLength(content),
          sha256: createHash('sha256').update(content).digest('hex'),
          revision: 1,
          author: 'content',
          createdAt: expect.any(Date),
          modifiedAt: expect.any(Date),
        });
        expect(await files.readRaw('/content/home.fr.md')).toEqual({ content, stat: written });
        expect(await files.stat('/content/home.fr.md')).toEqual(written);
      });

      it('raises the revision and keeps the date of creation when it overwrites', async () => {
        const { files } = open();
        const first = await files.write('/a.json', '{}', { author: 'seo', mediaType: 'application/ld+json' });
        const second = await files.write('/a.json', '[]');

        expect(second).toMatchObject({ revision: 2, createdAt: first.createdAt, author: null });
        expect(second.mediaType).toBe('application/json');
        expect(second.modifiedAt.getTime()).toBeGreaterThanOrEqual(first.modifiedAt.getTime());
      });

      it('lets one client read what another wrote', async () => {
        const { files, others } = open();
        await files.write('/a', 'x');
        await others.write('/a', 'y');

        expect((await files.readRaw('/a')).content).toBe('y');
      });

      it('accepts a path without its leading slash and calls it by its canonical name', async () => {
        const { files } = open();
        expect((await files.write('logo/logo.svg', '<svg/>')).path).toBe('/logo/logo.svg');
        expect(await files.exists('/logo/logo.svg')).toBe(true);
      });

      it.each([
        '',
        '/',
        '//a',
        '/a/',
        '/a//b',
        '/a/../b',
        '..',
        './a',
        '/a b',
        '/é',
        '/a:b',
        '/{a}',
        '/a*',
        '/a\n',
        `/${'a'.repeat(200)}`,
      ])('refuses the path %j', async (path) => {
        const { files } = open();
        await expectRefusal(files.write(path, 'x'), 'PATH_INVALID');
        await expectRefusal(files.readRaw(path), 'PATH_INVALID');
      });

      it.each(['constructor', '__proto__', 'owner', 'a.toString', '...', '-', '_'])(
        'treats %j as any other name',
        async (path) => {
          const { files } = open();
          await files.write(path, 'x');
          expect(await files.readRaw(path)).toMatchObject({
            content: 'x',
            stat: { revision: 1, mediaType: 'text/plain' },
          });
        },
      );

      it('keeps an empty file apart from none', async () => {
        const { files } = open();
        await files.write('/empty', '');

        expect(await files.read('/empty')).toMatchObject({
          content: '',
          totalLines: 0,
          startLine: 0,
          endLine: 0,
          nextOffset: null,
        });
        await expectRefusal(files.read('/none'), 'FILE_NOT_FOUND', { path: '/none' });
      });

      it.each(['\ud83e', 'a\udd6d', 'a\0b'])('refuses the content %j', async (content) => {
        const { files } = open();
        await expectRefusal(files.write('/a', content), 'CONTENT_INVALID');
      });

      it.each([
        { mediaType: 'nonsense' },
        { mediaType: 'text/plain\nx' },
        { author: '' },
        { author: 'a\nb' },
        { ttlSeconds: 0 },
        { ttlSeconds: 1.5 },
        { expectedRevision: -1 },
      ])('refuses the options %j', async (options) => {
        const { files } = open();
        await expectRefusal(files.write('/a', 'x', options), 'METADATA_INVALID');
      });
    });

    describe('pages', () => {
      it.each([
        [{}, { content: 'a\nb\n\nd', totalLines: 4, startLine: 1, endLine: 4, nextOffset: null }],
        [{ limit: 2 }, { content: 'a\nb\n', totalLines: 4, startLine: 1, endLine: 2, nextOffset: 2 }],
        [
          { offset: 2, limit: 1 },
          { content: '\n', totalLines: 4, startLine: 3, endLine: 3, nextOffset: 3 },
        ],
        [
          { offset: 3, limit: 9 },
          { content: 'd', totalLines: 4, startLine: 4, endLine: 4, nextOffset: null },
        ],
        [{ offset: 4 }, { content: '', totalLines: 4, startLine: 0, endLine: 0, nextOffset: null }],
      ])('reads %j', async (options, page) => {
        const { files } = open();
        await files.write('/a', 'a\nb\n\nd');
        expect(await files.read('/a', options)).toMatchObject(page);
      });

      it.each([{ offset: -1 }, { limit: 0 }, { limit: 0.5 }])('refuses the range %j', async (options) => {
        const { files } = open();
        await files.write('/a', 'a');
        await expectRefusal(files.read('/a', options), 'RANGE_INVALID');
      });
    });

    describe('revisions', () => {
      it('writes only over the expected revision', async () => {
        const { files, others } = open();
        await files.write('/a', '1', { expectedRevision: 0 });
        await others.write('/a', '2', { expectedRevision: 1 });

        await expectRefusal(files.write('/a', '3', { expectedRevision: 1 }), 'REVISION_CONFLICT', {
          path: '/a',
          currentRevision: 2,
        });
        await expectRefusal(files.write('/a', '3', { expectedRevision: 0 }), 'REVISION_CONFLICT', {
          path: '/a',
          currentRevision: 2,
        });
        await expectRefusal(files.write('/b', '3', { expectedRevision: 1 }), 'REVISION_CONFLICT', {
          path: '/b',
          currentRevision: 0,
        });
        expect((await files.readRaw('/a')).content).toBe('2');
      });

      it('lets exactly one of many writers win a revision', async () => {
        const { files, others } = open();
        const writers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? files : others));
        const outcomes = await Promise.allSettled(
          writers.map((client, index) => client.write('/a', `${index}`, { expectedRevision: 0 })),
        );

        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await files.stat('/a')).toMatchObject({ revision: 1 });
      });

      it('never gives a path a revision again, also after delete and move', async () => {
        const { files } = open();
        await files.write('/a', '1');
        await files.write('/a', '2');
        await files.delete('/a');
        const reborn = await files.write('/a', '3');
        const moved = await files.move('/a', '/b');
        const again = await files.write('/a', '4');

        expect(reborn.revision).toBeGreaterThan(2);
        expect(moved.revision).toBeGreaterThan(reborn.revision);
        expect(again.revision).toBeGreaterThan(reborn.revision);
      });
    });

    describe('edit', () => {
      it('replaces the one occurrence and keeps media type and author', async () => {
        const { files } = open();
        await files.write('/a.html', '<p>prix: 500</p>', { author: 'content' });

        const { occurrences, stat } = await files.edit('/a.html', '500', '750 F CFA');

        expect(occurrences).toBe(1);
        expect(stat).toMatchObject({ revision: 2, author: 'content', mediaType: 'text/html', size: 22 });
        expect((await files.readRaw('/a.html')).content).toBe('<p>prix: 750 F CFA</p>');
      });

      it('takes pattern characters literally', async () => {
        const { files } = open();
        await files.write('/a', 'a.b %d $& (x)');
        await files.edit('/a', '(x)', '$& %1');
        expect((await files.readRaw('/a')).content).toBe('a.b %d $& $& %1');
      });

      it('requires replaceAll for several occurrences', async () => {
        const { files } = open();
        await files.write('/a', 'ab ab ab');

        await expectRefusal(files.edit('/a', 'ab', 'x'), 'EDIT_AMBIGUOUS', { occurrences: 3 });
        expect(await files.edit('/a', 'ab', 'x', { replaceAll: true })).toMatchObject({ occurrences: 3 });
        expect((await files.readRaw('/a')).content).toBe('x x x');
      });

      it.each(['z', '', '\ud83e'])('does not find %j', async (oldText) => {
        const { files } = open();
        await files.write('/a', 'mangue 🥭');
        await expectRefusal(files.edit('/a', oldText, 'x'), 'EDIT_NOT_FOUND', { occurrences: 0 });
      });

      it('obeys the expected revision and the limits', async () => {
        const { files } = open();
        await files.write('/a', 'x');

        await expectRefusal(files.edit('/a', 'x', 'y', { expectedRevision: 7 }), 'REVISION_CONFLICT', {
          currentRevision: 1,
        });
        await expectRefusal(files.edit('/a', 'x', 'é'.repeat(51)), 'FILE_TOO_LARGE', {
          limit: 100,
          unit: 'bytes',
        });
        await expectRefusal(files.edit('/b', 'x', 'y'), 'FILE_NOT_FOUND', { path: '/b' });
        expect(await files.readRaw('/a')).toMatchObject({ content: 'x', stat: { revision: 1 } });
      });

      it('loses no edit of many at once', async () => {
        const { files, others } = open();
        const marks = Array.from({ length: 16 }, (_, index) => `<${index}>`);
        await files.write('/a', marks.join(''));

        await Promise.all(
          marks.map((mark, index) => (index % 2 === 0 ? files : others).edit('/a', mark, '.')),
        );

        expect(await files.readRaw('/a')).toMatchObject({ content: '.'.repeat(16), stat: { revision: 17 } });
      });
    });

    describe('limits', () => {
      it('counts bytes, not characters', async () => {
        const { files } = open();
        await files.write('/a', 'é'.repeat(50));
        await expectRefusal(files.write('/b', 'é'.repeat(51)), 'FILE_TOO_LARGE', {
          limit: 100,
          unit: 'bytes',
        });
      });

      it('refuses one file too many, but not a new revision', async () => {
        const { files } = open();
        for (const path of ['a', 'b', 'c', 'd', 'e']) await files.write(path, 'x');

        await expectRefusal(files.write('/f', 'x'), 'WORKSPACE_FULL', { limit: 5, unit: 'files' });
        await files.write('/e', 'y');
        await files.delete('/e');
        await files.write('/f', 'x');
      });

      it('refuses bytes beyond the workspace, and frees what is overwritten, moved or deleted', async () => {
        const { files } = open();
        await files.write('/a', 'x'.repeat(100));
        await files.write('/b', 'x'.repeat(100));
        await expectRefusal(files.write('/c', 'x'.repeat(51)), 'WORKSPACE_FULL', {
          limit: 250,
          unit: 'bytes',
        });
        await files.write('/c', 'x'.repeat(50));
        await files.move('/a', '/d');
        await files.write('/d', '');
        await files.write('/e', 'x'.repeat(100));
        await files.delete('/e');
        await files.write('/a', 'x'.repeat(100));
      });
    });

    describe('listing', () => {
      const plant = async () => {
        const opened = open({ limits: { ...LIMITS, maxFiles: 20 } });
        for (const path of [
          '/readme.md',
          '/content/home.fr.md',
          '/content/home.en.md',
          '/content/de/home.md',
          '/logo/logo.svg',
        ]) {
          await opened.files.write(path, path);
        }
        return opened;
      };

      it('lists the direct children of a directory', async () => {
        const { files } = await plant();
        const names = (entries: readonly { path: string; kind: string }[]) =>
          entries.map(({ kind, path }) => `${kind} ${path}`);

        expect(names(await files.ls())).toEqual(['directory /content', 'directory /logo', 'file /readme.md']);
        expect(names(await files.ls('content/'))).toEqual([
          'directory /content/de',
          'file /content/home.en.md',
          'file /content/home.fr.md',
        ]);
        expect(await files.ls('/cont')).toEqual([]);
        expect(await files.ls('/readme.md')).toEqual([]);
        expect((await files.ls('/logo'))[0]).toEqual({
          kind: 'file',
          path: '/logo/logo.svg',
          stat: await files.stat('/logo/logo.svg'),
        });
      });

      it.each([
        [
          '**',
          '/',
          [
            '/content/de/home.md',
            '/content/home.en.md',
            '/content/home.fr.md',
            '/logo/logo.svg',
            '/readme.md',
          ],
        ],
        ['*.md', '/', ['/readme.md']],
        ['**/*.md', '/', ['/content/de/home.md', '/content/home.en.md', '/content/home.fr.md', '/readme.md']],
        ['/content/*.md', '/', ['/content/home.en.md', '/content/home.fr.md']],
        ['home.??.md', '/content', ['/content/home.en.md', '/content/home.fr.md']],
        ['**/home.{fr,de}.md', '/', ['/content/home.fr.md']],
        [
          '{content,logo}/**/*.{md,svg}',
          '/',
          ['/content/de/home.md', '/content/home.en.md', '/content/home.fr.md', '/logo/logo.svg'],
        ],
        ['content', '/', []],
        ['.*', '/', []],
      ])('globs %j below %j', async (pattern, path, expected) => {
        const { files } = await plant();
        expect((await files.glob(pattern, path)).map((stat) => stat.path)).toEqual(expected);
      });

      it.each(['', '{a', 'a}', '{a,{b}}', 'a'.repeat(201), '{a,b}'.repeat(7)])(
        'refuses the pattern %j',
        async (pattern) => {
          await expectRefusal(open().files.glob(pattern), 'PATTERN_INVALID');
        },
      );
    });

    describe('grep', () => {
      const plant = async () => {
        const opened = open({ limits: { ...LIMITS, maxFileBytes: 5_000, maxWorkspaceBytes: 9_000 } });
        await opened.files.write('/b.md', 'Thiéboudienne\nprix (F CFA)\nle prix');
        await opened.files.write('/a/c.md', 'prix\r\nPrix');
        await opened.files.write('/a/d.txt', `prix ${'x'.repeat(2_000)}`);
        return opened;
      };

      it('finds literal text, by path and line', async () => {
        const { files } = await plant();
        const { matches, truncated } = await files.grep('prix', { glob: '*.md' });

        expect(matches).toEqual([
          { path: '/a/c.md', line: 1, text: 'prix\r' },
          { path: '/b.md', line: 2, text: 'prix (F CFA)' },
          { path: '/b.md', line: 3, text: 'le prix' },
        ]);
        expect(truncated).toBe(false);
        expect((await files.grep('prix (')).matches).toHaveLength(1);
        expect((await files.grep('pri.')).matches).toHaveLength(0);
        expect((await files.grep('a)\nle')).matches).toHaveLength(0);
      });

      it('keeps to a directory, a file and a number of matches', async () => {
        const { files } = await plant();
        const paths = async (...args: Parameters<typeof files.grep>) =>
          (await files.grep(...args)).matches.map(({ path }) => path);

        expect(await paths('prix', { path: '/a' })).toEqual(['/a/c.md', '/a/d.txt']);
        expect(await paths('prix', { path: '/a', glob: '**/d.*' })).toEqual(['/a/d.txt']);
        expect(await paths('prix', { path: '/b.md' })).toEqual(['/b.md', '/b.md']);
        expect(await files.grep('prix', { maxCount: 2 })).toMatchObject({
          matches: [{ line: 1 }, { line: 1 }],
          truncated: true,
        });
        expect(await files.grep('prix', { maxCount: 4 })).toMatchObject({ truncated: false });
      });

      it('cuts a long line', async () => {
        const { files } = await plant();
        expect((await files.grep('prix', { path: '/a/d.txt' })).matches[0]?.text).toHaveLength(1_000);
      });

      it('refuses a text without characters or too long', async () => {
        const { files } = open();
        await expectRefusal(files.grep(''), 'PATTERN_INVALID');
        await expectRefusal(files.grep('a'.repeat(201)), 'PATTERN_INVALID');
        await expectRefusal(files.grep('a', { maxCount: 0 }), 'RANGE_INVALID');
      });
    });

    describe('move and delete', () => {
      it('moves content, attribution and dates', async () => {
        const { files } = open();
        const before = await files.write('/draft.md', 'x', { author: 'content' });
        const after = await files.move('/draft.md', '/content/final.md');

        expect(after).toEqual({ ...before, path: '/content/final.md', revision: after.revision });
        expect(await files.readRaw('/content/final.md')).toEqual({ content: 'x', stat: after });
        await expectRefusal(files.stat('/draft.md'), 'FILE_NOT_FOUND');
      });

      it('overwrites nothing', async () => {
        const { files } = open();
        await files.write('/a', '1');
        await files.write('/b', '2');

        await expectRefusal(files.move('/a', '/b'), 'FILE_EXISTS', { path: '/b' });
        await expectRefusal(files.move('/a', '/a'), 'FILE_EXISTS', { path: '/a' });
        await expectRefusal(files.move('/c', '/b'), 'FILE_NOT_FOUND', { path: '/c' });
      });

      it('deletes what is there', async () => {
        const { files } = open();
        await files.write('/a', '1');
        await files.delete('/a');

        expect(await files.exists('/a')).toBe(false);
        await expectRefusal(files.delete('/a'), 'FILE_NOT_FOUND');
      });

      it('deletes a workspace, also one that is not there', async () => {
        const { files, others } = open();
        await files.write('/a', '1');
        await files.deleteWorkspace();
        await files.deleteWorkspace();

        expect(await others.ls()).toEqual([]);
        await expectRefusal(others.readRaw('/a'), 'FILE_NOT_FOUND');
      });
    });

    describe('tenants', () => {
      it('hides a workspace from everybody but its owner', async () => {
        const { files, ref, second } = open();
        await files.write('/a', 'secret');
        const stranger = second.workspace({ ...ref, ownerId: newId() });

        const attempts = [
          stranger.read('/a'),
          stranger.readRaw('/a'),
          stranger.write('/a', 'x'),
          stranger.write('/b', 'x'),
          stranger.edit('/a', 'secret', 'x'),
          stranger.ls(),
          stranger.glob('**'),
          stranger.grep('secret'),
          stranger.stat('/a'),
          stranger.exists('/a'),
          stranger.move('/a', '/b'),
          stranger.delete('/a'),
          stranger.deleteWorkspace(),
          stranger.restore([{ ...(await files.stat('/a')), content: 'x' }]),
        ];
        for (const attempt of attempts) await expectRefusal(attempt, 'WORKSPACE_NOT_FOUND');
        expect(await files.readRaw('/a')).toMatchObject({ content: 'secret', stat: { revision: 1 } });
        expect(await files.ls()).toHaveLength(1);
      });

      it.each(['', 'x', '*', `${newId()}}:{x`, `${newId()}\n`, newId().toUpperCase()])(
        'knows no workspace %j',
        (workspaceId) => {
          const { first, ref } = open();
          expect(() => first.workspace({ ...ref, workspaceId })).toThrow(
            expect.objectContaining({ code: 'WORKSPACE_NOT_FOUND', kind: 'not_found' }),
          );
        },
      );

      it.each(['', 'a\nb', 'a\0', 'x'.repeat(201)])('knows no owner %j', (ownerId) => {
        const { first, ref } = open();
        expect(() => first.workspace({ ...ref, ownerId })).toThrow(VfsError);
      });
    });

    describe('life', () => {
      it('ends a workspace that nobody uses', async () => {
        const { files, passTime } = open();
        await files.write('/a', '1');
        await passTime(SESSION_TTL_SECONDS + 5);
        expect(await files.exists('/a')).toBe(false);
      });

      it('slides with reads and writes, for all files together', async () => {
        const { first, ref, files, passTime } = open();
        await files.write('/a', '1');
        await files.write('/b', '1');
        for (let use = 0; use < 3; use += 1) {
          await passTime(60);
          await first.workspace(ref).readRaw('/a');
        }
        expect(await files.exists('/b')).toBe(true);
      });

      it('lasts to the deadline of a run, whatever another client asks for', async () => {
        const { first, ref, others, passTime } = open();
        await first.workspace(ref, { minTtlSeconds: 1_000 }).write('/a', '1');
        await others.readRaw('/a');
        await passTime(900);
        expect(await others.exists('/a')).toBe(true);
      });

      it('lets a file with a time to live go first, used or not', async () => {
        const { files, passTime } = open();
        await files.write('/kept', '1');
        await files.write('/gone', 'x'.repeat(100), { ttlSeconds: 50 });
        await files.edit('/gone', 'x', 'y', { replaceAll: true });
        await files.move('/gone', '/gone-too');
        await passTime(40);
        const { revision } = await files.stat('/gone-too');
        await passTime(20);

        expect((await files.glob('**')).map(({ path }) => path)).toEqual(['/kept']);
        await files.write('/room', 'x'.repeat(100));
        expect((await files.write('/gone-too', 'x'.repeat(100))).revision).toBeGreaterThan(revision);
      });

      it('keeps the workspace for a file that is to live longer, and a file that is written anew without one', async () => {
        const { files, passTime } = open();
        await files.write('/long', '1', { ttlSeconds: 500 });
        await files.write('/renewed', '1', { ttlSeconds: 50 });
        await files.write('/renewed', '2');
        await passTime(400);

        expect(await files.exists('/long')).toBe(true);
        expect(await files.exists('/renewed')).toBe(true);
      });
    });

    describe('restore', () => {
      const stored = (path: string, overrides: Partial<StoredFile> = {}): StoredFile => ({
        path,
        content: 'étal',
        mediaType: 'text/markdown',
        size: 5,
        sha256: createHash('sha256').update('étal').digest('hex'),
        revision: 7,
        author: 'content',
        createdAt: new Date('2026-01-02T03:04:05.678Z'),
        modifiedAt: new Date('2026-02-03T04:05:06.789Z'),
        ...overrides,
      });
      const sourceOf = (files: readonly StoredFile[]) => {
        const loads: WorkspaceRef[] = [];
        return {
          loads,
          load: async (ref: WorkspaceRef) => {
            loads.push(ref);
            return files;
          },
        };
      };

      it('brings back files with revision, dates and author', async () => {
        const { files } = open();
        expect(await files.restore([stored('/a'), stored('b', { revision: 3, author: null })])).toBe(true);

        const { content, ...stat } = stored('/a');
        expect(await files.readRaw('/a')).toEqual({ content, stat });
        expect(await files.stat('/b')).toMatchObject({ path: '/b', revision: 3, author: null });
        expect(await files.write('/a', 'x')).toMatchObject({ revision: 8 });
        expect((await files.write('/c', 'x')).revision).toBeGreaterThan(7);
      });

      it('leaves a workspace alone that is there', async () => {
        const { files } = open();
        await files.write('/a', 'mine');
        expect(await files.restore([stored('/a'), stored('/b')])).toBe(false);
        expect((await files.glob('**')).map(({ path }) => path)).toEqual(['/a']);
      });

      it('counts restored files against the limits, but restores beyond them', async () => {
        const { files } = open();
        await files.restore(
          ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => stored(path, { content: 'x'.repeat(120) })),
        );

        expect(await files.glob('**')).toHaveLength(6);
        await expectRefusal(files.write('/g', 'x'), 'WORKSPACE_FULL', { unit: 'files' });
        await files.write('/a', 'smaller');
      });

      it('refuses a path twice, or none', async () => {
        const { files } = open();
        await expectRefusal(files.restore([stored('/a'), stored('a')]), 'PATH_INVALID');
        await expectRefusal(files.restore([stored('/a/..')]), 'PATH_INVALID');
        expect(await files.restore([])).toBe(false);
      });

      it('rebuilds from artifacts on first touch, whatever the operation', async () => {
        const touches: ((files: ReturnType<typeof open>['files']) => Promise<unknown>)[] = [
          (files) => files.read('/a'),
          (files) => files.stat('/a'),
          (files) => files.exists('/a'),
          (files) => files.ls(),
          (files) => files.glob('*'),
          (files) => files.grep('étal'),
          (files) => files.write('/b', 'x'),
          (files) => files.edit('/a', 'étal', 'étals'),
          (files) => files.move('/a', '/b'),
        ];
        for (const touch of touches) {
          const source = sourceOf([stored('/a')]);
          const { files, ref } = open({ artifacts: source });
          await touch(files);
          expect(await files.glob('**')).not.toHaveLength(0);
          expect((await files.glob('**'))[0]?.revision).toBeGreaterThanOrEqual(7);
          expect(source.loads).toEqual([ref]);
        }
      });

      it('rebuilds again what was lost again', async () => {
        const { files, passTime } = open({ artifacts: sourceOf([stored('/a')]) });
        await files.write('/scratch', 'x');
        await passTime(SESSION_TTL_SECONDS + 5);

        expect((await files.glob('**')).map(({ path }) => path)).toEqual(['/a']);
      });

      it('is safe with two clients at once', async () => {
        const { files, others } = open({ artifacts: sourceOf([stored('/a')]) });
        const stats = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            (index % 2 === 0 ? files : others).write('/a', `${index}`),
          ),
        );

        const revisions = stats.map(({ revision }) => revision).sort((a, b) => a - b);
        expect(revisions).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
      });

      it('starts empty where there are no artifacts', async () => {
        const { files } = open({ artifacts: sourceOf([]) });
        await expectRefusal(files.readRaw('/a'), 'FILE_NOT_FOUND');
        expect(await files.write('/a', 'x')).toMatchObject({ revision: 1 });
      });

      it('passes on that the source refuses a stranger', async () => {
        const artifacts = {
          load: async () => {
            throw new VfsError('WORKSPACE_NOT_FOUND');
          },
        };
        const { files } = open({ artifacts });
        await expectRefusal(files.write('/a', 'x'), 'WORKSPACE_NOT_FOUND');
        await expectRefusal(files.ls(), 'WORKSPACE_NOT_FOUND');
      });
    });
  });
}

async function expectRefusal(
  attempt: Promise<unknown>,
  code: VfsErrorCode,
  details: object = {},
): Promise<void> {
  const refusal: unknown = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(VfsError);
  expect(refusal).toMatchObject({ code, ...(Object.keys(details).length === 0 ? {} : { details }) });
}
