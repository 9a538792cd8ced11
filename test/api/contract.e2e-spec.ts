import { describe, expect, it } from '@jest/globals';
import type {
  ContractBriefResponse,
  ContractListResponse,
  GeneratedBriefResponse,
} from '../../apps/api/src/contract/dto/contract.responses.js';
import { aDc360UserId, anOrder, SERVICE_SECRET } from '../support/builders/service-caller.js';
import { contractUnderTest, GENERATE, BRIEFS, AT_ONCE } from './contract-under-test.js';

describe('the routes of DigitalCloud360', () => {
  const suite = contractUnderTest();
  const { query, generate, ordered, finished, finish, briefOf, expectContractError } = suite;

  describe('generation', () => {
    it.each([GENERATE, GENERATE.slice(0, -1), `${BRIEFS}/generate`, `${BRIEFS}/generate/`])(
      'waits at %s, and answers 201 with the finished brief',
      async (route) => {
        const userId = aDc360UserId();
        const pending = suite.service.call(route, { body: anOrder(userId) });
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
      const { metadata } = (await suite.service.call(`${BRIEFS}/${briefId}`)).json<ContractBriefResponse>();
      expect(metadata.missing_information.map(({ field }) => field)).toEqual(
        expect.arrayContaining(['mission', 'differentiation', 'value_proposition']),
      );
    });

    it('takes the place from the profile of the platform', async () => {
      const userId = aDc360UserId();
      suite.dc360.setUser(userId, { profile: { city: 'Thiès', country: 'Sénégal' } });
      const briefId = await ordered(userId);

      const brief = (await suite.service.call(`${BRIEFS}/${briefId}`)).json<ContractBriefResponse>();
      expect(brief.location).toEqual({ city: 'Thiès', country: 'Sénégal', region: null });
    });

    it.each([
      ['has none', { kind: 'status', status: 404 }],
      ['does not answer', { kind: 'status', status: 500 }],
      ['answers rubbish', { kind: 'broken_json' }],
    ] as const)('leaves the place unknown, and asks for it, when the platform %s', async (_, behaviour) => {
      const userId = aDc360UserId();
      suite.dc360.play({ behaviour, times: 5, routeIncludes: `/users/${userId}/profile` });
      const briefId = await ordered(userId);

      const brief = (await suite.service.call(`${BRIEFS}/${briefId}`)).json<ContractBriefResponse>();
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
      const list = (await suite.service.call(`${BRIEFS}/user/${userId}`)).json<ContractListResponse>();
      expect(list.total_count).toBe(8);
    });

    it('does not hand an account of our own to whoever has its address at the platform', async () => {
      const userId = aDc360UserId();
      suite.dc360.setUser(userId, { profile: { email: suite.awa.email, name: 'Somebody else' } });
      await ordered(userId);

      const users = await query<{ id: string; email: string | null; name: string }>(
        `SELECT id, email, name FROM users WHERE dc360_user_id = $1`,
        [String(userId)],
      );
      expect(users).toEqual([{ id: expect.any(String), email: null, name: 'Somebody else' }]);
      expect(users[0]!.id).not.toBe(suite.awa.userId);
    });

    it('is not repeated for the same key, also when the profile has changed', async () => {
      const userId = aDc360UserId();
      const headers = { ...AT_ONCE, 'idempotency-key': crypto.randomUUID() };
      const first = await generate(userId, {}, { headers });
      suite.dc360.setUser(userId, { profile: { city: 'Mbour' } });
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
      suite.dc360.setUser(userId, {
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
      const response = await fetch(`${suite.server.url}${GENERATE}`, {
        method: 'POST',
        headers: { 'x-service-secret': SERVICE_SECRET, 'content-type': 'application/json' },
        body: '{"user_id":',
      });

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'INVALID_PAYLOAD', message: expect.any(String) });
    });
  });
});
