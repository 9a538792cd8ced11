import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderHosting } from './folder-hosting.adapter.js';
import { aSite, callOptions, describeHosting } from './hosting.contract.js';

const ODD_PATHS = [
  '../evil.html',
  '/etc/passwd',
  'a/../../b',
  'a/..',
  '.hidden',
  '.htaccess',
  'a//b',
  'a\\b',
  'C:\\evil.html',
  'a\0b',
  'a%2e%2e/b',
  '%2e%2e/b',
  'a\n',
  'é.html',
  'e\u0301.html',
  '\uff0e\uff0e/b',
  'a b',
  'a:b',
  '',
];
const newFolder = () => mkdtemp(path.join(tmpdir(), 'genesis-sites-'));
const sitesIn = async (folder: string) =>
  (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));

describeHosting('a folder', {
  open: async () => {
    const parent = await newFolder();
    const folder = path.join(parent, 'sites');
    const empty = () => rm(folder, { recursive: true, force: true });
    return {
      platform: new FolderHosting({ folder, baseUrl: null }),
      siteCount: async () => (await sitesIn(folder)).length,
      reset: empty,
      failWith: () => writeFile(folder, 'CANARY'),
      close: () => rm(parent, { recursive: true }),
    };
  },
  failures: { 'a file where the folder should be': 'rejected' },
  canaries: ['CANARY'],
});

