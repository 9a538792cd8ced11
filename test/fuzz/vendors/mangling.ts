import fc from 'fast-check';
import { hostileValues } from '../requests/hostile-values.js';
import { type Pointer, replacedAt } from '../requests/fuzz-request.js';

const KINDS = [
  'bytes are flipped',
  'it ends early',
  'the connection ends early',
  'a value is another one',
  'a field is missing',
  'a value is nested deeply',
  'a prototype is named',
  'a number is huge',
  'there is no UTF-8',
  'it comes twice',
  'it is something else',
  'it is very long',
  'another status',
  'a strange Retry-After',
  'another content type',
] as const;

/** One thing that is wrong with an answer. */
export interface Mangling {
  readonly kind: (typeof KINDS)[number];
  /** Where, if anywhere: what is there is chosen by it. */
  readonly at: number;
  readonly value: unknown;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function manglings(): fc.Arbitrary<Mangling> {
  return fc.record({
    kind: fc.constantFrom(...KINDS),
    at: fc.nat({ max: 1_000_000 }),
    value: hostileValues(),
  });
}

const HUGE = ['1e400', '-1', '99999999999999999999999999', '1.7976931348623157e308', '0.1', '1e-300'];
const RETRY_AFTER = [
  '-1',
  '1e9',
  'x',
  '99999999999999999999',
  '0',
  '0.5',
  'Wed, 21 Oct 1015 07:28:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  ',',
  '0x10',
  ' '.repeat(500),
];
const OTHERS = [
  '',
  'null',
  '[]',
  '{}',
  '"text"',
  '<html><body>502</body></html>',
  '\u0000',
  '{"error":null}',
  '{"error":{"message":{}}}',
  'data: \n\n',
  'event: x\n\n',
  'data: {\n\n',
  ':\n\n',
];
const STATUSES = [
  200, 201, 204, 301, 302, 400, 401, 402, 403, 404, 409, 413, 418, 422, 429, 500, 502, 503, 529,
];
const TYPES = [
  'text/html',
  'text/event-stream',
  'application/octet-stream',
  '',
  'application/json; charset=utf-16',
];
const DEEP = 20_000;
const LONG_BYTES = 3_000_000;

type Mangled = VendorAnswer & { readonly isCut: boolean };

export function mangled(answer: VendorAnswer, { kind, at, value }: Mangling): Mangled {
  const { status, headers, body } = answer;
  const whole = { ...answer, isCut: false };
  const middle = body.length === 0 ? 0 : at % body.length;
  const pick = <T>(list: readonly T[]): T => list[at % list.length] as T;
  const inJson = (change: (parsed: unknown, pointer: Pointer) => string) => ({
    ...whole,
    body: changedJson(body, at, change),
  });
  switch (kind) {
    case 'bytes are flipped': {
      const flipped = Buffer.from(body);
      for (let step = 0; step < 3 && flipped.length > 0; step += 1) {
        const place = (middle + step * 37) % flipped.length;
        flipped[place] = (flipped[place] ?? 0) ^ (1 << (at % 8));
      }
      return { ...whole, body: flipped };
    }
    case 'it ends early':
      return { ...whole, body: body.subarray(0, middle) };
    case 'the connection ends early':
      return { ...answer, body: body.subarray(0, middle), isCut: true };
    case 'a value is another one':
      return inJson((parsed, pointer) => JSON.stringify(replacedAt(parsed, pointer, value ?? null)));
    case 'a field is missing':
      return inJson((parsed, pointer) => JSON.stringify(replacedAt(parsed, pointer, undefined) ?? null));
    case 'a value is nested deeply':
      return inJson((parsed, pointer) => inserted(parsed, pointer, '['.repeat(DEEP) + ']'.repeat(DEEP)));
    case 'a prototype is named':
      return inJson((parsed, pointer) =>
        inserted(
          parsed,
          pointer,
          '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
        ),
      );
    case 'a number is huge':
      return inJson((parsed, pointer) => inserted(parsed, pointer, pick(HUGE)));
    case 'there is no UTF-8':
      return {
        ...whole,
        body: Buffer.concat([
          body.subarray(0, middle),
          Buffer.from([0xff, 0xc0, 0xae, 0xed, 0xa0, 0x80]),
          body.subarray(middle),
        ]),
      };
    case 'it comes twice':
      return { ...whole, body: Buffer.concat([body, body]) };
    case 'it is something else':
      return { ...whole, body: Buffer.from(pick(OTHERS)) };
    case 'it is very long':
      return {
        ...whole,
        body: Buffer.concat([
          body.subarray(0, middle),
          Buffer.alloc(LONG_BYTES, pick(Array.from('a [\n'))),
          body.subarray(middle),
        ]),
      };
    case 'another status':
      return { ...whole, status: pick(STATUSES) };
    case 'a strange Retry-After':
      return {
        ...whole,
        status: pick([429, 503, status]),
        headers: { ...headers, 'retry-after': pick(RETRY_AFTER) },
      };
    case 'another content type':
      return { ...whole, headers: { ...headers, 'content-type': pick(TYPES) } };
  }
}

const MARK = '\u0001here\u0001';

/** JSON with a text of its own in one place, which no serialiser would write. */
function inserted(parsed: unknown, pointer: Pointer, json: string): string {
  return JSON.stringify(replacedAt(parsed, pointer, MARK)).replace(JSON.stringify(MARK), () => json);
}

/** The body, or one line of an event stream, with one value changed. */
function changedJson(
  body: Buffer,
  at: number,
  change: (parsed: unknown, pointer: Pointer) => string,
): Buffer {
  const text = body.toString();
  const lines = text.split('\n');
  const events = lines.flatMap((line, index) => (line.startsWith('data: {') ? [index] : []));
  const line = events[at % Math.max(1, events.length)];
  const json = line === undefined ? text : (lines[line] ?? '').slice('data: '.length);
  const parsed = parsedOrNull(json);
  if (parsed === null) return body;
  const pointers = pointersOf(parsed);
  const written = change(parsed, pointers[at % pointers.length] ?? []);
  return Buffer.from(line === undefined ? written : lines.with(line, `data: ${written}`).join('\n'));
}

function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function pointersOf(value: unknown, pointer: Pointer = []): readonly Pointer[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  const inner = Object.entries(value).flatMap(([name, at]) =>
    pointersOf(at, [...pointer, Array.isArray(value) ? Number(name) : name]),
  );
  return [pointer, ...inner];
}
