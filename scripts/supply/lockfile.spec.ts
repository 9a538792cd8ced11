import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../local/environment.mjs';
import { installScriptProblems } from './install-scripts.mjs';
import { licenceProblems } from './licences.mjs';
import { disagreements, lockfileProblems } from './lockfile.mjs';

const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
const PLACE = 'node_modules/a';

interface Entry {
  readonly [field: string]: unknown;
}

/** A house with one dependency, `a`, which wants `b`. */
function aHouse({ a = {}, b = {}, manifest = {}, more = {} }: Record<string, Entry> = {}) {
  const root = { name: 'house', version: '1.0.0', dependencies: { a: '1.0.0' } };
  return {
    manifest: { ...root, ...manifest },
    lock: {
      name: 'house',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': root,
        [PLACE]: { version: '1.0.0', integrity, license: 'MIT', dependencies: { b: '^2.0.0' }, ...a },
        'node_modules/b': { version: '2.1.0', integrity, license: 'ISC', ...b },
        ...more,
      },
    },
    aliases: {},
  };
}

describe('Supply chain: the lock file', () => {
  it('is good when every package is of the registry, with its SHA-512', () => {
    expect(lockfileProblems(aHouse())).toEqual([]);
    expect(
      lockfileProblems(aHouse({ a: { resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' } })),
    ).toEqual([]);
  });

  it.each<[string, Entry, RegExp]>([
    ['without a checksum', { integrity: undefined }, /no SHA-512/],
    ['with a weak checksum', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /no SHA-512/],
    [
      'with a weak checksum beside a strong one',
      { integrity: `${integrity} sha1-2jmj7l5rSw0=` },
      /no SHA-512/,
    ],
    ['from a repository', { resolved: 'git+ssh://git@github.com/x/a.git#0123abc' }, /invalid host/],
    ['from another host', { resolved: 'https://evil.example/a-1.0.0.tgz' }, /invalid host/],
    [
      'from a host that looks alike',
      { resolved: 'https://registry.npmjs.org.evil.example/a.tgz' },
      /invalid host/,
    ],
    ['from a file', { resolved: 'file:a-1.0.0.tgz' }, /invalid host/],
    ['without TLS', { resolved: 'http://registry.npmjs.org/a/-/a-1.0.0.tgz' }, /https/],
    ['that is a link', { link: true }, /link/],
    ['inside another', { inBundle: true }, /inside another/],
    ['of another name', { name: 'evil' }, /really evil/],
    ['that wants one from a repository', { dependencies: { b: 'github:x/b' } }, /wants b from github/],
    [
      'that wants one from an address',
      { dependencies: { b: 'https://evil.example/b.tgz' } },
      /wants b from https/,
    ],
    ['without a version', { version: undefined }, /version/],
  ])('is refused with a package %s', (_, a, problem) => {
    expect(lockfileProblems(aHouse({ a })).join('\n')).toMatch(problem);
  });

  it('is refused with a name that no package has', () => {
    const more = { 'node_modules/A b': { version: '1.0.0', integrity } };
    expect(lockfileProblems(aHouse({ more }))).toEqual(['node_modules/A b: has an odd name']);
  });

  it('takes another name where it is listed, and no list of names that are gone', () => {
    const house = aHouse({ a: { name: 'b' } });
    expect(lockfileProblems({ ...house, aliases: { a: 'b' } })).toEqual([]);
    expect(lockfileProblems({ ...aHouse(), aliases: { a: 'b' } })).toEqual([
      'ALIASES: nothing is called a any more',
    ]);
  });

  it.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', 'npm:b@1.0.0'])(
    'is refused when package.json asks for %s',
    (version) => {
      const manifest = { dependencies: { a: version } };
      expect(lockfileProblems(aHouse({ manifest })).join('\n')).toContain(`a ${version} is no exact version`);
    },
  );

  it('is refused when it says otherwise than package.json', () => {
    expect(lockfileProblems(aHouse({ manifest: { dependencies: { a: '1.0.1' } } }))).toEqual([
      'package.json and package-lock.json differ in dependencies',
      'package.json: a 1.0.1 is locked as 1.0.0',
    ]);
    expect(lockfileProblems(aHouse({ manifest: { optionalDependencies: { c: '1.0.0' } } }))).toEqual([
      'package.json and package-lock.json differ in optionalDependencies',
      'package.json: c 1.0.0 is locked as undefined',
    ]);
  });

  it('is refused in another version of its form', () => {
    const { manifest, lock } = aHouse();
    expect(lockfileProblems({ manifest, lock: { ...lock, lockfileVersion: 2 } })).toEqual([
      'lockfileVersion is 2, not 3',
    ]);
  });

  it('is what npm would install from, or npm says what is missing', async () => {
    expect(await disagreements(aHouse())).toEqual([]);
    const [problem, ...others] = await disagreements(aHouse({ b: { version: '1.0.0' } }));
    expect(others).toEqual([]);
    expect(problem).toMatch(/^npm ci refuses: /);
  }, 60_000);
});

describe('Supply chain: install scripts', () => {
  interface Change {
    readonly hasScript?: boolean;
    readonly allowScripts?: Entry;
    readonly npmrc?: string;
    readonly dockerfile?: string;
    readonly reasons?: Readonly<Record<string, string>>;
  }

  const files = ({ hasScript = true, allowScripts = { a: false }, ...others }: Change = {}) => ({
    ...aHouse({ a: hasScript ? { hasInstallScript: true } : {}, manifest: { allowScripts } }),
    npmrc: 'save-exact=true\nignore-scripts=true\n',
    dockerfile: 'FROM x\nRUN npm ci --ignore-scripts --prefer-offline\n',
    reasons: { a: 'Would compile.' },
    ...others,
  });

  it('are off, and whoever has one is listed with the reason why it can do without', () => {
    expect(installScriptProblems(files())).toEqual([]);
  });

  it.each<[string, Change, string]>([
    [
      'of a package that is not listed',
      { allowScripts: {} },
      'a has an install script; allowScripts does not name it',
    ],
    ['of a package that may', { allowScripts: { a: true } }, 'a may run its install script'],
    ['of one version that may', { allowScripts: { a: '1.0.0' } }, 'a may run its install script'],
    ['of a package without a reason', { reasons: {} }, 'a: why it needs no script stands nowhere'],
    [
      'where they are not off',
      { npmrc: 'ignore-scripts=false\n' },
      '.npmrc does not say ignore-scripts=true',
    ],
    ['in the image', { dockerfile: 'RUN npm ci --omit=dev' }, 'the image runs scripts: npm ci --omit=dev'],
    ['that nobody has', { hasScript: false }, 'a has no install script: its entry is not needed'],
  ])('are refused: %s', (_, change, problem) => {
    expect(installScriptProblems(files(change))).toContain(problem);
  });

  it('are run by npm where nothing forbids it, and not with the .npmrc of this project', async () => {
    expect(await hasRunAfterInstalling('')).toBe(true);
    const npmrc = await readFile(path.resolve(import.meta.dirname, '../../.npmrc'), 'utf8');
    expect(await hasRunAfterInstalling(npmrc)).toBe(false);
  }, 120_000);

  /** Installs a package that writes a file when it is installed, and looks for that file. */
  async function hasRunAfterInstalling(npmrc: string): Promise<boolean> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'genesis-scripts-'));
    // `npm test` hands the settings of this project on to whatever it starts.
    const env = Object.fromEntries(
      Object.entries(childEnvironment()).filter(([name]) => !/^npm_/i.test(name)),
    );
    const npm = (args: readonly string[], cwd = folder) => promisify(execFile)('npm', args, { cwd, env });
    try {
      const eager = path.join(folder, 'eager');
      await mkdir(eager);
      const scripts = { postinstall: 'echo ran > ran.txt' };
      await writeFile(
        path.join(eager, 'package.json'),
        JSON.stringify({ name: 'eager', version: '1.0.0', scripts }),
      );
      await npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], eager);
      const dependencies = { eager: 'file:eager-1.0.0.tgz' };
      await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'house', dependencies }));
      await writeFile(path.join(folder, '.npmrc'), npmrc);
      await npm(['install', '--offline', '--no-audit', '--no-fund']);
      return (await readdir(path.join(folder, 'node_modules/eager'))).includes('ran.txt');
    } finally {
      await rm(folder, { recursive: true });
    }
  }
});

