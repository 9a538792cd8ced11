import { BriefReader } from '@genesis/briefs';
import { newId } from '@genesis/kernel';
import { Artifacts } from '@genesis/runs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import type {
  BriefEventsResponse,
  BriefFilesResponse,
  BriefListResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BriefVersionsResponse,
  BusinessBriefResponse,
  RunCancelledResponse,
  RunStartedResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { type Answer, ApiCaller, type Call } from '../support/builders/api-caller.js';
import { aBrief, anIdea, type IdeaBody } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ServerSentEvent, serverSentEvents } from '../support/harness/server-sent-events.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const SECRET_KEY = 'another key of the test, long enough for HS256';
const GENERATE = '/business/brief/generate';

interface Problem {
  readonly status: number;
  readonly error: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

describe('briefs', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;
  let binta: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ SECRET_KEY, TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
  });
  afterAll(() => server.close());

  const asAwa = (path: string, call: Call = {}) => api.call(path, { token: awa.token, ...call });
  const generate = (body: unknown = aBrief(), headers: Record<string, string> = {}) =>
    asAwa(GENERATE, { body, headers });
  const post = (path: string, body?: unknown) => asAwa(path, { method: 'POST', body });
  const briefPath = (briefId: string, rest = '') => `/business/brief/${briefId}${rest}`;

  async function started(body: unknown = aBrief()): Promise<RunStartedResponse> {
    const answer = await generate(body);
    expect(answer.status).toBe(202);
    return answer.json<RunStartedResponse>();
  }
  async function read<T>(briefId: string, rest = ''): Promise<T> {
    const answer = await asAwa(briefPath(briefId, rest));
    expect(answer.status).toBe(200);
    return answer.json<T>();
  }
  /** A brief whose first run has ended. */
  async function finished(): Promise<string> {
    const { brief_id } = await started();
    await finishRun(server.app, brief_id);
    return brief_id;
  }
  function expectProblem(answer: Answer, status: number, error: string): Problem {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = answer.json<Problem>();
    expect(problem).toMatchObject({ status, error, request_id: expect.any(String) });
    expect(answer.status).toBe(status);
    return problem;
  }
  const pointers = ({ errors = [] }: Problem) => errors.map(({ pointer }) => pointer).sort();
  async function eventsOf(response: Response): Promise<ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    if (response.body) for await (const event of serverSentEvents(response.body)) events.push(event);
    return events;
  }

  describe('generate', () => {
    it('answers 202 with where to look', async () => {
      const answer = await generate();

      expect(answer.status).toBe(202);
      const run = answer.json<RunStartedResponse>();
      expect(run).toEqual({
        brief_id: expect.any(String),
        run_id: expect.any(String),
        status: 'queued',
        status_url: `/api/v1/business/brief/${run.brief_id}/status`,
        events_url: `/api/v1/business/brief/${run.brief_id}/events`,
      });
      expect(answer.headers.get('location')).toBe(run.status_url);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    });

    it('makes a brief that can be read at once', async () => {
      const { brief_id, run_id } = await started();

      expect(await read<BusinessBriefResponse>(brief_id)).toMatchObject({
        id: expect.any(Number),
        brief_id,
        coaching_session_id: null,
        version: 1,
        status: 'queued',
        business_brief: anIdea(),
        language: 'fr',
        sector: 'artisanat',
        agents: { research: { status: 'pending' }, template: { status: 'pending' } },
        successful_agents: [],
        market_research: null,
        overall_confidence: null,
        is_ready_for_website: false,
      });
      expect(await read<BriefStatusResponse>(brief_id, '/status')).toEqual({
        brief_id,
        run_id,
        status: 'queued',
        run_status: 'queued',
        agents: {
          research: 'pending',
          content: 'pending',
          logo: 'pending',
          seo: 'pending',
          template: 'pending',
        },
        progress: 0,
        started_at: null,
        finished_at: null,
      });
      expect(await read<BriefResultsResponse>(brief_id, '/results')).toEqual({
        market_research: null,
        content_generation: null,
        logo_creation: null,
        seo_optimization: null,
        template_selection: null,
      });
      expect(await read<BriefEventsResponse>(brief_id, '/events')).toMatchObject({
        items: [{ id: 1, run_id, type: 'run.started', data: { version: 1 } }],
        next: 1,
      });
      expect(await read<BriefFilesResponse>(brief_id, '/files')).toEqual({ items: [] });
    });

    it('keeps markup as text, byte for byte', async () => {
      const vision = `<script>alert("x")</script> & <b>l'idée</b>\n\t'; DROP TABLE users; --`;
      const { brief_id } = await started(aBrief({ vision, business_name: '<img src=x onerror=alert(1)>' }));

      const { business_brief } = await read<BusinessBriefResponse>(brief_id);

      expect(business_brief.vision).toBe(vision);
      expect(business_brief.business_name).toBe('<img src=x onerror=alert(1)>');
    });

    it('accepts the former names of fields, without services', async () => {
      const { sector, target_audience, differentiation, services: _, ...rest } = anIdea();
      const { brief_id } = await started({
        business_brief: {
          ...rest,
          industry_sector: sector,
          target_market: target_audience,
          competitive_advantage: differentiation,
        },
        language: 'en',
      });

      expect(await read<BusinessBriefResponse>(brief_id)).toMatchObject({
        language: 'en',
        business_brief: { sector, target_audience, differentiation, services: [] },
      });
    });

    it('keeps a sector and a country that it does not know, warns and asks', async () => {
      const { brief_id } = await started(aBrief({ sector: 'xqzt', location: { country: 'Atlantide' } }));

      const brief = await read<BusinessBriefResponse>(brief_id);

      expect(brief.sector).toBe('other');
      expect(brief.business_brief).toMatchObject({ sector: 'xqzt', location: { country: 'Atlantide' } });
      expect(brief.warnings.map(({ code }) => code)).toEqual(['SECTOR_UNKNOWN', 'COUNTRY_UNKNOWN']);
      expect(brief.missing_information.map(({ field }) => field)).toEqual(['sector', 'location.country']);
    });

    const { vision: _, ...withoutVision } = anIdea();
    it.each<[string, unknown, string[]]>([
      ['an absent field', { business_brief: withoutVision }, ['/business_brief/vision']],
      ['an unknown field', { ...aBrief(), colour: 'red' }, ['/colour']],
      [
        'an unknown field of the brief',
        { business_brief: { ...anIdea(), colour: 'red' } },
        ['/business_brief/colour'],
      ],
      [
        'an unknown field of the location',
        aBrief({ location: { planet: 'Mars' } as IdeaBody['location'] }),
        ['/business_brief/location/planet'],
      ],
      ['a number for a text', aBrief({ mission: 7 as never }), ['/business_brief/mission']],
      ['a list for a text', aBrief({ mission: ['a'] as never }), ['/business_brief/mission']],
      ['null for a text', aBrief({ mission: null as never }), ['/business_brief/mission']],
      ['a text for the brief', { business_brief: 'an idea' }, ['/business_brief']],
      ['a list for the brief', { business_brief: [] }, ['/business_brief']],
      ['no brief', {}, ['/business_brief']],
      ['a text for the location', aBrief({ location: 'Dakar' as never }), ['/business_brief/location']],
      ['a text for the services', aBrief({ services: 'a' as never }), ['/business_brief/services']],
      ['a language that is not written', { ...aBrief(), language: 'de' }, ['/language']],
      [
        'a name of 10,000 characters',
        aBrief({ business_name: 'x'.repeat(10_000) }),
        ['/business_brief/business_name'],
      ],
      [
        'a name of 121 characters',
        aBrief({ business_name: 'x'.repeat(121) }),
        ['/business_brief/business_name'],
      ],
      ['a text of 4,001 characters', aBrief({ vision: 'x'.repeat(4_001) }), ['/business_brief/vision']],
      [
        '21 services',
        aBrief({ services: Array.from({ length: 21 }, () => 'x') }),
        ['/business_brief/services'],
      ],
      ['a service of 121 characters', aBrief({ services: ['x'.repeat(121)] }), ['/business_brief/services']],
      ['NUL', aBrief({ vision: 'a\u0000b' }), ['/business_brief/vision']],
      ['a control character', aBrief({ vision: 'a\u001bb' }), ['/business_brief/vision']],
      ['half a character', aBrief({ vision: 'a\ud800b' }), ['/business_brief/vision']],
      ['nothing but spaces', aBrief({ vision: ' \n\t ' }), ['/business_brief/vision']],
      ['nothing but bidirectional overrides', aBrief({ vision: '\u202e\u202d' }), ['/business_brief/vision']],
      [
        'a field beside its former name',
        { business_brief: { ...anIdea(), industry_sector: 'couture' } },
        ['/business_brief/industry_sector'],
      ],
    ])('refuses %s', async (_name, body, expected) => {
      const problem = expectProblem(await generate(body), 422, 'VALIDATION_ERROR');

      expect(pointers(problem)).toEqual(expected);
    });

    it.each([
      ['without any field', {}],
      [
        'of empty texts',
        {
          business_name: '',
          vision: '',
          mission: '',
          target_audience: '',
          differentiation: '',
          value_proposition: '',
          sector: '',
        },
      ],
    ])('names every field of a brief %s', async (_name, business_brief) => {
      const problem = expectProblem(await generate({ business_brief }), 422, 'VALIDATION_ERROR');

      expect(pointers(problem)).toEqual([
        '/business_brief/business_name',
        '/business_brief/differentiation',
        '/business_brief/location',
        '/business_brief/mission',
        '/business_brief/sector',
        '/business_brief/target_audience',
        '/business_brief/value_proposition',
        '/business_brief/vision',
      ]);
    });

    it('refuses malformed JSON', async () => {
      expectProblem(await asAwa(GENERATE, { rawBody: '{"business_brief": {' }), 400, 'BAD_REQUEST');
    });

    it('refuses a list for a body', async () => {
      const answer = await asAwa(GENERATE, { rawBody: '[]' });

      expect([400, 422]).toContain(answer.status);
    });

    it('refuses a body of 10 MB without reading it all', async () => {
      const answer = await generate(aBrief({ vision: 'x'.repeat(10_000_000) }));

      expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
    });

    it('refuses another media type', async () => {
      const answer = await asAwa(GENERATE, {
        rawBody: '<business_brief/>',
        headers: { 'content-type': 'application/xml' },
      });

      expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    });
  });

  describe('idempotency', () => {
    it('gives the same answer to the same call, and says so', async () => {
      const headers = { 'idempotency-key': newId() };
      const first = await generate(aBrief(), headers);
      const second = await generate(aBrief(), headers);

      expect(second.status).toBe(202);
      expect(second.json()).toEqual(first.json());
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(second.headers.get('location')).toBe(first.headers.get('location'));
    });

    it('refuses another body under the same key', async () => {
      const headers = { 'idempotency-key': newId() };
      await generate(aBrief(), headers);

      expectProblem(await generate(aBrief({ vision: 'Autre.' }), headers), 422, 'IDEMPOTENCY_MISMATCH');
    });

    it("knows one person's keys from another's", async () => {
      const headers = { 'idempotency-key': newId() };
      const hers = await generate(aBrief(), headers);
      const others = await api.call(GENERATE, { token: binta.token, body: aBrief(), headers });

      expect(others.status).toBe(202);
      expect(others.json<RunStartedResponse>().brief_id).not.toBe(hers.json<RunStartedResponse>().brief_id);
    });

    it('makes one brief of two calls at once', async () => {
      const user = await registerUser(api);
      const call = { token: user.token, body: aBrief(), headers: { 'idempotency-key': newId() } };
      const answers = await Promise.all(Array.from({ length: 5 }, () => api.call(GENERATE, call)));

      for (const answer of answers) {
        if (answer.status !== 202) expectProblem(answer, 409, 'IDEMPOTENCY_IN_FLIGHT');
      }
      expect(answers.map(({ status }) => status)).toContain(202);
      const { items } = (await api.call('/business/briefs', { token: user.token })).json<BriefListResponse>();
      expect(items).toHaveLength(1);
    });

    it.each(['', 'with space', 'é', 'x'.repeat(256)])('refuses the key %j', async (key) => {
      expectProblem(await generate(aBrief(), { 'idempotency-key': key }), 422, 'VALIDATION_ERROR');
    });
  });

  describe('who asks', () => {
    const routes: [string, string][] = [
      ['GET', ''],
      ['GET', '/versions'],
      ['GET', '/status'],
      ['GET', '/events'],
      ['GET', '/results'],
      ['GET', '/files'],
      ['GET', '/files/content/home.fr.md'],
      ['POST', '/regenerate'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ];
    const callAs = (token: string | undefined, id: string, [method, rest]: [string, string]) =>
      api.call(briefPath(id, rest), {
        method,
        token,
        body: rest === '/regenerate' ? { regenerate_sections: ['logo'] } : undefined,
      });

    it.each(routes)("does not find another person's brief: %s …%s", async (...route) => {
      const { brief_id } = await started();

      const answer = await callAs(binta.token, brief_id, route);

      expectProblem(answer, 404, 'NOT_FOUND');
      expect(await read<BriefStatusResponse>(brief_id, '/status')).toMatchObject({ status: 'queued' });
    });

    it("does not stream another person's events", async () => {
      const { brief_id } = await started();

      const response = await api.open(briefPath(brief_id, '/events'), { token: binta.token });

      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: 'NOT_FOUND' });
    });

    it.each(routes)(
      'does not find a brief that never was, nor one with an ill-formed id: %s …%s',
      async (...route) => {
        const ids = [newId(), '1', 'null', 'not-a-uuid', '00000000-0000-0000-0000-000000000000', '%27%3B--'];

        for (const id of ids) expectProblem(await callAs(awa.token, id, route), 404, 'NOT_FOUND');
      },
    );

    it('needs a token that is genuine and not over', async () => {
      const { brief_id } = await started();
      const token = (secret: string, expiresAt: number) =>
        new SignJWT({ typ: 'access' })
          .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
          .setSubject(awa.userId)
          .setIssuer('genesis')
          .setAudience('genesis')
          .setIssuedAt(expiresAt - 60)
          .setExpirationTime(expiresAt)
          .setJti(newId())
          .sign(Buffer.from(secret));
      const now = Math.floor(Date.now() / 1_000);
      const expired = await token(SECRET_KEY, now - 30);
      const forged = await token('a key that somebody made up to sign in with', now + 30);
      const [header, payload] = awa.token.split('.');
      const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
      const genuine = await token(SECRET_KEY, now + 30);

      expect((await callAs(genuine, brief_id, ['GET', ''])).status).toBe(200);
      expectProblem(await callAs(expired, brief_id, ['GET', '']), 401, 'TOKEN_EXPIRED');
      for (const bad of [forged, unsigned, `${header}.${payload}.AAAA`, 'x', undefined]) {
        const answer = await callAs(bad, brief_id, ['GET', '']);
        expectProblem(answer, 401, 'UNAUTHORIZED');
        expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      }
    });
  });

  describe('a finished brief', () => {
    it('shows its results, whose they are and when', async () => {
      const briefId = await finished();

      const brief = await read<BusinessBriefResponse>(briefId);

      expect(brief).toMatchObject({
        status: 'completed',
        version: 1,
        market_research: { made_by: 'research' },
        content_generation: { made_by: 'content' },
        successful_agents: ['research', 'content', 'logo', 'seo', 'template'],
        failed_agents: [],
        fallback_agents: [],
        agents: { logo: { status: 'success', provider: 'knowledge', is_kept: false, error: null } },
        overall_confidence: expect.any(Number),
      });
      expect(await read<BriefResultsResponse>(briefId, '/results')).toEqual({
        market_research: brief.market_research,
        content_generation: brief.content_generation,
        logo_creation: brief.logo_creation,
        seo_optimization: brief.seo_optimization,
        template_selection: brief.template_selection,
      });
      expect(await read<BriefStatusResponse>(briefId, '/status')).toMatchObject({
        status: 'completed',
        run_status: 'completed',
        progress: 100,
        finished_at: expect.any(String),
      });
    });

    it('has a strong entity tag', async () => {
      const briefId = await finished();
      const first = await asAwa(briefPath(briefId));
      const etag = first.headers.get('etag') ?? '';

      const again = await asAwa(briefPath(briefId), { headers: { 'if-none-match': etag } });
      const other = await asAwa(briefPath(briefId), { headers: { 'if-none-match': '"other"' } });

      expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
      expect(again.status).toBe(304);
      expect(again.text).toBe('');
      expect(other.status).toBe(200);
    });

    it('gives the code of an error and keeps its message', async () => {
      const { brief_id } = await started();
      await finishRun(server.app, brief_id, {
        logo: {
          status: 'failed',
          output: null,
          error: { code: 'AGENT_TIMEOUT', message: 'vendor said CANARY', retryable: true },
        },
      });

      const answer = await asAwa(briefPath(brief_id));

      expect(answer.json()).toMatchObject({
        status: 'partial',
        failed_agents: ['logo'],
        agents: { logo: { status: 'failed', error: { code: 'AGENT_TIMEOUT', retryable: true } } },
      });
      expect(answer.text).not.toContain('CANARY');
    });

    it('cannot be cancelled', async () => {
      const briefId = await finished();

      expectProblem(await post(briefPath(briefId, '/cancel')), 409, 'ILLEGAL_TRANSITION');
    });

    it.each(['0', '-1', 'x', '1.5', '99999999999'])('refuses version %j', async (version) => {
      const briefId = await finished();

      const answer = await asAwa(briefPath(briefId, `?version=${version}`));

      expect(pointers(expectProblem(answer, 422, 'VALIDATION_ERROR'))).toEqual(['/version']);
    });

    it('does not find a version that never was', async () => {
      expectProblem(await asAwa(briefPath(await finished(), '?version=2')), 404, 'NOT_FOUND');
    });
  });

  describe('files', () => {
    it('are listed and served as they are', async () => {
      const briefId = await finished();
      const { items } = await read<BriefFilesResponse>(briefId, '/files');
      const file = items.find(({ path }) => path === '/logo/result.svg');

      const answer = await asAwa(briefPath(briefId, `/files${file?.path}`));

      expect(file).toEqual({
        path: '/logo/result.svg',
        media_type: 'image/svg+xml',
        size: expect.any(Number),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        revision: 1,
        author: 'logo',
      });
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('<svg xmlns="http://www.w3.org/2000/svg"><title>logo 1 é</title></svg>');
      expect(Buffer.byteLength(answer.text)).toBe(file?.size);
      expect(answer.headers.get('content-type')).toBe('image/svg+xml');
      expect(answer.headers.get('etag')).toBe(`"${file?.sha256}"`);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    });

    it('answer 304 to a caller that has them', async () => {
      const briefId = await finished();
      const path = briefPath(briefId, '/files/logo/result.svg');
      const etag = (await asAwa(path)).headers.get('etag') ?? '';

      const answer = await asAwa(path, { headers: { 'if-none-match': etag } });

      expect(answer.status).toBe(304);
      expect(answer.text).toBe('');
    });

    it.each([
      '/files/../status',
      '/files/../../../../etc/passwd',
      '/files/logo/../../../etc/passwd',
      '/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '/files/logo%2f..%2f..%2fsecret',
      '/files/logo/result.svg%00.txt',
      '/files//etc/passwd',
      `/files/${'a'.repeat(300)}`,
      '/files/nothing/here.md',
      '/files/logo',
    ])('does not find %s', async (rest) => {
      const briefId = await finished();

      const answer = await api.callRaw(briefPath(briefId, rest), { token: awa.token });

      expect([400, 404, 414]).toContain(answer.status);
      expect(answer.text).not.toContain('root:');
      if (!rest.includes('%00')) expectProblem(answer, 404, 'NOT_FOUND');
    });
  });

  describe('regenerate', () => {
    const regenerate = (briefId: string, sections: unknown, headers: Record<string, string> = {}) =>
      asAwa(briefPath(briefId, '/regenerate'), { body: { regenerate_sections: sections }, headers });

    it('makes the chosen section anew and leaves the others byte for byte', async () => {
      const briefId = await finished();
      const before = await asAwa(briefPath(briefId, '/results'));

      const answer = await regenerate(briefId, ['logo_creation', 'logo']);
      const underWay = await read<BusinessBriefResponse>(briefId);
      await finishRun(server.app, briefId);

      expect(answer.status).toBe(202);
      expect(answer.json()).toMatchObject({ brief_id: briefId, status: 'queued' });
      expect(answer.headers.get('location')).toBe(`/api/v1${briefPath(briefId, '/status')}`);
      expect(underWay).toMatchObject({ version: 1, status: 'queued', logo_creation: { version: 1 } });

      const { logo_creation: oldLogo, ...oldRest } = before.json<BriefResultsResponse>();
      const { logo_creation: newLogo, ...newRest } = await read<BriefResultsResponse>(briefId, '/results');
      expect(JSON.stringify(newRest)).toBe(JSON.stringify(oldRest));
      expect(oldLogo).toEqual({ made_by: 'logo', version: 1 });
      expect(newLogo).toEqual({ made_by: 'logo', version: 2 });
      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({
        version: 2,
        status: 'completed',
        agents: { logo: { is_kept: false }, seo: { is_kept: true } },
      });
    });

    it('keeps the version before, and the files of the agents that stayed', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['logo']);
      await finishRun(server.app, briefId);

      expect(await read<BriefVersionsResponse>(briefId, '/versions')).toMatchObject({
        items: [
          { version: 2, status: 'completed', is_current: true },
          { version: 1, status: 'completed', is_current: false },
        ],
      });
      expect(await read<BusinessBriefResponse>(briefId, '?version=1')).toMatchObject({
        version: 1,
        logo_creation: { version: 1 },
      });
      const { items } = await read<BriefFilesResponse>(briefId, '/files');
      expect(items).toHaveLength(5);
      const seo = await asAwa(briefPath(briefId, '/files/seo/result.svg'));
      const logo = await asAwa(briefPath(briefId, '/files/logo/result.svg'));
      expect(seo.text).toContain('seo 1');
      expect(logo.text).toContain('logo 2');
    });

    it('counts events on', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['logo']);

      const { items } = await read<BriefEventsResponse>(briefId, '/events');

      expect(items.map(({ id, type }) => [id, type])).toEqual([
        [1, 'run.started'],
        [2, 'run.finished'],
        [3, 'run.started'],
      ]);
    });

    it('gives back the version before when it fails', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['content']);
      await finishRun(server.app, briefId, { content: { status: 'failed', output: null } });

      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({
        version: 1,
        status: 'completed',
        content_generation: { version: 1 },
      });
      expect(await read<BriefStatusResponse>(briefId, '/status')).toMatchObject({
        status: 'completed',
        run_status: 'failed',
      });
      expect(await read<BriefVersionsResponse>(briefId, '/versions')).toMatchObject({
        items: [{ version: 2, status: 'failed' }, { version: 1 }],
      });
    });

    it('gives back the version before when it is cancelled, and can be tried again', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['logo']);
      const cancelled = await post(briefPath(briefId, '/cancel'));

      expect(cancelled.json()).toMatchObject({ status: 'completed', run_status: 'cancelled' });
      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({ version: 1, status: 'completed' });

      expect((await regenerate(briefId, ['logo'])).status).toBe(202);
      await finishRun(server.app, briefId);
      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({ version: 3, status: 'completed' });
    });

    it('is refused while a run is unfinished', async () => {
      const { brief_id } = await started();

      expectProblem(await regenerate(brief_id, ['logo']), 409, 'GENERATION_RUNNING');
    });

    it('starts one run of many calls at once', async () => {
      const briefId = await finished();

      const answers = await Promise.all(Array.from({ length: 5 }, () => regenerate(briefId, ['logo'])));

      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
      for (const answer of answers.filter(({ status }) => status === 409)) {
        expectProblem(answer, 409, 'GENERATION_RUNNING');
      }
    });

    it('gives the same answer to the same call, also while its run is unfinished', async () => {
      const briefId = await finished();
      const headers = { 'idempotency-key': newId() };
      const first = await regenerate(briefId, ['logo'], headers);
      const second = await regenerate(briefId, ['logo'], headers);

      expect(second.json()).toEqual(first.json());
      expect(second.headers.get('idempotent-replayed')).toBe('true');
    });

    it.each<[string, unknown]>([
      ['an unknown section', ['logo', 'colour']],
      ['synthesis', ['synthesis']],
      ['a name that every object has', ['constructor']],
      ['no section', []],
      ['a text', 'logo'],
      ['a number', [1]],
      ['nothing', undefined],
    ])('refuses %s', async (_name, sections) => {
      const briefId = await finished();

      const problem = expectProblem(await regenerate(briefId, sections), 422, 'VALIDATION_ERROR');

      expect(pointers(problem)).toEqual(['/regenerate_sections']);
    });
  });

  describe('cancel', () => {
    it('ends a queued run and tells what it has cost', async () => {
      const { brief_id, run_id, status_url } = await started();

      const answer = await post(briefPath(brief_id, '/cancel'));

      expect(answer.status).toBe(202);
      expect(answer.json<RunCancelledResponse>()).toEqual({
        brief_id,
        run_id,
        status: 'cancelled',
        run_status: 'cancelled',
        status_url,
        cost: { calls: 0, input_tokens: 0, output_tokens: 0, cost_micro_usd: 0 },
      });
      expect(await read<BriefStatusResponse>(brief_id, '/status')).toMatchObject({
        status: 'cancelled',
        agents: { research: 'cancelled' },
        progress: 100,
      });
      expectProblem(await post(briefPath(brief_id, '/cancel')), 409, 'ILLEGAL_TRANSITION');
    });
  });

  describe('delete', () => {
    it('takes the brief and everything that was made for it', async () => {
      const briefId = await finished();

      const answer = await asAwa(briefPath(briefId), { method: 'DELETE' });

      expect(answer.status).toBe(204);
      expect(answer.text).toBe('');
      for (const rest of ['', '/status', '/events', '/files', '/files/logo/result.svg', '/versions']) {
        expectProblem(await asAwa(briefPath(briefId, rest)), 404, 'NOT_FOUND');
      }
      expectProblem(await asAwa(briefPath(briefId), { method: 'DELETE' }), 404, 'NOT_FOUND');
    });

    it('also while a run is unfinished', async () => {
      const { brief_id } = await started();

      expect((await asAwa(briefPath(brief_id), { method: 'DELETE' })).status).toBe(204);
      expectProblem(await asAwa(briefPath(brief_id)), 404, 'NOT_FOUND');
    });
  });

  describe('the list', () => {
    it('pages through all briefs of the caller, newest first', async () => {
      const user = await registerUser(api);
      const list = (query: string) => api.call(`/business/briefs${query}`, { token: user.token });
      const made: string[] = [];
      for (let n = 0; n < 5; n += 1) {
        const answer = await api.call(GENERATE, { token: user.token, body: aBrief() });
        made.unshift(answer.json<RunStartedResponse>().brief_id);
      }
      await api.call(GENERATE, { token: binta.token, body: aBrief() });

      const first = await list('?limit=2');
      const firstPage = first.json<BriefListResponse>();
      const second = (await list(`?limit=2&cursor=${firstPage.next_cursor}`)).json<BriefListResponse>();
      const third = await list(`?limit=2&cursor=${second.next_cursor}`);
      const thirdPage = third.json<BriefListResponse>();

      const pages = [firstPage, second, thirdPage];
      expect(pages.map(({ items }) => items.length)).toEqual([2, 2, 1]);
      expect(pages.flatMap(({ items }) => items.map(({ brief_id }) => brief_id))).toEqual(made);
      expect(thirdPage).not.toHaveProperty('next_cursor');
      expect(third.headers.get('link')).toBeNull();
      expect(first.headers.get('link')).toBe(
        `</api/v1/business/briefs?limit=2&cursor=${firstPage.next_cursor}>; rel="next"`,
      );
      expect(firstPage.items[0]).toEqual({
        id: expect.any(Number),
        brief_id: made[0],
        version: 1,
        status: 'queued',
        business_name: 'Atelier Ndar Couture',
        sector: 'artisanat',
        overall_confidence: null,
        is_ready_for_website: false,
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
      });
    });

    it('finds every page on its index, in order', async () => {
      const dataSource = server.app.get(DataSource);
      let statement: [string, unknown[]] = ['', []];
      const recorder = {
        query: (sql: string, parameters: unknown[]) => {
          statement = [sql, parameters];
          return Promise.resolve([]);
        },
      };
      const reader = new BriefReader(recorder as unknown as DataSource, server.app.get(Artifacts));
      await reader.list(awa.userId, 20, { createdAtMicros: Date.now() * 1_000, briefId: newId() });

      const plan = await dataSource.transaction(async (tx) => {
        // A table of a few rows is read as a whole, whatever indexes it has.
        await tx.query('SET LOCAL enable_seqscan = off');
        await tx.query('SET LOCAL enable_bitmapscan = off');
        const rows: { 'QUERY PLAN': string }[] = await tx.query(`EXPLAIN ${statement[0]}`, statement[1]);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });

      expect(plan).toMatch(/Index Scan Backward using ix_business_briefs_owner/);
      expect(plan).toMatch(/Index Cond: .*owner_id.*ROW\(created_at, id\)/);
      expect(plan).not.toContain('Sort');
    });

    it('is empty for a new person', async () => {
      const user = await registerUser(api);

      const answer = await api.call('/business/briefs', { token: user.token });

      expect(answer.json()).toEqual({ items: [] });
    });

    it.each([
      'limit=0',
      'limit=101',
      'limit=x',
      'cursor=x',
      'cursor=',
      'offset=1',
      `cursor=${'x'.repeat(300)}`,
    ])('refuses ?%s', async (query) => {
      expectProblem(await asAwa(`/business/briefs?${query}`), 422, 'VALIDATION_ERROR');
    });
  });

  describe('events', () => {
    const open = (briefId: string, headers: Record<string, string> = {}, query = '') =>
      api.open(briefPath(briefId, `/events${query}`), { token: awa.token, headers });
    const ids = (events: readonly ServerSentEvent[]) => events.map(({ id }) => id);

    it('come in pages after a cursor', async () => {
      const briefId = await finished();

      expect(await read<BriefEventsResponse>(briefId, '/events?limit=1')).toMatchObject({
        items: [{ id: 1 }],
        next: 1,
      });
      expect(await read<BriefEventsResponse>(briefId, '/events?after=1')).toMatchObject({
        items: [{ id: 2, type: 'run.finished' }],
        next: 2,
      });
      expect(await read<BriefEventsResponse>(briefId, '/events?after=2')).toEqual({ items: [], next: 2 });
      expect(await read<BriefEventsResponse>(briefId, '/events?after=77')).toEqual({ items: [], next: 77 });
    });

    it.each(['after=-1', 'after=x', 'limit=0', 'limit=1001', 'after=99999999999'])(
      'refuse ?%s',
      async (query) => {
        const { brief_id } = await started();

        expectProblem(await asAwa(briefPath(brief_id, `/events?${query}`)), 422, 'VALIDATION_ERROR');
      },
    );

    it('stream what is stored and close when no run is unfinished', async () => {
      const briefId = await finished();

      const response = await open(briefId);
      const events = await eventsOf(response);

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      expect(response.headers.get('x-accel-buffering')).toBe('no');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(events.map(({ type }) => type)).toEqual(['run.started', 'run.finished']);
      const { items } = await read<BriefEventsResponse>(briefId, '/events');
      expect(events.map(({ data }) => data)).toEqual(items);
      expect(ids(events)).toEqual([1, 2]);
    });

    it('stream what comes, until the run has ended', async () => {
      const { brief_id } = await started();
      const response = await open(brief_id);
      const reading = eventsOf(response);

      await post(briefPath(brief_id, '/cancel'));
      const events = await reading;

      expect(events.at(0)).toMatchObject({ id: 1, type: 'run.started' });
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', data: { data: { status: 'cancelled' } } });
      expect(ids(events)).toEqual(events.map((_, index) => index + 1));
    });

    it('go on after the last id that a client has seen', async () => {
      const briefId = await finished();

      expect(ids(await eventsOf(await open(briefId, { 'last-event-id': '1' })))).toEqual([2]);
      expect(ids(await eventsOf(await open(briefId, {}, '?after=1')))).toEqual([2]);
      expect(ids(await eventsOf(await open(briefId, { 'last-event-id': '2' })))).toEqual([]);
    });

    it.each(['77', 'x', '-1', '99999999999999'])(
      'start again, after one resync, for the id %j',
      async (id) => {
        const briefId = await finished();

        const events = await eventsOf(await open(briefId, { 'last-event-id': id }));

        expect(events.map(({ type }) => type)).toEqual(['resync', 'run.started', 'run.finished']);
      },
    );

    it('do not end with the run of another version', async () => {
      const briefId = await finished();
      await asAwa(briefPath(briefId, '/regenerate'), { body: { regenerate_sections: ['logo'] } });
      const reading = eventsOf(await open(briefId));

      await post(briefPath(briefId, '/cancel'));
      const events = await reading;

      expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
        'run.started',
        'run.finished',
        'run.started',
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', data: { data: { status: 'cancelled' } } });
    });

    it('cancel nothing when a client hangs up', async () => {
      const { brief_id } = await started();
      const client = new AbortController();
      const response = await api.open(briefPath(brief_id, '/events'), {
        token: awa.token,
        signal: client.signal,
      });
      await response.body?.getReader().read();
      client.abort();

      expect(await read<BriefStatusResponse>(brief_id, '/status')).toMatchObject({ run_status: 'queued' });
    });
  });
});
