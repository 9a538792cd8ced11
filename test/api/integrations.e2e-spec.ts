import { MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { WebSearchResponse } from '../../apps/api/src/integrations/web-search.responses.js';
import { HOSTILE_PATHS } from '../../libs/redis-vfs/src/testing/hostile-paths.fixture.js';
import { PRIVATE_URLS } from '../../libs/integrations/src/net/private-addresses.fixture.js';
import { type Answer, ApiCaller, type Call } from '../support/builders/api-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ATTACKS } from '../support/injection/corpus.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const SEARCH = '/integrations/tavily/search';
const KEY = 'tvly-key-of-the-test';
const PAGE = 'https://ansd.example.com/prix';

const extractPath = (url: string) => `/integrations/tavily/extract?url=${encodeURIComponent(url)}`;

describe('integrations', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let tavily: TavilySimulator;
  let awa: RegisteredUser;
  let binta: RegisteredUser;

  beforeAll(async () => {
    tavily = await startTavilySimulator({ apiKey: KEY });
    server = await startApi({
      TESTING_MODE: 'true',
      TAVILY_API_KEY: KEY,
      TAVILY_BASE_URL: tavily.url,
      LOCAL_PLAN: 'pro',
      SPENDING_CAP_USER_DAY_USD: '0.1',
    });
    api = new ApiCaller(server.url);
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
  });
  beforeEach(() => tavily.reset());
  afterAll(async () => {
    await server.close();
    await tavily.stop();
  });

  const asAwa = (path: string, call: Call = {}) => api.call(path, { token: awa.token, ...call });
  const search = (body: object = {}) => asAwa(SEARCH, { body: { query: 'prix du riz à Thiès', ...body } });
  function expectProblem(answer: Answer, status: number, error: string): void {
    expect(answer.json()).toMatchObject({ status, error });
    expect(answer.status).toBe(status);
  }

  describe('search', () => {
    it('answers in the shape of the former service', async () => {
      const answer = await search({
        search_depth: 'deep',
        max_results: 2,
        exclude_domains: ['wikipedia.org'],
      });

      expect(answer.status).toBe(200);
      expect(answer.json<WebSearchResponse>()).toEqual({
        query: 'prix du riz à Thiès',
        results: Array.from({ length: 2 }, () => ({
          title: expect.any(String),
          url: expect.stringMatching(/^https:/),
          content: expect.any(String),
          score: expect.any(Number),
          published_date: null,
        })),
        answer: expect.any(String),
        total_results: 2,
        provider: 'tavily',
        warnings: [],
      });
      expect(tavily.received()).toMatchObject([
        { body: { search_depth: 'advanced', max_results: 2, exclude_domains: ['wikipedia.org'] } },
      ]);
    });

    it('counts what it costs for the user', async () => {
      const fatou = await registerUser(api);
      await api.call(SEARCH, { token: fatou.token, body: { query: 'prix du pain' } });
      const rows: unknown = await server.app
        .get(DataSource)
        .query('SELECT purpose, provider, outcome, cost_micro_usd FROM user_call WHERE user_id = $1', [
          fatou.userId,
        ]);
      expect(rows).toEqual([
        { purpose: 'integrations', provider: 'tavily', outcome: 'success', cost_micro_usd: '8000' },
      ]);
    });

    it('never spends more than the cap of a day, however many ask at once', async () => {
      const fatou = await registerUser(api);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          api.call(SEARCH, { token: fatou.token, body: { query: 'riz', search_depth: 'deep' } }),
        ),
      );

      const refused = answers.filter(({ status }) => status !== 200);
      // Each holds 0.016 USD of 0.1.
      expect(answers.length - refused.length).toBe(6);
      for (const answer of refused) expectProblem(answer, 403, 'SEARCH_BUDGET_EXHAUSTED');
      expect(tavily.received()).toHaveLength(6);
    });

    it('warns of pages that try to give orders, and hands their text over as text', async () => {
      const [attack] = ATTACKS;
      tavily.serve(attack!.page, { url: PAGE, title: 'Prix', content: 'Le riz coûte 400 francs.' });
      const { results, warnings } = (await search()).json<WebSearchResponse>();

      expect(results).toHaveLength(2);
      expect(warnings).toEqual([`search page ${attack!.page.url} tries to give orders`]);
    });

    it.each<[string, object, string]>([
      ['no query', { query: undefined }, '/query'],
      ['an empty query', { query: ' ' }, '/query'],
      ['a long query', { query: 'a'.repeat(401) }, '/query'],
      ['another depth', { search_depth: 'fast' }, '/search_depth'],
      ['no results', { max_results: 0 }, '/max_results'],
      ['many results', { max_results: 21 }, '/max_results'],
      ['an address for a domain', { include_domains: ['https://a.com/x'] }, '/include_domains'],
      ['many domains', { exclude_domains: Array.from({ length: 21 }, () => 'a.com') }, '/exclude_domains'],
      ['a field of the vendor', { api_key: 'x' }, '/api_key'],
    ])('refuses %s', async (_, body, pointer) => {
      const answer = await search(body);
      expectProblem(answer, 422, 'VALIDATION_ERROR');
      expect(answer.json<{ errors: { pointer: string }[] }>().errors[0]?.pointer).toBe(pointer);
      expect(tavily.received()).toEqual([]);
    });

    it('takes a vendor’s trouble for its own, not for the caller’s', async () => {
      tavily.play({ kind: 'plan_limit' });
      expectProblem(await search(), 503, 'GENESIS_INTEGRATION_ERROR');
    });

    it('says when to come back, where the vendor does', async () => {
      // Its own keys: the pause that the vendor asks for holds for its account.
      const waiting = await startApi({
        TAVILY_API_KEY: KEY,
        TAVILY_BASE_URL: tavily.url,
        LOCAL_PLAN: 'pro',
        REDIS_KEY_PREFIX: `${process.env.REDIS_KEY_PREFIX ?? 'genesis'}:${crypto.randomUUID()}`,
      });
      try {
        const own = new ApiCaller(waiting.url);
        const { token } = await registerUser(own);
        tavily.play({ behaviour: { kind: 'rate_limited', retryAfter: '120' }, times: null });
        const answer = await own.call(SEARCH, { token, body: { query: 'riz' } });
        expectProblem(answer, 503, 'GENESIS_INTEGRATION_ERROR');
        expect(answer.headers.get('retry-after')).toBe('120');
      } finally {
        await waiting.close();
      }
    });

    it('closes its connection to the vendor when the caller leaves', async () => {
      tavily.play({ kind: 'stall_before_answer' });
      const gone = new AbortController();
      const call = fetch(`${server.url}/api/v1${SEARCH}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${awa.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'prix' }),
        signal: gone.signal,
      }).catch(() => null);
      await waitFor(() => tavily.received().length === 1, { what: 'a request', timeoutMs: 5_000 });
      gone.abort();
      await call;
      await waitFor(() => tavily.received()[0]?.abortedAt != null, {
        what: 'its end',
        timeoutMs: 5_000,
      });
      expect(tavily.received()).toHaveLength(1);
    });
  });

  describe('extract', () => {
    it('reads a public page', async () => {
      tavily.serve({ url: PAGE, title: 'Prix', content: 'court', rawContent: 'Le riz coûte 400 francs.' });
      const answer = await asAwa(extractPath(PAGE));

      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({
        url: PAGE,
        title: null,
        content: 'Le riz coûte 400 francs.',
        provider: 'tavily',
        warnings: [],
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it.each(PRIVATE_URLS)('security: SSRF, refuses %s before anybody is asked', async (_, url) => {
      const answer = await asAwa(extractPath(url));
      expectProblem(answer, 422, 'VALIDATION_ERROR');
      expect(answer.json()).toMatchObject({ errors: [{ pointer: '/url' }] });
      expect(tavily.received()).toEqual([]);
    });

    it('says when a page cannot be read', async () => {
      expectProblem(await asAwa(extractPath('https://gone.example.com/')), 404, 'PAGE_NOT_READABLE');
      tavily.play({ kind: 'unsupported_url' });
      expectProblem(await asAwa(extractPath(PAGE)), 404, 'PAGE_NOT_READABLE');
    });
  });

  describe('redis-fs', () => {
    const write = (body: object, token = awa.token) =>
      api.call('/integrations/redis-fs/write', { token, body });
    const read = (path: string, token = awa.token) =>
      api.call(`/integrations/redis-fs/read?path=${encodeURIComponent(path.toWellFormed())}`, { token });

    it('keeps files of the caller', async () => {
      expect((await write({ path: 'notes/idée'.replace('é', 'e'), content: 'du riz' })).json()).toEqual({
        success: true,
        path: '/notes/idee',
      });
      expect((await read('/notes/idee')).json()).toEqual({ path: '/notes/idee', content: 'du riz' });
      expect((await asAwa('/integrations/redis-fs/info?path=notes/idee')).json()).toMatchObject({
        path: '/notes/idee',
        size: 6,
        media_type: 'text/plain',
        revision: 1,
        created_at: expect.stringMatching(/Z$/),
      });
      await write({ path: '/other.md', content: '' });
      expect((await asAwa('/integrations/redis-fs/list')).json()).toEqual({
        files: ['/notes/idee', '/other.md'],
        total: 2,
      });
      expect((await asAwa('/integrations/redis-fs/list?pattern=*.md')).json()).toEqual({
        files: ['/other.md'],
        total: 1,
      });
    });

    it('shows nobody the files of somebody else', async () => {
      await write({ path: '/mine', content: 'secret' });

      expectProblem(await read('/mine', binta.token), 404, 'FILE_NOT_FOUND');
      expect((await api.call('/integrations/redis-fs/list', { token: binta.token })).json()).toEqual({
        files: [],
        total: 0,
      });
      await write({ path: '/mine', content: 'of Binta' }, binta.token);
      expect((await read('/mine')).json()).toMatchObject({ content: 'secret' });
    });

    it.each(HOSTILE_PATHS)('security: files, refuses a path with %s', async (_, path) => {
      expect((await write({ path, content: 'x' })).status).toBe(422);
      expect((await read(path)).status).toBe(422);
    });

    it('keeps to the limits of files', async () => {
      expectProblem(await write({ path: '/big', content: 'a'.repeat(65_537) }), 422, 'FILE_TOO_LARGE');
      expectProblem(await write({ path: '/nul', content: 'a\u0000' }), 422, 'CONTENT_INVALID');
      expectProblem(await write({ path: '/ttl', content: 'a', ttl: 0 }), 422, 'VALIDATION_ERROR');
    });

    it('says in the words of each refusal what is wrong, and where that is explained', async () => {
      const page = await (await fetch(`${server.url}/docs/errors`)).text();
      for (const [code, answer] of [
        ['FILE_TOO_LARGE', await write({ path: '/big', content: 'a'.repeat(65_537) })],
        ['CONTENT_INVALID', await write({ path: '/nul', content: 'a\u0000' })],
        ['PATH_INVALID', await write({ path: '../up', content: 'a' })],
        ['PATTERN_INVALID', await asAwa('/integrations/redis-fs/list?pattern=%7Ba')],
        ['FILE_NOT_FOUND', await read('/nowhere')],
      ] as const) {
        const problem: { type: string; detail: string } = answer.json();
        expect(problem).toMatchObject({ error: code, type: `/docs/errors#${code}` });
        expect(problem.detail).not.toContain('`errors`');
        expect(page).toContain(`id="${code}"`);
      }
    });
  });

  it.each([
    ['POST', SEARCH],
    ['GET', extractPath(PAGE)],
    ['POST', '/integrations/redis-fs/write'],
    ['GET', '/integrations/redis-fs/read?path=a'],
    ['GET', '/integrations/redis-fs/info?path=a'],
    ['GET', '/integrations/redis-fs/list'],
  ])('%s %s needs a token', async (method, path) => {
    expectProblem(
      await api.call(path, { method, ...(method === 'POST' && { body: {} }) }),
      401,
      'UNAUTHORIZED',
    );
  });

  describe('health', () => {
    it('tells everybody in words, and operators with codes, without asking a vendor', async () => {
      const inPublic = await fetch(`${server.url}/health/integrations`);
      expect(await inPublic.json()).toEqual({
        llm: expect.any(String),
        search: expect.stringMatching(/^(configured|reachable)$/),
        image: 'not_configured',
        digitalcloud360: 'not_configured',
      });
      const { port } = server.app.get(MetricsServer);
      const forOperators = await fetch(`http://127.0.0.1:${port}/integrations/health`);
      const body = await forOperators.text();
      expect(JSON.parse(body)).toMatchObject({
        overall_status: expect.any(String),
        services: expect.arrayContaining([
          expect.objectContaining({ service: 'tavily', capability: 'search', breaker: 'closed' }),
          expect.objectContaining({ service: 'kimi', capability: 'search', status: 'not_configured' }),
          expect.objectContaining({ service: 'dc360', capability: 'platform', status: 'not_configured' }),
        ]),
      });
      expect(body).not.toContain(KEY);
      expect(tavily.received()).toEqual([]);
    });

    it('looks for DigitalCloud360 in the background, once for both of its services', async () => {
      const dc360 = await Dc360Simulator.start();
      const linked = await startApi({
        DIGITALCLOUD360_API_URL: dc360.url,
        DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      });
      try {
        const { port } = linked.app.get(MetricsServer);
        const states = async () => {
          const answer = await fetch(`http://127.0.0.1:${port}/integrations/health`);
          const { services } = (await answer.json()) as {
            readonly services: readonly {
              readonly service: string;
              readonly capability: string;
              status: string;
            }[];
          };
          return services
            .filter(({ service }) => service === 'dc360')
            .map(({ capability, status }) => `${capability} ${status}`);
        };
        await waitFor(async () => (await states()).join() === 'platform reachable,hosting reachable', {
          timeoutMs: 3_000,
          what: 'both services to be reachable',
        });
        expect(dc360.received().map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /health']);
      } finally {
        await linked.close();
        await dc360.stop();
      }
    });

    it.each([
      ['true', 503, { status: 'not_ready', checks: { integrations: { status: 'down' } } }],
      [
        'false',
        200,
        { status: 'ready', checks: expect.not.objectContaining({ integrations: expect.anything() }) },
      ],
    ])(
      'with STRICT_HEALTH_CHECKS %s answers %i for readiness while the platform is down',
      async (isStrict, status, body) => {
        const dc360 = await Dc360Simulator.start();
        dc360.play({ behaviour: { kind: 'status', status: 503 }, times: null });
        const linked = await startApi({
          DIGITALCLOUD360_API_URL: dc360.url,
          DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
          STRICT_HEALTH_CHECKS: isStrict,
        });
        try {
          const { port } = linked.app.get(MetricsServer);
          await waitFor(
            async () => {
              await fetch(`${linked.url}/health/ready`);
              const seen = await fetch(`http://127.0.0.1:${port}/integrations/health`);
              return (await seen.text()).includes('"down"');
            },
            { timeoutMs: 3_000, what: 'the platform to be known as down' },
          );
          const ready = await fetch(`${linked.url}/health/ready`);

          expect(ready.status).toBe(status);
          expect(await ready.json()).toMatchObject(body);
        } finally {
          await linked.close();
          await dc360.stop();
        }
      },
    );

    it('has no operators’ view on the public listener', async () => {
      expect((await asAwa('/integrations/health')).status).toBe(404);
      expect((await fetch(`${server.url}/integrations/health`)).status).toBe(404);
    });
  });

  describe('on a plan without search', () => {
    let trial: ApiUnderTest;
    let unconfigured: ApiUnderTest;

    beforeAll(async () => {
      trial = await startApi({ TAVILY_API_KEY: KEY, TAVILY_BASE_URL: tavily.url, LOCAL_PLAN: 'trial' });
      unconfigured = await startApi({ LOCAL_PLAN: 'pro', TAVILY_API_KEY: 'your-tavily-key' });
    });
    afterAll(() => Promise.all([trial.close(), unconfigured.close()]));

    it('refuses, and says where more is to be had', async () => {
      const own = new ApiCaller(trial.url);
      const { token } = await registerUser(own);
      for (const call of [
        own.call(SEARCH, { token, body: { query: 'riz' } }),
        own.call(extractPath(PAGE), { token }),
      ]) {
        const answer = await call;
        expectProblem(answer, 403, 'PLAN_WITHOUT_SEARCH');
        expect(answer.json()).toMatchObject({ details: { plan: 'trial', upgrade_url: expect.any(String) } });
      }
      expect(tavily.received()).toEqual([]);
    });

    it('says when nobody is configured', async () => {
      const own = new ApiCaller(unconfigured.url);
      const { token } = await registerUser(own);
      expectProblem(await own.call(SEARCH, { token, body: { query: 'riz' } }), 503, 'SEARCH_NOT_CONFIGURED');
    });
  });
});
