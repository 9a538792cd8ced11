import { describe, expect, it } from '@jest/globals';
import { newId } from '@genesis/kernel';
import { createHash } from 'node:crypto';
import { VfsError } from '../vfs.errors.js';
import type { StoredFile, WorkspaceRef } from '../virtual-files.js';
import { SESSION_TTL_SECONDS, expectRefusal, type OpenWorkspace } from './virtual-files.subject.js';

/** Whose a workspace is, how long it lives, and how it comes back. */
export function describeLife(open: OpenWorkspace): void {
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
        Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? files : others).write('/a', `${index}`)),
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
}
