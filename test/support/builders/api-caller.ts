import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { keepPrivate } from '../harness/kept-logs.js';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. @throws when it is none */
  json<T = Record<string, unknown>>(): T;
}

export interface Call {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly rawBody?: string;
}

/** Calls the api as a client does: over a socket, and well-behaved only where a test wants it to be. */
export class ApiCaller {
  /** @param url of the server, without the prefix of its routes. */
  constructor(private readonly url: string) {}

  async call(path: string, call: Call = {}): Promise<Answer> {
    keepPrivate(call.body);
    const response = await fetch(this.address(path), {
      method: call.method ?? (hasBody(call) ? 'POST' : 'GET'),
      headers: headersOf(call),
      body: call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
    });
    return answer(response.status, response.headers, await response.text());
  }

  /** A GET whose path `fetch` would tidy up first. */
  async callRaw(path: string, call: Call = {}): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const options = { hostname, port, path: `/api/v1${path}`, headers: headersOf(call) };
      const request = httpRequest(options, (response) => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
        text(response).then((body) => {
          resolve(answer(response.statusCode ?? 0, headers, body));
        }, reject);
      });
      request.on('error', reject);
      request.end();
    });
  }

  /** Opens an event stream; `signal` is the client that hangs up. */
  async open(path: string, call: Call & { readonly signal?: AbortSignal }): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...headersOf(call) };
    return fetch(this.address(path), { headers, signal: call.signal });
  }

  private address(path: string): string {
    return `${this.url}/api/v1${path}`;
  }
}

function hasBody(call: Call): boolean {
  return call.body !== undefined || call.rawBody !== undefined;
}

function headersOf(call: Call): Record<string, string> {
  return {
    ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
    ...(hasBody(call) && { 'content-type': 'application/json' }),
    ...call.headers,
  };
}

function answer(status: number, headers: Headers, text: string): Answer {
  return { status, headers, text, json: <T>() => JSON.parse(text) as T };
}
