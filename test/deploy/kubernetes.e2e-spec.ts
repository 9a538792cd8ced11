import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AppSettings,
  DatabaseSettings,
  AssetSettings,
  HttpSettings,
  type LoadedSettings,
  loadSettings,
  MetricsSettings,
  PublishingSettings,
  RunSettings,
} from '@genesis/config';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type {
  IConfigMap,
  IContainer,
  INamespace,
  IPersistentVolumeClaim,
  IPodTemplateSpec,
  IService,
  IServiceAccount,
} from 'kubernetes-models/v1';
import {
  dockerfile,
  environmentOf,
  environmentProblems,
  secretKeys,
} from './kubernetes/container-environment.js';
import { Manifests } from './kubernetes/manifests.js';
import { matches } from './kubernetes/network-rules.js';
import { restrictedProblems } from './kubernetes/restricted-profile.js';
import { schemaProblems } from './kubernetes/schemas.js';

const HOSTS = { staging: 'genesis-staging.digitalcloud360.com', production: 'genesis.digitalcloud360.com' };
/** Longest wait of a caller for its brief, in seconds. Source: `Prefer: wait`, docs/api.md. */
const LONGEST_WAIT_S = 65;
const MEBI = 2 ** 20;
/** A compiler reads the typings of Kubernetes, on a machine that does other things too. */
const SCHEMAS_MS = 120_000;

/** What the gateway's routes say, as far as we look. */
interface HTTPRoute {
  readonly kind: 'HTTPRoute';
  readonly spec: {
    readonly hostnames: readonly string[];
    readonly rules: readonly {
      readonly matches?: readonly { readonly headers?: readonly { readonly value: string }[] }[];
      readonly timeouts?: { readonly request: string };
      readonly backendRefs?: readonly { readonly name: string; readonly port: number }[];
    }[];
  };
}

const overlays = ['staging', 'production'] as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'genesis-kubernetes-'));
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

const isMigration = ({ spec }: IPodTemplateSpec) => spec?.containers[0]?.name === 'migrate';

describe('what the checks refuse', () => {
  const pod = { containers: [{ name: 'api' }] };

  it('a pod that says nothing is not restricted', () => {
    expect(restrictedProblems(pod)).toEqual([
      'container api allows privilege escalation',
      'container api may run as root',
      'container api keeps capabilities',
      'container api has no seccomp profile',
    ]);
  });

  it(
    'a field that Kubernetes does not know is a problem, and so is a value of the wrong kind',
    () => {
      const object = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });
      expect(schemaProblems([object({ selektor: { a: 'b' } })])).toHaveLength(1);
      expect(schemaProblems([object({ ports: [{ port: 'http' }] })]).length).toBeGreaterThan(0);
      expect(schemaProblems([object({ ports: [{ port: 80 }] })])).toEqual([]);
    },
    SCHEMAS_MS,
  );

  it('a secret, and a name that is no setting, are no environment', () => {
    expect(
      environmentProblems({ SECRET_KEY: 'x', PORT_FILE: 'y', POTR: '1', SECRET_KEY_FILE: '/f' }),
    ).toEqual([
      'SECRET_KEY is a secret: name its file with SECRET_KEY_FILE',
      'PORT_FILE is no setting',
      'POTR is no setting',
    ]);
  });
});

describe('base', () => {
  it(
    'fits the schemas',
    async () => {
      expect(schemaProblems((await Manifests.build('base')).objects)).toEqual([]);
    },
    SCHEMAS_MS,
  );
});

