import { Metrics } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const GENERATE = '/business/brief/generate';

describe('quota over HTTP', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let dc360: Dc360Simulator;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start();
    server = await startApi({
      TESTING_MODE: 'true',
      LOCAL_PLAN: 'trial',
      PLAN_LIMIT_TRIAL: '1',
      UPGRADE_URL: 'https://example.com/upgrade',
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
    });
    api = new ApiCaller(server.url);
  });
  afterAll(async () => {
    await server.close();
    await dc360.stop();
  });

  const generate = ({ token }: RegisteredUser) =>
    api.call(GENERATE, { token, body: aBrief(), headers: { 'accept-language': 'en' } });

  it('refuses the generation after the last one, and says where more is to be had', async () => {
    const awa = await registerUser(api);
    expect((await generate(awa)).status).toBe(202);
    const refused = await generate(awa);

    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({
      error: 'QUOTA_EXCEEDED',
      title: 'Quota reached',
      details: {
        current_usage: 1,
        max_allowed: 1,
        plan: 'trial',
        reset_date: null,
        upgrade_url: 'https://example.com/upgrade',
      },
    });
    expect(await server.app.get(Metrics).registry.metrics()).toMatch(
      /genesis_ai_quota_refusals_total\{plan="trial"\} [1-9]/,
    );
  });

  it('lets sections be made anew without a unit, and not without end', async () => {
    const awa = await registerUser(api);
    const { brief_id } = (await generate(awa)).json<RunStartedResponse>();
    const regenerate = () =>
      api.call(`/business/brief/${brief_id}/regenerate`, {
        token: awa.token,
        body: { regenerate_sections: ['seo'] },
        headers: { 'accept-language': 'en' },
      });
    for (let n = 1; n <= 5; n += 1) {
      await finishRun(server.app, brief_id);
      expect((await regenerate()).status).toBe(202);
    }
    await finishRun(server.app, brief_id);
    const refused = await regenerate();
    expect(refused.status).toBe(429);
    expect(refused.json()).toMatchObject({ error: 'REGENERATION_LIMIT', details: { max_a_day: 5 } });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(86_400);
  });

  it('asks the platform about its users', async () => {
    const awa = await registerUser(api);
    dc360.setUser('77', { subscription: { plan: 'genesis_pro', subscription_status: 'suspended' } });
    await server.app
      .get(DataSource)
      .query(`UPDATE users SET dc360_user_id = '77' WHERE id = $1`, [awa.userId]);
    const refused = await generate(awa);
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({
      error: 'SUBSCRIPTION_INACTIVE',
      details: { plan: 'pro', subscription_status: 'suspended' },
    });
  });
});
