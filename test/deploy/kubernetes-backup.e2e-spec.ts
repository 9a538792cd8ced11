import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ICronJob } from 'kubernetes-models/batch/v1';
import type { IConfigMap, IPersistentVolumeClaim } from 'kubernetes-models/v1';
import { COMPOSE_FILES, composeProject, PROJECT } from './compose-files.js';
import { type KubernetesObject, Manifests } from './kubernetes/manifests.js';
import { restrictedProblems } from './kubernetes/restricted-profile.js';
import { schemaProblems } from './kubernetes/schemas.js';

const KUBERNETES = path.join(PROJECT, 'deploy/kubernetes');
const SCRIPTS = path.join(PROJECT, 'scripts/backup');
const METRIC = 'genesis_ai_backup_last_success_timestamp_seconds';

describe('production with the component that makes backups', () => {
  let folder: string;
  let manifests: Manifests;
  let cronJob: ICronJob;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'genesis-backup-overlay-')));
    const kustomization = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: genesis
resources: ['${path.relative(folder, path.join(KUBERNETES, 'overlays/production'))}']
components: ['${path.relative(folder, path.join(KUBERNETES, 'components/backup'))}']
`;
    await writeFile(path.join(folder, 'kustomization.yaml'), kustomization);
    manifests = await Manifests.build(folder);
    cronJob = manifests.one<ICronJob>('CronJob', 'genesis-backup');
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const podSpec = () => cronJob.spec.jobTemplate.spec!.template.spec!;

  it('fits the schemas', () => {
    expect(schemaProblems(manifests.objects)).toEqual([]);
  }, 60_000);

  it('runs one at a time, restricted, as the one who may read the pictures', () => {
    expect(restrictedProblems(podSpec())).toEqual([]);
    expect(podSpec().securityContext).toMatchObject({ runAsUser: 10001, fsGroup: 10001 });
    expect(cronJob.spec).toMatchObject({ concurrencyPolicy: 'Forbid', timeZone: 'Etc/UTC' });
    expect(podSpec().containers[0]!.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  });

  it('has the very scripts that operators run, under the name that the pod asks for', async () => {
    const [{ configMap } = {}] = podSpec().volumes!.filter(({ name }) => name === 'scripts');
    const { data = {} } = manifests.one<IConfigMap>('ConfigMap', configMap!.name!);
    const names = (await readdir(SCRIPTS)).filter((name) => name.endsWith('.sh'));
    expect(Object.keys(data).sort()).toEqual(names.sort());
    for (const name of names) expect(data[name]).toBe(await readFile(path.join(SCRIPTS, name), 'utf8'));
  });

  it('has the pg_dump of the server that Compose runs, and reads the pictures where the service puts them', () => {
    const compose = composeProject([COMPOSE_FILES.base]).services;
    const [container] = podSpec().containers;
    expect(container!.image).toBe(compose.postgres?.image);
    expect(compose.backup?.image).toBe(compose.postgres?.image);
    const environment = Object.fromEntries(container!.env!.map(({ name, value }) => [name, value]));
    expect(environment.ASSET_DIR).toBe(compose['genesis-api']?.environment?.ASSET_DIR);
    expect(compose.backup?.environment?.ASSET_DIR).toBe(compose['genesis-api']?.environment?.ASSET_DIR);
    const claims = manifests
      .all<IPersistentVolumeClaim>('PersistentVolumeClaim')
      .map((claim) => claim.metadata.name);
    for (const { persistentVolumeClaim: claim } of podSpec().volumes!) {
      if (claim) expect(claims).toContain(claim.claimName);
    }
  });

  it('tells of the last good one by the name that the alert asks for', async () => {
    const rule = manifests.one<KubernetesObject>('PrometheusRule', 'genesis-backup');
    expect(JSON.stringify(rule)).toContain(`"record":"${METRIC}"`);
    const alerts = await readFile(
      path.join(PROJECT, 'docker/monitoring/prometheus/rules/alerts-stores.yml'),
      'utf8',
    );
    expect(alerts).toContain(METRIC);
    expect(await readFile(path.join(SCRIPTS, 'backup.sh'), 'utf8')).toContain(METRIC);
  });
});
