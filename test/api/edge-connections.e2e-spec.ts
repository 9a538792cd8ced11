import { AccountsService } from '@genesis/identity';
import { Metrics } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { serverSentEvents } from '../support/harness/server-sent-events.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const ORIGIN = 'https://app.example.com';
const REGISTER = '/api/v1/auth/register';

describe('connections at the edge', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true', CORS_ORIGINS: ORIGIN });
    api = new ApiCaller(server.url);
    awa = await registerUser(api);
  });
  afterAll(() => server.close());

  async function aSocket(): Promise<Socket> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }
  /** Sends bytes, keeps the connection open, and reads until the server ends it. */
  async function raw(request: string): Promise<RawAnswer> {
    const socket = await aSocket();
    socket.write(request);
    return rawAnswer(await text(socket));
  }
  const post = (headers: string, body = '') =>
    `POST ${REGISTER} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
  const lineOf = (requestId: unknown) =>
    server.logs.find(({ request_id, msg }) => request_id === requestId && /answered$/.test(String(msg)));

  /** @throws when it does not come true within five seconds */
  async function until(isTrue: () => boolean): Promise<void> {
    for (let round = 0; round < 500 && !isTrue(); round += 1) await delay(10);
    expect(isTrue()).toBe(true);
  }

  describe('answer in the one shape', () => {
    it.each<[string, string, number, string]>([
      ['what is no HTTP', '\u0016\u0003\u0001\r\n\r\n', 400, 'BAD_REQUEST'],
      ['an unknown method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'BAD_REQUEST'],
      ['a request without a host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
      [
        'a request with two hosts',
        'GET /health HTTP/1.1\r\nHost: a\r\nhOST: a\r\nConnection: close\r\n\r\n',
        400,
        'BAD_REQUEST',
      ],
      ['two lengths', post('Content-Length: 2\r\nContent-Length: 3', '{}'), 400, 'BAD_REQUEST'],
      ['a chunk without a length', post('Transfer-Encoding: chunked', 'ZZ\r\n{}\r\n'), 400, 'BAD_REQUEST'],
      [
        'headers that are too large',
        `GET /health HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
        431,
        'HEADERS_TOO_LARGE',
      ],
    ])('%s', async (_, request, status, error) => {
      const { head, headers, body } = await raw(request);

      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('connection')).toBe('close');
      const problem = JSON.parse(body) as Record<string, unknown>;
      expect(problem).toMatchObject({
        type: `/docs/errors#${error}`,
        title: expect.any(String),
        status,
        error,
        request_id: headers.get('x-request-id'),
      });
      expect(lineOf(problem.request_id)).toMatchObject({ status });
    });

    it('once, also when a second request on the connection is none', async () => {
      const answer = await raw('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n');

      expect(answer.all.match(/HTTP\/1\.1 200 /g)).toHaveLength(1);
      expect(answer.all.match(/HTTP\/1\.1 400 /g) ?? []).not.toHaveLength(2);
    });

    it('an expectation that nobody knows as if there were none', async () => {
      const answer = await raw('GET /health HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nConnection: close\r\n\r\n');

      expect(answer.head).toBe('HTTP/1.1 200 OK');
      expect(answer.headers.get('x-request-id')).not.toBeNull();
    });

    it('OPTIONS that is no preflight', async () => {
      const answer = await fetch(`${server.url}${REGISTER}`, { method: 'OPTIONS' });

      expect(answer.status).toBe(204);
      expect(await answer.text()).toBe('');
      expect(answer.headers.get('x-request-id')).not.toBeNull();
    });
  });

  it('count and log what no route has seen', async () => {
    const malformed = await fetch(`${server.url}/api/v1/%zz`, { headers: { origin: ORIGIN } });
    await raw('nonsense\r\n\r\n');

    await until(() => lineOf(malformed.headers.get('x-request-id')) !== undefined);
    expect(lineOf(malformed.headers.get('x-request-id'))).toMatchObject({ route: 'unmatched', status: 400 });
    const exposition = await server.app.get(Metrics).registry.metrics();
    expect(exposition).toContain('genesis_ai_requests_total{method="GET",endpoint="unmatched",status="400"}');
    expect(exposition).toContain(
      'genesis_ai_requests_total{method="UNKNOWN",endpoint="unmatched",status="400"}',
    );
  });

  it('let a listed origin read the answer to a malformed address', async () => {
    const headersFor = async (origin: string) =>
      (await fetch(`${server.url}/api/v1/%zz`, { headers: { origin } })).headers;
    const [malformed, usual] = [
      await headersFor(ORIGIN),
      (await fetch(`${server.url}/nowhere`, { headers: { origin: ORIGIN } })).headers,
    ];

    for (const name of [
      'access-control-allow-origin',
      'access-control-allow-credentials',
      'access-control-expose-headers',
      'vary',
    ]) {
      expect(usual.get(name)).not.toBeNull();
      expect(malformed.get(name)).toBe(usual.get(name));
    }
    expect((await headersFor('https://evil.example')).get('access-control-allow-origin')).toBeNull();
  });

  describe('that are slow', () => {
    it('have 30 seconds to bring a request', () => {
      const { requestTimeout, headersTimeout } = server.app.getHttpServer();

      expect({ requestTimeout, headersTimeout }).toEqual({ requestTimeout: 30_000, headersTimeout: 15_000 });
    });

    it('lose a request that does not arrive, and keep a stream that has begun', async () => {
      const { brief_id: briefId } = (
        await api.call('/business/brief/generate', { token: awa.token, body: aBrief() })
      ).json<{ brief_id: string }>();
      const http = server.app.getHttpServer();
      const usual = { requestTimeout: http.requestTimeout, headersTimeout: http.headersTimeout };
      const stream = await api.open(`/business/brief/${briefId}/events`, { token: awa.token });

      Object.assign(http, { requestTimeout: 100, headersTimeout: 100 });
      const late = await raw(post('X-Request-Id: late-1\r\nContent-Length: 100', '{"email":')).finally(() => {
        Object.assign(http, usual);
      });
      await api.call(`/business/brief/${briefId}/cancel`, { method: 'POST', token: awa.token });
      const types: string[] = [];
      if (stream.body) for await (const { type } of serverSentEvents(stream.body)) types.push(type);

      expect(late.head).toMatch(/^HTTP\/1\.1 408 /);
      expect(JSON.parse(late.body)).toMatchObject({
        status: 408,
        error: 'REQUEST_TIMEOUT',
        instance: REGISTER,
        request_id: 'late-1',
      });
      expect(lineOf('late-1')).toMatchObject({ route: REGISTER, status: 408 });
      expect(types[0]).toBe('run.started');
      expect(types.at(-1)).toBe('run.finished');
    });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['close', (socket) => void socket.destroy()],
    ['reset', (socket) => void socket.resetAndDestroy()],
  ])('that %s in mid-upload are not the failure of a dependency', async (how, breakOff) => {
    const requestId = `gone-by-${how}`;
    const socket = await aSocket();
    socket.write(post(`X-Request-Id: ${requestId}\r\nContent-Length: 100`, '{"email":'));
    await once(server.app.getHttpServer(), 'request');
    breakOff(socket);

    const problems = () =>
      server.logs.filter(({ context, request_id }) => context === 'Problem' && request_id === requestId);
    await until(() => problems().length > 0);
    expect(problems()[0]).toMatchObject({ msg: 'request refused', level: 'debug', code: 'BAD_REQUEST' });
  });

  it.each([
    ['a length', (size: number) => ({ head: `Content-Length: ${size}`, start: '', end: '' })],
    [
      'chunks',
      (size: number) => ({
        head: 'Transfer-Encoding: chunked',
        start: `${size.toString(16)}\r\n`,
        end: '\r\n0\r\n\r\n',
      }),
    ],
  ])('get the refusal of a body that is too large, announced by %s', async (_, framing) => {
    const size = 8_000_000;
    const { head, start, end } = framing(size);
    const socket = await aSocket();
    const reading = text(socket);

    socket.write(post(head, start));
    // In pieces: a client that is cut off fails in one of the later ones.
    for (let sent = 0; sent < size; sent += 100_000) {
      if (!socket.write(' '.repeat(100_000))) await once(socket, 'drain');
    }
    socket.end(end);
    const answer = rawAnswer(await reading);

    expect(answer.head).toMatch(/^HTTP\/1\.1 413 /);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'PAYLOAD_TOO_LARGE' });
  });

  it('are asked to come back while too many passwords wait to be hashed', async () => {
    const accounts = server.app.get(AccountsService);
    const login = () =>
      fetch(`${server.url}/api/v1/auth/token`, {
        method: 'POST',
        body: new URLSearchParams({ username: 'nobody@example.com', password: 'not the password' }),
      });
    let isBusy = true;
    const crowd = Array.from({ length: 120 }, async () => {
      while (isBusy) {
        await accounts.signIn('\0', 'x').catch(() => null);
        await setImmediate();
      }
    });
    let answer = await login();
    for (let round = 0; round < 20 && answer.status !== 503; round += 1) answer = await login();
    isBusy = false;
    await Promise.all(crowd);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ error: 'SERVICE_BUSY' });
    expect((await login()).status).toBe(401);
  });
});

interface RawAnswer {
  readonly all: string;
  readonly head: string;
  readonly headers: Headers;
  readonly body: string;
}

function rawAnswer(all: string): RawAnswer {
  const [top = '', body = ''] = all.split('\r\n\r\n', 2);
  const [head = '', ...lines] = top.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { all, head, headers, body };
}
