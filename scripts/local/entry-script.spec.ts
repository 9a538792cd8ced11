import { afterAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { parseCoachArguments } from '../coach.mjs';
import { openAccount } from '../coach/account.mjs';
import { ApiClient, newKey } from '../coach/api-client.mjs';
import { Left, Terminal, wrapped } from '../coach/terminal.mjs';
import { readTyped, stepNamed } from '../coach/typed-line.mjs';
import { splitArguments } from '../commands/test.mjs';
import { parseDemoArguments } from '../demo.mjs';
import { choosePorts } from './application.mjs';
import { configuredPostgresUrl } from './configured-services.mjs';
import { readSettings } from './environment.mjs';
import { withFileLock } from './file-lock.mjs';
import { compareLocks } from './installation.mjs';
import { isAtLeast } from './node-runtime.mjs';
import { identify, isAlive } from './process-identity.mjs';
import { placeOfRedis } from './redis-client.mjs';
import { redisConfiguration } from './redis.mjs';
import { keptApart } from './simulated-vendors.mjs';
import { restartDelayMs } from './supervisor.mjs';

const folders: string[] = [];
const scratch = async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'genesis-entry-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

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
    redis: null,
  });
  expect(splitArguments(['-t', 'x']).suites).toEqual(['unit', 'api', 'worker', 'flows']);
});

it('runs suites on another Redis, wherever that is said, and knows which there are', () => {
  const wanted = { suites: ['flows'], jestArgs: ['main-flow'], redis: 'cluster' };
  expect(splitArguments(['flows', '--redis', 'cluster', 'main-flow'])).toEqual(wanted);
  expect(splitArguments(['--redis', 'cluster', 'flows', 'main-flow'])).toEqual(wanted);
  expect(() => splitArguments(['flows', '--redis', 'main-flow'])).toThrow('sentinel, cluster');
  expect(() => splitArguments(['flows', '--redis'])).toThrow('sentinel, cluster');
});

