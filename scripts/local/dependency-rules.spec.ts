import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import rules from '../../.dependency-cruiser.mjs';

const ROOT = path.join(import.meta.dirname, '../..');
const DEPCRUISE = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

const PACKAGES = [
  'bullmq',
  'ioredis',
  'rate-limiter-flexible',
  'fastify',
  'typeorm',
  '@nestjs/common',
  '@nestjs/bullmq',
];
const LIBS = [
  ...[
    'kernel',
    'config',
    'observability',
    'redis',
    'database',
    'queue',
    'redis-vfs',
    'vendor-state',
    'rate-limits',
    'knowledge',
  ],
  ...[
    'integrations',
    'assets',
    'identity',
    'agents',
    'runs',
    'quota',
    'briefs',
    'coaching',
    'publishing',
    'personal-data',
    'health',
  ],
];

/** A house in which everything is allowed: arrows down, each package where it belongs. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(LIBS.map((lib) => [`libs/${lib}/src/index.ts`, []])),
  'libs/kernel/src/inside.ts': [],
  'libs/config/src/down.ts': ['@genesis/kernel'],
  'libs/redis/src/down.ts': ['@genesis/observability', 'ioredis'],
  'libs/queue/src/down.ts': ['@genesis/observability', 'bullmq', '@nestjs/bullmq', 'ioredis'],
  'libs/redis-vfs/src/down.ts': ['@genesis/config', 'ioredis'],
  'libs/vendor-state/src/down.ts': ['@genesis/observability', 'ioredis'],
  'libs/rate-limits/src/down.ts': ['@genesis/redis', 'rate-limiter-flexible'],
  'libs/integrations/src/down.ts': ['@genesis/vendor-state'],
  'libs/assets/src/down.ts': ['@genesis/database', 'typeorm'],
  'libs/identity/src/down.ts': ['@genesis/integrations'],
  'libs/publishing/src/down.ts': ['@genesis/briefs', '@genesis/integrations'],
  'libs/database/src/down.ts': ['@genesis/config', 'typeorm', '@nestjs/common'],
  'libs/agents/src/down.ts': ['@genesis/identity', '@genesis/integrations', '@genesis/redis-vfs'],
  'libs/runs/src/down.ts': ['@genesis/agents', '@genesis/queue', 'typeorm'],
  'libs/briefs/src/down.ts': ['@genesis/runs', '@genesis/quota'],
  'libs/coaching/src/down.ts': ['@genesis/quota'],
  'libs/personal-data/src/down.ts': ['@genesis/runs', '@genesis/identity'],
  'libs/health/src/down.ts': ['@genesis/database', '@genesis/queue', '@genesis/redis-vfs'],
  'libs/runs/src/first.entity.ts': ['./second.entity.js'],
  'libs/runs/src/second.entity.ts': ['./first.entity.js'],
  'libs/knowledge/src/reaching.spec.ts': ['@genesis/runs', '../../../test/support/builder.js'],
  'apps/api/src/main.ts': ['@genesis/briefs', '@genesis/health', 'fastify'],
  'apps/worker/src/main.ts': ['@genesis/runs', 'bullmq'],
  'test/support/builder.ts': [],
  'bench/measurement.ts': [],
};

/** Rule, the file that breaks it, what that file imports. */
const FORBIDDEN: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['arrow-kernel', 'libs/kernel/src/bad.ts', '@genesis/config'],
  ['arrow-config', 'libs/config/src/bad.ts', '@genesis/observability'],
  ['arrow-observability', 'libs/observability/src/bad.ts', '@genesis/database'],
  ['arrow-database', 'libs/database/src/bad.ts', '@genesis/queue'],
  ['arrow-redis', 'libs/redis/src/bad.ts', '@genesis/queue'],
  ['arrow-queue', 'libs/queue/src/bad.ts', '@genesis/redis-vfs'],
  ['arrow-redis-vfs', 'libs/redis-vfs/src/bad.ts', '@genesis/integrations'],
  ['arrow-vendor-state', 'libs/vendor-state/src/bad.ts', '@genesis/integrations'],
  ['arrow-rate-limits', 'libs/rate-limits/src/bad.ts', '@genesis/identity'],
  ['arrow-integrations', 'libs/integrations/src/bad.ts', '@genesis/identity'],
  ['arrow-assets', 'libs/assets/src/bad.ts', '@genesis/integrations'],
  ['arrow-knowledge', 'libs/knowledge/src/bad.ts', '@genesis/database'],
  ['arrow-identity', 'libs/identity/src/bad.ts', '@genesis/agents'],
  ['arrow-agents', 'libs/agents/src/bad.ts', '@genesis/runs'],
  ['arrow-runs', 'libs/runs/src/bad.ts', '@genesis/briefs'],
  ['arrow-quota', 'libs/quota/src/bad.ts', '@genesis/briefs'],
  ['arrow-coaching', 'libs/coaching/src/bad.ts', '@genesis/health'],
  ['arrow-publishing', 'libs/publishing/src/bad.ts', '@genesis/coaching'],
  ['arrow-personal-data', 'libs/personal-data/src/bad.ts', '@genesis/health'],
  ['arrow-briefs', 'libs/briefs/src/bad.ts', '@genesis/coaching'],
  ['arrow-briefs', 'libs/briefs/src/bad-health.ts', '@genesis/health'],
  ['arrow-health', 'libs/health/src/bad.ts', '@genesis/identity'],
  ['lib-without-a-layer', 'libs/newcomer/src/bad.ts', '@genesis/kernel'],
  ['lib-by-its-face', 'libs/config/src/bad-face.ts', '../../kernel/src/inside.js'],
  ['lib-by-its-face', 'apps/api/src/bad-face.ts', '../../../libs/kernel/src/inside.js'],
  ['nothing-imports-apps', 'libs/briefs/src/bad-app.ts', '../../../apps/api/src/main.js'],
  ['apps-apart', 'apps/worker/src/bad.ts', '../../api/src/main.js'],
  ['no-test-code', 'libs/runs/src/bad-test.ts', '../../../test/support/builder.js'],
  ['no-test-code', 'apps/api/src/bad-bench.ts', '../../../bench/measurement.js'],
  ['bullmq-in-queue', 'apps/api/src/bad-queue.ts', 'bullmq'],
  ['bullmq-in-queue', 'libs/runs/src/bad-queue.ts', '@nestjs/bullmq'],
  ['ioredis-in-its-libs', 'apps/worker/src/bad-redis.ts', 'ioredis'],
  ['rate-limiter-in-its-lib', 'apps/api/src/bad-limiter.ts', 'rate-limiter-flexible'],
  ['fastify-in-the-api', 'libs/health/src/bad-fastify.ts', 'fastify'],
  ['pure-knowledge', 'libs/knowledge/src/bad-nest.ts', '@nestjs/common'],
  ['pure-knowledge', 'libs/kernel/src/bad-nest.ts', '@nestjs/common'],
  ['pure-knowledge', 'libs/knowledge/src/bad-table.ts', 'typeorm'],
  ['no-tables-in-agents', 'libs/agents/src/bad-table.ts', 'typeorm'],
  ['no-tables-in-agents', 'libs/integrations/src/bad-table.ts', 'typeorm'],
  ['not-to-unresolvable', 'libs/runs/src/bad-nowhere.ts', './nowhere.js'],
  ['no-circle', 'libs/runs/src/circle-a.ts', './circle-b.js'],
];

