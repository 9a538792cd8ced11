import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ApiUnderTest, bodyOf, startApi } from './api-under-test.js';

const LISTED = ['https://app.example.com', 'https://admin.example.com:8443'];
const REGISTER = '/api/v1/auth/register';

/** What every answer has; the policy of a page of the documentation or of a file is its own. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** security-checks.md, row "Browser". */
describe('browser', () => {
  let server: ApiUnderTest;
  let awa: RegisteredUser;
  let briefId: string;

  beforeAll(async () => {
    server = await startApi({ CORS_ORIGINS: LISTED.join(','), DEBUG: 'true', TESTING_MODE: 'true' });
    const api = new ApiCaller(server.url);
    awa = await registerUser(api);
    const started = await api.call('/business/brief/generate', { token: awa.token, body: aBrief() });
    briefId = started.json<RunStartedResponse>().brief_id;
    await finishRun(server.app, briefId);
  });
  afterAll(() => server.close());

  async function send(path: string, init: RequestInit = {}): Promise<Seen> {
    const answer = await fetch(`${server.url}${path}`, init);
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }
  /** For what `fetch` refuses to send. */
  async function raw(...lines: readonly string[]): Promise<Seen> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.end([...lines, '', ''].join('\r\n'));
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n', 2);
    const [status = '', ...fields] = head.split('\r\n');
    const headers = new Headers(
      fields.map((line): [string, string] => {
        const at = line.indexOf(':');
        return [line.slice(0, at), line.slice(at + 1).trim()];
      }),
    );
    return { status: Number(status.split(' ')[1]), headers, body };
  }
  const bearer = () => ({ authorization: `Bearer ${awa.token}` });
  const posted = (body: string, contentType = 'application/json'): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  });
  const preflight = (origin: string, method = 'DELETE'): RequestInit => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,if-match',
    },
  });

  const ANSWERS: readonly (readonly [string, number, () => Promise<Seen>])[] = [
    ['JSON', 200, () => send('/api/v1/users/me', { headers: bearer() })],
    ['an answer without a body', 204, () => send('/health', preflight(LISTED[0]!))],
    ['a health check', 200, () => send('/health/ready')],
    ['a missing token', 401, () => send('/api/v1/users/me')],
    ['an unknown address', 404, () => send('/wp-login.php')],
    ['another method', 405, () => send(REGISTER)],
    ['a malformed address', 400, () => send('/api/v1/%zz')],
    ['malformed JSON', 400, () => send(REGISTER, posted('{'))],
    ['another media type', 415, () => send(REGISTER, posted('<a/>', 'application/xml'))],
    ['a body that is too large', 413, () => send(REGISTER, posted(JSON.stringify('x'.repeat(300_000))))],
    ['a refused field', 422, () => send(REGISTER, posted('{"role":"admin"}'))],
    [
      'an event stream',
      200,
      () =>
        send(`/api/v1/business/brief/${briefId}/events`, {
          headers: { ...bearer(), accept: 'text/event-stream' },
        }),
    ],
    ['what is no HTTP', 400, () => raw('NONSENSE')],
    [
      'headers that are too large',
      431,
      () => raw('GET /health HTTP/1.1', 'Host: a', `X-A: ${'a'.repeat(20_000)}`),
    ],
    ['TRACE', 405, () => raw('TRACE /health HTTP/1.1', 'Host: a', 'Connection: close', 'X-Secret: CANARY')],
    ['CONNECT', 405, () => raw('CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443')],
    ['a page of the documentation', 200, () => send('/docs')],
    ['a script of the documentation', 200, () => send('/docs/start.js')],
  ];

  it.each(ANSWERS)('security headers: %s has them all', async (_, status, ask) => {
    const { status: got, headers } = await ask();
    expect(got).toBe(status);
    expect(Object.fromEntries(headers)).toMatchObject(SECURITY_HEADERS);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    // Plain HTTP here; in production they say so themselves, see below.
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it.each(ANSWERS)('no x-powered-by: %s names no software', async (_, status, ask) => {
    const { status: got, headers, body } = await ask();
    expect(got).toBe(status);
    for (const name of ['x-powered-by', 'server', 'via', 'x-aspnet-version'])
      expect(headers.get(name)).toBeNull();
    if (status >= 400) expect(body).not.toMatch(/fastify|nest|node|express|FST_|HPE_/i);
  });

  it('content policy: nothing runs or loads in an answer of the API, a file is sandboxed', async () => {
    const api = await send('/api/v1/users/me', { headers: bearer() });
    expect(api.headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    );
    const files = `/api/v1/business/brief/${briefId}/files`;
    const { items } = JSON.parse((await send(files, { headers: bearer() })).body) as {
      items: { path: string }[];
    };
    expect(items.length).toBeGreaterThan(0);
    for (const { path } of items) {
      const policy = (await send(`${files}${path}`, { headers: bearer() })).headers.get(
        'content-security-policy',
      );
      expect(policy).toMatch(/^default-src 'none';.*; sandbox$/);
    }
  });

  it('content policy: what the page of the documentation needs is allowed, and nothing inline runs', async () => {
    const { headers, body } = await send('/docs');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
    expect(body).not.toMatch(/<script(?![^>]* src=)|\son\w+=|javascript:/i);
    for (const [, source = ''] of body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(source).toMatch(/^\/docs\//);
      expect((await send(source)).status).toBe(200);
    }
  });

  it('transport security: said in production, behind TLS', async () => {
    const { edgeHeaders } = await import('../../apps/api/src/http/edge/edge-headers.js');
    const inEnvironment = (environment: 'production' | 'development') =>
      edgeHeaders({ requestId: 'a', path: '/', environment })['strict-transport-security'];
    expect(inEnvironment('production')).toBe('max-age=31536000; includeSubDomains');
    expect(inEnvironment('development')).toBeUndefined();
  });

  describe('CORS', () => {
    const REFUSED = [
      'null',
      'https://evil.example',
      'https://app.example.com.evil.example',
      'https://evil-app.example.com',
      'https://sub.app.example.com',
      'https://APP.example.com',
      'https://app.example.com/',
      'https://app.example.com:443',
      'https://app.example.com:8443',
      'http://app.example.com',
      'https://app.example.com, https://evil.example',
      '*',
      'file://',
    ];
    const withOrigin = (origin: string, init: RequestInit = {}): RequestInit => ({
      ...init,
      headers: { ...(init.headers as Record<string, string>), origin },
    });
    const PLACES: readonly (readonly [string, () => Promise<Seen>, (origin: string) => Promise<Seen>])[] = [
      ['an answer', async () => send('/health'), (origin) => send('/health', withOrigin(origin))],
      ['a refusal', () => send('/api/v1/users/me'), (origin) => send('/api/v1/users/me', withOrigin(origin))],
      ['an unknown address', () => send('/nowhere'), (origin) => send('/nowhere', withOrigin(origin))],
      ['malformed JSON', () => send(REGISTER), (origin) => send(REGISTER, withOrigin(origin, posted('{')))],
      ['a malformed address', () => send('/%zz'), (origin) => send('/%zz', withOrigin(origin))],
      ['a preflight', () => send('/health'), (origin) => send('/api/v1/users/me', preflight(origin))],
    ];

    it.each(PLACES)('exact list: %s names a listed origin, with credentials', async (_, __, ask) => {
      for (const origin of LISTED) {
        const { headers } = await ask(origin);
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-allow-credentials')).toBe('true');
        // A cache must not give the answer for one origin to another.
        expect(headers.get('vary')).toMatch(/\borigin\b/i);
      }
    });

    it.each(PLACES)('never reflected, null refused: %s names no other', async (_, withoutOrigin, ask) => {
      for (const origin of REFUSED) {
        expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull();
      }
      expect((await withoutOrigin()).headers.get('access-control-allow-origin')).toBeNull();
    });

    it('a preflight lists methods and headers, and none of the caller’s own', async () => {
      const { status, headers } = await send('/api/v1/users/me', {
        method: 'OPTIONS',
        headers: {
          origin: LISTED[0]!,
          'access-control-request-method': 'TRACE',
          'access-control-request-headers': 'x-service-secret, cookie',
        },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-methods')).not.toMatch(/TRACE|CONNECT|\*/);
      expect(headers.get('access-control-allow-headers')).not.toMatch(/x-service-secret|cookie|\*/i);
      expect(headers.get('access-control-allow-headers')).toContain('If-Match');
    });

    it('scripts may read the headers that they need', async () => {
      const { headers } = await send('/health', { headers: { origin: LISTED[0]! } });
      for (const name of [
        'Location',
        'Content-Disposition',
        'ETag',
        'Idempotent-Replayed',
        'X-Request-Id',
        'RateLimit',
        'RateLimit-Policy',
        'Allow',
        'Retry-After',
      ])
        expect(headers.get('access-control-expose-headers')).toContain(name);
    });

    it('a wildcard, which production refuses, comes without credentials', async () => {
      const open = await startApi({ CORS_ORIGINS: '*' });
      try {
        const { headers } = await fetch(`${open.url}/health`, {
          headers: { origin: 'https://evil.example' },
        });
        expect(headers.get('access-control-allow-origin')).toBe('*');
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      } finally {
        await open.close();
      }
    });
  });

  it('TRACE and CONNECT off: they echo nothing and reach nothing', async () => {
    const traced = await raw('TRACE /health HTTP/1.1', 'Host: a', 'Connection: close', 'X-Secret: CANARY');
    expect(traced).toMatchObject({ status: 405 });
    expect(traced.headers.get('allow')).toBe('GET, HEAD');
    expect(traced.body).not.toContain('CANARY');
    expect(await raw('TRACE /nowhere HTTP/1.1', 'Host: a', 'Connection: close')).toMatchObject({
      status: 404,
    });

    const tunnel = await raw('CONNECT 127.0.0.1:22 HTTP/1.1', 'Host: 127.0.0.1:22', 'X-Secret: CANARY');
    expect(tunnel).toMatchObject({ status: 405 });
    expect(JSON.parse(tunnel.body)).toMatchObject({ error: 'METHOD_NOT_ALLOWED' });
    expect(tunnel.body).not.toContain('CANARY');
  });

  it('keeps no personal data in shared caches', async () => {
    for (const [path, expected] of [
      ['/api/v1/users/me', 'private, no-cache'],
      [`/api/v1/business/brief/${briefId}`, 'private, no-cache'],
      [`/api/v1/business/brief/${briefId}/status`, 'no-store'],
      ['/api/v1/auth/me', 'no-store'],
      ['/api/v1/users/me/export', 'no-store'],
      ['/api/v1/business/briefs', 'no-store'],
    ] as const) {
      expect((await send(path, { headers: bearer() })).headers.get('cache-control')).toContain(expected);
    }
    const refused = await fetch(`${server.url}/api/v1/users/me`);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(await bodyOf(refused)).toMatchObject({ error: 'UNAUTHORIZED' });
  });
});
