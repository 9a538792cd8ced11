import { randomUUID } from 'node:crypto';
import type { ApiDocument, Operation, Parameter, Schema } from '../../support/harness/api-document.js';
import { type Body, type FuzzRequest, type Pointer, replacedAt, valueAt, written } from './fuzz-request.js';
import { HOSTILE_NAMES } from './hostile-values.js';

/** One change after which a valid request must be refused. */
type Mutation = (request: FuzzRequest) => FuzzRequest;

/** Fields and parameters that name objects, which are then nobody's, or somebody else's. */
const OBJECT = /^\{\{(session|brief|website|sign_in)\b/;
/** People of DigitalCloud360 are known by their numbers; nobody else has their briefs. */
const STRANGERS: Readonly<Record<string, string>> = {
  session: '{{stranger.session}}',
  brief: '{{stranger.brief}}',
  website: '{{stranger.website}}',
  sign_in: '{{stranger.sign_in}}',
};

/** All changes that make sense for a request, by kind. @param unknownId of no object */
export function mutationsOf(
  document: ApiDocument,
  operation: Operation,
  request: FuzzRequest,
  unknownId: string = randomUUID(),
): readonly (readonly Mutation[])[] {
  const { body } = request;
  const value = body?.kind === 'json' || body?.kind === 'form' ? body.value : null;
  const places = operation.body && value ? placesOf(document, operation.body.schema, value) : [];
  return [
    ...(operation.door === 'everybody' ? [] : [credentials()]),
    objects(operation, request, places, unknownId),
    body?.kind === 'form' ? missingFields(places) : [],
    body?.kind === 'json' ? shapes(operation.body?.isRequired === true) : [],
    body?.kind === 'json' ? places.flatMap((place) => ofPlace(place)) : [],
    body?.kind === 'json' ? unknownFields(places) : [],
    parameterFaults(operation),
  ].filter((kind) => kind.length > 0);
}

const change = (request: FuzzRequest, what: string, changed: Partial<FuzzRequest>): FuzzRequest => ({
  ...request,
  class: 'almost valid',
  expects: 'refused',
  changes: [...request.changes, what],
  ...changed,
});

function credentials(): readonly Mutation[] {
  return (['nobody', 'forged', 'wrong door'] as const).map(
    (credential) => (request) => change(request, `asked by ${credential}`, { credential, expects: [401] }),
  );
}

interface Place {
  readonly pointer: Pointer;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** Every value of a body that the document speaks of, the body itself first. */
function placesOf(document: ApiDocument, schema: Schema, value: unknown): readonly Place[] {
  const places: Place[] = [];
  const visit = (pointer: Pointer, given: Schema, at: unknown, isRequired: boolean): void => {
    const resolved = document.resolve(given);
    places.push({ pointer, schema: resolved, isRequired });
    if (Array.isArray(at) && resolved.items) {
      at.forEach((item, index) => visit([...pointer, index], resolved.items ?? {}, item, false));
    } else if (typeof at === 'object' && at !== null) {
      for (const [name, inner] of Object.entries(at)) {
        const property = resolved.properties?.[name];
        if (property) visit([...pointer, name], property, inner, resolved.required?.includes(name) ?? false);
      }
    }
  };
  visit([], schema, value, true);
  return places;
}

const withValue = (request: FuzzRequest, pointer: Pointer, replacement: unknown): Body => {
  const body = request.body as Extract<Body, { value: unknown }>;
  return { ...body, value: replacedAt(body.value, pointer, replacement) } as Body;
};

function objects(
  operation: Operation,
  request: FuzzRequest,
  places: readonly Place[],
  unknownId: string,
): readonly Mutation[] {
  const ids = (text: unknown) => {
    const kind = typeof text === 'string' ? OBJECT.exec(text)?.[1] : undefined;
    if (kind === undefined) return [];
    // A service may read what belongs to any of its people.
    return operation.door === 'service' ? [unknownId] : [unknownId, STRANGERS[kind] ?? unknownId];
  };
  const inPath = Object.entries(request.path).flatMap(([name, value]) =>
    ids(value).map(
      (id): Mutation =>
        (given) =>
          change(given, `${name} is not an object of the caller`, {
            path: { ...given.path, [name]: id },
            expects: [404],
          }),
    ),
  );
  const body = request.body?.kind === 'json' ? request.body.value : null;
  const inBody = (body === null ? [] : places).flatMap(({ pointer }) =>
    ids(valueAt(body, pointer)).map(
      (id): Mutation =>
        (given) =>
          change(given, `body ${written(pointer)} is not an object of the caller`, {
            body: withValue(given, pointer, id),
            expects: [404],
          }),
    ),
  );
  return [...inPath, ...inBody];
}

/** The body as a whole. */
function shapes(isRequired: boolean): readonly Mutation[] {
  const bytes = (what: string, textOf: (json: string) => string, contentType?: string): Mutation => {
    return (request) => {
      const json = JSON.stringify(request.body?.kind === 'json' ? request.body.value : null);
      const headers =
        contentType === undefined
          ? request.headers
          : [...request.headers, ['content-type', contentType] as const];
      // A path that names nothing may be refused first; so may a body that is not read.
      return change(request, what, { body: { kind: 'bytes', text: textOf(json) }, headers });
    };
  };
  return [
    bytes('the body is cut', (json) => json.slice(0, -1)),
    ...(isRequired ? [bytes('the body is empty', () => '')] : []),
    bytes('the body is a list', (json) => `[${json}]`),
    bytes('the body is a text', (json) => JSON.stringify(json)),
    bytes('the body is null', () => 'null'),
    bytes('the body has more after its end', (json) => `${json}x`),
    bytes('the body is no UTF-8', (json) => `${json.slice(0, -1)},"a":"\u00ff"}`),
    bytes('the body is called text', (json) => json, 'text/plain'),
    bytes('the body is called XML', (json) => json, 'application/xml'),
    bytes('the body is called a form', (json) => json, 'application/x-www-form-urlencoded'),
    bytes('the body is called Latin-1', (json) => json, 'application/json; charset=iso-8859-1'),
    bytes('the body is deep', (json) => `${json.slice(0, -1)},"a":${'['.repeat(40)}${']'.repeat(40)}}`),
  ];
}

const WRONG_TYPES: Readonly<Record<string, readonly unknown[]>> = {
  string: [7, true, ['a'], { a: 'b' }],
  integer: ['7', 1.5, true, [1], { a: 1 }],
  number: ['7', true, [1], { a: 1 }],
  boolean: ['true', 1, [true], {}],
  array: ['a', 7, { 0: 'a' }, true],
  object: ['a', 7, [], true],
};

function missingFields(places: readonly Place[]): readonly Mutation[] {
  const required = places.filter(({ pointer, isRequired }) => pointer.length > 0 && isRequired);
  return required.map(
    ({ pointer }): Mutation =>
      (request) =>
        change(request, `body ${written(pointer)} is missing`, {
          body: withValue(request, pointer, undefined),
        }),
  );
}

function ofPlace({ pointer, schema, isRequired }: Place): readonly Mutation[] {
  const replaced =
    (what: string, value: unknown): Mutation =>
    (request) =>
      change(request, `body ${written(pointer)} ${what}`, { body: withValue(request, pointer, value) });
  if (pointer.length === 0) return [];
  const types = [schema.type ?? []].flat();
  const isNullable = types.includes('null');
  const type = types.find((name) => name !== 'null') ?? '';
  return [
    ...(isRequired
      ? [replaced('is missing', undefined), ...(isNullable ? [] : [replaced('is null', null)])]
      : []),
    ...(WRONG_TYPES[type] ?? []).map((value) => replaced(`is ${JSON.stringify(value)}`, value)),
    ...(schema.enum ? [replaced('is none of its words', 'none of these')] : []),
    ...(schema.maxLength === undefined ? [] : [replaced('is too long', 'a'.repeat(schema.maxLength + 1))]),
    ...(schema.minLength === undefined ? [] : [replaced('is empty', '')]),
    ...(schema.maximum === undefined ? [] : [replaced('is too large', schema.maximum + 1)]),
    ...(schema.minimum === undefined ? [] : [replaced('is too small', schema.minimum - 1)]),
    ...(schema.maxItems === undefined
      ? []
      : [replaced('has too many items', Array(schema.maxItems + 1).fill('a'))]),
    ...(schema.minItems === undefined ? [] : [replaced('has no items', [])]),
    ...(['uuid', 'email', 'uri'].includes(schema.format ?? '')
      ? [replaced('has another format', 'no such thing')]
      : []),
  ];
}

/** In every object that the document describes field by field. */
function unknownFields(places: readonly Place[]): readonly Mutation[] {
  const closed = places.filter(
    ({ schema }) => schema.properties !== undefined && schema.additionalProperties !== true,
  );
  return closed.flatMap(({ pointer, schema }) =>
    HOSTILE_NAMES.filter((name) => !Object.hasOwn(schema.properties ?? {}, name)).map(
      (name): Mutation =>
        (request) =>
          change(request, `body ${written(pointer)} has the field ${JSON.stringify(name)}`, {
            body: withValue(request, [...pointer, name], 'x'),
          }),
    ),
  );
}

/** What nobody understands in these is as if it were not there: RFC 7240, section 2; RFC 9110, section 13.1.2; the HTML
 *  Standard's last event, after which one begins anew. */
const PASSED_OVER: ReadonlySet<string> = new Set(['Prefer', 'If-None-Match', 'Last-Event-ID']);

function parameterFaults(operation: Operation): readonly Mutation[] {
  const refusable = operation.parameters.filter(
    ({ in: place, name }) => place !== 'header' || !PASSED_OVER.has(name),
  );
  return refusable.flatMap((parameter) =>
    wrongTexts(parameter).map((text): Mutation => (request) => {
      const what = `${parameter.in} ${parameter.name} is ${text.slice(0, 40)}`;
      if (parameter.in === 'path')
        return change(request, what, { path: { ...request.path, [parameter.name]: text } });
      const own = (pairs: FuzzRequest['query']) => pairs.filter(([name]) => name !== parameter.name);
      return parameter.in === 'query'
        ? change(request, what, { query: [...own(request.query), [parameter.name, text]] })
        : change(request, what, { headers: [...own(request.headers), [parameter.name, text]] });
    }),
  );
}

/** What the schema of a parameter does not allow; nothing where it allows all texts. */
function wrongTexts({ in: place, schema }: Parameter): readonly string[] {
  return [
    ...(schema.type === 'integer' ? ['x', '1.5', '-', ''] : []),
    ...(schema.type === 'integer' && schema.minimum !== undefined ? [String(schema.minimum - 1)] : []),
    ...(schema.type === 'integer' && schema.maximum !== undefined ? [String(schema.maximum + 1)] : []),
    ...(schema.enum ? ['none-of-these'] : []),
    ...(schema.format === 'uuid' ? ['no-uuid', '123'] : []),
    ...(schema.format === 'date' ? ['2026-1-1', 'today', '0000-01-01', '0001-01-29'] : []),
    ...(schema.pattern === undefined || new RegExp(schema.pattern, 'u').test('%20') ? [] : ['%20']),
    ...(schema.maxLength === undefined ? [] : ['a'.repeat(schema.maxLength + 1)]),
  ].filter((text) => place !== 'path' || text !== '');
}