describe('Supply chain: licences', () => {
  const problemsWith = (license: unknown, entry: Entry = {}, exceptions = {}) =>
    licenceProblems(aHouse({ a: { license, ...entry } }).lock, exceptions);

  it.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT', '(BSD-2-Clause OR MIT OR Apache-2.0)'])(
    'allow %s',
    (licence) => {
      expect(problemsWith(licence)).toEqual([]);
    },
  );

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MIT AND GPL-2.0-only',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'CC-BY-4.0',
    '',
    undefined,
  ])('refuse %s in production', (licence) => {
    expect(problemsWith(licence)).toEqual([`a@1.0.0 is under ${licence ?? 'no licence'}, in production`]);
  });

  it('allow more in tools, not everything', () => {
    expect(problemsWith('CC-BY-4.0', { dev: true })).toEqual([]);
    expect(problemsWith('GPL-3.0-only', { dev: true })).toEqual(['a@1.0.0 is under GPL-3.0-only']);
  });

  it('make an exception for a package as long as it has that licence', () => {
    const exceptions = { a: { licence: 'OFL-1.1', reason: 'A font.' } };
    expect(problemsWith('OFL-1.1', {}, exceptions)).toEqual([]);
    expect(problemsWith('GPL-3.0-only', {}, exceptions)).toHaveLength(2);
    expect(problemsWith('MIT', {}, exceptions)).toEqual([
      'the exception for the licence of a is not needed any more',
    ]);
    expect(problemsWith('OFL-1.1', {}, { a: { licence: 'OFL-1.1', reason: '' } })).toEqual([
      'the exception for the licence of a has no reason',
    ]);
  });
});
