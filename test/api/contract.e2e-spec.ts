import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetStore } from '@genesis/assets';
import { contractBriefSchema } from '@genesis/briefs';
import { Retention } from '@genesis/database';
import { designLogo, chooseTemplate, writeContent, writeResearch, writeSeo } from '@genesis/knowledge';
import type { JsonObject } from '@genesis/kernel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type {
  ContractBriefResponse,
  ContractListResponse,
  GeneratedBriefResponse,
} from '../../apps/api/src/contract/dto/contract.responses.js';
import { type Answer, ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import {
  aDc360UserId,
  announceNews,
  anOrder,
  SERVICE_SECRET,
  type ServiceCall,
  ServiceCaller,
} from '../support/builders/service-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { waitFor } from '../support/harness/wait-for.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { simulatedPicture } from '../support/simulators/openai-images-picture.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const GENERATE = '/api/genesis/generate-brief/';
const BRIEFS = '/api/v1/business-brief';
const AT_ONCE = { prefer: 'respond-async' };

describe('the routes of DigitalCloud360', () => {
  let assetDir: string;
  let dc360: Dc360Simulator;
  let server: ApiUnderTest;
  let service: ServiceCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    assetDir = await mkdtemp(path.join(tmpdir(), 'genesis-contract-'));
    server = await startApi({
      ASSET_DIR: assetDir,
      GENESIS_SERVICE_SECRET: SERVICE_SECRET,
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
    });
    service = new ServiceCaller(server.url);
    awa = await registerUser(new ApiCaller(server.url));
  });
  afterAll(async () => {
    await server.close();
    await dc360.stop();
    await rm(assetDir, { recursive: true, force: true });
  });

  const query = async <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    server.app.get(DataSource).query(sql, parameters);
  const generate = (userId: number, overrides: object = {}, call: ServiceCall = {}) =>
    service.call(GENERATE, { body: anOrder(userId, overrides), ...call });
  /** A brief that is being made. */
  async function ordered(userId = aDc360UserId(), overrides: object = {}): Promise<string> {
    const answer = await generate(userId, overrides, { headers: AT_ONCE });
    expect(answer.status).toBe(202);
    return answer.json<GeneratedBriefResponse>().id;
  }
  /** A brief whose run has ended. */
  async function finished(userId = aDc360UserId(), overrides: object = {}): Promise<string> {
    const briefId = await ordered(userId, overrides);
    await finish(briefId);
    return briefId;
  }
  async function finish(briefId: string, outputs: Parameters<typeof finishRun>[2] = {}): Promise<void> {
    await finishRun(server.app, briefId, { ...(await knowledgeResults(briefId)), ...outputs });
    announceNews(server.app, briefId);
  }
  /** What the agents deliver without any vendor. */
  async function knowledgeResults(briefId: string): Promise<Parameters<typeof finishRun>[2]> {
    const [row] = await query<{ input: never }>(`SELECT input FROM brief_versions WHERE brief_id = $1`, [
      briefId,
    ]);
    const input = { ...(row!.input as object), results: {}, statuses: {} } as never;
    const output = ({ result }: { result: unknown }) => ({ output: result as JsonObject });
    return {
      research: output(writeResearch(input)),
      content: output(writeContent(input)),
      logo: output(designLogo(input)),
      seo: output(writeSeo(input)),
      template: output(chooseTemplate(input)),
    };
  }
  async function briefOf(userId: number): Promise<string> {
    return waitFor(
      async () => {
        const list = await service.call(`${BRIEFS}/user/${userId}`);
        return list.json<ContractListResponse>().briefs[0]?.brief_id;
      },
      { timeoutMs: 5_000, what: 'the brief to be there' },
    );
  }
  function expectContractError(answer: Answer, status: number, error: string): Record<string, unknown> {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, error, message: expect.any(String) });
    expect(answer.status).toBe(status);
    return answer.json();
  }

  describe('generation', () => {
    it.each([GENERATE, GENERATE.slice(0, -1), `${BRIEFS}/generate`, `${BRIEFS}/generate/`])(
      'waits at %s, and answers 201 with the finished brief',
      async (route) => {
        const userId = aDc360UserId();
        const pending = service.call(route, { body: anOrder(userId) });
        const briefId = await briefOf(userId);
        await finish(briefId);
        const answer = await pending;

        expect(answer.status).toBe(201);
        expect(answer.headers.get('location')).toBe(`${BRIEFS}/${briefId}`);
        const block = { status: 'completed', data: expect.any(Object), timestamp: expect.any(String) };
        expect(answer.json()).toEqual({
          id: briefId,
          user_id: userId,
          session_id: expect.any(String),
          status: 'completed',
          market_research: block,
          content_generation: block,
          logo_creation: block,
          seo_optimization: block,
          template_selection: block,
          overall_confidence: expect.any(Number),
          is_ready_for_website: true,
          generated_at: expect.any(String),
          derived_fields: ['vision', 'mission', 'differentiation', 'value_proposition'],
          missing_information: expect.any(Array),
        });
      },
    );

    it('answers 202 in the same shape when it is not finished in time', async () => {
      const userId = aDc360UserId();
      const answer = await generate(userId, {}, { headers: { prefer: 'wait=1' } });

      expect(answer.status).toBe(202);
      const brief = answer.json<GeneratedBriefResponse>();
      expect(brief).toMatchObject({
        user_id: userId,
        status: 'pending',
        content_generation: { status: 'pending', data: null, timestamp: null },
        overall_confidence: null,
        is_ready_for_website: false,
        generated_at: null,
      });
      expect(answer.headers.get('location')).toBe(`${BRIEFS}/${brief.id}/status`);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    });

    it('takes the description for what nobody was asked for, and says so', async () => {
      const userId = aDc360UserId();
      const briefId = await finished(userId);
      const order = anOrder(userId);
      const [stored] = await query<{ input: Record<string, unknown>; source: string }>(
        `SELECT v.input, b.source FROM business_briefs b JOIN brief_versions v ON v.brief_id = b.id WHERE b.id = $1`,
        [briefId],
      );

      expect(stored).toMatchObject({
        source: 'dc360',
        input: {
          brief: {
            business_name: order.business_info.company_name,
            sector: order.business_info.industry,
            vision: order.business_info.description,
            mission: order.business_info.description,
            target_audience: order.market_info.target_audience,
            services: [],
          },
          derived: ['vision', 'mission', 'differentiation', 'value_proposition'],
          hints: {
            competitors: order.market_info.competitors,
            goals: order.market_info.goals,
            challenges: order.market_info.market_challenges,
          },
        },
      });
      expect(JSON.stringify(stored!.input.brief)).not.toContain('Boutique Sope');
      const { metadata } = (await service.call(`${BRIEFS}/${briefId}`)).json<ContractBriefResponse>();
      expect(metadata.missing_information.map(({ field }) => field)).toEqual(
        expect.arrayContaining(['mission', 'differentiation', 'value_proposition']),
      );
    });

    it('takes the place from the profile of the platform', async () => {
      const userId = aDc360UserId();
      dc360.setUser(userId, { profile: { city: 'Thiès', country: 'Sénégal' } });
      const briefId = await ordered(userId);

      const brief = (await service.call(`${BRIEFS}/${briefId}`)).json<ContractBriefResponse>();
      expect(brief.location).toEqual({ city: 'Thiès', country: 'Sénégal', region: null });
    });

    it.each([
      ['has none', { kind: 'status', status: 404 }],
      ['does not answer', { kind: 'status', status: 500 }],
      ['answers rubbish', { kind: 'broken_json' }],
    ] as const)('leaves the place unknown, and asks for it, when the platform %s', async (_, behaviour) => {
      const userId = aDc360UserId();
      dc360.play({ behaviour, times: 5, routeIncludes: `/users/${userId}/profile` });
      const briefId = await ordered(userId);

      const brief = (await service.call(`${BRIEFS}/${briefId}`)).json<ContractBriefResponse>();
      expect(brief.location).toEqual({ city: null, country: null, region: null });
      expect(brief.metadata.missing_information.map(({ field }) => field)).toContain('location.country');
    });

    it('makes one account for a person, however many first orders come at once', async () => {
      const userId = aDc360UserId();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => generate(userId, {}, { headers: AT_ONCE })),
      );

      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
      const users = await query(`SELECT id FROM users WHERE dc360_user_id = $1`, [String(userId)]);
      expect(users).toHaveLength(1);
      const list = (await service.call(`${BRIEFS}/user/${userId}`)).json<ContractListResponse>();
      expect(list.total_count).toBe(8);
    });

    it('does not hand an account of our own to whoever has its address at the platform', async () => {
      const userId = aDc360UserId();
      dc360.setUser(userId, { profile: { email: awa.email, name: 'Somebody else' } });
      await ordered(userId);

      const users = await query<{ id: string; email: string | null; name: string }>(
        `SELECT id, email, name FROM users WHERE dc360_user_id = $1`,
        [String(userId)],
      );
      expect(users).toEqual([{ id: expect.any(String), email: null, name: 'Somebody else' }]);
      expect(users[0]!.id).not.toBe(awa.userId);
    });

    it('is not repeated for the same key, also when the profile has changed', async () => {
      const userId = aDc360UserId();
      const headers = { ...AT_ONCE, 'idempotency-key': crypto.randomUUID() };
      const first = await generate(userId, {}, { headers });
      dc360.setUser(userId, { profile: { city: 'Mbour' } });
      const second = await generate(userId, {}, { headers });

      expect(second.json<GeneratedBriefResponse>().id).toBe(first.json<GeneratedBriefResponse>().id);
      expect(second.json<GeneratedBriefResponse>().session_id).toBe(
        first.json<GeneratedBriefResponse>().session_id,
      );
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(first.headers.get('idempotent-replayed')).toBeNull();
    });

    it('refuses a key that was used for somebody else', async () => {
      const headers = { ...AT_ONCE, 'idempotency-key': crypto.randomUUID() };
      await generate(aDc360UserId(), {}, { headers });

      expectContractError(await generate(aDc360UserId(), {}, { headers }), 422, 'IDEMPOTENCY_MISMATCH');
    });

    it('answers 500 GENERATION_FAILED, with where to look, when the run fails', async () => {
      const userId = aDc360UserId();
      const pending = generate(userId);
      const briefId = await briefOf(userId);
      const failed = { status: 'failed', output: null } as const;
      await finish(briefId, { research: failed, content: failed, logo: failed });
      const answer = await pending;

      expectContractError(answer, 500, 'GENERATION_FAILED');
      expect(answer.headers.get('location')).toBe(`${BRIEFS}/${briefId}`);
    });

    it('refuses a disabled account', async () => {
      const userId = aDc360UserId();
      await ordered(userId);
      await query(`UPDATE users SET is_active = false WHERE dc360_user_id = $1`, [String(userId)]);

      expectContractError(await generate(userId), 403, 'FORBIDDEN');
    });

    it('refuses with what is left of the quota, in the words of the contract', async () => {
      const userId = aDc360UserId();
      dc360.setUser(userId, {
        subscription: { plan: 'genesis_basic', quota_limit: 10, quota_used: 10, quota_reset_date: null },
      });
      const problem = expectContractError(await generate(userId), 403, 'QUOTA_EXCEEDED');

      expect(problem).toMatchObject({
        details: { plan: 'basic', quota_limit: 10, quota_used: 10, quota_reset_date: expect.anything() },
        quota_info: { plan: 'basic', limit: 10, used: 10, reset_date: expect.anything() },
      });
    });

    it.each([
      ['no user', { user_id: undefined }, '/user_id'],
      ['a user id that is a text', { user_id: '42' }, '/user_id'],
      ['a negative user id', { user_id: -1 }, '/user_id'],
      ['a user id that is no exact number', { user_id: 2 ** 60 }, '/user_id'],
      [
        'no description',
        { business_info: { company_name: 'A', industry: 'B' } },
        '/business_info/description',
      ],
      ['a field that nobody knows', { admin: true }, '/admin'],
      ['no market', { market_info: null }, '/market_info'],
      [
        'too many competitors',
        { market_info: { target_audience: 'A', competitors: Array.from({ length: 21 }, () => 'x') } },
        '/market_info/competitors',
      ],
    ])('answers 400 INVALID_PAYLOAD to %s', async (_, overrides, pointer) => {
      const problem = expectContractError(await generate(42, overrides), 400, 'INVALID_PAYLOAD');

      expect(problem.errors).toEqual([expect.objectContaining({ pointer })]);
      expect(problem.details).toBeNull();
    });

    it('answers 400 INVALID_PAYLOAD to a body that is no JSON', async () => {
      const response = await fetch(`${server.url}${GENERATE}`, {
        method: 'POST',
        headers: { 'x-service-secret': SERVICE_SECRET, 'content-type': 'application/json' },
        body: '{"user_id":',
      });

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'INVALID_PAYLOAD', message: expect.any(String) });
    });
  });

  describe('a brief', () => {
    it('is given in the words of the contract', async () => {
      const userId = aDc360UserId();
      dc360.setUser(userId, { profile: { city: 'Thiès', country: 'Sénégal' } });
      const briefId = await finished(userId);
      const answer = await service.call(`${BRIEFS}/${briefId}`);

      expect(answer.status).toBe(200);
      const brief = contractBriefSchema.parse(answer.json());
      expect(brief).toMatchObject({
        brief_id: briefId,
        user_id: userId,
        status: 'completed',
        sector: 'couture sur mesure',
        results: { content: { homepage: { fr: expect.any(Object) } }, seo: { og_image: null } },
        metadata: {
          providers_used: { search: null, llm: 'knowledge', image: 'knowledge' },
          languages_available: ['fr'],
          successful_agents: ['research', 'content', 'logo', 'seo', 'template'],
          failed_agents: [],
        },
      });
    });

    it('has null, and no invented object, for an agent that failed', async () => {
      const briefId = await ordered();
      await finish(briefId, { logo: { status: 'failed', output: null } });

      const brief = contractBriefSchema.parse((await service.call(`${BRIEFS}/${briefId}`)).json());
      expect(brief.results.logo).toBeNull();
      expect(brief.metadata.failed_agents).toEqual(['logo']);
    });

    it('gives its files to the platform', async () => {
      const briefId = await finished();
      const answer = await service.call(`${BRIEFS}/${briefId}/files/logo/result.svg`);

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('image/svg+xml');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      expectContractError(
        await service.call(`${BRIEFS}/${briefId}/files/..%2f..%2fetc/passwd`),
        404,
        'NOT_FOUND',
      );
    });

    it('gives its stored pictures to the platform, and those of nobody else', async () => {
      const [briefId, other] = [await ordered(), await ordered()];
      const [row] = await query<{ owner_id: string }>(`SELECT owner_id FROM business_briefs WHERE id = $1`, [
        briefId,
      ]);
      const bytes = simulatedPicture({ width: 32, height: 32, isTransparent: true, subject: briefId });
      const key = await server.app.get(AssetStore, { strict: false }).put({
        bytes,
        mediaType: 'image/png',
        width: 32,
        height: 32,
        ownerId: row!.owner_id,
        briefId,
        kind: 'logo',
      });
      const picture = await service.call(`${BRIEFS}/${briefId}/pictures/${key}`);

      expect(picture.status).toBe(200);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(picture.headers.get('content-security-policy')).toContain('sandbox');
      for (const rest of [
        `${other}/pictures/${key}`,
        `${briefId}/pictures/${'a'.repeat(64)}.png`,
        `${briefId}/pictures/..%2f${key}`,
      ]) {
        expectContractError(await service.call(`${BRIEFS}/${rest}`), 404, 'NOT_FOUND');
      }
    });

    it('tells where it stands in four words', async () => {
      const briefId = await ordered();
      const status = async () => (await service.call(`${BRIEFS}/${briefId}/status`)).json();

      expect(await status()).toMatchObject({ brief_id: briefId, status: 'pending', progress: 0 });
      await query(`UPDATE agent_run SET status = 'running' WHERE brief_id = $1`, [briefId]);
      await query(
        `UPDATE agent_task t SET status = 'running' FROM agent_run r
          WHERE r.id = t.run_id AND r.brief_id = $1 AND t.name = 'research'`,
        [briefId],
      );
      expect(await status()).toMatchObject({
        status: 'generating',
        agents: { research: 'generating', content: 'pending' },
      });
      await query(`UPDATE agent_run SET status = 'queued' WHERE brief_id = $1`, [briefId]);
      await finish(briefId, { logo: { status: 'failed', output: null } });
      expect(await status()).toMatchObject({
        status: 'completed',
        agents: { research: 'completed', logo: 'failed' },
        progress: 100,
      });
    });

    it('of somebody who is not a user of the platform is not found', async () => {
      const api = new ApiCaller(server.url);
      const started = await api.call('/business/brief/generate', { token: awa.token, body: aBrief() });
      const { brief_id: briefId } = started.json<{ brief_id: string }>();

      for (const rest of ['', '/status', '/files/logo/result.svg']) {
        expectContractError(await service.call(`${BRIEFS}/${briefId}${rest}`), 404, 'NOT_FOUND');
      }
    });

    it.each(['not-an-id', '42', '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21', "' OR 1=1 --"])(
      'with the id %s is not found',
      async (id) => {
        const answer = await service.call(`${BRIEFS}/${encodeURIComponent(id)}`);

        expectContractError(answer, 404, 'NOT_FOUND');
      },
    );

    it('that has expired is 404 BRIEF_EXPIRED with its time to live', async () => {
      const userId = aDc360UserId();
      const briefId = await finished(userId);
      await query(
        `UPDATE business_briefs SET created_at = now() - interval '8 days', expires_at = now() - interval '1 day' WHERE id = $1`,
        [briefId],
      );

      for (const rest of ['', '/status']) {
        const problem = expectContractError(
          await service.call(`${BRIEFS}/${briefId}${rest}`),
          404,
          'BRIEF_EXPIRED',
        );
        expect(problem.details).toEqual({ ttl_days: 7 });
      }
      const list = (await service.call(`${BRIEFS}/user/${userId}`)).json<ContractListResponse>();
      expect(list.total_count).toBe(0);
    });

    it('of which only the id is left has expired like one whose time is up', async () => {
      const briefId = await finished();
      await query(`UPDATE business_briefs SET updated_at = now() - interval '10 years' WHERE id = $1`, [
        briefId,
      ]);
      const rule = server.app.get(Retention).rules.find(({ name }) => name === 'briefs');
      expect(await rule?.prune(100)).toBe(1);

      for (const rest of ['', '/status', '/files/logo/result.svg']) {
        const problem = expectContractError(
          await service.call(`${BRIEFS}/${briefId}${rest}`),
          404,
          'BRIEF_EXPIRED',
        );
        expect(problem.details).toEqual({ ttl_days: 0 });
      }
    });
  });

  describe('the list of a user', () => {
    const userId = aDc360UserId();
    const briefIds: string[] = [];

    beforeAll(async () => {
      dc360.setUser(userId, { profile: { city: 'Thiès', country: 'Sénégal' } });
      for (let i = 0; i < 3; i += 1) briefIds.push(await finished(userId));
      await ordered();
    });

    const list = (parameters = '') => service.call(`${BRIEFS}/user/${userId}${parameters}`);

    it('holds their briefs alone, newest first', async () => {
      expect((await list()).json()).toEqual({
        user_id: userId,
        total_count: 3,
        briefs: briefIds.toReversed().map((brief_id) => ({
          brief_id,
          business_name: 'Atelier Ndar Couture',
          sector: 'couture sur mesure',
          location: { city: 'Thiès', country: 'Sénégal', region: null },
          created_at: expect.stringMatching(/Z$/),
          confidence_score: expect.any(Number),
          ready_for_website: true,
        })),
        pagination: { limit: 10, offset: 0, has_more: false },
      });
    });

    it('comes in pages, in either order', async () => {
      const first = (await list('?limit=2&sort=created_asc')).json<ContractListResponse>();
      const second = (await list('?limit=2&offset=2&sort=created_asc')).json<ContractListResponse>();

      expect([...first.briefs, ...second.briefs].map(({ brief_id }) => brief_id)).toEqual(briefIds);
      expect(first.pagination).toEqual({ limit: 2, offset: 0, has_more: true });
      expect(second.pagination).toEqual({ limit: 2, offset: 2, has_more: false });
    });

    it('ends, with the same count, beyond its end', async () => {
      expect((await list('?offset=50')).json()).toMatchObject({
        total_count: 3,
        briefs: [],
        pagination: { limit: 10, offset: 50, has_more: false },
      });
    });

    it('is empty for somebody who never came', async () => {
      expect((await service.call(`${BRIEFS}/user/${aDc360UserId()}`)).json()).toMatchObject({
        total_count: 0,
        briefs: [],
      });
    });

    it.each([
      '?limit=0',
      '?limit=101',
      '?limit=-1',
      '?limit=ten',
      '?limit=1.5',
      '?offset=-1',
      '?offset=1000001',
      '?offset=1e9',
      '?sort=created',
      '?sort=created_desc;DROP TABLE users',
      '?sort=created_asc&sort=created_desc',
      '?cursor=abc',
    ])('refuses %s', async (parameters) => {
      expectContractError(await list(parameters), 422, 'VALIDATION_ERROR');
    });

    it.each(['0', '-1', 'abc', '1.5', '9999999999999999999'])('refuses the user id %s', async (id) => {
      expectContractError(await service.call(`${BRIEFS}/user/${id}`), 422, 'VALIDATION_ERROR');
    });

    it('does not show drafts of the coach', async () => {
      const person = aDc360UserId();
      await ordered(person);
      await query(
        `INSERT INTO business_briefs (id, owner_id, status, business_name, sector)
         SELECT gen_random_uuid(), id, 'draft', 'Draft', 'other' FROM users WHERE dc360_user_id = $1`,
        [String(person)],
      );

      const answer = (await service.call(`${BRIEFS}/user/${person}`)).json<ContractListResponse>();
      expect(answer.total_count).toBe(1);
    });
  });
});
