import { Draining } from '@genesis/health';
import { Metrics, MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anEmail, type ApiUnderTest, bodyOf, startApi } from './api-under-test.js';

const REGISTER = '/api/v1/auth/register';

describe('the http edge', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await startApi({ BODY_LIMIT_BYTES: '20000', DEBUG: 'true' });
  });
  afterAll(() => api.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${api.url}${path}`, { headers });
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const ask = (path: string, method: string) => fetch(`${api.url}${path}`, { method });

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
      ['a method that no address has', () => ask(REGISTER, 'QUERY'), 405, 'METHOD_NOT_ALLOWED'],
      ['that method at no address', () => ask('/nowhere', 'QUERY'), 404, 'NOT_FOUND'],
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
  });

  it('takes a request id that is fit for headers and makes one otherwise', async () => {
    const idFor = async (id: string) =>
      (await get('/health', { 'x-request-id': id })).headers.get('x-request-id');
    expect(await idFor('trace-1/2')).toBe('trace-1/2');
    expect(await idFor('~'.repeat(128))).toBe('~'.repeat(128));
    for (const unfit of ['x'.repeat(129), 'two words', '', 'é', 'a\tb'])
      expect(await idFor(unfit)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('serves both forms of a trailing slash, of every route', async () => {
    const { paths } = (await bodyOf(await get('/api/v1/openapi.json'))) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), route.replace(/\{\w+\}/g, 'x')] as const),
    );
    expect(routes.length).toBeGreaterThan(60);
    for (const [method, route] of routes.filter(([, each]) => each !== '/')) {
      const ask = async (path: string) => {
        const answer = await fetch(`${api.url}${path}`, { method });
        const { error } = (await answer.json()) as { error?: string };
        return [answer.status, error];
      };
      const plain = await ask(route);
      expect(plain[1]).not.toBe('NOT_FOUND');
      expect([method, route, await ask(`${route}/`)]).toEqual([method, route, plain]);
    }
    expect((await get('/api/v1/nowhere/')).status).toBe(404);
  });

  it('goes on with a trace that is one, and answers under which it has worked', async () => {
    const traceOf = async (sent: string) =>
      (await get('/', { traceparent: sent })).headers.get('traceparent');
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(await traceOf(`00-${id}-00f067aa0ba902b7-01`)).toMatch(
      new RegExp(`^00-${id}-[0-9a-f]{16}-0[01]$`),
    );
    for (const unfit of [
      '',
      'x',
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${id}-${'0'.repeat(16)}-01`,
    ])
      expect((await traceOf(unfit)) ?? '').not.toMatch(/x|0{32}|0{16}/);
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
