import { describe, expect, it } from '@jest/globals';
import { LIMITS, expectRefusal, type OpenWorkspace } from './virtual-files.subject.js';

/** Where files are, what is found in them, and how they are moved. */
export function describeTree(open: OpenWorkspace): void {
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
        ['/content/de/home.md', '/content/home.en.md', '/content/home.fr.md', '/logo/logo.svg', '/readme.md'],
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
}
