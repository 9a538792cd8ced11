import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { expectRefusal, type OpenWorkspace } from './virtual-files.subject.js';

/** What is written, read and edited, and how much of it may be. */
export function describeContent(open: OpenWorkspace): void {
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

      await Promise.all(marks.map((mark, index) => (index % 2 === 0 ? files : others).edit('/a', mark, '.')));

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
}
