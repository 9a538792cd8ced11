import type { ApiDocument, Operation, Parameter } from '../../support/harness/api-document.js';
import { type FuzzRequest, targetOf } from '../requests/fuzz-request.js';
import type { WireAnswer } from '../wire.js';
import { leakIn } from './leaks.js';
import { REFUSALS, REPEATED } from './refusals.js';

/** Slower is a hang, whatever comes in the end. */
const SLOWEST_MS = 10_000;
const MANY_HEADER_BYTES = 8_000;
const LONG_ADDRESS = 200;

/** All that is wrong with an answer; empty when it is as the document says. */
export function answerFaults(
  document: ApiDocument,
  operation: Operation,
  request: FuzzRequest,
  answer: WireAnswer,
): readonly string[] {
  const { status, ms } = answer;
  return [
    ...(status >= 500 && !isRefusal(operation, answer) ? [`status ${status}`] : []),
    ...(ms > SLOWEST_MS ? [`took ${Math.round(ms)} ms`] : []),
    ...declarationFaults(document, operation, request, answer),
    ...leaks(request, operation, answer),
    ...expectationFaults(document, operation, request, answer),
  ];
}

function declarationFaults(
  document: ApiDocument,
  operation: Operation,
  request: FuzzRequest,
  { status, headers, body, isCut }: WireAnswer,
): readonly string[] {
  const declared = operation.answers[String(status)];
  if (declared === undefined) {
    return isEdge(operation, request, status) ? [] : [`status ${status} is not declared`];
  }
  const faults: string[] = [];
  for (const [name, { required, schema }] of Object.entries(declared.headers)) {
    const value = headers[name.toLowerCase()];
    const fault = value === undefined ? (required ? 'is missing' : null) : textFault(document, value, schema);
    if (fault !== null) faults.push(`header ${name} of ${status}: ${fault}`);
  }
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const contents = Object.entries(declared.content ?? {});
  if (contents.length === 0) {
    if (body.length > 0) faults.push(`${status} has a body`);
    return faults;
  }
  const content = contents.find(([range]) => matches(mediaType, range))?.[1];
  if (content === undefined) return [...faults, `content type ${mediaType} of ${status} is not declared`];
  if (!mediaType.endsWith('json')) return faults;
  const fault = isCut ? null : document.faultOf(jsonOf(body), content.schema);
  return fault === null ? faults : [...faults, `body of ${status}: ${fault}`];
}

/** Refused before it belongs to an operation, as any server may: too many headers, a long address, or a body where none is due. */
function isEdge({ body, path }: Operation, request: FuzzRequest, status: number): boolean {
  if (status === 431) return headerBytes(request) > MANY_HEADER_BYTES;
  if (status === 414) return targetOf(path, request).length > LONG_ADDRESS;
  return body === null && request.body !== null && [413, 415].includes(status);
}

const matches = (mediaType: string, range: string): boolean =>
  range === '*/*' ||
  range === mediaType ||
  (range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1)));

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return Symbol('no JSON');
  }
}

/** Of a header or a parameter, which arrive as text. */
function textFault(document: ApiDocument, text: string, schema: Parameter['schema']): string | null {
  const types = [document.resolve(schema).type ?? []].flat();
  const isNumber = types.includes('integer') || types.includes('number');
  return document.faultOf(isNumber && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text, schema);
}

function headerBytes({ headers }: FuzzRequest): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

function leaks(
  request: FuzzRequest,
  operation: Operation,
  { status, headers, body }: WireAnswer,
): readonly string[] {
  const type = headers['content-type'] ?? '';
  // A file of somebody's is what somebody wrote.
  if (!type.includes('json') && status < 400) return [];
  const told = `${targetOf(operation.path, request)} ${JSON.stringify(request)}`;
  const leak = leakIn(body.toString(), told);
  return leak === null ? [] : [`${status} tells "${leak}"`];
}

function expectationFaults(
  document: ApiDocument,
  operation: Operation,
  request: FuzzRequest,
  answer: WireAnswer,
): readonly string[] {
  const { status } = answer;
  const { expects } = request;
  const isAccepted = status < 400;
  if (expects === 'accepted') {
    return isAccepted || isRefusal(operation, answer)
      ? []
      : [`a valid request got ${status} ${codeOf(answer)}`];
  }
  if (expects === 'refused') return isAccepted ? [`an invalid request got ${status}`] : [];
  if (expects !== null) {
    return expects.includes(status)
      ? []
      : [`${expects.join(' or ')} was due, not ${status} ${codeOf(answer)}`];
  }
  const fault = isAccepted ? requestFault(document, operation, request) : null;
  return fault === null ? [] : [`an invalid request (${fault}) got ${status}`];
}

function isRefusal({ operationId, parameters }: Operation, answer: WireAnswer): boolean {
  const isRepeatable = parameters.some(({ name }) => name === 'Idempotency-Key');
  const refusals = { ...REFUSALS[operationId], ...(isRepeatable && REPEATED) };
  return Object.hasOwn(refusals, codeOf(answer));
}

function codeOf({ body, status }: WireAnswer): string {
  const parsed = jsonOf(body);
  const isProblem = status >= 400 && typeof parsed === 'object' && parsed !== null && 'error' in parsed;
  return isProblem ? String(parsed.error) : '';
}

/** Why the document does not allow a request; null when it does, or does not say. */
function requestFault(document: ApiDocument, operation: Operation, request: FuzzRequest): string | null {
  for (const { name, in: place, required, schema } of operation.parameters) {
    const given = textsOf(request, name, place);
    if (given.length > 1 && place === 'query') return `${name} is repeated`;
    const [text] = given;
    if (text === undefined && required) return `${name} is missing`;
    const fault = text === undefined ? null : textFault(document, text, schema);
    if (fault !== null) return `${place} ${name}: ${fault}`;
  }
  const { body } = request;
  if (operation.body === null || body?.kind !== 'json') return null;
  const fault = document.faultOf(body.value, operation.body.schema);
  return fault === null ? null : `body: ${fault}`;
}

function textsOf(request: FuzzRequest, name: string, place: Parameter['in']): readonly string[] {
  try {
    if (place === 'path') return [decodeURIComponent(request.path[name] ?? '')];
    const isNamed = ([given]: readonly [string, string]) =>
      place === 'query' ? decodeURIComponent(given) === name : given.toLowerCase() === name.toLowerCase();
    const pairs = place === 'query' ? request.query : request.headers;
    return pairs.filter(isNamed).map(([, value]) => (place === 'query' ? decodeURIComponent(value) : value));
  } catch {
    // Not a text at all: what a server makes of it is its own affair.
    return [];
  }
}
