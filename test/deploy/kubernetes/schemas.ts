import path from 'node:path';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import ts from 'typescript';
import type { KubernetesObject } from './manifests.js';

interface Model {
  /** @throws what does not fit the schema. */
  validate(): void;
}

interface Schema {
  /** Of the package, with the interface `I<kind>` in it. */
  readonly module: string;
  readonly Model: new (data: never) => Model;
}

const core = 'kubernetes-models';
const operator = '@kubernetes-models/prometheus-operator';
const SCHEMAS: Readonly<Record<string, Schema>> = {
  'v1/ConfigMap': { module: `${core}/v1`, Model: ConfigMap },
  'v1/Namespace': { module: `${core}/v1`, Model: Namespace },
  'v1/PersistentVolumeClaim': { module: `${core}/v1`, Model: PersistentVolumeClaim },
  'v1/Service': { module: `${core}/v1`, Model: Service },
  'v1/ServiceAccount': { module: `${core}/v1`, Model: ServiceAccount },
  'apps/v1/Deployment': { module: `${core}/apps/v1`, Model: Deployment },
  'autoscaling/v2/HorizontalPodAutoscaler': {
    module: `${core}/autoscaling/v2`,
    Model: HorizontalPodAutoscaler,
  },
  'batch/v1/CronJob': { module: `${core}/batch/v1`, Model: CronJob },
  'batch/v1/Job': { module: `${core}/batch/v1`, Model: Job },
  'networking.k8s.io/v1/NetworkPolicy': { module: `${core}/networking.k8s.io/v1`, Model: NetworkPolicy },
  'policy/v1/PodDisruptionBudget': { module: `${core}/policy/v1`, Model: PodDisruptionBudget },
  'gateway.networking.k8s.io/v1/HTTPRoute': {
    module: '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1',
    Model: HTTPRoute,
  },
  'keda.sh/v1alpha1/ScaledObject': {
    module: '@kubernetes-models/keda/keda.sh/v1alpha1',
    Model: ScaledObject,
  },
  'monitoring.coreos.com/v1/PodMonitor': {
    module: `${operator}/monitoring.coreos.com/v1`,
    Model: PodMonitor,
  },
  'monitoring.coreos.com/v1/PrometheusRule': {
    module: `${operator}/monitoring.coreos.com/v1`,
    Model: PrometheusRule,
  },
};

/** What is wrong with objects by the schemas of Kubernetes and of the operators, one line each. */
export function schemaProblems(objects: readonly KubernetesObject[]): readonly string[] {
  const unknown = objects.filter((object) => schemaOf(object) === undefined);
  const known = objects.filter((object) => schemaOf(object) !== undefined);
  return [
    ...unknown.map((object) => `${nameOf(object)}: no schema for ${object.apiVersion}`),
    ...known.flatMap(faultsOf),
    ...misspeltFields(known),
  ];
}

function schemaOf({ apiVersion, kind }: KubernetesObject): Schema | undefined {
  return SCHEMAS[`${apiVersion}/${kind}`];
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

function faultsOf(object: KubernetesObject): readonly string[] {
  const { Model } = schemaOf(object)!;
  try {
    new Model(object as never).validate();
    return [];
  } catch (error) {
    return [`${nameOf(object)}: ${(error as Error).message}`];
  }
}

/**
 * Fields that Kubernetes does not know: its schemas let them pass, and the server refuses them (or, by another client,
 * drops them). The typings know every field, and a compiler refuses a literal that has another.
 */
function misspeltFields(objects: readonly KubernetesObject[]): readonly string[] {
  const file = path.join(import.meta.dirname, 'objects-under-test.ts');
  const lines = objects.map((object, index) => {
    const type = `import('${schemaOf(object)!.module}').I${object.kind}`;
    return `export const object${index}: ${type} = ${JSON.stringify(object)};`;
  });
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version, ...rest) =>
    name === file
      ? ts.createSourceFile(name, lines.join('\n'), version)
      : getSourceFile(name, version, ...rest);
  const program = ts.createProgram([file], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ start = 0, messageText }) => {
    const line = program.getSourceFile(file)!.getLineAndCharacterOfPosition(start).line;
    return `${nameOf(objects[line]!)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
