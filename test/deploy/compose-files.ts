import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const PROJECT = path.resolve(import.meta.dirname, '../..');

export const COMPOSE_FILES = {
  base: 'docker-compose.yml',
  development: 'docker-compose.override.yml',
  production: 'docker-compose.prod.yml',
  test: 'docker-compose.test.yml',
} as const;

export type Variables = Readonly<Record<string, string | undefined>>;

/** What of a service the checks look at. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile: string;
    readonly target: string;
    readonly args?: Readonly<Record<string, string>>;
  };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly profiles?: readonly string[];
  readonly env_file?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly container_name?: string;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly healthcheck?: {
    readonly test?: readonly string[];
    readonly interval?: string;
    readonly timeout?: string;
    readonly retries?: number;
    readonly start_period?: string;
    readonly disable?: boolean;
  };
  readonly deploy?: {
    readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } };
  };
}

export interface ComposeProject {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<
    Record<string, { readonly internal?: boolean; readonly name?: string; readonly ipam?: object }>
  >;
  readonly volumes: Readonly<Record<string, object | null>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export function composeText(file: string): string {
  return readFileSync(path.join(PROJECT, file), 'utf8');
}

/** A file as YAML says it, variables not put in. */
export function composeDocument(file: string): Record<string, unknown> {
  return parse(composeText(file), { merge: true }) as Record<string, unknown>;
}

/** What `docker compose -f a -f b config` would make of it, as far as our files need it: variables, then one file over the
 *  other: maps by key, lists of named things one after the other, everything else replaced.
 *  @throws Error for a variable that is asked for (`${NAME:?text}`) and missing, with its text */
export function composeProject(files: readonly string[], variables: Variables = {}): ComposeProject {
  const documents = files.map((file) => putIn(composeDocument(file), variables));
  return documents.reduce<unknown>((below, above) => mergeOver(below, above, ''), {}) as ComposeProject;
}

/** Every variable that the text of a file names, with what stands in for it. */
export function variablesIn(
  text: string,
): readonly { readonly name: string; readonly isRequired: boolean }[] {
  return [...text.replace(/^\s*#.*$/gm, '').matchAll(/(?<!\$)\$\{(\w+)(:[-?])?/g)].map(
    ([, name = '', kind]) => ({
      name,
      isRequired: kind === ':?',
    }),
  );
}

function putIn(node: unknown, variables: Variables): Record<string, unknown> {
  return walk(node, variables) as Record<string, unknown>;
}

function walk(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') return interpolate(node, variables);
  if (Array.isArray(node)) return node.map((item) => walk(item, variables));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value, variables)]));
}

/** Source: Compose specification, "Interpolation": the forms that our files use. */
function interpolate(text: string, variables: Variables): string {
  return text.replace(
    /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g,
    (whole, name?: string, kind?: string, rest = '') => {
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const value = variables[name] ?? '';
      if (value !== '') return value;
      if (kind === '?') throw new Error(`required variable ${name} is missing a value: ${rest}`);
      return kind === '-' ? rest : '';
    },
  );
}

/** Lists of these are added to each other; of everything else the later one counts. */
const ADDED = /\.(ports|volumes|secrets|env_file|tmpfs|networks|profiles|cap_drop|security_opt)$/;

function mergeOver(below: unknown, above: unknown, at: string): unknown {
  if (Array.isArray(below) && Array.isArray(above)) {
    return ADDED.test(at) ? addTo(below as string[], above as string[]) : above;
  }
  if (!isMap(below) || !isMap(above)) return above;
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    merged[key] = key in merged ? mergeOver(merged[key], value, `${at}.${key}`) : value;
  }
  return merged;
}

/** A mount at the same place replaces the earlier one. */
function addTo(below: readonly string[], above: readonly string[]): readonly string[] {
  const place = (entry: string) => /:(\/[^:]+)/.exec(entry)?.[1] ?? entry;
  const places = new Set(above.map(place));
  return [...below.filter((entry) => !places.has(place(entry))), ...above];
}

function isMap(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** What an operator has to set. */
export const OPERATOR_VARIABLES = {
  GENESIS_IMAGE: 'registry.example/genesis-ai-service:1.2.3@sha256:0',
  GENESIS_SECRETS_DIR: './docker/secrets/development',
  GENESIS_CERTIFICATES_DIR: '/srv/genesis/certificates',
  APP_VERSION: '1.2.3',
  CORS_ORIGINS: 'https://app.example.com',
  DIGITALCLOUD360_API_URL: 'https://platform.example.com',
};
/** As the three files beside the base make it. */
export const PROJECTS = {
  development: composeProject([COMPOSE_FILES.base, COMPOSE_FILES.development]),
  production: composeProject([COMPOSE_FILES.base, COMPOSE_FILES.production], OPERATOR_VARIABLES),
  test: composeProject([COMPOSE_FILES.base, COMPOSE_FILES.test]),
};

/** @throws Error where there is none */
export const serviceOf = (kind: keyof typeof PROJECTS, name: string): ComposeService => {
  const service = PROJECTS[kind].services[name];
  if (service === undefined) throw new Error(`no service ${name}`);
  return service;
};
