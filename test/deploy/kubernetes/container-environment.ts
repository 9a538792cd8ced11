import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { SETTINGS_CATALOGUE } from '@genesis/config';
import type { IConfigMap, IContainer, IPodTemplateSpec } from 'kubernetes-models/v1';
import type { Manifests } from './manifests.js';

const NAMES = new Set(SETTINGS_CATALOGUE.map(({ name }) => name));
const SECRETS = new Set(SETTINGS_CATALOGUE.filter(({ isSecret }) => isSecret).map(({ name }) => name));

export type Environment = Readonly<Record<string, string>>;

/** The variables that Kubernetes gives a container; the later ones win, as there. */
export function environmentOf(manifests: Manifests, container: IContainer): Environment {
  const imported = (container.envFrom ?? []).flatMap(({ configMapRef }) =>
    Object.entries(manifests.one<IConfigMap>('ConfigMap', configMapRef?.name ?? '').data ?? {}),
  );
  const own = (container.env ?? []).map(({ name, value = '' }) => [name, value]);
  return Object.fromEntries([...imported, ...own]) as Environment;
}

/** What is wrong with the names of variables: no setting, or a secret in the open. */
export function environmentProblems(environment: Environment): readonly string[] {
  return Object.keys(environment).flatMap((name) => {
    if (SECRETS.has(name)) return [`${name} is a secret: name its file with ${name}_FILE`];
    const isKnown =
      NAMES.has(name) || (name.endsWith('_FILE') && SECRETS.has(name.slice(0, -'_FILE'.length)));
    return isKnown ? [] : [`${name} is no setting`];
  });
}

/** The keys that each Secret of a pod must have for its settings, by the files they name. */
export function secretKeys(
  template: IPodTemplateSpec,
  environment: Environment,
): ReadonlyMap<string, string[]> {
  const [{ volumeMounts = [] } = {}] = template.spec!.containers;
  const keys = new Map<string, string[]>();
  for (const [name, file] of Object.entries(environment)) {
    if (!name.endsWith('_FILE')) continue;
    const mount = volumeMounts.find(({ mountPath }) => mountPath === path.posix.dirname(file));
    const volume = template.spec!.volumes?.find((candidate) => candidate.name === mount?.name);
    const secret = volume?.secret?.secretName;
    if (secret === undefined) throw new Error(`${name} names ${file}, where no Secret is mounted`);
    keys.set(secret, [...(keys.get(secret) ?? []), path.posix.basename(file)]);
  }
  return keys;
}

/** The stages that can be built, the user and the folders of the image. */
export async function dockerfile(): Promise<string> {
  return readFile(path.resolve(import.meta.dirname, '../../../docker/Dockerfile'), 'utf8');
}
