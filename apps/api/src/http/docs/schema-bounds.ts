import type { OpenAPIObject } from '@nestjs/swagger';

/** A schema as far as its bounds are concerned. Source: JSON Schema 2020-12, OpenAPI 3.1. */
interface BoundedSchema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, BoundedSchema>;
  additionalProperties?: unknown;
  items?: BoundedSchema;
}

/** Most characters of what is written in a format: of dates as we write them, of the others as we take or make them. */
const LENGTH_OF_FORMAT: Readonly<Record<string, number>> = {
  uuid: 36,
  'date-time': 24,
  date: 10,
  email: 254,
  uri: 2_048,
  'uri-reference': 2_048,
  // The most that ASSET_MAX_BYTES can be set to.
  binary: 104_857_600,
};
/** No answer has a longer text, except files: the text of a page that was read is the longest. */
const LONGEST_TEXT = 20_000;
/** No answer has a longer list: that of the files of a workspace, by the most that VFS_MAX_FILES can be set to. */
const LONGEST_LIST = 10_000;
/** It has no end that is known. */
const STREAM = 'text/event-stream';

/** Beside a schema, where the other schemas within it are. */
const WITHIN_BY_NAME = ['properties'] as const;
const WITHIN = ['items', 'additionalProperties'] as const;
const WITHIN_LIST = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * Says of every schema what holds for all: a format bounds its texts, numbers are such that JavaScript keeps them exact,
 * objects have the fields that are listed and no others. Texts and lists of answers that say no bound of their own get
 * the widest there is; those of requests say it themselves, beside the rule that enforces it.
 */
export function boundSchemas(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, BoundedSchema>>;
  const asked = new Set<string>();
  for (const part of requestParts(document)) collectReferences(part, schemas, asked);
  for (const [name, schema] of Object.entries(schemas)) bound(schema, !asked.has(name));
  for (const part of requestParts(document)) boundAll(part, false);
  for (const item of Object.values(document.paths))
    for (const { responses } of operationsOf(item)) boundAll(responses, true);
}

function operationsOf(
  item: object,
): readonly { readonly responses: unknown; readonly [part: string]: unknown }[] {
  return Object.values(item).filter(
    (part: unknown): part is { responses: unknown } => isObject(part) && 'responses' in part,
  );
}

function requestParts({ paths }: OpenAPIObject): readonly unknown[] {
  return Object.values(paths)
    .flatMap(operationsOf)
    .flatMap(({ parameters, requestBody }) => [parameters, requestBody]);
}

function collectReferences(
  part: unknown,
  schemas: Readonly<Record<string, BoundedSchema>>,
  names: Set<string>,
): void {
  if (!isObject(part)) return;
  for (const [key, value] of Object.entries(part)) {
    if (key !== '$ref') {
      collectReferences(value, schemas, names);
      continue;
    }
    const name = String(value).split('/').at(-1) ?? '';
    if (names.has(name)) continue;
    names.add(name);
    collectReferences(schemas[name], schemas, names);
  }
}

/** Every schema in a part of an operation, which holds it under the key `schema`. */
function boundAll(part: unknown, isAnswer: boolean): void {
  if (!isObject(part)) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'schema') bound(value as BoundedSchema, isAnswer);
    else if (key !== STREAM && key !== 'example' && key !== 'examples') boundAll(value, isAnswer);
  }
}

function bound(schema: BoundedSchema, isAnswer: boolean): void {
  const types = [schema.type ?? []].flat();
  const isListed = schema.enum !== undefined || schema.const !== undefined;
  if (types.includes('string') && !isListed) {
    const longest = LENGTH_OF_FORMAT[schema.format ?? ''] ?? (isAnswer ? LONGEST_TEXT : undefined);
    if (longest !== undefined) schema.maxLength ??= longest;
  }
  if (types.includes('array') && isAnswer) schema.maxItems ??= LONGEST_LIST;
  if (types.includes('integer')) boundInteger(schema, isAnswer);
  if (schema.properties !== undefined) schema.additionalProperties ??= false;
  const within: Readonly<Record<string, unknown>> = { ...schema };
  for (const key of WITHIN_BY_NAME)
    for (const each of Object.values(within[key] ?? {})) bound(each as BoundedSchema, isAnswer);
  for (const key of WITHIN) if (isObject(within[key])) bound(within[key], isAnswer);
  for (const key of WITHIN_LIST)
    for (const each of (within[key] ?? []) as BoundedSchema[]) bound(each, isAnswer);
}

/** Counts, ids, amounts: none is negative. */
function boundInteger(schema: BoundedSchema, isAnswer: boolean): void {
  if (isAnswer) {
    schema.minimum ??= 0;
    schema.maximum ??= Number.MAX_SAFE_INTEGER;
  }
  schema.format ??= (schema.maximum ?? Infinity) <= 2_147_483_647 ? 'int32' : 'int64';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
