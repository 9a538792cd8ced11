import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IJob } from 'kubernetes-models/batch/v1';
import { parse } from 'yaml';
import { Manifests } from './kubernetes/manifests.js';
import { schemaProblems } from './kubernetes/schemas.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PRODUCTION = path.join(ROOT, 'deploy/kubernetes/overlays/production');

describe('production, applied again', () => {
  let folder: string;
  let before: Manifests;

  beforeAll(async () => {
    // Kustomize compares real paths, and a temporary folder may be behind a link.
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-release-'));
    before = await Manifests.build('overlays/production');
  });

  afterAll(async () => rm(folder, { recursive: true, force: true }));

  /** The overlay as a later commit has it. */
  async function edited(edit: { kustomization?: [string, string]; setting?: string }): Promise<Manifests> {
    const dir = await mkdtemp(path.join(folder, 'overlay-'));
    const [from, to] = edit.kustomization ?? ['', ''];
    const kustomization = await readFile(path.join(PRODUCTION, 'kustomization.yaml'), 'utf8');
    const elsewhere = kustomization.replaceAll(
      '../../',
      `${path.relative(dir, path.resolve(PRODUCTION, '../..'))}/`,
    );
    const settings = await readFile(path.join(PRODUCTION, 'settings.env'), 'utf8');
    await writeFile(
      path.join(dir, 'kustomization.yaml'),
      from === '' ? elsewhere : elsewhere.replaceAll(from, to),
    );
    await writeFile(path.join(dir, 'settings.env'), `${settings}${edit.setting ?? ''}\n`);
    return Manifests.build(dir);
  }

  const jobs = (manifests: Manifests) => manifests.all<IJob>('Job').map(({ metadata }) => metadata.name);
  const settingsName = (manifests: Manifests) =>
    manifests.one<IDeployment>('Deployment', 'genesis-api').spec!.template.spec!.containers[0]!.envFrom![0]!
      .configMapRef!.name;

  it('is the same', async () => {
    expect((await edited({})).objects).toEqual(before.objects);
  });

  it('with another release has another Job, because nobody can change one that is there', async () => {
    const [job] = before.all<IJob>('Job');
    const tag = job!.spec!.template.spec!.containers[0]!.image!.split(':').at(-1)!;
    const after = await edited({ kustomization: [tag, '999.0.0-4d5e6f7'] });
    expect(jobs(before)).toEqual([`genesis-migrate-${tag}`]);
    expect(jobs(after)).toEqual(['genesis-migrate-999.0.0-4d5e6f7']);
    expect(settingsName(after)).toBe(settingsName(before));
  });

  it('with another setting rolls the pods, and leaves the Job as it is', async () => {
    const after = await edited({ setting: 'LOG_LEVEL=debug' });
    expect(settingsName(after)).not.toBe(settingsName(before));
    expect(after.all<IJob>('Job')).toEqual(before.all<IJob>('Job'));
  });
});

describe('rules', () => {
  it('are those that a plain Prometheus loads, one PrometheusRule for each file', async () => {
    const script = path.join(ROOT, 'deploy/kubernetes/prometheus-rules.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    const made = Manifests.parse(stdout).objects;
    expect(schemaProblems(made)).toEqual([]);
    const dir = path.join(ROOT, 'docker/monitoring/prometheus/rules');
    const files = (await readdir(dir)).filter((name) => name.endsWith('.yml'));
    const loaded = await Promise.all(
      files.map(async (file) => parse(await readFile(path.join(dir, file), 'utf8')) as object),
    );
    expect(made.map((object) => ({ ...object, metadata: undefined }))).toEqual(
      loaded.map((spec) => ({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', spec })),
    );
    // A compiler reads the typings of Kubernetes.
  }, 120_000);
});
