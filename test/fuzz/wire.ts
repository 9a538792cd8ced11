import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Pool } from 'undici';
import type { Operation } from '../support/harness/api-document.js';
import { type Body, type FuzzRequest, targetOf } from './requests/fuzz-request.js';

export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** An event stream that was left before its end. */
  readonly isCut: boolean;
  readonly ms: number;
}

/** Longer than any answer takes on a busy machine. */
const PATIENCE_MS = 15_000;
/** A stream of a run that goes on does not end. */
const STREAM_MS = 300;

/** Sends requests as they are: no client tidies them up. */
export class Wire {
  private readonly pool: Pool;

  constructor(private readonly url: string) {
    this.pool = new Pool(url, { connections: 4, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  }

  /** @throws when no answer comes, or something that is none */
  async send(operation: Operation, request: FuzzRequest): Promise<WireAnswer> {
    const started = performance.now();
    const message = {
      method: operation.method,
      target: targetOf(operation.path, request),
      headers: withContentType(operation, request),
      body: bytesOf(request.body),
    };
    const answer = isPlain(message) ? await this.sendByClient(message) : await this.sendByHand(message);
    return { ...answer, ms: performance.now() - started };
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async sendByClient({ method, target, headers, body }: Message): Promise<Omit<WireAnswer, 'ms'>> {
    const answer = await this.pool.request({
      method: method,
      path: target,
      headers: headers.flat(),
      body,
    });
    const named = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
    );
    const isStream = (named['content-type'] ?? '').startsWith('text/event-stream');
    if (!isStream) {
      const read = Buffer.from(await answer.body.arrayBuffer());
      return { status: answer.statusCode, headers: named, body: read, isCut: false };
    }
    const chunks: Buffer[] = [];
    const left = { early: false };
    const leave = setTimeout(() => {
      left.early = true;
      answer.body.destroy();
    }, STREAM_MS);
    try {
      for await (const chunk of answer.body) chunks.push(chunk as Buffer);
    } catch (error) {
      if (!left.early) throw error;
    } finally {
      clearTimeout(leave);
    }
    return { status: answer.statusCode, headers: named, body: Buffer.concat(chunks), isCut: left.early };
  }

  /** For bytes that no client sends. */
  private async sendByHand({ method, target, headers, body }: Message): Promise<Omit<WireAnswer, 'ms'>> {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')));
    const lines = [
      `${method} ${target} HTTP/1.1`,
      'host: service',
      'connection: close',
      ...headers.map(([name, value]) => `${name}: ${value}`),
      ...(body === null ? [] : [`content-length: ${body.length}`]),
    ];
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
    if (body !== null) socket.write(body);
    return parsed(await buffer(socket));
  }
}

interface Message {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
}

/** What a client sends without complaint. */
function isPlain({ target, headers }: Message): boolean {
  return (
    /^[\x21-\x7e]+$/.test(target) &&
    headers.every(([name, value]) => name !== 'expect' && /^[\x20-\x7e\t]*$/.test(value))
  );
}

/** That of the operation, unless the request has one. */
function withContentType(
  { body: declared }: Operation,
  { headers, body }: FuzzRequest,
): FuzzRequest['headers'] {
  const isNamed = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return body === null || isNamed
    ? headers
    : [...headers, ['content-type', declared?.mediaType ?? 'application/json']];
}

function bytesOf(body: Body | null): Buffer | null {
  if (body === null) return null;
  if (body.kind === 'bytes') return Buffer.from(body.text, 'latin1');
  return Buffer.from(body.kind === 'json' ? JSON.stringify(body.value) : formOf(body.value));
}

/** A list is a repeated field, anything deeper is written as JSON. */
export function formOf(value: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, field] of Object.entries(value)) {
    for (const one of [field].flat()) form.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  return form.toString();
}

function parsed(bytes: Buffer): Omit<WireAnswer, 'ms'> {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
  if (end < 0 || !Number.isInteger(status))
    throw new Error(`no HTTP answer: ${bytes.subarray(0, 200).toString()}`);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = bytes.subarray(end + 4);
  return {
    status,
    headers,
    body: headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest,
    isCut: false,
  };
}

function unchunked(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? 0 : Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** The request as somebody may repeat it by hand. */
export function asCurl(url: string, operation: Operation, request: FuzzRequest): string {
  const body = bytesOf(request.body);
  const shown = (text: string) => `$'${text.replaceAll(/[\\'\u0000-\u001f\u007f-\uffff]/g, escaped)}'`;
  return [
    `curl --path-as-is -X ${operation.method} ${shown(url + targetOf(operation.path, request))}`,
    ...withContentType(operation, request).map(([name, value]) => `-H ${shown(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-binary ${shown(body.toString('latin1').slice(0, 2_000))}`]),
  ].join(' ');
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
