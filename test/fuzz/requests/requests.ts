import fc from 'fast-check';
import type { ApiDocument, Operation } from '../../support/harness/api-document.js';
import { type Body, type FuzzRequest, type Pointer, replacedAt, written } from './fuzz-request.js';
import {
  EDGE_DAYS,
  HOSTILE_BODIES,
  HOSTILE_HEADERS,
  HOSTILE_NAMES,
  HOSTILE_PREFERENCES,
  HOSTILE_SEGMENTS,
  HOSTILE_TEXTS,
  hostileValues,
} from './hostile-values.js';
import { mutationsOf } from './mutations.js';
import { encoded, validRequests } from './valid-requests.js';

const MOST_CHANGES = 3;

/** Requests to one operation: valid ones, valid ones with one change, hostile ones. */
export function requests(document: ApiDocument, operation: Operation): fc.Arbitrary<FuzzRequest> {
  const valid = validRequests(document, operation);
  return fc.oneof(
    { weight: 3, arbitrary: valid },
    { weight: 4, arbitrary: almostValid(document, operation, valid) },
    { weight: 4, arbitrary: hostile(operation, valid) },
  );
}

function almostValid(
  document: ApiDocument,
  operation: Operation,
  valid: fc.Arbitrary<FuzzRequest>,
): fc.Arbitrary<FuzzRequest> {
  return fc.tuple(valid, fc.nat(), fc.nat(), fc.uuid()).map(([request, kind, which, unknownId]) => {
    const kinds = mutationsOf(document, operation, request, unknownId);
    const mutations = kinds[kind % kinds.length] ?? [];
    return mutations[which % mutations.length]?.(request) ?? request;
  });
}

type Change = (request: FuzzRequest) => FuzzRequest;

function hostile(operation: Operation, valid: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  const changes = fc.oneof(
    ...(operation.parameters.some((parameter) => parameter.in === 'path') ? [segments()] : []),
    queries(operation),
    headers(operation),
    ...(operation.body === null ? [bytes()] : [bodies(), bodies(), bytes()]),
  );
  return fc
    .tuple(valid, fc.array(changes, { minLength: 1, maxLength: MOST_CHANGES }))
    .map(([request, all]) =>
      all.reduce<FuzzRequest>((before, one) => one(before), { ...request, class: 'hostile', expects: null }),
    );
}

const changed = (request: FuzzRequest, what: string, parts: Partial<FuzzRequest>): FuzzRequest => ({
  ...request,
  ...parts,
  changes: [...request.changes, what],
});

function segments(): fc.Arbitrary<Change> {
  const texts = fc.oneof(
    fc.constantFrom(...HOSTILE_SEGMENTS),
    fc.constantFrom(...HOSTILE_TEXTS.filter((text) => text !== '')).map((text) => encoded(text)),
  );
  return fc.tuple(fc.nat(), texts).map(([which, text]) => (request: FuzzRequest) => {
    const names = Object.keys(request.path);
    const name = names[which % names.length] ?? '';
    return changed(request, `path ${name}`, { path: { ...request.path, [name]: text } });
  });
}

function queries(operation: Operation): fc.Arbitrary<Change> {
  const known = operation.parameters.filter((parameter) => parameter.in === 'query');
  const own = known.map(({ name }) => name);
  const hasDays = known.some(({ schema }) => schema.format === 'date');
  const names = fc.constantFrom(...own, ...own, ...own, ...HOSTILE_NAMES);
  const values = fc.oneof(
    fc.constantFrom(...HOSTILE_TEXTS).map((text) => encoded(text)),
    fc.constantFrom(...HOSTILE_SEGMENTS),
    ...(hasDays ? [fc.constantFrom(...EDGE_DAYS)] : []),
  );
  const keys = fc.constantFrom('', '', '', '[]', '[a]', '[__proto__]', '[0]');
  return fc
    .tuple(names, keys, values, fc.boolean())
    .map(([name, key, value, isRepeated]) => (request: FuzzRequest) => {
      const pair = [`${encoded(name)}${key}`, value] as const;
      const others = isRepeated ? request.query : request.query.filter(([other]) => other !== name);
      return changed(request, `query ${pair[0]}`, { query: [...others, pair] });
    });
}

function headers({ parameters }: Operation): fc.Arbitrary<Change> {
  const waits = parameters.some(({ name }) => name === 'Prefer');
  const all = HOSTILE_HEADERS.flatMap(([name, values]) => values.map((value) => [name, value] as const));
  const ours = waits ? HOSTILE_PREFERENCES.map((text) => ['Prefer', `respond-async, ${text}`] as const) : [];
  return fc.constantFrom(...all, ...ours).map(([name, value]) => (request: FuzzRequest) => {
    const others = request.headers.filter(([known]) => known.toLowerCase() !== name.toLowerCase());
    return changed(request, `header ${name}`, { headers: [...others, [name, value]] });
  });
}

function bytes(): fc.Arbitrary<Change> {
  const texts = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_BODIES) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets).toString('latin1')),
    },
  );
  return texts.map(
    (text) => (request: FuzzRequest) => changed(request, 'body as bytes', { body: { kind: 'bytes', text } }),
  );
}

/** A value, a new field or the name of one, anywhere in a body. */
function bodies(): fc.Arbitrary<Change> {
  return fc
    .tuple(fc.nat(), fc.integer({ min: 0, max: 3 }), fc.constantFrom(...HOSTILE_NAMES), hostileValues())
    .map(([which, how, name, value]) => (request: FuzzRequest) => {
      const { body } = request;
      if (body === null || body.kind === 'bytes') return request;
      const places = pointersOf(body.value);
      const pointer = places[which % places.length] ?? [];
      const target = how === 0 ? [...(pointersOf(body.value, true)[0] ?? []), name] : pointer;
      const replaced = replacedAt(body.value, target, value);
      const isForm = body.kind === 'form' && (typeof replaced !== 'object' || replaced === null);
      if (isForm) return request;
      return changed(request, `body ${written(target)}`, { body: { ...body, value: replaced } as Body });
    });
}

/** @param ofObjects only where fields can be added; the body itself is the first */
function pointersOf(value: unknown, ofObjects = false, pointer: Pointer = []): readonly Pointer[] {
  const isNested = typeof value === 'object' && value !== null;
  const inner = isNested
    ? Object.entries(value).flatMap(([name, at]) =>
        pointersOf(at, ofObjects, [...pointer, Array.isArray(value) ? Number(name) : name]),
      )
    : [];
  return ofObjects && (!isNested || Array.isArray(value)) ? inner : [pointer, ...inner];
}
