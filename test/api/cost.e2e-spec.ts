import { UserCalls } from '@genesis/quota';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { BriefCostResponse, UserUsageResponse } from '../../apps/api/src/quota/cost.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

/** A call as a worker records it. */
interface Call {
  readonly task: string;
  readonly key: string;
  readonly provider: string;
  readonly model?: string;
  readonly capability?: string;
  readonly usage?: object;
  readonly cost: number | null;
  readonly attempts?: number;
  /** Default: now. */
  readonly at?: string;
}

const CALLS: readonly Call[] = [
  {
    task: 'research',
    key: 'plan',
    provider: 'openai',
    model: 'priced',
    usage: { input_tokens: 100, output_tokens: 20 },
    cost: 400,
  },
  {
    task: 'research',
    key: 'notes',
    provider: 'openai',
    model: 'priced',
    usage: { input_tokens: 300, output_tokens: 30 },
    cost: 900,
    attempts: 2,
  },
  {
    task: 'research',
    key: 'web',
    provider: 'tavily',
    capability: 'search',
    usage: { credits: 3 },
    cost: 24_000,
  },
  {
    task: 'logo',
    key: 'mark',
    provider: 'openai',
    model: 'pictures',
    capability: 'image',
    usage: { images: 1 },
    cost: 40_000,
  },
  { task: 'content', key: 'home', provider: 'local', model: 'of-our-own', cost: null },
];

