import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as sendRequest } from 'undici';
import type { CallDeadline } from './call-deadline.js';

/** An answer whose body was read in full. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; null sends no body. */
  readonly body: unknown;
  /** Its end closes the connection at once. */
  readonly deadline: CallDeadline;
  /** Longest wait for the status line. */
  readonly firstByteMs: number;
  /** Longest silence within the body. */
  readonly idleMs: number;
  /** A longer body ends the exchange. */
  readonly maxAnswerBytes: number;
}

/** An answer of which the status is known. The body can be read once, and has to be: leaving it closes the connection. */
export interface OpenAnswer extends Omit<HttpAnswer, 'text'> {
  readonly body: AsyncIterable<Uint8Array>;
}

export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

const CONNECT_LIMIT_MS = 10_000;

/** Its own time limits are off: those of a call are known by the call, and a local model may think for longer. */
const connections = new Agent({
  connect: { timeout: CONNECT_LIMIT_MS },
  headersTimeout: 0,
  bodyTimeout: 0,
});

/** One request. No retry; a redirect is answered as it is, so that a key never travels to another host.
 *  @throws when the deadline ends or the network fails; the deadline knows which. Reading the body throws the same, and
 *    AnswerTooLargeError. */
export async function openExchange(url: URL, request: HttpRequest): Promise<OpenAnswer> {
  const { deadline } = request;
  deadline.expectWithin(request.firstByteMs);
  const sent = sendRequest(url, {
    dispatcher: connections,
    method: request.method,
    headers: {
      accept: 'application/json',
      ...(request.body !== null && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: request.body === null ? null : JSON.stringify(request.body),
    signal: deadline.signal,
  });
  const response = await orEnd(sent, deadline.signal);
  return {
    status: response.statusCode,
    headers: headersOf(response.headers),
    body: limited(response.body, request),
  };
}

/** The library takes no notice of a signal while it makes a connection: that may go on for its limit, and then nothing is
 *  sent. Nobody waits for it. */
async function orEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The whole body of an answer. @throws like its body */
export async function readWhole({ status, headers, body }: OpenAnswer): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status, headers, text: Buffer.concat(chunks).toString('utf8') };
}

async function* limited(
  body: AsyncIterable<Uint8Array>,
  { deadline, idleMs, maxAnswerBytes }: HttpRequest,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  deadline.expectWithin(idleMs);
  // Leaving the loop destroys the body, which closes the connection.
  for await (const chunk of body) {
    deadline.expectWithin(idleMs);
    bytes += chunk.byteLength;
    if (bytes > maxAnswerBytes)
      throw new AnswerTooLargeError(`the answer is longer than ${maxAnswerBytes} bytes`);
    yield chunk;
  }
  deadline.expectWithin(null);
}

function headersOf(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}