it('names the hosts of a Redis, and nothing secret', async () => {
  expect(await placeOfRedis('redis://:CANARY@cache')).toBe('cache:6379');
  expect(await placeOfRedis('redis+cluster://:CANARY@n1:7000,n2')).toBe('n1:7000,n2:6379');
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

describe('what is typed to the coach', () => {
  it.each([
    ['  Des légumes frais  ', { kind: 'text', text: 'Des légumes frais' }],
    ['   ', { kind: 'empty' }],
    ['2', { kind: 'number', number: 2, text: '2' }],
    ['12', { kind: 'text', text: '12' }],
    ['/Idées', { kind: 'command', command: 'ideas', rest: '' }],
    ['/back  mission ', { kind: 'command', command: 'back', rest: 'mission' }],
    ['/ok une\nréponse', { kind: 'command', command: 'ok', rest: 'une\nréponse' }],
    ['/constructor', { kind: 'unknown', name: 'constructor' }],
    ['1/2 poulet', { kind: 'text', text: '1/2 poulet' }],
  ])('%j is read', (line, typed) => {
    expect(readTyped(line)).toEqual(typed);
  });

  it.each([
    ['1', 'vision'],
    ['5', 'offre'],
    ['6', null],
    ['Différence', 'differentiation'],
    ['customers', 'clientele'],
    ['cli', 'clientele'],
    ['', null],
    ['o', 'offre'],
    ['elsewhere', null],
  ])('%j names a step', (text, step) => {
    expect(stepNamed(text)).toBe(step);
  });

  it.each([['--lang', 'wo'], ['--sesion', 'x'], ['answer']])('%j is refused with the usage', (...args) => {
    expect(() => parseCoachArguments(args)).toThrow(/npm run coach --/);
  });

  it('begins with options or without', () => {
    expect(parseCoachArguments([])).toEqual({ language: null, sessionId: null, told: {}, isHelp: false });
    const given = ['--lang', 'en', '--session', 'x', '--name', 'Chez Awa', '--city', ' '];
    expect(parseCoachArguments(given)).toEqual({
      language: 'en',
      sessionId: 'x',
      told: { business_name: 'Chez Awa' },
      isHelp: false,
    });
  });
});

it('coaches in the demo unless told otherwise', () => {
  expect(parseDemoArguments([]).isCoached).toBe(true);
  expect(parseDemoArguments(['--coached']).isCoached).toBe(true);
  expect(parseDemoArguments(['--no-coach']).isCoached).toBe(false);
  expect(() => parseDemoArguments(['--coached', '--no-coach'])).toThrow(/exclude each other/);
});

it('what simulated vendors have answered stays apart from what others find in Redis', () => {
  const prefixOf = (firstPort: number, pid: number): string | undefined =>
    keptApart({ OPENAI_API_KEY: 'simulated' }, { firstPort, pid }).REDIS_KEY_PREFIX;

  expect(prefixOf(9_100, 1)).toBe('genesis:simulated');
  expect(prefixOf(9_100, 2)).toBe(prefixOf(9_100, 1));
  expect(prefixOf(0, 1)).not.toBe(prefixOf(0, 2));
});

it('the demo asks simulated vendors only when it is told to', () => {
  expect([parseDemoArguments([]).simulated, parseDemoArguments(['--simulated']).simulated]).toEqual([
    false,
    true,
  ]);
});

describe('a text in the terminal', () => {
  it('is broken between words, with bullets hanging', () => {
    expect(wrapped('un deux trois\n\n– quatre cinq six', 10)).toEqual([
      'un deux',
      'trois',
      '',
      '– quatre',
      '  cinq six',
    ]);
  });

  it('is never broken before a sign that belongs to a word', () => {
    expect(wrapped('un « deux » à 2 000 ; non', 8)).toEqual(['un', '« deux »', 'à', '2 000 ;', 'non']);
  });

  it('keeps a word that is too long, and drops what steers a terminal', () => {
    expect(wrapped('a\u001b[2Jbcdefghijk l', 5)).toEqual(['a[2Jbcdefghijk', 'l']);
  });
});

describe('the terminal of the coach', () => {
  it.each([80, 40])('indents what follows a label at a width of %i', (columns) => {
    const { output, terminal } = terminalOn({ columns });
    terminal.say('Le lieu de la vente et le nom du village', { label: '✗ où  ', indent: 4 });
    const [first, ...others] = String(output.read()).trimEnd().split('\n');
    expect(first).toMatch(/^ {4}✗ où {2}Le lieu/u);
    expect(others.every((line) => /^ {10}\S/u.test(line))).toBe(true);
  });

  function terminalOn({ isTTY = false, env = {}, columns = 80 } = {}) {
    const input = Object.assign(new PassThrough(), { isTTY });
    const output = Object.assign(new PassThrough(), { isTTY, columns });
    const terminal = new Terminal({ input, output, env });
    terminal.open();
    return { input, output, terminal };
  }

  it('gives the lines of a pipe one by one, then says that they have ended', async () => {
    const { input, terminal } = terminalOn();
    input.end('un\n\ntrois');
    expect([await terminal.ask(), await terminal.ask(), await terminal.ask()]).toEqual(['un', '', 'trois']);
    await expect(terminal.ask()).rejects.toMatchObject({ name: 'Left', reason: 'end' });
  });

  it('takes a pasted text of several lines for one answer', async () => {
    const { input, terminal } = terminalOn({ isTTY: true });
    const answer = terminal.ask();
    input.write('\u001b[200~un\rdeux\u001b[201~ trois\r');
    expect(await answer).toBe('un\ndeux trois');
    terminal.close();
  });

  it('is left by Ctrl-C, whoever waits', async () => {
    const { input, terminal } = terminalOn({ isTTY: true });
    const answer = terminal.ask();
    input.write('\u0003');
    await expect(answer).rejects.toBeInstanceOf(Left);
    expect(terminal.signal.reason).toMatchObject({ reason: 'interrupt' });
    terminal.close();
  });

  it.each([
    [{ isTTY: false }, 'x'],
    [{ isTTY: true, env: { NO_COLOR: '1' } }, 'x'],
    [{ isTTY: true, env: { TERM: 'dumb' } }, 'x'],
    [{ isTTY: true }, '\u001b[36mx\u001b[39m'],
  ])('paints with %j', (given, painted) => {
    const { terminal } = terminalOn(given);
    expect(terminal.paint('cyan', 'x')).toBe(painted);
    terminal.close();
  });
});

describe('the client of the scripts', () => {
  const signal = new AbortController().signal;

  /** An api of two routes that knows the accounts of `known`, and one that fails `failures` times. */
  async function simulatedApi({ known = new Map<string, string>(), failures = 0 } = {}) {
    const keys: unknown[] = [];
    const server = http.createServer((request, response) => {
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      void request.toArray().then((chunks) => {
        const text = Buffer.concat(chunks as Buffer[]).toString();
        if (request.url?.endsWith('/register')) {
          const { email, password } = JSON.parse(text) as { email: string; password: string };
          known.set(email, password);
          return answer(201, {});
        }
        if (request.url?.endsWith('/token')) {
          const form = new URLSearchParams(text);
          const isKnown = known.get(form.get('username') ?? '') === form.get('password');
          return isKnown ? answer(200, { access_token: 't' }) : answer(401, { error: 'INVALID_CREDENTIALS' });
        }
        keys.push(request.headers['idempotency-key']);
        return keys.length <= failures ? answer(503, { error: 'DEPENDENCY_UNAVAILABLE' }) : answer(200, {});
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    return { client: new ApiClient({ baseUrl, signal }), known, keys, close: () => server.close() };
  }

  it('is the same person at every start, and nobody else reads who', async () => {
    const api = await simulatedApi();
    const file = path.join(await scratch(), 'account.json');
    await openAccount(api.client, file);
    await openAccount(api.client, file);
    expect(api.known.size).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ token: 't' });
    api.close();
  });

  it('registers again where the account is gone', async () => {
    const api = await simulatedApi();
    const file = path.join(await scratch(), 'account.json');
    await openAccount(api.client, file);
    const [email] = api.known.keys();
    api.known.clear();
    await api.client.renew!();
    expect([...api.known.keys()]).toEqual([email]);
    api.close();
  });

  it('repeats a call that has a key, with the same key, while the service is away', async () => {
    const api = await simulatedApi({ failures: 2 });
    await api.client.json('POST', '/api/v1/coaching/step', { body: {}, key: newKey() });
    expect(api.keys).toHaveLength(3);
    expect(new Set(api.keys).size).toBe(1);
    api.close();
  });

  it('does not repeat a call without one', async () => {
    const api = await simulatedApi({ failures: 1 });
    await expect(api.client.json('POST', '/x', { body: {} })).rejects.toMatchObject({ status: 503 });
    api.close();
  });

  it('repeats any call that nobody took, for the service may not be back yet', async () => {
    const gone = await simulatedApi();
    gone.close();
    const { port } = new URL(gone.client.baseUrl);
    const called = gone.client.json('POST', '/x', { body: {} });
    await expect(fetch(gone.client.baseUrl)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    const back = http.createServer((_, response) => response.end('{}'));
    await once(back.listen(Number(port), '127.0.0.1'), 'listening');
    expect(await called).toEqual({});
    back.close();
    back.closeAllConnections();
  });
});
