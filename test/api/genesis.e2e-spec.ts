import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { BriefListResponse, RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { GenesisBriefResponse } from '../../apps/api/src/genesis/dto/genesis.responses.js';
import { type Answer, ApiCaller, type Call } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { announceNews } from '../support/builders/service-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const BRIEFS = '/genesis/business-brief';
const UNKNOWN = '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
const BRIEF_DATA = {
  business_name: 'Atelier Ndar Couture',
  industry_sector: 'couture sur mesure',
  vision: "Que les familles de Grand Yoff s'habillent chez des couturiers du quartier.",
  mission: 'Nous prenons les mesures et livrons en sept jours.',
  target_market: 'Des femmes de 25 à 45 ans qui travaillent à Dakar.',
  services: ['Tenue sur mesure'],
  competitive_advantage: 'Une date écrite, et 20 % remboursés en cas de retard.',
  location: { city: 'Dakar', country: 'Sénégal' },
};

describe('the addresses of the former service, for people', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;
  let binta: RegisteredUser;
  let awaLegacyId: number;

  beforeAll(async () => {
    server = await startApi();
    api = new ApiCaller(server.url);
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
    awaLegacyId = (await asAwa('/auth/me')).json<{ id: number }>().id;
  });
  afterAll(() => server.close());

  const asAwa = (path: string, call: Call = {}) => api.call(path, { token: awa.token, ...call });
  const generate = (overrides: object = {}, call: Call = {}) =>
    asAwa(`${BRIEFS}/`, {
      body: { user_id: awaLegacyId, brief_data: BRIEF_DATA, ...overrides },
      headers: { prefer: 'respond-async' },
      ...call,
    });
  async function ordered(overrides: object = {}): Promise<string> {
    const answer = await generate(overrides);
    expect(answer.status).toBe(202);
    return answer.json<GenesisBriefResponse>().brief_id;
  }
  async function finish(briefId: string, outputs: Parameters<typeof finishRun>[2] = {}): Promise<void> {
    await finishRun(server.app, briefId, outputs);
    announceNews(server.app, briefId);
  }
  function expectProblem(answer: Answer, status: number, error: string): void {
    expect({ status: answer.status, error: answer.json().error }).toEqual({ status, error });
  }

  it('waits, and answers 201 with the brief as it really is', async () => {
    const user = await registerUser(api);
    const pending = api.call(`${BRIEFS}/`, { token: user.token, body: { brief_data: BRIEF_DATA } });
    const briefId = await waitFor(
      async () => {
        const list = await api.call('/business/briefs', { token: user.token });
        return list.json<BriefListResponse>().items[0]?.brief_id;
      },
      { timeoutMs: 5_000, what: 'the brief' },
    );
    await finish(briefId, { logo: { status: 'failed', output: null, error: failure() } });
    const answer = await pending;

    expect(answer.status).toBe(201);
    const completed = { status: 'completed', data: expect.any(Object), timestamp: expect.any(String) };
    expect(answer.json()).toEqual({
      brief_id: briefId,
      user_id: expect.any(Number),
      status: 'partial',
      business_brief: {
        business_name: BRIEF_DATA.business_name,
        vision: BRIEF_DATA.vision,
        mission: BRIEF_DATA.mission,
        target_audience: BRIEF_DATA.target_market,
        differentiation: BRIEF_DATA.competitive_advantage,
        value_proposition: '',
        sector: BRIEF_DATA.industry_sector,
        location: BRIEF_DATA.location,
        services: BRIEF_DATA.services,
      },
      market_research: completed,
      content_generation: completed,
      logo_creation: { status: 'failed', data: null, error: 'AGENT_TIMEOUT', timestamp: expect.any(String) },
      seo_optimization: completed,
      template_selection: completed,
      overall_confidence: expect.any(Number),
      is_ready_for_website: false,
      missing_information: expect.arrayContaining([expect.objectContaining({ field: 'value_proposition' })]),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
  });

  it('answers 500 GENESIS_BRIEF_GENERATION_FAILED when the run fails', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const answer = await generate({}, { headers: { ...headers, prefer: 'respond-async' } });
    const { brief_id: briefId } = answer.json<GenesisBriefResponse>();
    const failed = { status: 'failed', output: null } as const;
    await finish(briefId, { research: failed, content: failed, logo: failed });

    const again = await generate({}, { headers });
    expectProblem(again, 500, 'GENESIS_BRIEF_GENERATION_FAILED');
    expect(again.headers.get('location')).toBe(`/api/v1/business/brief/${briefId}`);
  });

  it('gives the differentiation precedence over its older name', async () => {
    const briefId = await ordered({
      brief_data: { ...BRIEF_DATA, differentiation: 'Une date écrite.', value_proposition: 'Sept jours.' },
    });

    const brief = (await asAwa(`${BRIEFS}/${briefId}`)).json<GenesisBriefResponse>();
    expect(brief.business_brief).toMatchObject({
      differentiation: 'Une date écrite.',
      value_proposition: 'Sept jours.',
    });
  });

  it('takes what former clients send besides', async () => {
    await ordered({
      coaching_session_id: 12,
      brief_data: { ...BRIEF_DATA, years_in_business: 3, cultural_context: { language: 'wo' } },
    });
  });

  it('refuses another user_id, whoever has it', async () => {
    const bintaId = (await api.call('/auth/me', { token: binta.token })).json<{ id: number }>().id;

    for (const userId of [bintaId, 0, -1, 2_147_483_647]) {
      expectProblem(await generate({ user_id: userId }), 403, 'FORBIDDEN');
    }
  });

  it('takes the id that the person has at DigitalCloud360', async () => {
    const user = await registerUser(api);
    const dc360UserId = 1_000_000 + Math.floor(Math.random() * 1_000_000_000);
    await server.app
      .get(DataSource)
      .query(`UPDATE users SET dc360_user_id = $2 WHERE id = $1`, [user.userId, String(dc360UserId)]);
    const order = (userId: number) =>
      api.call(`${BRIEFS}/`, {
        token: user.token,
        headers: { prefer: 'respond-async' },
        body: { user_id: userId, brief_data: BRIEF_DATA },
      });

    expect((await order(dc360UserId)).status).toBe(202);
    expectProblem(await order(dc360UserId + 1), 403, 'FORBIDDEN');
  });

  it.each([
    ['a user_id that is a text', { user_id: '1' }],
    ['no brief', { brief_data: undefined }],
    ['a field that nobody knows', { is_admin: true }],
    ['a brief without a vision', { brief_data: { ...BRIEF_DATA, vision: undefined } }],
  ])('refuses %s', async (_, overrides) => {
    expectProblem(await generate(overrides), 422, 'VALIDATION_ERROR');
  });

  it('shows and deletes a brief that was made elsewhere', async () => {
    const started = await asAwa('/business/brief/generate', { body: aBrief() });
    const { brief_id: briefId } = started.json<RunStartedResponse>();

    expect((await asAwa(`${BRIEFS}/${briefId}`)).json()).toMatchObject({
      brief_id: briefId,
      user_id: awaLegacyId,
      status: 'queued',
      market_research: { status: 'pending', data: null, timestamp: null },
    });
    expect((await asAwa(`${BRIEFS}/${briefId}`, { method: 'DELETE' })).status).toBe(204);
    expectProblem(await asAwa(`${BRIEFS}/${briefId}`), 404, 'GENESIS_BRIEF_NOT_FOUND');
  });

  it("does not find somebody else's brief, nor deletes it", async () => {
    const briefId = await ordered();
    for (const method of ['GET', 'DELETE']) {
      const answer = await api.call(`${BRIEFS}/${briefId}`, { method, token: binta.token });
      expectProblem(answer, 404, 'GENESIS_BRIEF_NOT_FOUND');
    }

    expect((await asAwa(`${BRIEFS}/${briefId}`)).status).toBe(200);
  });

  it.each([UNKNOWN, '42', 'x'])('does not find %s', async (id) => {
    expectProblem(await asAwa(`${BRIEFS}/${id}`), 404, 'GENESIS_BRIEF_NOT_FOUND');
    expectProblem(await asAwa(`${BRIEFS}/${id}`, { method: 'DELETE' }), 404, 'GENESIS_BRIEF_NOT_FOUND');
  });

  it('tells what is left of the quota', async () => {
    expect((await asAwa('/genesis/quota/status')).json()).toEqual({
      user_id: awaLegacyId,
      plan: 'enterprise',
      current_usage: expect.any(Number),
      max_monthly_sessions: 999_999,
      remaining: expect.any(Number),
      reset_date: expect.anything(),
      percentage_used: expect.any(Number),
    });
  });

  it.each([
    ['POST', `${BRIEFS}/`],
    ['GET', `${BRIEFS}/${UNKNOWN}`],
    ['DELETE', `${BRIEFS}/${UNKNOWN}`],
    ['GET', '/genesis/quota/status'],
  ])('%s %s needs a token', async (method, path) => {
    expectProblem(
      await api.call(path, { method, ...(method === 'POST' && { body: {} }) }),
      401,
      'UNAUTHORIZED',
    );
  });
});

describe('a quota that is used up', () => {
  it('is refused with what the former service told', async () => {
    const server = await startApi({ LOCAL_PLAN: 'trial', PLAN_LIMIT_TRIAL: '1' });
    try {
      const api = new ApiCaller(server.url);
      const { token } = await registerUser(api);
      const order = () =>
        api.call(`${BRIEFS}/`, {
          token,
          headers: { prefer: 'respond-async' },
          body: { brief_data: BRIEF_DATA },
        });

      expect((await order()).status).toBe(202);
      const refused = await order();
      expect(refused.status).toBe(403);
      expect(refused.json()).toMatchObject({
        error: 'GENESIS_QUOTA_EXCEEDED',
        details: { plan: 'trial', current_usage: 1, max_allowed: 1, upgrade_url: expect.any(String) },
      });
      expect((await api.call('/genesis/quota/status', { token })).json()).toMatchObject({
        plan: 'trial',
        current_usage: 1,
        max_monthly_sessions: 1,
        remaining: 0,
        percentage_used: 100,
      });
    } finally {
      await server.close();
    }
  });
});

function failure() {
  return { code: 'AGENT_TIMEOUT', message: 'for operators', retryable: true };
}
