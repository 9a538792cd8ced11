import { describe, expect, it } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { splitArguments } from '../commands/test.mjs';
import { choosePorts } from './application.mjs';
import { configuredPostgresUrl } from './configured-services.mjs';
import { readSettings } from './environment.mjs';
import { withFileLock } from './file-lock.mjs';
import { compareLocks } from './installation.mjs';
import { isAtLeast } from './node-runtime.mjs';
import { identify, isAlive } from './process-identity.mjs';
import { redisConfiguration } from './redis.mjs';
import { restartDelayMs } from './supervisor.mjs';

const scratch = () => mkdtemp(path.join(os.tmpdir(), 'genesis-entry-'));

describe('the installed packages', () => {
  const entry = { version: '1.0.0', integrity: 'sha512-a' };
  const lockOf = (packages: object, optionalDependencies = {}) => ({
    packages: { '': { optionalDependencies }, ...packages },
  });

  it('are complete when all but foreign optional packages are there', () => {
    const wanted = lockOf({
      'node_modules/a': entry,
      'node_modules/b': { ...entry, optional: true, os: ['elsewhere'] },
    });
    expect(compareLocks(wanted, lockOf({ 'node_modules/a': entry }))).toEqual({
      complete: true,
      optionalMissing: [],
    });
  });

  it('are incomplete when one is absent or of another content', () => {
    const wanted = lockOf({ 'node_modules/a': entry });
    expect(compareLocks(wanted, lockOf({})).complete).toBe(false);
    const other = lockOf({ 'node_modules/a': { ...entry, integrity: 'sha512-b' } });
    expect(compareLocks(wanted, other).complete).toBe(false);
  });

  it('name an absent optional package of ours that suits this machine', () => {
    const binaries = { ...entry, optional: true, os: [process.platform], cpu: [process.arch] };
    const wanted = lockOf({ 'node_modules/c': binaries }, { c: '1.0.0' });
    expect(compareLocks(wanted, lockOf({})).optionalMissing).toEqual(['c']);
  });
});

describe('the settings that the entry script reads', () => {
  it('prefer the environment to .env and take an empty value for an absent one', async () => {
    const file = path.join(await scratch(), '.env');
    await writeFile(file, 'PORT=9000\nHOST=0.0.0.0\nREDIS_URL=\n');
    expect(readSettings({ PORT: '', HOST: '127.0.0.1' }, file)).toEqual({ PORT: '9000', HOST: '127.0.0.1' });
  });

  it.each([
    [{}, null],
    [{ DATABASE_URL: 'postgres+asyncpg://u:p@h/d' }, 'postgresql://u:p@h/d'],
    [{ POSTGRES_PASSWORD: 'a/b' }, 'postgresql://genesis_ai_user:a%2Fb@localhost:5432/genesis_ai_db'],
  ])('assemble the configured database of %j', (settings, url) => {
    expect(configuredPostgresUrl(settings)).toBe(url);
  });

  it('give each listener a port of its own and print real ones for 0', async () => {
    const ports = await choosePorts({ PORT: '0', PROMETHEUS_PORT: '0' }, '127.0.0.1');
    expect(Object.values(ports).every((port) => Number(port) > 0)).toBe(true);
  });

  it('refuse a port that is not one, by its name', async () => {
    await expect(choosePorts({ PORT: '80a' }, '127.0.0.1')).rejects.toThrow(/^PORT must be/);
  });
});

it('compares versions by number', () => {
  expect(isAtLeast('v22.12.0', '22.12.0')).toBe(true);
  expect(isAtLeast('v22.9.1', '22.12.0')).toBe(false);
  expect(isAtLeast('v24.1.0', '22.12.0')).toBe(true);
});

it('waits longer before each restart, at most 5 s', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(restartDelayMs)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});

it('takes leading suite names for suites and the rest for jest', () => {
  expect(splitArguments(['unit', 'libs/kernel', '-t', 'api'])).toEqual({
    suites: ['unit'],
    jestArgs: ['libs/kernel', '-t', 'api'],
  });
  expect(splitArguments(['-t', 'x']).suites).toEqual(['unit', 'api', 'worker', 'flows']);
});

it('never lets Redis evict, and quotes its folder', () => {
  const text = redisConfiguration({
    bind: '127.0.0.1',
    port: 1,
    password: 'p',
    dir: '/a "b"',
    appendonly: true,
  });
  expect(text).toContain('maxmemory-policy noeviction');
  expect(text).toContain('dir "/a \\"b\\""');
});

describe('a file lock', () => {
  it('lets one in at a time', async () => {
    const file = path.join(await scratch(), 'lock');
    let inside = 0;
    const enter = () =>
      withFileLock(file, async () => {
        inside += 1;
        const seen = inside;
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        return seen;
      });
    expect(await Promise.all([enter(), enter(), enter()])).toEqual([1, 1, 1]);
  });

  it('is taken over from a process that is gone, though its number is in use again', async () => {
    const file = path.join(await scratch(), 'lock');
    const recycled = { pid: process.pid, startedAt: 'long ago' };
    await writeFile(file, JSON.stringify(recycled));
    expect(isAlive(recycled)).toBe(false);
    expect(isAlive(identify(process.pid))).toBe(true);
    expect(await withFileLock(file, async () => 'in')).toBe('in');
  });
});
