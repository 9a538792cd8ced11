import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { filesIn } from '../../docker/image-steps.mjs';
import { ApiClient } from '../support/harness/api-client.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { PROJECT } from './compose-files.js';
import { childrenOf, type ImageContainer, obstacleToContainers } from './image-container.js';
import { ProductionImage } from './production-image.js';

const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };
const IMAGE_MS = 240_000;
const MB = 1_048_576;
/** Of docker/redis/cache.conf. */
const CACHE_LIMIT_MB = 512;
const BYTES_PER_MB = 1_000_000;
const SIZE_BAR_MB = 300;
/** Debian's slim image unpacked, with tini; it cannot be weighed here. Its compressed size is 28.2 MB. */
const BASE_ESTIMATE_MB = 76;

interface LockEntry {
  readonly dev?: boolean;
}

const obstacle = obstacleToContainers();
if (obstacle !== null && process.env.CI === 'true') throw new Error(`the image is not proven: ${obstacle}`);
if (obstacle !== null) process.stderr.write(`The image is not started in containers here: ${obstacle}.\n`);
const describeContainers = obstacle === null ? describe : describe.skip;

describeContainers('the production image', () => {
  let image: ProductionImage;
  let api: ImageContainer;
  let worker: ImageContainer;

  beforeAll(async () => {
    image = await ProductionImage.create();
  }, IMAGE_MS);
  afterAll(async () => {
    await image.destroy();
  }, IMAGE_MS);

  const under = (folder: string) => image.files.filter((file) => file.startsWith(folder));

  describe('its files', () => {
    it('are Node, the compiled service, its dependencies, a manifest and a licence', () => {
      const places = new Set(
        image.files.map((file) => /^app\/dist\/[^/]+|^app\/[^/]+|^[^/]+/.exec(file)?.[0]),
      );
      expect([...places].sort()).toEqual([
        'app/LICENSE',
        'app/dist/apps',
        'app/dist/libs',
        'app/node_modules',
        'app/package.json',
        'usr',
      ]);
      expect(under('usr')).toEqual(['usr/local/bin/node']);
    });

    it('have every entry that is started by name', () => {
      for (const entry of ['api/src/main', 'api/src/migrate', 'api/src/health-check', 'worker/src/main']) {
        expect(image.files).toContain(`app/dist/apps/${entry}.js`);
      }
    });

    it('hold no test, source, map, manual, log or setting of a developer', () => {
      const unwanted =
        /\.(ts|mts|cts|map|log)$|(^|\/)\.(env|git|local|npmrc)(\/|$)|^app\/dist\/.*\.(spec|fixture)\./;
      const manuals = under('app/node_modules').filter(
        (file) => /\.md$/.test(file) && !/licen[cs]e/i.test(file),
      );
      expect([...image.files.filter((file) => unwanted.test(file)), ...manuals]).toEqual([]);
    });

    it('hold every dependency of production and none of development', () => {
      const lock = JSON.parse(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')) as {
        packages: Record<string, LockEntry>;
      };
      const manifest = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
        optionalDependencies: Record<string, string>;
      };
      const installed = packagesIn(under('app/node_modules/'));
      const known = installed.filter((name) => `node_modules/${name}` in lock.packages);
      expect(known).toEqual(installed);
      expect(installed.filter((name) => lock.packages[`node_modules/${name}`]?.dev)).toEqual([]);
      expect(installed.filter((name) => name in manifest.optionalDependencies)).toEqual([]);
      expect(Object.keys(manifest.dependencies).filter((name) => !installed.includes(name))).toEqual([]);
    });

    it('belong to root, and nobody else may change them', () => {
      const changeable = image.files.filter((file) => {
        const { mode, uid, gid } = lstatSync(path.join(image.root, file));
        const isLink = (mode & 0o170_000) === 0o120_000;
        return uid !== 0 || gid !== 0 || (!isLink && (mode & 0o022) !== 0);
      });
      expect(changeable).toEqual([]);
    });

    it(`weigh, with the base, less than ${SIZE_BAR_MB} MB`, () => {
      const bytes = image.files.reduce((sum, file) => sum + lstatSync(path.join(image.root, file)).size, 0);
      const megabytes = bytes / BYTES_PER_MB;
      process.stdout.write(`image: ${megabytes.toFixed(0)} MB, and about ${BASE_ESTIMATE_MB} MB of base\n`);
      expect(megabytes).toBeGreaterThan(100);
      expect(megabytes + BASE_ESTIMATE_MB).toBeLessThan(SIZE_BAR_MB);
    });
  });

  describe('its start', () => {
    it(
      'migrates as the owner, and ends',
      async () => {
        const migration = await image.run('migrate');
        expect({ code: await migration.ended, output: migration.output }).toEqual({
          code: 0,
          output: expect.stringMatching(/migrations: /),
        });
      },
      IMAGE_MS,
    );

    it(
      'brings up api and worker in production, as the role that owns nothing',
      async () => {
        [api, worker] = await Promise.all([image.run('genesis-api'), image.run('genesis-worker')]);
        await Promise.all([api.untilLogged('api listens'), worker.untilLogged('worker takes jobs')]);
        const ready = await waitFor(
          async () => {
            const response = await fetch(`${image.apiUrl}/health/ready`);
            return response.ok && (await response.json());
          },
          { timeoutMs: 20_000, what: 'readiness' },
        );
        expect(ready).toMatchObject({ status: 'ready' });
        const health = await (await fetch(`${image.apiUrl}/health`)).json();
        expect(health).toMatchObject({ status: 'healthy', environment: 'production', version: '1.2.3' });
      },
      IMAGE_MS,
    );

    it('has no privilege and no way to gain one', async () => {
      for (const container of [api, worker]) {
        const [service] = childrenOf((await container.firstProcess()) ?? undefined);
        const status = readFileSync(`/proc/${String(service)}/status`, 'utf8');
        const field = (name: string) =>
          new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]?.replaceAll('\t', ' ');
        expect(field('Uid')).toBe('10001 10001 10001 10001');
        expect(field('Gid')).toBe('10001 10001 10001 10001');
        expect(field('Groups')?.trim()).toBe('');
        expect(field('NoNewPrivs')).toBe('1');
        for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
          expect(field(set)).toMatch(/^0+$/);
      }
    });

    it('can write to /tmp and /data and nowhere else', async () => {
      const attempt = `
        import { writeFileSync } from 'node:fs';
        const places = ['/tmp/x', '/data/assets/x', '/app/x', '/app/dist/x', '/app/package.json', '/usr/local/bin/node', '/etc/x', '/run/secrets/secret_key', '/x'];
        console.log(JSON.stringify(places.map((place) => { try { writeFileSync(place, '1'); return 'written'; } catch (error) { return error.code; } })));`;
      const intruder = await image.run('genesis-api', {
        command: ['node', '--input-type=module', '-e', attempt],
      });
      await intruder.ended;
      const refused = ['EACCES', 'EROFS', 'EROFS', 'ETXTBSY'];
      const [temporary, data, ...others] = JSON.parse(intruder.output) as string[];
      expect([temporary, data]).toEqual(['written', 'written']);
      expect(others).toHaveLength(7);
      expect(others.filter((answer) => !refused.includes(answer))).toEqual([]);
    });

    it('mounts everything but /tmp, /data and the kernel’s own read-only', async () => {
      const mounts = readFileSync(`/proc/${String(await api.firstProcess())}/mountinfo`, 'utf8')
        .trim()
        .split('\n');
      const writable = mounts
        .map((line) => line.split(' '))
        .filter(([, , , , , options = '']) => options.split(',').includes('rw'))
        .map(([, , , , place = '']) => place);
      expect(writable.sort()).toEqual(['/data', '/dev/null', '/dev/urandom', '/proc', '/tmp']);
    });
  });

  describe('its work', () => {
    it(
      'makes a brief for somebody who has just registered',
      async () => {
        const client = await new ApiClient([image.apiUrl]).signUp();
        const { brief_id: briefId } = await client.generate(IDEA);
        const status = await client.untilSettled(briefId, 60_000);
        expect(status).toMatchObject({ status: 'completed', run_status: 'completed' });
        const results = await client.results(briefId);
        expect(JSON.stringify(results.logo_creation)).toContain('svg');
      },
      IMAGE_MS,
    );

    it(
      'answers the health checks of compose within their time',
      async () => {
        for (const role of ['genesis-api', 'genesis-worker'] as const) {
          const [, ...command] = image.compose.services[role]?.healthcheck?.test ?? [];
          const check = await image.run(role, { command });
          expect({ role, code: await check.ended, output: check.output }).toMatchObject({ code: 0 });
        }
      },
      IMAGE_MS,
    );

    it(
      'keeps jobs and briefs while the cache is filled beyond its limit',
      async () => {
        const client = await new ApiClient([image.apiUrl]).signUp();
        const { brief_id: before } = await client.generate(IDEA);
        const cache = image.cache.connect();
        try {
          for (let written = 0; written < CACHE_LIMIT_MB + 64; written += 16) {
            const filling = cache.pipeline();
            for (let block = written; block < written + 16; block += 1)
              filling.set(`filler:${block}`, randomBytes(MB));
            await filling.exec();
          }
          const evicted = /^evicted_keys:(\d+)/m.exec(await cache.info('stats'))?.[1];
          expect(Number(evicted)).toBeGreaterThan(0);
        } finally {
          cache.disconnect();
        }
        const { brief_id: after } = await client.generate(IDEA);
        for (const id of [before, after]) {
          expect(await client.untilSettled(id, 60_000)).toMatchObject({ status: 'completed' });
          expect(await client.files(id)).not.toHaveLength(0);
        }
      },
      IMAGE_MS,
    );

    it('leaves nothing in the data folder but pictures and sites', () => {
      const owners = new Set(filesIn(image.data).map((file) => statSync(path.join(image.data, file)).uid));
      expect([...owners].filter((uid) => uid !== 10_001)).toEqual([]);
      expect(filesIn(image.data).filter((file) => !/^(assets|sites)\//.test(file))).toEqual([]);
    });

    it('logs no failed write', () => {
      for (const container of [api, worker]) expect(container.output).not.toMatch(/EROFS|EACCES|EPERM/);
    });
  });

  describe('its end', () => {
    it(
      'comes orderly when tini is told so',
      async () => {
        expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0]);
        for (const container of [api, worker]) expect(container.output).toContain('"stopped"');
      },
      IMAGE_MS,
    );

    it(
      'is seen by the health checks',
      async () => {
        for (const role of ['genesis-api', 'genesis-worker'] as const) {
          const [, ...command] = image.compose.services[role]?.healthcheck?.test ?? [];
          const check = await image.run(role, { command });
          expect({ role, code: await check.ended }).toEqual({ role, code: 1 });
        }
      },
      IMAGE_MS,
    );
  });

  it(
    'does not start on the secrets of development',
    async () => {
      const development = await image.run('genesis-api', {
        env: { POSTGRES_PASSWORD: 'change-me-development-app', POSTGRES_PASSWORD_FILE: '' },
      });
      expect(await development.ended).toBe(78);
      expect(development.output).toContain(
        'POSTGRES_PASSWORD must not use a default or placeholder password',
      );
      expect(development.output).not.toContain('change-me-development-app');
    },
    IMAGE_MS,
  );
});

/** Names as in the lock file, nested ones with the path below node_modules. */
function packagesIn(files: readonly string[]): readonly string[] {
  const manifests = files.flatMap((file) => {
    const [, name] =
      /^app\/node_modules\/((?:.+\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file) ?? [];
    return name === undefined ? [] : [name];
  });
  return [...new Set(manifests)].sort();
}