describe('what things cost', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;
  let binta: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
  });
  afterAll(() => server.close());

  async function aRunThatAsked(owner: RegisteredUser, calls: readonly Call[]): Promise<RunStartedResponse> {
    const started = await api.call('/business/brief/generate', { token: owner.token, body: aBrief() });
    const run = started.json<RunStartedResponse>();
    for (const call of calls) await record(run.run_id, call);
    await finishRun(server.app, run.brief_id);
    return run;
  }
  const record = (runId: string, call: Call) =>
    server.app.get(DataSource).query(
      `INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, model, outcome, attempts,
                                  usage, cost_micro_usd, latency_ms, finished_at)
       VALUES ($1, $2, $3, 'hash', $4, $5, $6, 'success', $7, $8, $9, 10, coalesce($10, now()))`,
      [
        runId,
        call.task,
        call.key,
        call.capability ?? 'llm',
        call.provider,
        call.model ?? null,
        call.attempts ?? 1,
        call.usage ?? null,
        call.cost,
        call.at ?? null,
      ],
    );
  const costOf = (briefId: string, token: string) => api.call(`/business/brief/${briefId}/cost`, { token });
  const usageOf = async ({ token }: RegisteredUser, query = '') => {
    const answer = await api.call(`/users/me/usage${query}`, { token });
    expect(answer.status).toBe(200);
    return answer.json<UserUsageResponse>();
  };

  it('is told by run, task and provider', async () => {
    const { brief_id, run_id } = await aRunThatAsked(awa, CALLS);
    const answer = await costOf(brief_id, awa.token);

    expect(answer.status).toBe(200);
    const body = answer.json<BriefCostResponse>();
    expect(body).toMatchObject({
      brief_id,
      currency: 'USD',
      total: {
        calls: 6,
        input_tokens: 400,
        output_tokens: 50,
        credits: 3,
        images: 1,
        cost_micro_usd: 65_300,
        unpriced_calls: 1,
      },
      runs: [{ run_id, version: 1, status: 'completed', plan: 'enterprise' }],
    });
    expect(body.runs[0]?.tasks.map(({ task }) => task)).toEqual(['content', 'logo', 'research']);
    expect(body.runs[0]?.tasks[2]).toEqual({
      task: 'research',
      total: {
        calls: 4,
        input_tokens: 400,
        output_tokens: 50,
        credits: 3,
        images: 0,
        cost_micro_usd: 25_300,
        unpriced_calls: 0,
      },
      providers: [
        {
          provider: 'openai',
          model: 'priced',
          capability: 'llm',
          calls: 3,
          input_tokens: 400,
          output_tokens: 50,
          credits: 0,
          images: 0,
          cost_micro_usd: 1_300,
          unpriced_calls: 0,
        },
        expect.objectContaining({
          provider: 'tavily',
          model: null,
          calls: 1,
          credits: 3,
          cost_micro_usd: 24_000,
        }),
      ],
    });
  });

  it('is nothing for a brief of the knowledge engine', async () => {
    const { brief_id } = await aRunThatAsked(awa, []);
    const body = (await costOf(brief_id, awa.token)).json<BriefCostResponse>();
    expect(body.total).toMatchObject({ calls: 0, cost_micro_usd: 0 });
    expect(body.runs).toMatchObject([{ tasks: [] }]);
  });

  it('is not told to somebody else', async () => {
    const { brief_id } = await aRunThatAsked(awa, CALLS);
    const answer = await costOf(brief_id, binta.token);
    expect(answer.status).toBe(404);
    expect((await costOf('not-an-id', awa.token)).status).toBe(404);
  });

  it('is added up by day and provider for a user, with the coach, and with what was deleted', async () => {
    const user = await registerUser(api);
    const today = new Date().toISOString().slice(0, 10);
    const kept = await aRunThatAsked(user, [
      { task: 'seo', key: 'words', provider: 'openai', model: 'priced', cost: 100 },
      { task: 'seo', key: 'before', provider: 'kimi', cost: 7, at: '2026-03-01T23:59:59.999Z' },
    ]);
    const deleted = await aRunThatAsked(user, [
      { task: 'seo', key: 'words', provider: 'openai', model: 'priced', cost: 1_000 },
    ]);
    await aRunThatAsked(binta, [{ task: 'seo', key: 'words', provider: 'openai', model: 'priced', cost: 5 }]);
    await server.app
      .get(UserCalls)
      .ledgerOf(user.userId, 'coaching')
      .record({
        callKey: 'k',
        requestHash: 'h',
        provider: 'openai',
        model: 'priced',
        capability: 'llm',
        promptId: 'coach-judge@1',
        outcome: 'success',
        attempts: 1,
        response: { said: 'what nobody keeps' },
        usage: { inputTokens: 11, outputTokens: 3 },
        costMicroUsd: 30.2,
        latencyMs: 12.5,
      });
    const gone = await api.call(`/business/brief/${deleted.brief_id}`, {
      method: 'DELETE',
      token: user.token,
    });
    expect(gone.status).toBe(204);

    expect(await usageOf(user)).toMatchObject({
      to: today,
      currency: 'USD',
      total: { calls: 3, input_tokens: 11, cost_micro_usd: 1_131 },
      days: [
        {
          day: today,
          providers: [{ provider: 'openai', model: 'priced', calls: 3, cost_micro_usd: 1_131 }],
        },
      ],
    });
    const march = await usageOf(user, '?from=2026-03-01&to=2026-03-01');
    expect(march.days).toMatchObject([{ day: '2026-03-01', total: { cost_micro_usd: 7 } }]);
    expect((await usageOf(user, '?from=2026-03-02&to=2026-03-03')).days).toEqual([]);
    expect((await costOf(kept.brief_id, user.token)).json<BriefCostResponse>().total.cost_micro_usd).toBe(
      107,
    );
  });

  it.each([
    '?from=yesterday',
    '?from=2026-02-30',
    '?from=2026-03-02&to=2026-03-01',
    '?from=0000-01-01&to=0000-01-02',
    '?to=0000-01-01',
    '?to=0001-01-29',
    '?day=2026-03-01',
  ])('is not added up for %s', async (query) => {
    const answer = await api.call(`/users/me/usage${query}`, { token: awa.token });
    expect(answer.status).toBe(422);
    expect(answer.json()).toMatchObject({ error: 'VALIDATION_ERROR' });
  });

  it('is empty for days of the first and the last year that may be asked for', async () => {
    expect((await usageOf(awa, '?to=2000-01-01')).days).toEqual([]);
    expect((await usageOf(awa, '?to=9999-12-31')).days).toEqual([]);
  });

  it('needs a token', async () => {
    expect((await api.call('/users/me/usage')).status).toBe(401);
  });
});