describe('FolderHosting', () => {
  let folder: string;
  let hosting: FolderHosting;

  beforeEach(async () => {
    folder = await newFolder();
    hosting = new FolderHosting({ folder, baseUrl: null });
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('writes the pages where the address leads', async () => {
    const { url } = await hosting.create(aSite(), callOptions());

    expect(await readFile(fileURLToPath(url ?? ''), 'utf8')).toBe('<p>version 1</p>');
  });

  it('takes away every version of a website, and what a try left that died before its last step', async () => {
    const site = aSite();
    await hosting.create(site, callOptions());
    await hosting.update(site.briefId, aSite({ briefId: site.briefId, version: 2 }), callOptions());
    await symlink('nowhere', path.join(folder, `.${site.briefId}-left`));

    expect(await hosting.remove(site.briefId, callOptions())).toBe(true);

    expect(await readdir(folder, { recursive: true })).toEqual(['.releases']);
  });

  it.each(['', '.', '..', '.releases', '../sites'])('takes nothing away for the name %j', async (name) => {
    await hosting.create(aSite(), callOptions());
    await expect(hosting.remove(name, callOptions())).rejects.toMatchObject({ failure: 'rejected' });
    expect(await sitesIn(folder)).toHaveLength(1);
  });

  it('gives the address under which the folder is served', async () => {
    const served = new FolderHosting({ folder, baseUrl: 'https://sites.example/of/' });
    const site = aSite();

    expect(await served.create(site, callOptions())).toMatchObject({
      url: `https://sites.example/of/${site.briefId}/`,
    });
  });

  it('never shows half of a version: it is written elsewhere and switched to in one step', async () => {
    const site = aSite();
    await hosting.create(site, callOptions());
    const controller = new AbortController();
    const files = Array.from({ length: 5 }, (_, index) => ({
      path: `page-${String(index)}.html`,
      mediaType: 'text/html',
      get bytes() {
        if (index === 3) controller.abort();
        return Buffer.from('new');
      },
    }));

    const update = hosting.update(
      site.briefId,
      aSite({ briefId: site.briefId, version: 2, files }),
      callOptions({ signal: controller.signal }),
    );

    await expect(update).rejects.toMatchObject({ failure: 'cancelled' });
    expect((await lstat(path.join(folder, site.briefId))).isSymbolicLink()).toBe(true);
    expect(await readdir(path.join(folder, site.briefId))).toEqual(['en', 'index.html']);
    expect(await hosting.find(site, callOptions())).toMatchObject({ reference: site.reference });
  });

  it('has one of the two versions when both are published at once', async () => {
    const site = aSite();
    const versions = [1, 2].map((version) => aSite({ briefId: site.briefId, version }));

    await Promise.all(versions.map((version) => hosting.create(version, callOptions())));

    const [name] = await sitesIn(folder);
    const page = await readFile(path.join(folder, name ?? '', 'index.html'), 'utf8');
    const found = await hosting.find(site, callOptions());
    expect(`${site.briefId}:${/\d/.exec(page)?.[0] ?? ''}`).toBe(found?.reference);
  });

  it('removes versions that nobody can be reading any more', async () => {
    const site = aSite();
    await hosting.create(site, callOptions());
    const old = await readlink(path.join(folder, site.briefId));
    await utimes(path.join(folder, old), new Date(0), new Date(0));

    await hosting.update(site.briefId, aSite({ briefId: site.briefId, version: 2 }), callOptions());

    const left = await readdir(path.join(folder, '.releases', site.briefId));
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^v2-/);
  });

  it.each(ODD_PATHS)('security: files, writes no file at %j', async (odd) => {
    const site = aSite({ files: [{ path: odd, mediaType: 'text/html', bytes: Buffer.from('x') }] });

    await expect(hosting.create(site, callOptions())).rejects.toMatchObject({ failure: 'rejected' });
    expect(await sitesIn(folder)).toEqual([]);
  });

  it('security: files, writes through no link that leads out of the folder', async () => {
    const elsewhere = await newFolder();
    const site = aSite();
    await mkdir(path.join(folder, '.releases'));
    await symlink(elsewhere, path.join(folder, '.releases', site.briefId), 'dir');

    await expect(hosting.create(site, callOptions())).rejects.toMatchObject({ failure: 'rejected' });

    const written = await readdir(elsewhere, { recursive: true, withFileTypes: true });
    expect(written.filter((entry) => entry.isFile())).toEqual([]);
    expect(await sitesIn(folder)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('security: files, takes nothing away through a link that leads out of the folder', async () => {
    const elsewhere = await newFolder();
    const site = aSite();
    await mkdir(path.join(elsewhere, site.briefId));
    await symlink(elsewhere, path.join(folder, '.releases'), 'dir');

    await expect(hosting.remove(site.briefId, callOptions())).rejects.toMatchObject({ failure: 'rejected' });

    expect(await readdir(elsewhere)).toEqual([site.briefId]);
    await rm(elsewhere, { recursive: true });
  });

  it('security: files, replaces a link where the website shall stand, and leaves alone what it led to', async () => {
    const elsewhere = await newFolder();
    await writeFile(path.join(elsewhere, 'index.html'), 'of somebody else');
    const site = aSite();
    await symlink(elsewhere, path.join(folder, site.briefId), 'dir');

    await hosting.create(site, callOptions());

    expect(await readFile(path.join(elsewhere, 'index.html'), 'utf8')).toBe('of somebody else');
    expect(await readFile(path.join(folder, site.briefId, 'index.html'), 'utf8')).toContain('version 1');
    await rm(elsewhere, { recursive: true });
  });

  it.each([
    ['the folder above', () => '../../outside'],
    ['an id below the folder above', (id: string) => `../${id}`],
    ['the folder above an id', (id: string) => `${id}/../x`],
  ])('names a website by nothing but the id of a brief: not by %s', async (_, nameFrom) => {
    const site = aSite();
    await hosting.create(site, callOptions());
    const outside = { ...site, briefId: nameFrom(site.briefId) };

    await expect(hosting.create(outside, callOptions())).rejects.toMatchObject({ failure: 'rejected' });
    expect(await hosting.status(`./${site.briefId}`, callOptions())).toBeNull();
    expect(await hosting.status(`${site.briefId}/.`, callOptions())).toBeNull();
    expect(await hosting.status('../../etc', callOptions())).toBeNull();
    expect(await sitesIn(folder)).toEqual([site.briefId]);
  });
});
