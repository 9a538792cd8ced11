import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../support/harness/wait-for.js';
import { PROJECT } from './compose-files.js';

const image = (version: string): string => `registry.example/genesis:${version}`;
jest.setTimeout(120_000);
const titled = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [`org.opencontainers.image.${name}`, value]),
  );

interface Call {
  readonly call: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** The scripts as an operator calls them, with a `docker` that writes down what it is asked for. No engine was asked whether
 *  it does what is expected of it. */
describe('release scripts under Docker Compose', () => {
  let checkout: string;
  let world: string;
  let api: Server;
  let isReady: boolean;
  let failedRequests: number;
  let metricsAsked = 0;

  beforeAll(async () => {
    api = createServer((request, response) => {
      if (request.url === '/metrics') {
        metricsAsked += 1;
        const sample = (status: string, n: number) =>
          `genesis_ai_requests_total{method="GET",endpoint="/api/v1/x",status="${status}"} ${n}\n`;
        response.end(sample('200', 100) + sample('500', failedRequests));
      } else response.writeHead(isReady ? 200 : 503).end('{}');
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => api.close(resolve)));

  beforeEach(async () => {
    isReady = true;
    failedRequests = 0;
    checkout = await mkdtemp(path.join(tmpdir(), 'genesis-checkout-'));
    world = path.join(checkout, 'world');
    await mkdir(path.join(checkout, 'bin'), { recursive: true });
    await mkdir(world);
    for (const name of ['deploy/release', 'docker/nginx', 'docker-compose.yml', 'docker-compose.prod.yml']) {
      await cp(path.join(PROJECT, name), path.join(checkout, name), { recursive: true });
    }
    await cp(path.join(PROJECT, 'test/deploy/release-docker.mjs'), path.join(checkout, 'bin/docker.mjs'));
    await symlink(path.join(PROJECT, 'node_modules'), path.join(checkout, 'node_modules'));
    const docker = path.join(checkout, 'bin/docker');
    await writeFile(docker, `#!/bin/sh\nexec '${process.execPath}' '${checkout}/bin/docker.mjs' "$@"\n`);
    await chmod(docker, 0o755);
    await writeFile(path.join(checkout, '.env'), 'LOG_LEVEL=INFO\n');
    const { port } = api.address() as AddressInfo;
    await writeFile(path.join(world, 'ports.json'), JSON.stringify({ api: port, metrics: port }));
  });

  afterEach(async () => {
    // Whatever a scenario does: nobody stops the apis that nginx sends requests to.
    const outages = existsSync(path.join(world, 'outages.jsonl'));
    await rm(checkout, { recursive: true, force: true });
    expect(outages).toBe(false);
  });

  // Each look starts several processes: a busy machine needs seconds for one.
  const QUICK = ['--skip-smoke', '--settle-seconds', '0', '--ready-seconds', '20'];
  const IMPATIENT = ['--ready-seconds', '2'];

  function start(script: string, args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const file = path.join(checkout, 'deploy/release', script);
    const child = spawn(process.execPath, [file, ...args], {
      env: { PATH: `${checkout}/bin:${process.env.PATH}`, DOCKER_WORLD: world },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    child.stderr.on('data', (text) => (output += String(text)));
    const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, output })));
    return { child, ended };
  }

  const run = (script: string, ...args: string[]) => start(script, args).ended;
  const releaseOf = (version: string, ...args: string[]) =>
    run('blue-green.mjs', image(version), ...QUICK, '--watch-minutes', '0', ...args);

  function calls(): readonly Call[] {
    const file = path.join(world, 'calls.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Call);
  }

  /** What was done, without looking around. */
  const deeds = () =>
    calls()
      .map(({ call }) => call.join(' '))
      .filter((call) => !/ (ps|inspect) /.test(call));
  const stateOf = async () =>
    JSON.parse(await readFile(path.join(checkout, '.release/state.json'), 'utf8')) as Record<string, unknown>;
  const upstream = () => readFile(path.join(checkout, 'docker/nginx/local/upstream.conf'), 'utf8');
  const tell = (name: string, value: unknown = null) =>
    writeFile(path.join(world, name), JSON.stringify(value));
  const servers = async () =>
    [...(await upstream()).matchAll(/^ *server (.*);$/gm)].map(([, server]) => server);

  const NGINX = 'genesis exec -T proxy nginx -c /etc/genesis-proxy/nginx.conf';
  const up = (colour: string, apis = 1, workers = 1) =>
    `genesis-${colour} up --detach --no-deps --no-build --scale genesis-api=${apis} ` +
    `--scale genesis-worker=${workers} genesis-api genesis-worker`;
  const stop = (project: string) => `${project} stop --timeout 30 genesis-api genesis-worker`;

  it('brings a release up beside the old one, switches, and retires the old one', async () => {
    expect(await releaseOf('1.0.0-a')).toMatchObject({ code: 0, output: expect.stringContaining('done: ') });
    const before = deeds().length;
    const labels = { version: '1.1.0', revision: 'b' };
    await tell('labels.json', { [image('1.1.0-b')]: titled(labels) });
    const { code, output } = await releaseOf('1.1.0-b', '--apis', '2', '--workers', '3');

    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('done: ') });
    expect(deeds().slice(before)).toEqual([
      `image pull --quiet ${image('1.1.0-b')}`,
      'genesis run --rm migrate node dist/apps/api/src/migrate.js --expand',
      up('green', 2, 3),
      `${NGINX} -t -q`,
      `${NGINX} -s reload`,
      `${NGINX} -t -q`,
      `${NGINX} -s reload`,
      stop('genesis-blue'),
    ]);
    expect(await servers()).toEqual(['genesis-api-green:8000 resolve max_fails=1 fail_timeout=5s']);
    expect(calls().find(({ call }) => call.includes('up') && call[0] === 'genesis-green')?.settings).toEqual({
      GENESIS_IMAGE: image('1.1.0-b'),
      APP_VERSION: '1.1.0+b',
      GENESIS_COLOUR: 'green',
      GENESIS_PROJECT: 'genesis',
      GENESIS_ENV_FILE: path.join(checkout, '.release/releases/registry.example_genesis_1.1.0-b/.env'),
    });
    expect(await stateOf()).toMatchObject({
      live: { image: image('1.1.0-b'), colour: 'green', replicas: { api: 2, worker: 3 } },
      previous: { image: image('1.0.0-a'), colour: 'blue' },
      underway: null,
    });
  });

  it('stops what ran before there were colours', async () => {
    await releaseOf('1.0.0-a');
    expect(deeds().at(-1)).toBe(stop('genesis'));
  });

  it.each([
    ['the image is not there', 'pull', false],
    ['a migration fails', 'migrate', false],
    ['the new colour does not start', 'up', true],
    ['nginx refuses its configuration', '-t', true],
  ])('leaves everything as it is when %s', async (_what, failing, hasStarted) => {
    await releaseOf('1.0.0-a');
    const [before, file] = [deeds().length, await upstream()];
    await writeFile(path.join(world, `fail-${failing}`), '');
    const { code } = await releaseOf('1.1.0-b');

    expect(code).toBe(1);
    const since = deeds().slice(before);
    expect(since.some((call) => call.startsWith('genesis-green up'))).toBe(hasStarted);
    expect(since.filter((call) => call.includes(' stop '))).toEqual([stop('genesis-green')]);
    expect(await upstream()).toBe(file);
    expect(await stateOf()).toMatchObject({ live: { image: image('1.0.0-a') }, underway: null });
  });

  it('leaves everything as it is when the new colour does not get ready', async () => {
    await releaseOf('1.0.0-a');
    isReady = false;
    const { code, output } = await releaseOf('1.1.0-b', ...IMPATIENT);
    expect(code).toBe(1);
    expect(output).toContain('not ready within 2 s: genesis-api-green:8000 answers 503');
    expect(deeds().at(-1)).toBe(stop('genesis-green'));
    expect(await upstream()).toContain('server genesis-api-blue:8000 ');
  });

  it.each([
    ['fails too many requests', () => Promise.resolve((failedRequests = 50)), '50 of 50 requests failed'],
    ['is not ready any more', () => Promise.resolve((isReady = false)), 'not ready any more'],
    [
      'has workers that crash',
      () => tell('health.json', { 'genesis-green': 'starting' }),
      'genesis-green-genesis-worker-1 is starting',
    ],
  ])('gives the traffic back when the new colour %s under it', async (_what, breakIt, reason) => {
    await releaseOf('1.0.0-a');
    const { ended } = start('blue-green.mjs', [image('1.1.0-b'), ...QUICK, '--watch-minutes', '1']);
    await waitFor(async () => ((await stateOf())['underway'] as { step?: string }).step === 'watch', {
      timeoutMs: 20_000,
      what: 'the watch',
    });
    // Its first look is behind it: it counts from there.
    const looked = metricsAsked;
    await waitFor(() => metricsAsked > looked, { timeoutMs: 20_000, what: 'a look' });
    await breakIt();
    const { code, output } = await ended;

    expect(code).toBe(1);
    expect(output).toContain(reason);
    expect(await servers()).toEqual([expect.stringMatching(/^genesis-api-blue:8000 /)]);
    expect(deeds().at(-1)).toBe(stop('genesis-green'));
    expect(await stateOf()).toMatchObject({ live: { image: image('1.0.0-a') }, underway: null });
  });

  describe('interrupted while it watches', () => {
    beforeEach(async () => {
      await releaseOf('1.0.0-a');
      const { child, ended } = start('blue-green.mjs', [image('1.1.0-b'), ...QUICK, '--watch-minutes', '5']);
      await waitFor(
        async () => ((await stateOf())['underway'] as { step?: string } | null)?.step === 'watch',
        {
          timeoutMs: 20_000,
          what: 'the watch',
        },
      );
      expect((await run('blue-green.mjs', image('1.2.0-c'), ...QUICK)).output).toContain('is releasing');
      child.kill('SIGKILL');
      await ended;
    });

    it('another release is refused', async () => {
      const { code, output } = await releaseOf('1.2.0-c');
      expect(code).toBe(1);
      expect(output).toContain(`the release of ${image('1.1.0-b')} was interrupted at watch`);
    });

    it('the same one goes on from there', async () => {
      const before = deeds().length;
      expect((await releaseOf('1.1.0-b')).code).toBe(0);
      expect(deeds().slice(before)).toEqual([stop('genesis-blue')]);
      expect(await stateOf()).toMatchObject({ live: { image: image('1.1.0-b') }, underway: null });
    });

    it('a rollback takes it back', async () => {
      expect((await run('rollback.mjs', ...QUICK)).code).toBe(0);
      expect(await upstream()).toContain('server genesis-api-blue:8000 ');
      expect(deeds().at(-1)).toBe(stop('genesis-green'));
      expect(await stateOf()).toMatchObject({ live: { image: image('1.0.0-a') }, underway: null });
    });
  });

  it('goes back to the release before, with its configuration and without a migration', async () => {
    await releaseOf('1.0.0-a');
    await writeFile(path.join(checkout, '.env'), 'LOG_LEVEL=DEBUG\n');
    await releaseOf('1.1.0-b');
    const before = calls().length;
    expect((await run('rollback.mjs', ...QUICK, '--watch-minutes', '0')).code).toBe(0);

    const since = calls().slice(before);
    const started = since.find(({ call }) => call.includes('up'));
    expect(since.some(({ call }) => call.includes('migrate') || call.includes('pull'))).toBe(false);
    expect(started?.settings['GENESIS_IMAGE']).toBe(image('1.0.0-a'));
    expect(await readFile(started?.settings['GENESIS_ENV_FILE'] ?? '', 'utf8')).toBe('LOG_LEVEL=INFO\n');
    expect(await stateOf()).toMatchObject({
      live: { image: image('1.0.0-a'), colour: 'blue' },
      previous: { image: image('1.1.0-b'), colour: 'green' },
    });
  });

  it('keeps the last three images', async () => {
    for (const version of ['1.0.0-a', '1.1.0-b', '1.2.0-c', '1.3.0-d']) {
      expect((await releaseOf(version)).code).toBe(0);
    }
    expect(deeds().filter((call) => call.startsWith('image rm'))).toEqual([`image rm ${image('1.0.0-a')}`]);
    expect((await stateOf())['images']).toEqual(['1.3.0-d', '1.2.0-c', '1.1.0-b'].map(image));
  });

  it('gives the traffic of the first release back to what ran before, which is still there', async () => {
    const args = [image('1.0.0-a'), ...QUICK, '--watch-minutes', '1'];
    const { ended } = start('blue-green.mjs', args);
    const looked = metricsAsked;
    await waitFor(() => metricsAsked > looked, { timeoutMs: 20_000, what: 'a look' });
    isReady = false;
    expect((await ended).code).toBe(1);

    expect(await servers()).toEqual([expect.stringMatching(/^genesis-genesis-api-1:8000 /)]);
    expect(deeds().slice(-2)).toEqual([`${NGINX} -s reload`, stop('genesis-blue')]);
  });

  it.each([
    ['a worker is not healthy', 'health.json', { 'genesis-green': 'unhealthy' }, 'worker-1 is unhealthy'],
    ['one api of two has ended', 'absent.json', { 'genesis-green': 1 }, '1 of 2 apis run'],
  ])('does not switch while %s', async (_what, file, value, reason) => {
    await releaseOf('1.0.0-a');
    await tell(file, value);
    const { code, output } = await releaseOf('1.1.0-b', '--apis', '2', ...IMPATIENT);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(reason) });
    expect(deeds().at(-1)).toBe(stop('genesis-green'));
    expect(await servers()).toEqual([expect.stringMatching(/^genesis-api-blue:8000 /)]);
  });

  it('starts as many as run, for a release and when it goes back, unless it is told otherwise', async () => {
    await tell('running.json', { genesis: { apis: 2, workers: 1 } });
    await releaseOf('1.0.0-a', '--workers', '3');
    await releaseOf('1.1.0-b');
    // As an operator does with live.mjs.
    await tell('running.json', { 'genesis-green': { apis: 4, workers: 3 } });
    await run('rollback.mjs', ...QUICK, '--watch-minutes', '0');
    expect(deeds().filter((call) => call.includes(' up '))).toEqual([
      up('blue', 2, 3),
      up('green', 2, 3),
      up('blue', 4, 3),
    ]);
  });

  it('leaves as many of the live ones as somebody has started when it takes a release back', async () => {
    await releaseOf('1.0.0-a');
    await tell('running.json', { 'genesis-blue': { apis: 3, workers: 1 } });
    await tell('fail-reload');
    const { code } = await releaseOf('1.1.0-b');
    expect(code).toBe(1);
    expect(deeds()).toContain(up('blue', 3, 1));
  });

  it('stops nothing while nobody knows where nginx sends requests, and a rollback mends it', async () => {
    await releaseOf('1.0.0-a');
    await tell('fail-reload');
    const { code, output } = await releaseOf('1.1.0-b');
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('rollback.mjs tries again'),
    });
    expect(deeds()).not.toContain(stop('genesis-green'));
    await rm(path.join(world, 'fail-reload'));
    expect((await run('rollback.mjs', ...QUICK)).code).toBe(0);
    expect(deeds().at(-1)).toBe(stop('genesis-green'));
    expect(await servers()).toEqual([expect.stringMatching(/^genesis-api-blue:8000 /)]);
  });

  it.each([
    ['at the reload', 'reload'],
    ['at the stop', 'stop'],
  ])('the same command goes on after the script was killed %s', async (_what, word) => {
    await releaseOf('1.0.0-a');
    await tell(`kill-${word}`);
    expect((await releaseOf('1.1.0-b')).code).toBeNull();
    await rm(path.join(world, `kill-${word}`));
    const { code, output } = await releaseOf('1.1.0-b');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('done: ') });
    expect(await servers()).toEqual([expect.stringMatching(/^genesis-api-green:8000 /)]);
    expect(await stateOf()).toMatchObject({
      live: { image: image('1.1.0-b') },
      previous: { image: image('1.0.0-a') },
      underway: null,
    });
  });

  it('lets one of several at once release, with a lock that an ended process left behind', async () => {
    await mkdir(path.join(checkout, '.release'));
    await writeFile(path.join(checkout, '.release/lock'), String(process.pid));
    const all = await Promise.all(
      ['1.0.0-a', '1.1.0-b', '1.2.0-c'].map((version) => releaseOf(version, '--watch-minutes', '0.1')),
    );
    expect(all.map(({ code }) => code).toSorted()).toEqual([0, 1, 1]);
    expect(all.filter(({ output }) => /process \d+ is releasing/.test(output))).toHaveLength(2);
  });

  it.each([
    ['its labels', { version: '1.4.0', revision: '3f2a1bc' }, 'registry.example/genesis:rc', '1.4.0+3f2a1bc'],
    [
      'its label alone',
      { version: '1.4.0+3f2a1bc', revision: '3f2a1bc' },
      `genesis@sha256:${'a'.repeat(64)}`,
      '1.4.0+3f2a1bc',
    ],
    ['its tag', { version: '0.0.0', revision: 'unknown' }, image('1.4.0-rc.1-3f2a1bc'), '1.4.0-rc.1+3f2a1bc'],
  ])('tells a release its version by %s', async (_what, labels, name, version) => {
    await tell('labels.json', { [name]: titled(labels) });
    expect((await run('blue-green.mjs', name, ...QUICK, '--watch-minutes', '0')).code).toBe(0);
    const told = calls().filter(({ call }) => call.includes('up') || call.includes('run'));
    expect(told.map(({ settings }) => settings['APP_VERSION'])).toEqual([version, version]);
  });

  it('keeps what is live and what one would go back to, and the configuration of an image that stays', async () => {
    for (const version of ['1.0.0-a', '1.1.0-b', '1.2.0-c']) await releaseOf(version);
    await run('rollback.mjs', ...QUICK, '--watch-minutes', '0');
    await releaseOf('1.3.0-d');
    await run('rollback.mjs', ...QUICK, '--watch-minutes', '0');
    await tell('fail-rm');
    await releaseOf('1.4.0-e');
    const { live, previous, images } = await stateOf();
    expect([live, previous]).toMatchObject([{ image: image('1.4.0-e') }, { image: image('1.1.0-b') }]);
    expect(images).toEqual(['1.4.0-e', '1.3.0-d', '1.2.0-c', '1.1.0-b'].map(image));
    await rm(path.join(world, 'fail-rm'));
    await releaseOf('1.5.0-f');
    expect((await stateOf())['images']).toEqual(['1.5.0-f', '1.4.0-e', '1.3.0-d'].map(image));
    const kept = (version: string) =>
      existsSync(path.join(checkout, `.release/releases/registry.example_genesis_${version}`));
    expect(['1.0.0-a', '1.1.0-b', '1.3.0-d'].map(kept)).toEqual([false, false, true]);
  });

  it('lets an operator reach the live colour', async () => {
    expect((await run('live.mjs', '--', 'ps', 'genesis-api')).code).toBe(0);
    await releaseOf('1.0.0-a');
    expect((await run('live.mjs', '--', 'ps', 'genesis-api')).output).toContain('genesis-blue-genesis-api-1');
    expect(calls().at(-1)?.settings).toMatchObject({
      GENESIS_COLOUR: 'blue',
      GENESIS_IMAGE: image('1.0.0-a'),
    });
    const { code, output } = await run('live.mjs');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('usage:') });
  });

  it.each([
    ['no image', [], 'usage:'],
    ['an image that moves', ['registry.example/genesis:latest'], 'no immutable tag'],
    ['an image without a tag', ['registry.example:5000/genesis'], 'no immutable tag'],
    ['an unknown option', [image('1.0.0-a'), '--nonsense'], 'Unknown option'],
    ['a bad number', [image('1.0.0-a'), '--watch-minutes', 'soon'], '--watch-minutes must be a number'],
  ])('refuses %s before it does anything', async (_what, args, reason) => {
    const { code, output } = await run('blue-green.mjs', ...args);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(reason) });
    expect(calls()).toEqual([]);
  });

  it('says what it would do, and does nothing', async () => {
    const { code, output } = await run('blue-green.mjs', image('1.0.0-a'), '--dry-run');
    expect(code).toBe(0);
    expect(output).toContain('1. pull: fetch the image\n2. migrate:');
    expect(calls()).toEqual([]);
  });
});
