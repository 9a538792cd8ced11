import { Draining } from '@genesis/health';
import { Metrics, MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { anEmail, type ApiUnderTest, bodyOf, startApi } from './api-under-test.js';

const ORIGIN = 'https://app.example.com';
const REGISTER = '/api/v1/auth/register';

describe('the http edge', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await startApi({ CORS_ORIGINS: ORIGIN, BODY_LIMIT_BYTES: '20000', DEBUG: 'true' });
  });
  afterAll(() => api.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${api.url}${path}`, { headers });
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  /** For what `fetch` refuses to send. */
  async function raw(request: string): Promise<string> {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.end(request);
    return text(socket);
  }

  describe('errors', () => {
    it('have one shape', async () => {
      const answer = await get('/api/v1/nowhere?secret=CANARY', {
        'accept-language': 'en',
        'x-request-id': 'abc-1',
      });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await bodyOf(answer)).toEqual({
        type: '/docs/errors#NOT_FOUND',
        title: 'Not found',
        status: 404,
        detail: 'Nothing exists at this address.',
        instance: '/api/v1/nowhere',
        error: 'NOT_FOUND',
        request_id: 'abc-1',
        timestamp: expect.any(Number),
        details: null,
      });
      expect(api.rawLogs().includes('CANARY')).toBe(false);
    });

    it('speak French unless English is preferred', async () => {
      const titleFor = async (language: string) =>
        (await bodyOf(await get('/nowhere', { 'accept-language': language }))).title;
      expect(await titleFor('fr-SN,en;q=0.5')).toBe('Introuvable');
      expect(await titleFor('wo')).toBe('Introuvable');
      expect(await titleFor('de, en-GB;q=0.8, fr;q=0.3')).toBe('Not found');
    });

    it.each([
      ['malformed JSON', () => post(REGISTER, '{"email":'), 400, 'BAD_REQUEST'],
      ['an empty JSON body', () => post(REGISTER, ''), 422, 'VALIDATION_ERROR'],
      ['a body that poisons prototypes', () => post(REGISTER, '{"__proto__":{"a":1}}'), 400, 'BAD_REQUEST'],
      [
        'a body nested deeper than anyone needs',
        () => post(REGISTER, `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`),
        400,
        'BAD_REQUEST',
      ],
      [
        'a body that is too large',
        () => post(REGISTER, JSON.stringify({ name: 'x'.repeat(20_000) })),
        413,
        'PAYLOAD_TOO_LARGE',
      ],
      [
        'another media type',
        () => post(REGISTER, '<a/>', { 'content-type': 'application/xml' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
      ['a body that is no object', () => post(REGISTER, '[]'), 422, 'VALIDATION_ERROR'],
      [
        'a body whose field is called constructor',
        () => post(REGISTER, '{"constructor":1}'),
        422,
        'VALIDATION_ERROR',
      ],
      ['a malformed address', () => get('/api/v1/%zz'), 400, 'BAD_REQUEST'],
      ['a method the address does not have', () => get(REGISTER), 405, 'METHOD_NOT_ALLOWED'],
      ['a missing token', () => get('/api/v1/auth/me'), 401, 'UNAUTHORIZED'],
    ])('answer %s', async (_, send, status, error) => {
      const answer = await send();
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const problem = await bodyOf(answer);
      expect(problem).toMatchObject({ status, error, request_id: answer.headers.get('x-request-id') });
      expect(JSON.stringify(problem)).not.toMatch(/FST_|Unexpected|node_modules|at \w+/);
    });

    it('name the allowed methods', async () => {
      expect((await get(REGISTER)).headers.get('allow')).toBe('POST');
      expect((await get(`${REGISTER}/`)).headers.get('allow')).toBe('POST');
    });

    it('do not let TRACE echo anything', async () => {
      const answer = await raw(
        'TRACE /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Secret: CANARY\r\n\r\n',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 40[45]/);
      expect(answer).not.toContain('CANARY');
    });
  });

  it('takes a request id that is fit for headers and makes one otherwise', async () => {
    const idFor = async (id: string) =>
      (await get('/health', { 'x-request-id': id })).headers.get('x-request-id');
    expect(await idFor('trace-1/2')).toBe('trace-1/2');
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('two words')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('serves both forms of a trailing slash', async () => {
    expect((await get('/health/')).status).toBe(200);
    expect((await get('/api/v1/auth/me/')).status).toBe(401);
  });

  it('answers listed origins only, letter by letter', async () => {
    const allowedFor = async (origin: string) =>
      (await get('/health', { origin })).headers.get('access-control-allow-origin');
    expect(await allowedFor(ORIGIN)).toBe(ORIGIN);
    for (const other of [
      'https://app.example.com.evil.org',
      'http://app.example.com',
      'null',
      'https://evil.org',
    ]) {
      expect(await allowedFor(other)).toBeNull();
    }
    const listed = await get('/health', { origin: ORIGIN });
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true');
    for (const name of ['Location', 'ETag', 'Idempotent-Replayed', 'X-Request-Id', 'RateLimit']) {
      expect(listed.headers.get('access-control-expose-headers')).toContain(name);
    }
  });

  it('answers a preflight without a token', async () => {
    const answer = await fetch(`${api.url}/api/v1/auth/me`, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(answer.headers.get('x-request-id')).not.toBeNull();
  });

  it('sets security headers and names no framework', async () => {
    const { headers } = await get('/health');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('logs JSON lines with the route pattern and the ids, never the address', async () => {
    await post(REGISTER, JSON.stringify({ email: anEmail(), name: 'CANARY', password: 'CANARY' }), {
      'x-request-id': 'log-1',
      authorization: 'Bearer CANARY.CANARY.CANARY',
    });
    const line = api.logs.find(({ request_id, msg }) => request_id === 'log-1' && msg === 'request answered');
    expect(line).toMatchObject({
      level: 'info',
      service: 'genesis-api',
      version: '1.0.0',
      env: 'testing',
      route: REGISTER,
      method: 'POST',
      status: 422,
      duration_ms: expect.any(Number),
    });
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    // Written while the body was handled: the context outlives its parsing.
    expect(api.logs.some(({ request_id, context }) => request_id === 'log-1' && context === 'Problem')).toBe(
      true,
    );
    expect(api.rawLogs().includes('CANARY')).toBe(false);
  });

  it('counts requests by route pattern', async () => {
    await get('/nowhere/CANARY');
    await get('/health');
    const exposition = await api.app.get(Metrics).registry.metrics();
    expect(exposition).toContain('genesis_ai_requests_total{method="GET",endpoint="unmatched",status="404"}');
    expect(exposition).toContain('genesis_ai_requests_total{method="GET",endpoint="/health",status="200"}');
    expect(exposition).not.toContain('CANARY');
  });

  it('serves metrics on their own port only', async () => {
    expect((await get('/metrics')).status).toBe(404);
    const port = api.app.get(MetricsServer).port;
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('genesis_ai_build_info{version="1.0.0",revision="unknown"} 1');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it('logs health checks at debug', async () => {
    await get('/health', { 'x-request-id': 'quiet-1' });
    const line = api.logs.find(
      ({ request_id, msg }) => request_id === 'quiet-1' && msg === 'request answered',
    );
    expect(line?.level).toBe('debug');
  });

  it('says what it is', async () => {
    expect(await bodyOf(await get('/'))).toEqual({
      message: 'Genesis AI Deep Agents Service',
      version: '1.0.0',
      docs_url: '/docs',
      health_check: '/health',
    });
  });

  it('describes itself in OpenAPI 3.1', async () => {
    const document = await bodyOf(await get('/api/v1/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths as Record<string, Record<string, OperationLike>>).flatMap(
      (item) => Object.values(item),
    );
    for (const operation of operations) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
      expect(operation.security).toBeDefined();
      expect(Object.keys(operation)).not.toContain('x-public');
      expect(Object.keys(operation.responses).some((status) => status.startsWith('4'))).toBe(true);
    }
    expect(operations.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['auth.register', 'auth.token', 'auth.me', 'health.ready']),
    );
    expect((await get('/docs')).status).toBe(200);
    expect((await get('/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect(await (await get('/docs/errors')).text()).toContain('id="VALIDATION_ERROR"');
  });

  // Last: there is no way back.
  it('is ready until it drains', async () => {
    const before = await get('/health/ready');
    expect(before.status).toBe(200);
    expect(await bodyOf(before)).toMatchObject({
      status: 'ready',
      checks: {
        database: { status: 'up' },
        redis_cache: { status: 'up' },
        redis_queue: { status: 'up' },
        migrations: { status: 'up' },
      },
    });
    api.app.get(Draining).begin();
    const after = await get('/health/ready');
    expect(after.status).toBe(503);
    expect(after.headers.get('connection')).toBe('close');
    expect(await bodyOf(after)).toMatchObject({ status: 'draining' });
    expect(await bodyOf(await get('/health'))).toMatchObject({
      status: 'healthy',
      timestamp: expect.any(Number),
    });
  });
});

interface OperationLike {
  readonly operationId: string;
  readonly security?: unknown;
  readonly responses: Record<string, unknown>;
}
