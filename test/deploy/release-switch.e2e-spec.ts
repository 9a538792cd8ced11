import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Edge, NothingSwitchedError, upstreamFile } from '../../deploy/release/edge.mjs';

const DEFAULT = path.resolve(import.meta.dirname, '../../docker/nginx/upstream.conf');
const BLUE = 'genesis-api-blue:8000';
const GREEN = 'genesis-api-green:8000';

const directives = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
const serversOf = (text: string) => directives(text).filter((line) => line.startsWith('server '));

describe('the file in which nginx finds the apis', () => {
  let folder: string;
  let file: string;
  /** What nginx has taken, one reload after the other. */
  let taken: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-upstream-'));
    file = path.join(folder, 'upstream.conf');
    taken = [];
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const edge = (check = () => Promise.resolve(), resolves = true) => {
    const reload = async () => void taken.push(await readFile(file, 'utf8'));
    return new Edge(file, { check, reload }, { defaultFile: DEFAULT, settleMs: 0, resolves });
  };

  it('has the form of the one that is there before the first release', async () => {
    expect(directives(upstreamFile(['genesis-api:8000']))).toEqual(
      directives(await readFile(DEFAULT, 'utf8')),
    );
  });

  it('names a server once, whatever the number of its addresses', () => {
    expect(serversOf(upstreamFile([BLUE, BLUE]))).toHaveLength(1);
  });

  it('lets nginx learn the addresses of new servers before it sends them anything', async () => {
    await writeFile(file, upstreamFile([BLUE]));
    await edge().point([GREEN]);
    expect(taken.map(serversOf)).toEqual([
      [
        `server ${BLUE} resolve max_fails=1 fail_timeout=5s;`,
        `server ${GREEN} resolve max_fails=1 fail_timeout=5s down;`,
      ],
      [`server ${GREEN} resolve max_fails=1 fail_timeout=5s;`],
    ]);
  });

  it('does not take up again what was only to come when it was interrupted', async () => {
    await writeFile(file, upstreamFile([BLUE], { coming: [GREEN] }));
    await edge().point([BLUE]);
    expect(taken.map(serversOf)).toEqual([[`server ${BLUE} resolve max_fails=1 fail_timeout=5s;`]]);
  });

  it('begins with the default where no release has written one', async () => {
    await edge().point([BLUE]);
    expect(serversOf(taken[0] ?? '')[0]).toContain('genesis-api:8000 ');
    expect(taken).toHaveLength(2);
  });

  it('says nothing of resolving to an nginx that cannot', async () => {
    await writeFile(file, upstreamFile([BLUE], { resolves: false }));
    await edge(undefined, false).point([GREEN]);
    expect(taken.join('\n')).not.toContain('resolve');
  });

  it('is as it was when nginx refuses another, and nginx is left alone', async () => {
    const before = upstreamFile([BLUE]);
    await writeFile(file, before);
    const refused = edge(() => Promise.reject(new Error('no such host'))).point([GREEN]);
    await expect(refused).rejects.toThrow(NothingSwitchedError);
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(taken).toEqual([]);
  });
});
