import fc from 'fast-check';
import type { ApiDocument, Operation, Parameter } from '../../support/harness/api-document.js';
import { fieldValues } from './field-values.js';
import type { Body, FuzzRequest } from './fuzz-request.js';
import { schemaValues } from './schema-values.js';

/** All that there is of a person: the owner soon has very much. */
const OF_ALL: ReadonlySet<string> = new Set(['users.export']);
/** These end the account or the sign-in of who asks. */
const USED_UP: ReadonlySet<string> = new Set(['users.erase', 'users.changePassword', 'auth.logout']);
/** Without them the answer is a refusal, or a minute's wait. */
const NEVER_LEFT_OUT: ReadonlySet<string> = new Set(['Prefer', 'If-Match']);
const STREAMED: ReadonlySet<string> = new Set(['coaching.step', 'briefs.events']);

/** Requests that the document allows and that mean something in the town. */
export function validRequests(document: ApiDocument, operation: Operation): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      path: parameters(document, operation, 'path'),
      query: parameters(document, operation, 'query'),
      headers: parameters(document, operation, 'header'),
      extra: plainHeaders(operation),
      body: bodies(document, operation),
    })
    .map(({ path, query, headers, extra, body }) => ({
      class: 'valid',
      changes: [],
      expects: 'accepted',
      credential: askerOf(operation),
      path: Object.fromEntries(
        Object.entries(path).map(([name, value]) => [name, encoded(value, name === 'path' ? '/' : '')]),
      ),
      query: Object.entries(orderedDays(query)).map(([name, value]) => [name, encoded(value)] as const),
      headers: [
        ...Object.entries(headers).map(([name, value]) => [name, inHeader(value)] as const),
        ...extra,
      ],
      body,
    }));
}

function askerOf({ operationId }: Operation): FuzzRequest['credential'] {
  if (USED_UP.has(operationId)) return 'newcomer';
  return OF_ALL.has(operationId) ? 'stranger' : 'owner';
}

/** The first day before the last one; without a last one it would be today, which no seed knows. */
function orderedDays({ from, to, ...others }: Record<string, unknown>): Record<string, unknown> {
  if (to === undefined) return others;
  if (from === undefined) return { ...others, to };
  const [first, last] = [from, to].sort();
  return { ...others, from: first, to: last };
}

/** Percent-encoded, but for the names of objects. */
export function encoded(value: unknown, kept = ''): string {
  return String(value)
    .split(/(\{\{[\w.]+\}\})/)
    .map((part) => (part.startsWith('{{') ? part : encodeURIComponent(part.toWellFormed())))
    .join('')
    .replaceAll('%2F', kept || '%2F');
}

function parameters(
  document: ApiDocument,
  operation: Operation,
  place: Parameter['in'],
): fc.Arbitrary<Record<string, unknown>> {
  const own = operation.parameters.filter((parameter) => parameter.in === place);
  const fields = fieldValues(operation);
  const model = Object.fromEntries(
    own.map(({ name, schema }) => [name, fields(name, schema) ?? schemaValues(document, schema, fields)]),
  );
  const requiredKeys = own
    .filter(
      ({ name, required }) =>
        required === true || (NEVER_LEFT_OUT.has(name) && operation.operationId !== 'files.write'),
    )
    .map(({ name }) => name);
  return fc.record(model, { requiredKeys });
}

/** A header holds visible ASCII (RFC 9110, section 5.5). */
const inHeader = (value: unknown): string => String(value).replaceAll(/[^!-~]/gu, '-');

function plainHeaders({ operationId }: Operation): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const accept = STREAMED.has(operationId)
    ? fc.constantFrom('application/json', 'application/json', '*/*', 'text/event-stream')
    : fc.constantFrom('application/json', '*/*');
  return fc
    .record(
      {
        accept,
        'accept-language': fc.constantFrom('fr', 'en', 'wo', 'fr-SN, en;q=0.5'),
        'x-request-id': fc.uuid(),
        traceparent: fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
      },
      { requiredKeys: [] },
    )
    .map((headers) => Object.entries(headers));
}

function bodies(document: ApiDocument, operation: Operation): fc.Arbitrary<Body | null> {
  if (operation.body === null) return fc.constant(null);
  const { mediaType, schema } = operation.body;
  const values = schemaValues(document, schema, fieldValues(operation));
  const meant = values.map((value) => meaningful(operation.operationId, value as Record<string, unknown>));
  return mediaType.endsWith('json')
    ? meant.map((value) => ({ kind: 'json', value }))
    : meant.map((value) => ({ kind: 'form', value }));
}

/** Fields that go together by rules which stand in words. */
function meaningful(operationId: string, body: Record<string, unknown>): Record<string, unknown> {
  switch (operationId) {
    case 'coaching.step': {
      // One gesture at a time.
      const { user_response, choice_id, force_accept, skip, step: _, ...named } = body;
      const leftOut = Object.fromEntries(Object.entries(body).filter(([, value]) => value === null));
      const others = { ...leftOut, ...named };
      if (typeof user_response === 'string') return { ...others, user_response };
      if (typeof choice_id === 'string') return { ...others, choice_id };
      return skip === true || force_accept !== true ? { ...others, skip: true } : { ...others, force_accept };
    }
    case 'briefs.generate': {
      const { coaching_session_id, business_brief, ...others } = body;
      return typeof coaching_session_id === 'string' || (business_brief ?? null) === null
        ? { ...others, coaching_session_id: coaching_session_id ?? '{{session.answered}}' }
        : { ...others, business_brief };
    }
    case 'users.erase':
      return { ...body, password: '{{newcomer.password}}' };
    default:
      return body;
  }
}
