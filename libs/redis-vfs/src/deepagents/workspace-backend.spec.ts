import { newId } from '@genesis/kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BackendProtocolV2 } from 'deepagents';
import { MemoryVirtualFiles } from '../testing/memory-virtual-files.js';
import { SteppingClock } from '../testing/stepping-clock.js';
import { VfsError } from '../vfs.errors.js';
import type { Workspace } from '../virtual-files.js';
import { WorkspaceBackend } from './workspace-backend.js';

const LIMITS = { maxFileBytes: 64, maxFiles: 3, maxWorkspaceBytes: 1_000 };
const THREE_LINES = 'one\ntwo\nthree\n';

let workspace: Workspace;
let backend: WorkspaceBackend;

beforeEach(() => {
  const files = new MemoryVirtualFiles({
    clock: new SteppingClock(),
    sessionTtlSeconds: 60,
    limits: LIMITS,
  });
  workspace = files.workspace({ workspaceId: newId(), ownerId: newId() });
  backend = new WorkspaceBackend(workspace, { author: 'agent' });
});

describe('a workspace as a deepagents backend', () => {
  it('has the shape of the protocol', () => {
    const accepted: Required<BackendProtocolV2> = backend;
    expect(accepted).toBe(backend);
  });

  it.each([
    ['the whole file', 0, 500, { content: THREE_LINES, startLine: 1, endLine: 3 }],
    ['the first page', 0, 2, { content: 'one\ntwo', startLine: 1, endLine: 2, nextOffset: 2 }],
    ['the last page', 2, 1, { content: 'three', startLine: 3, endLine: 3 }],
    ['a negative, broken range', -1, 1.7, { content: 'one', startLine: 1, endLine: 1, nextOffset: 1 }],
  ])('reads %s', async (_what, offset, limit, page) => {
    await workspace.write('/a.md', THREE_LINES);
    expect(await backend.read('/a.md', offset, limit)).toEqual({
      mimeType: 'text/markdown',
      totalLines: 3,
      ...page,
    });
  });

  it.each([
    ['behind the end', 3, 5],
    ['of no lines', 0, 0],
  ])('reads nothing from a page %s', async (_what, offset, limit) => {
    await workspace.write('/a.md', THREE_LINES);
    expect(await backend.read('/a.md', offset, limit)).toEqual({ content: '', mimeType: 'text/markdown' });
  });

  it('calls text what the package would take for bytes', async () => {
    await workspace.write('/a.yaml', 'a: 1', { mediaType: 'application/yaml' });
    await workspace.write('/a.json', '{}', { mediaType: 'application/json; charset=utf-8' });
    expect((await backend.readRaw('/a.yaml')).data?.mimeType).toBe('text/plain');
    expect((await backend.readRaw('/a.json')).data?.mimeType).toBe('application/json');
  });

  it('counts no more matches than it was asked for', async () => {
    await workspace.write('/a.md', 'x\nx\nx\n');
    expect(await backend.grep('x', null, null, 2)).toMatchObject({ truncated: true, matches: { length: 2 } });
    expect(await backend.grep('x')).toMatchObject({ truncated: false, matches: { length: 3 } });
  });

  it('brings in and hands out bytes of text, each file for itself', async () => {
    await workspace.write('/full/a.md', 'é');
    const bytes = (text: string) => new TextEncoder().encode(text);

    expect(
      await backend.uploadFiles([
        ['/b.md', bytes('\u{feff}é')],
        ['/c d.md', bytes('x')],
        ['/e.bin', new Uint8Array([0xff, 0xfe])],
        ['/f.md', bytes('x'.repeat(65))],
      ]),
    ).toEqual([
      { path: '/b.md', error: null },
      { path: '/c d.md', error: 'invalid_path' },
      { path: '/e.bin', error: 'permission_denied' },
      { path: '/f.md', error: 'permission_denied' },
    ]);
    expect(await backend.downloadFiles(['/b.md', '/full', '/none.md'])).toEqual([
      { path: '/b.md', content: bytes('\u{feff}é'), error: null },
      { path: '/full', content: null, error: 'is_directory' },
      { path: '/none.md', content: null, error: 'file_not_found' },
    ]);
  });

  it('deletes a folder, and never the root', async () => {
    await workspace.write('/notes/1.md', 'x');
    await workspace.write('/notes/deep/2.md', 'x');
    expect(await backend.delete('/')).toEqual({ error: 'Error: the whole workspace cannot be deleted' });
    expect(await backend.delete('/notes/')).toEqual({ path: '/notes', filesUpdate: null });
    expect(await backend.delete('/notes')).toEqual({ error: "Error: File '/notes' not found" });
    expect(await backend.ls('/')).toEqual({ files: [] });
  });

  it('throws on what is no refusal', async () => {
    const aborted = new Error('aborted');
    const failing = (error: Error) =>
      new WorkspaceBackend({ ls: () => Promise.reject(error) } as unknown as Workspace);
    await expect(failing(aborted).ls('/')).rejects.toBe(aborted);
    expect(await failing(new VfsError('VFS_UNAVAILABLE')).ls('/')).toEqual({
      error: expect.stringContaining('does not answer'),
    });
  });
});
