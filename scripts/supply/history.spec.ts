import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { scanHistory } from './history.mjs';
import { sha256Of } from './secret-rules.mjs';

const random = (bytes: number) => randomBytes(bytes).toString('base64url').replaceAll(/[-_]/g, 'x');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Made anew each time: this file is scanned too. */
const SECRETS: Readonly<Record<string, () => string>> = {
  'webhook secret': () => `WEBHOOK_SECRET=whsec_${randomBytes(24).toString('base64')}`,
  'signed token': () => `token: ${base64({ alg: 'HS256' })}.${base64({ sub: random(9) })}.${random(32)}`,
  'key of a model vendor': () => `LLM_API_KEY=sk-${random(24)}7`,
  'key of a search vendor': () => `TAVILY_API_KEY=tvly-${random(24)}`,
  'private key': () => String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  'private part of a JSON web key': () => JSON.stringify(privateKey.export({ format: 'jwk' })),
  'address with a password': () =>
    `DATABASE_URL=postgresql+asyncpg://genesis:${random(12)}@db.internal:5432/genesis`,
  aws: () => `AWS_SECRET_ACCESS_KEY = ${randomBytes(30).toString('base64').replaceAll(/[+/]/g, 'x')}`,
  github: () => `ghp_${randomBytes(18).toString('hex')}`,
};

describe('Supply chain: secrets in the history', () => {
  let root: string;
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();
  const commit = async (files: Readonly<Record<string, string | Buffer>>, message = 'change') => {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  const scan = (exceptions: { sha256: string; reason: string }[] = []) => scanHistory(root, { exceptions });

  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'genesis-history-'));
    git('init', '--quiet');
    await commit({ 'README.md': 'A house.' });
  });

  afterEach(() => rm(root, { recursive: true }));

  it('are none where there are none', async () => {
    expect(await scan()).toEqual({ problems: [], note: '2 texts of the history, 0 not committed' });
  });

  it.each(Object.entries(SECRETS))('are found: %s', async (rule, secret) => {
    const text = secret();
    await commit({ 'settings.txt': text });
    const { problems } = await scan();
    expect(problems.join('\n')).toContain(rule);
    expect(problems[0]).toMatch(/^settings\.txt \([0-9a-f]{12}\): .*, sha256 [0-9a-f]{64}$/);
    expect(problems.join()).not.toContain(text.slice(-16).trim());
  });

  it('are found where a later commit has taken them away', async () => {
    await commit({ '.env': SECRETS['webhook secret']!() });
    await rm(path.join(root, '.env'));
    await commit({ 'README.md': 'A clean house.' }, 'remove the secret');
    expect((await scan()).problems).toHaveLength(1);
  });

  it('are found on a branch that was merged, in a message, and in what is not committed yet', async () => {
    git('checkout', '--quiet', '-b', 'side');
    await commit({ 'side.txt': SECRETS['signed token']!() });
    git('checkout', '--quiet', '-');
    git('merge', '--quiet', '--no-ff', '--no-edit', 'side');
    await commit({ 'README.md': 'b' }, `rotate ${SECRETS['key of a model vendor']!()}`);
    await writeFile(path.join(root, 'new.txt'), SECRETS['private key']!());
    const { problems, note } = await scan();
    const places = new Set(problems.map((problem) => problem.split(/[ :]/, 1)[0]));
    expect([...places]).toEqual(['message', 'side.txt', 'new.txt']);
    expect(note).toContain('1 not committed');
  });

  it('are not what git ignores, what says that it is none, and what has no secret in it', async () => {
    await commit({
      '.gitignore': '.env',
      'a.txt': 'postgresql://genesis:change-me-now@db/genesis redis://cache:6379 https://user@host.example/x',
      'b.txt':
        'whsec_ sk-short eyJhbGciOiJIUzI1NiJ9 sk-learn-is-a-library-for-python https://x.example/a:b@c',
      'c.ts': 'const url = `postgresql://${user}:${password}@${host}/db`;',
    });
    await writeFile(path.join(root, '.env'), SECRETS['webhook secret']!());
    expect((await scan()).problems).toEqual([]);
  });

  it('are not read from binary files, and that is said', async () => {
    await commit({ 'picture.png': Buffer.from(`\u0089PNG\0${SECRETS['webhook secret']!()}`) });
    expect(await scan()).toMatchObject({ problems: [], note: expect.stringContaining('1 binary') });
  });

  it('are let through by what they are, with a reason, as long as they are there', async () => {
    const text = `whsec_${randomBytes(24).toString('base64')}`;
    await commit({ 'vector.txt': text });
    const known = { sha256: sha256Of(text.slice('whsec_'.length)), reason: 'An example of the standard.' };
    expect((await scan([known])).problems).toEqual([]);
    expect((await scan([{ ...known, reason: '' }])).problems).toHaveLength(1);
    await commit({ 'vector.txt': `whsec_${randomBytes(24).toString('base64')}` });
    expect((await scan([known])).problems).toHaveLength(1);
    const gone = { sha256: sha256Of('gone'), reason: 'It was there.' };
    expect((await scan([known, gone])).problems.at(-1)).toContain('is not needed any more');
  });

  it('are looked for in what a shallow clone has, which says that it is not all', async () => {
    await commit({ '.env': SECRETS['webhook secret']!() });
    await rm(path.join(root, '.env'));
    await commit({ 'README.md': 'c' });
    const deep = root;
    root = await mkdtemp(path.join(os.tmpdir(), 'genesis-history-'));
    try {
      git('clone', '--quiet', '--depth=1', pathToFileURL(deep).href, '.');
      const gone = { sha256: sha256Of('gone'), reason: 'It was there.' };
      expect(await scan([gone])).toMatchObject({
        problems: [],
        note: expect.stringContaining('a shallow clone: not the whole history'),
      });
    } finally {
      await rm(root, { recursive: true });
      root = deep;
    }
  });
});