describe.each(overlays)('%s', (overlay) => {
  let manifests: Manifests;
  let namespace: string;

  beforeAll(async () => {
    manifests = await Manifests.build(`overlays/${overlay}`);
    namespace = manifests.all<INamespace>('Namespace')[0]!.metadata.name;
  });

  const containers = (): readonly IContainer[] =>
    manifests.podTemplates.flatMap(({ template }) => [
      ...(template.spec!.initContainers ?? []),
      ...template.spec!.containers,
    ]);
  const deployments = () => manifests.all<IDeployment>('Deployment');
  const templateOf = (name: string) => manifests.one<IDeployment>('Deployment', name).spec!.template;
  const containerOf = ({ spec }: IPodTemplateSpec) => spec!.containers[0]!;

  /** The settings of a container, read by the service itself, with a secret of 43 characters in each file. */
  async function settingsOf(template: IPodTemplateSpec): Promise<LoadedSettings> {
    const environment = environmentOf(manifests, containerOf(template));
    const written = await Promise.all(
      Object.entries(environment).map(async ([name, value]) => {
        if (!name.endsWith('_FILE')) return [name, value];
        const file = path.join(folder, name);
        await writeFile(file, secretFor(name.slice(0, -'_FILE'.length)));
        return [name, file];
      }),
    );
    const env = Object.fromEntries(written) as Record<string, string>;
    // The migration command reads no others.
    return loadSettings(isMigration(template) ? { env, only: [AppSettings, DatabaseSettings] } : { env });
  }

  it(
    'fits the schemas of Kubernetes, the Gateway API, KEDA and the Prometheus operator',
    () => {
      expect(schemaProblems(manifests.objects)).toEqual([]);
      expect(manifests.podTemplates).toHaveLength(3);
    },
    SCHEMAS_MS,
  );

  it('is in one namespace that refuses what is not restricted', () => {
    const [{ metadata }] = manifests.all<INamespace>('Namespace') as [INamespace];
    expect(metadata).toMatchObject({ labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } });
    const elsewhere = manifests.objects.filter(
      (object) => object.kind !== 'Namespace' && object.metadata.namespace !== namespace,
    );
    expect(elsewhere).toEqual([]);
    expect(namespace).toBe(overlay === 'staging' ? 'genesis-staging' : 'genesis');
  });

  it('has only pods that the restricted profile lets in, and that can write nowhere but to what is mounted', async () => {
    const image = await dockerfile();
    for (const { owner, template } of manifests.podTemplates) {
      const { spec } = template;
      expect({ [owner.metadata.name]: restrictedProblems(spec!) }).toEqual({ [owner.metadata.name]: [] });
      expect(spec!.securityContext).toMatchObject({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
      expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      for (const container of spec!.containers) {
        expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
        expect(container.volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
      }
    }
    expect(image).toContain('USER 10001:10001');
  });

  it('limits what each process may use to the figures of the deployment', () => {
    const limits = Object.fromEntries(
      containers().map(({ name, resources }) => [name, resources?.limits as Record<string, string>]),
    );
    expect(limits).toMatchObject({
      api: { memory: '512Mi', cpu: '1' },
      worker: { memory: '1Gi', cpu: '1' },
    });
    for (const { resources } of containers()) {
      // Memory cannot be taken back: what is promised is what may be used.
      expect(resources?.requests?.memory).toEqual(resources?.limits?.memory);
      expect(bytes(String(resources?.limits?.memory))).toBeGreaterThanOrEqual(256 * MEBI);
    }
  });

  it('takes the three targets of one build, each with the same fixed tag', async () => {
    const image = await dockerfile();
    const tags = containers().map(({ name, image: address = '' }) => {
      expect(image).toMatch(new RegExp(`^FROM \\S+ AS ${name}$`, 'm'));
      expect(address).toMatch(new RegExp(`/${name}:[^:@/]+$`));
      return address.split(':').at(-1)!;
    });
    expect(new Set(tags).size).toBe(1);
    expect(tags[0]).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{7,40}$/);
    expect(manifests.one<IJob>('Job', /^genesis-migrate-/).metadata.name).toBe(`genesis-migrate-${tags[0]}`);
  });

  it('has no secret, and asks for those of two Secrets that are made elsewhere', () => {
    expect(manifests.objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const problems = containers().flatMap((container) =>
      environmentProblems(environmentOf(manifests, container)),
    );
    expect(problems).toEqual([]);
    for (const { data } of manifests.all<IConfigMap>('ConfigMap')) {
      expect(JSON.stringify(data)).not.toMatch(/:\/\/[^/"]*:[^/"]*@|sk-|BEGIN [A-Z ]*KEY/);
    }
    const asked = new Map(
      manifests.podTemplates.map(({ template }) => [
        containerOf(template).name,
        Object.fromEntries(secretKeys(template, environmentOf(manifests, containerOf(template)))),
      ]),
    );
    const service = [
      'DATABASE_URL',
      'REDIS_URL',
      'REDIS_QUEUE_URL',
      'SECRET_KEY',
      'DIGITALCLOUD360_SERVICE_SECRET',
      'GENESIS_SERVICE_SECRET',
    ];
    for (const name of ['api', 'worker']) {
      const { 'genesis-secrets': keys, ...others } = asked.get(name) ?? {};
      expect([...(keys ?? [])].sort()).toEqual([...service].sort());
      expect(others).toEqual({});
    }
    expect(asked.get('migrate')).toEqual({ 'genesis-migrate': ['DATABASE_URL'] });
  });

  it('takes nothing away from the schema unasked', async () => {
    const migrate = containers().find(({ name }) => name === 'migrate');
    expect(migrate?.args?.at(-1)).toBe('--expand');
    expect(await dockerfile()).toContain(JSON.stringify(migrate?.args?.slice(0, -1)).replaceAll(',', ', '));
  });

  it('starts: the service takes the settings of each container, without a warning', async () => {
    for (const { template } of manifests.podTemplates) {
      const loaded = await settingsOf(template);
      expect(loaded.get(AppSettings).environment).toBe(overlay);
      if (isMigration(template)) continue;
      const { corsOrigins } = loaded.get(HttpSettings);
      expect(corsOrigins.filter((origin) => !origin.startsWith('https://'))).toEqual([]);
      expect(loaded.warnings.filter((warning) => warning.includes('is not a setting'))).toEqual([]);
    }
  });

  it('opens the ports that the settings say', async () => {
    const portsOf = (template: IPodTemplateSpec) =>
      Object.fromEntries(
        (containerOf(template).ports ?? []).map(({ name, containerPort }) => [name, containerPort]),
      );
    const api = await settingsOf(templateOf('genesis-api'));
    const worker = await settingsOf(templateOf('genesis-worker'));
    expect(portsOf(templateOf('genesis-api'))).toEqual({
      http: api.get(HttpSettings).port,
      metrics: api.get(MetricsSettings).prometheusPort,
    });
    expect(portsOf(templateOf('genesis-worker'))).toEqual({
      metrics: worker.get(MetricsSettings).workerPrometheusPort,
    });
  });

  it('keeps pictures and websites on a volume that every pod sees', async () => {
    for (const { metadata, spec } of deployments()) {
      const loaded = await settingsOf(spec!.template);
      const mount = containerOf(spec!.template).volumeMounts?.find(({ name }) => name === 'assets');
      for (const dir of [loaded.get(AssetSettings).dir, loaded.get(PublishingSettings).folder]) {
        expect([metadata.name, dir.startsWith(`${mount?.mountPath}/`)]).toEqual([metadata.name, true]);
      }
    }
    const claim = manifests.one<IPersistentVolumeClaim>('PersistentVolumeClaim', 'genesis-assets');
    expect(claim.spec?.accessModes).toEqual(['ReadWriteMany']);
    expect(claim.spec?.storageClassName).toBeDefined();
  });

  it('gives a stopping process its grace, and a starting one the time to say why it cannot', async () => {
    for (const { metadata, spec } of deployments()) {
      const { lifecycle, startupProbe } = containerOf(spec!.template);
      const loaded = await settingsOf(spec!.template);
      const graceS = loaded.get(RunSettings).shutdownGraceMs / 1_000;
      const preStopS = lifecycle?.preStop?.sleep?.seconds ?? 0;
      const killS = spec!.template.spec!.terminationGracePeriodSeconds ?? 0;
      expect([metadata.name, killS > graceS + preStopS]).toEqual([metadata.name, true]);
      // Who gets requests gets no more of them before it is told to stop.
      expect([metadata.name, preStopS > 0]).toEqual([metadata.name, metadata.name === 'genesis-api']);
      const startS = (startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0);
      expect(startS).toBeGreaterThan(loaded.get(AppSettings).startTimeoutMs / 1_000 + 10);
    }
    const { spec } = manifests.one<IJob>('Job', /^genesis-migrate-/);
    expect(spec!.activeDeadlineSeconds).toBeGreaterThanOrEqual(600);
  });

  it('rolls out without taking anything away first, and keeps three releases', () => {
    for (const { spec } of deployments()) {
      expect(spec).toMatchObject({
        revisionHistoryLimit: 3,
        strategy: { rollingUpdate: { maxUnavailable: 0 } },
      });
      // The autoscaler's number is not set back by the next apply.
      expect(spec).not.toHaveProperty('replicas');
    }
  });

  it('refers to nothing that is not there', () => {
    const names = (kind: string) =>
      manifests.objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
    const labels = manifests.podTemplates.map(
      ({ template }) => template.metadata!.labels as Record<string, string>,
    );
    for (const { spec, metadata } of deployments()) {
      const own = spec!.template.metadata!.labels as Record<string, string>;
      expect([metadata.name, matches(spec!.selector, own)]).toEqual([metadata.name, true]);
      expect(labels.filter((others) => matches(spec!.selector, others))).toHaveLength(1);
      for (const spread of spec!.template.spec!.topologySpreadConstraints ?? []) {
        expect(matches(spread.labelSelector!, own)).toBe(true);
      }
    }
    for (const { template } of manifests.podTemplates) {
      const { serviceAccountName, volumes = [], containers: own } = template.spec!;
      expect(names('ServiceAccount')).toContain(serviceAccountName);
      expect(volumes.map(({ name }) => name).sort()).toEqual(
        own.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)).sort(),
      );
      for (const { persistentVolumeClaim } of volumes) {
        if (persistentVolumeClaim)
          expect(names('PersistentVolumeClaim')).toContain(persistentVolumeClaim.claimName);
      }
    }
    for (const account of manifests.all<IServiceAccount>('ServiceAccount')) {
      expect(account.automountServiceAccountToken).toBe(false);
    }
    const selectors = [
      ...manifests.all<IPodDisruptionBudget>('PodDisruptionBudget').map(({ spec }) => spec!.selector!),
      ...manifests.all<IPodMonitor>('PodMonitor').map(({ spec }) => spec.selector),
      ...manifests.all<IService>('Service').map(({ spec }) => ({ matchLabels: spec!.selector! })),
    ];
    expect(selectors).toHaveLength(5);
    for (const selector of selectors) {
      expect(labels.filter((own) => matches(selector, own))).toHaveLength(1);
    }
    const targets = [
      manifests.one<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'genesis-api').spec.scaleTargetRef,
      manifests.one<IScaledObject>('ScaledObject', 'genesis-worker').spec.scaleTargetRef,
    ];
    expect(targets.map(({ name }) => name)).toEqual(names('Deployment'));
  });

  it('sends the host of the environment to the api, streams without an end and the others within 70 s', () => {
    const { spec: service } = manifests.one<IService>('Service', 'genesis-api');
    const { spec } = manifests.one<HTTPRoute>('HTTPRoute', 'genesis-api');
    expect(spec.hostnames).toEqual([HOSTS[overlay]]);
    expect(manifests.one<HTTPRoute>('HTTPRoute', 'genesis-api-to-https').spec.hostnames).toEqual(
      spec.hostnames,
    );
    const [streams, others] = spec.rules;
    for (const { backendRefs } of spec.rules) {
      expect(backendRefs).toEqual([{ name: 'genesis-api', port: service!.ports![0]!.port }]);
    }
    expect(streams?.matches?.[0]?.headers?.[0]?.value).toBe('text/event-stream');
    expect(streams?.timeouts?.request).toBe('0s');
    expect(Number.parseInt(others?.timeouts?.request ?? '0', 10)).toBeGreaterThan(LONGEST_WAIT_S);
    expect(spec.rules).toHaveLength(2);
    // The Service has the public port alone.
    expect(service!.ports).toHaveLength(1);
  });

  it('scrapes both kinds of process under the names that rules ask for', () => {
    for (const { metadata, spec } of manifests.all<IPodMonitor>('PodMonitor')) {
      const { labels } = templateOf(metadata.name).metadata!;
      expect((labels as Record<string, string>)[spec.jobLabel ?? '']).toBe(metadata.name);
      const [endpoint] = spec.podMetricsEndpoints!;
      expect(containerOf(templateOf(metadata.name)).ports!.map(({ name }) => name)).toContain(endpoint!.port);
      expect(endpoint!.relabelings).toEqual([{ targetLabel: 'environment', replacement: overlay }]);
    }
  });
});

function secretFor(name: string): string {
  if (name === 'DATABASE_URL')
    return 'postgresql://genesis:a-password-of-its-own@db.internal:5432/genesis_db';
  if (name.startsWith('REDIS'))
    return `rediss://:the-password-of-${name.toLowerCase()}@${name.toLowerCase()}.internal:6379/0`;
  return `${name.toLowerCase()}-of-at-least-thirty-two-characters\n`;
}

function bytes(quantity: string): number {
  const [, number = '', unit = ''] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  return Number(number) * (unit === 'Gi' ? 1_024 : 1) * MEBI;
}
