import { AppError } from '@genesis/kernel';
import { AppSettings, loadSettings } from '@genesis/config';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type MetricsListener, MetricsServer } from './metrics-server.js';
import { OperatorToken } from './operator-token.js';
import { Metrics } from './metrics.js';

const app = loadSettings({ env: { APP_VERSION: '1.4.0+3f2c1ab' } }).get(AppSettings);

Logger.overrideLogger(false);

describe('Metrics', () => {
  it('exposes the instruments under their published names', async () => {
    const metrics = new Metrics(app);
    metrics.requestFinished({ method: 'GET', endpoint: '/health', status: 200, seconds: 0.01 });
    metrics.agentFinished({ agent: 'research', status: 'success', provider: 'knowledge', seconds: 1 });
    metrics.callFinished({
      provider: 'openai',
      capability: 'chat',
      outcome: 'ok',
      model: 'm',
      inputTokens: 10,
      outputTokens: null,
      seconds: 2,
      costMicroUsd: { input: 250_000, output: 50_000, request: 0 },
    });
    metrics.callRetried({ provider: 'openai', capability: 'chat', reason: 'rate_limited' });
    metrics.breakerChanged({ account: 'openai', capability: 'chat', state: 'half_open' });
    metrics.limitWaited('openai', 0.2);
    metrics.providerChecked('openai', 'chat', true);
    metrics.runFinished({ source: 'api', status: 'completed', seconds: 3 });
    metrics.dependencyChecked('database', true);
    metrics.observeQueue('runs', () => Promise.resolve({ sizes: { waiting: 2 }, oldestSeconds: 4.5 }));
    metrics.observeRedis('queue', () => Promise.resolve({ usedBytes: 70, limitBytes: 100 }));
    metrics.observeRedis('cache', () => Promise.resolve({ usedBytes: 30, limitBytes: null }));
    metrics.observeInFlight(() => 3);
    metrics.eventStreamOpened();
    const text = await metrics.registry.metrics();
    for (const line of [
      'genesis_ai_requests_total{method="GET",endpoint="/health",status="200"} 1',
      'genesis_ai_request_duration_seconds_count{method="GET",endpoint="/health"} 1',
      'genesis_ai_agent_runs_total{agent="research",status="success"} 1',
      'genesis_ai_agent_duration_seconds_count{agent="research",provider="knowledge"} 1',
      'genesis_ai_provider_calls_total{provider="openai",capability="chat",outcome="ok"} 1',
      'genesis_ai_provider_tokens_total{provider="openai",model="m",direction="input"} 10',
      'genesis_ai_provider_call_duration_seconds_count{provider="openai",capability="chat"} 1',
      'genesis_ai_provider_cost_usd_total{provider="openai",capability="chat",model="m",direction="input"} 0.25',
      'genesis_ai_provider_retries_total{provider="openai",capability="chat",reason="rate_limited"} 1',
      'genesis_ai_provider_breaker_state{account="openai",capability="chat"} 1',
      'genesis_ai_provider_limit_wait_seconds_count{account="openai"} 1',
      'genesis_ai_provider_up{provider="openai",capability="chat"} 1',
      'genesis_ai_generation_duration_seconds_count{source="api",status="completed"} 1',
      'genesis_ai_runs_total{status="completed"} 1',
      'genesis_ai_queue_jobs{queue="runs",state="waiting"} 2',
      'genesis_ai_queue_oldest_seconds{queue="runs"} 4.5',
      'genesis_ai_redis_memory_bytes{instance="queue",kind="used"} 70',
      'genesis_ai_redis_memory_bytes{instance="queue",kind="limit"} 100',
      'genesis_ai_redis_memory_bytes{instance="cache",kind="used"} 30',
      'genesis_ai_http_in_flight 3',
      'genesis_ai_event_streams 1',
      'genesis_ai_dependency_up{dependency="database"} 1',
      'genesis_ai_build_info{version="1.4.0",revision="3f2c1ab"} 1',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toMatch(/tokens_total.*direction="output"/);
    expect(text).not.toContain('direction="request"');
    expect(text).not.toContain('instance="cache",kind="limit"');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('survives a queue that cannot be read', async () => {
    const metrics = new Metrics(app);
    metrics.observeQueue('gone', () => Promise.reject(new Error('redis is away')));
    metrics.observeQueue('runs', () => Promise.resolve({ sizes: { active: 1 }, oldestSeconds: 0 }));
    const text = await metrics.registry.metrics();
    expect(text).toContain('genesis_ai_queue_jobs{queue="runs",state="active"} 1');
    expect(text).not.toContain('queue="gone"');
  });
});

describe('MetricsServer', () => {
  const open: MetricsServer[] = [];
  const start = async (port = 0, token?: OperatorToken, where: Partial<MetricsListener> = {}) => {
    const listener = { port, host: '127.0.0.1', isDevelopment: false, ...where, setting: 'PROMETHEUS_PORT' };
    const server = new MetricsServer(new Metrics(app), listener, token);
    open.push(server);
    await server.onApplicationBootstrap();
    return server;
  };
  afterEach(() => Promise.all(open.splice(0).map((server) => server.onApplicationShutdown())));

  it('serves metrics and what was added, and nothing else', async () => {
    const server = await start();
    server.handle('/health/live', () => ({ status: 503, body: { status: 'failing' } }));
    const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain');
    expect(await (await get('/health/live?x=1')).json()).toEqual({ status: 'failing' });
    expect((await get('/health/live')).status).toBe(503);
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(404);
  });

  it('answers no page whose name was made to lead to this machine', async () => {
    const server = await start();
    server.route({ method: 'GET', path: '/operators/things', answer: () => ({ status: 200, body: {} }) });
    const statusFor = async (host: string, path: string, port = server.port) => {
      const asked = request({ host: '127.0.0.1', port, path, headers: { host }, agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };

    for (const path of ['/operators/things', '/metrics']) {
      for (const host of [
        'evil.example:8001',
        'evil.example',
        '127.0.0.1.evil.example',
        'localhost.evil.example',
      ])
        expect([host, await statusFor(host, path)]).toEqual([host, 421]);
      for (const host of [
        '127.0.0.1:8001',
        '[::1]:8001',
        '10.0.0.7',
        'localhost:8001',
        'LOCALHOST',
        'api.localhost',
      ])
        expect([host, await statusFor(host, path)]).toEqual([host, 200]);
    }

    const onALaptop = await start(0, undefined, { host: '0.0.0.0', isDevelopment: true });
    expect(await statusFor('evil.example:8001', '/metrics', onALaptop.port)).toBe(421);
    expect(await statusFor('localhost:8001', '/metrics', onALaptop.port)).toBe(200);

    const inACluster = await start(0, undefined, { host: '0.0.0.0' });
    expect(await statusFor('genesis-api.genesis.svc:8001', '/metrics', inACluster.port)).toBe(200);
  });

  it('serves routes by method and path, and lets nobody change anything who has no token', async () => {
    const token = 'a-token-of-the-test-of-32-letters';
    const server = await start(0, new OperatorToken(token));
    const changed: unknown[] = [];
    server.route({
      method: 'GET',
      path: '/operators/things/:id',
      answer: ({ params, query }) => ({
        status: 200,
        body: { id: params.id ?? null, after: query.get('after') },
      }),
    });
    server.route({
      method: 'POST',
      path: '/operators/things/:id/change',
      answer: ({ params }) => {
        changed.push(params.id);
        if (params.id === 'gone')
          throw new AppError({ code: 'NOT_FOUND', kind: 'not_found', message: 'no gone' });
        return { status: 200, body: {} };
      },
    });
    const send = async (path: string, method = 'GET', authorization = '') => {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        method,
        headers: { authorization },
      });
      return { status: response.status, text: await response.text() };
    };

    expect(await send('/operators/things/7?after=3&after=4')).toEqual({
      status: 200,
      text: '{"id":"7","after":"3"}',
    });
    expect(await send('/operators/things/7', 'HEAD')).toEqual({ status: 200, text: '' });
    expect(await send('/operators/things/7/8')).toMatchObject({ status: 404 });
    expect(await send('/operators/things/7', 'POST', `Bearer ${token}`)).toMatchObject({ status: 404 });
    expect(await send('/operators/things/7/change', 'GET', `Bearer ${token}`)).toMatchObject({ status: 404 });
    expect(await send('/operators/things/7/change', 'POST', `Bearer ${token}.`)).toMatchObject({
      status: 401,
    });
    expect(await send('/operators/things/7/change', 'POST')).toMatchObject({ status: 401 });
    expect(changed).toEqual([]);
    expect(await send('/operators/things/7/change', 'POST', `bearer ${token}`)).toEqual({
      status: 200,
      text: '{}',
    });
    expect(await send('/operators/things/gone/change', 'POST', `Bearer ${token}`)).toEqual({
      status: 404,
      text: '{"error":"NOT_FOUND","message":"no gone"}',
    });
    expect(changed).toEqual(['7', 'gone']);
  });

  it('names the setting of a port that is taken', async () => {
    const { port } = await start();
    await expect(start(port ?? 0)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`PROMETHEUS_PORT: port ${port} is taken`),
    });
  });
});
