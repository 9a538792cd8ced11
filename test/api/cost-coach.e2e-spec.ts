import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CoachingResponse } from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type { UserUsageResponse } from '../../apps/api/src/quota/cost.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aJudgement } from '../support/builders/judgement.builder.js';
import { registerUser } from '../support/builders/user.builder.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const ANSWER =
  'Que les mamans de Grand Yoff à Dakar trouvent des légumes frais au quartier, sans payer le taxi.';

describe('what the coach costs', () => {
  let simulator: ChatSimulator;
  const servers: ApiUnderTest[] = [];

  beforeAll(async () => {
    simulator = await ChatSimulator.start();
  });
  beforeEach(() => simulator.reset());
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await simulator.stop();
  });

  /** A service whose users are on a plan that asks OpenAI, unless `env` says something else. */
  async function aService(env: Readonly<Record<string, string>> = {}): Promise<ApiCaller> {
    const server = await startApi({
      TESTING_MODE: 'true',
      LOCAL_PLAN: 'basic',
      PLAN_BASIC_LLM: 'openai',
      OPENAI_API_KEY: 'sk-of-the-simulator-000000000000000000000000',
      OPENAI_BASE_URL: simulator.url,
      ...env,
    });
    servers.push(server);
    return new ApiCaller(server.url);
  }
  /** A new person's first answer, and what they have used then. */
  async function answered(api: ApiCaller) {
    const { token } = await registerUser(api);
    const begun = await api.call('/coaching/start', { token, body: {} });
    const { session_id } = begun.json<CoachingResponse>();
    const said = await api.call('/coaching/step', { token, body: { session_id, user_response: ANSWER } });
    expect(said.status).toBe(200);
    const usage = await api.call('/users/me/usage', { token });
    return { said: said.json<CoachingResponse>(), usage: usage.json<UserUsageResponse>() };
  }

  it('is in the accounts of the person who is coached', async () => {
    simulator.script({ kind: 'content', content: aJudgement() });
    const { said, usage } = await answered(await aService());

    expect(said.judged_by).toBe('llm');
    expect(usage.days).toMatchObject([
      { providers: [{ provider: 'openai', capability: 'llm', calls: 1, unpriced_calls: 0 }] },
    ]);
    expect(usage.total.input_tokens).toBeGreaterThan(0);
    expect(usage.total.cost_micro_usd).toBeGreaterThan(0);
  });

  it("is nothing once the person's day is paid up: the rules judge instead", async () => {
    const { said, usage } = await answered(await aService({ SPENDING_CAP_USER_DAY_USD: '0' }));
    expect(said.judged_by).toBe('fallback');
    expect(usage.total.calls).toBe(0);
    expect(simulator.ledger.entries).toEqual([]);
  });

  it('is nothing on a plan without a model, unless the coach has one of its own', async () => {
    const plan = { PLAN_BASIC_LLM: 'deepseek' };
    const without = await answered(await aService(plan));
    expect(without.said.judged_by).toBe('rule');

    simulator.script({ kind: 'content', content: aJudgement() });
    const own = await answered(await aService({ ...plan, COACH_MODEL: 'openai' }));
    expect(own.said.judged_by).toBe('llm');
    expect(own.usage.total.calls).toBe(1);
  });
});