/** What the files above need to be wrong; a circle is reported once, for its first file. */
const ACCOMPLICES: Readonly<Record<string, readonly string[]>> = {
  'libs/runs/src/circle-b.ts': ['./circle-a.js'],
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let found: readonly Violation[] = [];

beforeAll(async () => {
  const house = await mkdtemp(path.join(os.tmpdir(), 'genesis-rules-'));
  try {
    await build(house);
    found = await cruise(house);
  } finally {
    await rm(house, { recursive: true, force: true });
  }
}, 60_000);

describe('the dependency rules', () => {
  it.each(FORBIDDEN)('%s forbids %s to import %s', (rule, file) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  it.each(Object.keys(ALLOWED))('have nothing against %s', (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it('are all proven here', () => {
    const proven = new Set(FORBIDDEN.map(([rule]) => rule));
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});

function rulesBrokenBy(file: string): readonly string[] {
  return found.filter(({ from }) => from === file).map(({ rule }) => rule.name);
}

async function build(house: string): Promise<void> {
  const files = new Map<string, readonly string[]>(Object.entries({ ...ALLOWED, ...ACCOMPLICES }));
  for (const [, file, imported] of FORBIDDEN) files.set(file, [imported]);
  for (const [file, imports] of files) {
    const lines = imports.map((imported) => `import ${JSON.stringify(imported)};\n`);
    await put(path.join(house, file), `${lines.join('')}export {};\n`);
  }
  for (const name of PACKAGES) {
    const folder = path.join(house, 'node_modules', name);
    await put(path.join(folder, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    await put(path.join(folder, 'index.js'), '');
  }
  const paths = Object.fromEntries(LIBS.map((lib) => [`@genesis/${lib}`, [`./libs/${lib}/src/index.ts`]]));
  const compilerOptions = { module: 'nodenext', moduleResolution: 'nodenext', paths };
  await put(path.join(house, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await put(path.join(house, 'package.json'), JSON.stringify({ name: 'house', type: 'module' }));
  await copyFile(path.join(ROOT, '.dependency-cruiser.mjs'), path.join(house, '.dependency-cruiser.mjs'));
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function cruise(house: string): Promise<readonly Violation[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [DEPCRUISE, 'apps', 'libs', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
    { cwd: house, maxBuffer: 16 * 1024 * 1024 },
  );
  return (JSON.parse(stdout) as { summary: { violations: readonly Violation[] } }).summary.violations;
}
