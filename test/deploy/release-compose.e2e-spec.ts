import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { waitFor } from '../support/harness/wait-for.js';
import { composeDocument, PROJECT } from './compose-files.js';

const COLOURS = 'deploy/release/docker-compose.colours.yml';
const image = (version: string): string => `registry.example/genesis:${version}`;
const SCENARIO_MS = 60_000;

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

  beforeAll(async () => {
    api = createServer((request, response) => {
      if (request.url === '/metrics') {
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

  afterEach(() => rm(checkout, { recursive: true, force: true }));

  const QUICK = ['--skip-smoke', '--settle-seconds', '0', '--ready-seconds', '2'];

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
      .filter((call) => !/ (ps|port) /.test(call));
  const stateOf = async () =>
    JSON.parse(await readFile(path.join(checkout, '.release/state.json'), 'utf8')) as Record<string, unknown>;
  const upstream = () => readFile(path.join(checkout, 'docker/nginx/upstream.conf'), 'utf8');

  const NGINX = 'genesis exec -T proxy nginx -c /etc/genesis-proxy/nginx.conf';
  const up = (colour: string, apis = 1, workers = 1) =>
    `genesis-${colour} up --detach --no-deps --no-build --scale genesis-api=${apis} ` +
    `--scale genesis-worker=${workers} genesis-api genesis-worker`;
  const stop = (project: string) => `${project} stop --timeout 30 genesis-api genesis-worker`;

  it(
    'brings a release up beside the old one, switches, and retires the old one',
    async () => {
      expect((await releaseOf('1.0.0-a')).code).toBe(0);
      const before = deeds().length;
      const { code, output } = await releaseOf('1.1.0-b', '--apis', '2', '--workers', '3');

      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('done: ') });
      expect(deeds().slice(before)).toEqual([
        `image pull --quiet ${image('1.1.0-b')}`,
        'genesis run --rm migrate node dist/apps/api/src/migrate.js --expand',
        up('green', 2, 3),
        `${NGINX} -t -q`,
        `${NGINX} -s reload`,
        stop('genesis-blue'),
      ]);
      expect(await upstream()).toContain('server genesis-api-green:8000 ');
      expect(await upstream()).not.toContain('genesis-api-blue');
      expect(
        calls().find(({ call }) => call.includes('up') && call[0] === 'genesis-green')?.settings,
      ).toEqual({
        GENESIS_IMAGE: image('1.1.0-b'),
        APP_VERSION: '1.1.0-b',
        GENESIS_COLOUR: 'green',
        GENESIS_PROJECT: 'genesis',
        GENESIS_ENV_FILE: path.join(checkout, '.release/releases/registry.example_genesis_1.1.0-b/.env'),
      });
      expect(await stateOf()).toMatchObject({
        live: { image: image('1.1.0-b'), colour: 'green' },
        previous: { image: image('1.0.0-a'), colour: 'blue' },
        underway: null,
      });
    },
    SCENARIO_MS,
  );

  it(
    'stops what ran before there were colours',
    async () => {
      await releaseOf('1.0.0-a');
      expect(deeds().at(-1)).toBe(stop('genesis'));
    },
    SCENARIO_MS,
  );

  it.each([
    ['the image is not there', 'pull', false],
    ['a migration fails', 'migrate', false],
    ['the new colour does not start', 'up', true],
    ['nginx refuses its configuration', '-t', true],
  ])(
    'leaves everything as it is when %s',
    async (_what, failing, hasStarted) => {
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
    },
    SCENARIO_MS,
  );

  it(
    'leaves everything as it is when the new colour does not get ready',
    async () => {
      await releaseOf('1.0.0-a');
      isReady = false;
      const { code, output } = await releaseOf('1.1.0-b');
      expect(code).toBe(1);
      expect(output).toContain('not ready within 2 s: genesis-api-green:8000 answers 503');
      expect(deeds().at(-1)).toBe(stop('genesis-green'));
      expect(await upstream()).toContain('server genesis-api-blue:8000 ');
    },
    SCENARIO_MS,
  );

  it.each([
    ['fails too many requests', () => (failedRequests = 50), '50 of 50 requests failed'],
    ['is not ready any more', () => (isReady = false), 'not ready any more'],
  ])(
    'gives the traffic back when the new colour %s under it',
    async (_what, breakIt, reason) => {
      await releaseOf('1.0.0-a');
      const { ended } = start('blue-green.mjs', [image('1.1.0-b'), ...QUICK, '--watch-minutes', '1']);
      await waitFor(() => deeds().at(-1) === `${NGINX} -s reload` && deeds().includes(up('green')), {
        timeoutMs: 20_000,
        what: 'the switch',
      });
      await waitFor(async () => ((await stateOf())['underway'] as { step?: string }).step === 'watch', {
        timeoutMs: 20_000,
        what: 'the watch',
      });
      // Its first look is behind it when it counts from here.
      await waitFor(() => calls().at(-1)?.call.includes('port'), { timeoutMs: 20_000, what: 'a look' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      breakIt();
      const { code, output } = await ended;

      expect(code).toBe(1);
      expect(output).toContain(reason);
      expect(await upstream()).toContain('server genesis-api-blue:8000 ');
      expect(deeds().at(-1)).toBe(stop('genesis-green'));
      expect(await stateOf()).toMatchObject({ live: { image: image('1.0.0-a') }, underway: null });
    },
    SCENARIO_MS,
  );

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
    }, SCENARIO_MS);

    it(
      'another release is refused',
      async () => {
        const { code, output } = await releaseOf('1.2.0-c');
        expect(code).toBe(1);
        expect(output).toContain(`the release of ${image('1.1.0-b')} was interrupted at watch`);
      },
      SCENARIO_MS,
    );

    it(
      'the same one goes on from there',
      async () => {
        const before = deeds().length;
        expect((await releaseOf('1.1.0-b')).code).toBe(0);
        expect(deeds().slice(before)).toEqual([stop('genesis-blue')]);
        expect(await stateOf()).toMatchObject({ live: { image: image('1.1.0-b') }, underway: null });
      },
      SCENARIO_MS,
    );

    it(
      'a rollback takes it back',
      async () => {
        expect((await run('rollback.mjs', ...QUICK)).code).toBe(0);
        expect(await upstream()).toContain('server genesis-api-blue:8000 ');
        expect(deeds().at(-1)).toBe(stop('genesis-green'));
        expect(await stateOf()).toMatchObject({ live: { image: image('1.0.0-a') }, underway: null });
      },
      SCENARIO_MS,
    );
  });

  it(
    'goes back to the release before, with its configuration and without a migration',
    async () => {
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
    },
    SCENARIO_MS,
  );

  it(
    'keeps the last three images',
    async () => {
      for (const version of ['1.0.0-a', '1.1.0-b', '1.2.0-c', '1.3.0-d']) {
        expect((await releaseOf(version)).code).toBe(0);
      }
      expect(deeds().filter((call) => call.startsWith('image rm'))).toEqual([`image rm ${image('1.0.0-a')}`]);
      expect((await stateOf())['images']).toEqual(['1.3.0-d', '1.2.0-c', '1.1.0-b'].map(image));
    },
    SCENARIO_MS,
  );

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

describe('the file of the colours', () => {
  interface Shared {
    readonly external?: boolean;
    readonly name?: string;
  }
  interface File {
    readonly services: Readonly<
      Record<string, { networks?: readonly string[] | Record<string, object>; volumes?: readonly string[] }>
    >;
    readonly networks: Readonly<Record<string, Shared>>;
    readonly volumes: Readonly<Record<string, Shared>>;
  }
  // Compose's own tag for what replaces instead of adding.
  const customTags = (['map', 'seq'] as const).map((collection) => ({
    tag: '!override',
    collection,
    identify: () => false,
  }));
  const colours = parse(readFileSync(path.join(PROJECT, COLOURS), 'utf8'), { customTags }) as File;
  const base = composeDocument('docker-compose.yml') as unknown as File;
  const services = ['genesis-api', 'genesis-worker'];
  const namesOf = (networks: readonly string[] | Record<string, object> = []) =>
    Array.isArray(networks) ? (networks as readonly string[]) : Object.keys(networks);

  it('shares every network and volume of the base project, by the name that Compose gives it there', () => {
    const networks = new Set(services.flatMap((name) => namesOf(base.services[name]?.networks)));
    const volumes = new Set(
      services
        .flatMap((name) => base.services[name]?.volumes ?? [])
        .map((mount) => mount.split(':')[0] ?? ''),
    );
    expect(new Set(Object.keys(colours.networks))).toEqual(networks);
    expect(new Set(Object.keys(colours.volumes))).toEqual(volumes);
    for (const [name, shared] of Object.entries({ ...colours.networks, ...colours.volumes })) {
      const own =
        name === 'genesis-ai-network'
          ? '${GENESIS_NETWORK:-genesis-ai-network}'
          : `\${GENESIS_PROJECT:?}_${name}`;
      expect(shared).toEqual({ external: true, name: own });
    }
    expect(base.networks['genesis-ai-network']?.name).toBe('${GENESIS_NETWORK:-genesis-ai-network}');
  });

  it('keeps an api on the networks that it has', () => {
    expect(namesOf(colours.services['genesis-api']?.networks)).toEqual(
      namesOf(base.services['genesis-api']?.networks),
    );
  });
});
