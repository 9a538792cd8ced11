import { contractBriefSchema } from '@genesis/briefs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BusinessBriefResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { GeneratedBriefResponse } from '../../apps/api/src/contract/dto/contract.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aDc360UserId, anOrder, SERVICE_SECRET, ServiceCaller } from '../support/builders/service-caller.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';

const START_MS = 90_000;

describe('the way of a person who comes from DigitalCloud360', () => {
  let dc360: Dc360Simulator;
  let installation: Installation;
  let service: ServiceCaller;
  let api: ApiCaller;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    installation = await Installation.create(configuredStores(), {
      GENESIS_SERVICE_SECRET: SERVICE_SECRET,
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      DC360_JWKS_URL: dc360.jwksUrl,
      DC360_JWT_ISSUER: dc360.url,
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    const [url = ''] = installation.urls;
    service = new ServiceCaller(url);
    api = new ApiCaller(url);
  }, START_MS);
  afterAll(async () => {
    await installation.close();
    await dc360.stop();
  }, START_MS);

  it('goes from one call of the platform to a brief that the person reads here', async () => {
    const userId = aDc360UserId();
    dc360.setUser(userId, {
      profile: { name: 'Awa Diop', city: 'Thiès', country: 'Sénégal', language: 'fr' },
    });

    const generated = await service.call('/api/genesis/generate-brief/', { body: anOrder(userId) });
    expect(generated.status).toBe(201);
    const { id: briefId, ...brief } = generated.json<GeneratedBriefResponse>();
    expect(brief).toMatchObject({
      user_id: userId,
      status: 'completed',
      market_research: { status: 'completed', data: expect.any(Object) },
      content_generation: { status: 'completed', data: expect.any(Object) },
      is_ready_for_website: true,
    });

    const contract = contractBriefSchema.parse(
      (await service.call(`/api/v1/business-brief/${briefId}`)).json(),
    );
    expect(contract.location).toEqual({ city: 'Thiès', country: 'Sénégal', region: null });
    expect(contract.metadata.generation_time_seconds).toBeGreaterThan(0);
    const logo = await service.call(contract.results.logo!.url);
    expect({ status: logo.status, type: logo.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'image/svg+xml',
    });

    const { code } = (await service.call('/api/v1/genesis/sso/codes', { body: { user_id: userId } })).json<{
      code: string;
    }>();
    const exchanged = await api.call('/auth/dc360/exchange', { body: { code } });
    const { access_token: token } = exchanged.json<{ access_token: string }>();
    const own = await api.call(`/business/brief/${briefId}`, { token });
    expect(own.status).toBe(200);
    expect(own.json<BusinessBriefResponse>()).toMatchObject({
      brief_id: briefId,
      status: 'completed',
      derived_fields: ['vision', 'mission', 'differentiation', 'value_proposition'],
    });
    expect((await api.call('/auth/me', { token })).json()).toMatchObject({ name: 'Awa Diop' });

    const regenerated = await api.call(`/business/brief/${briefId}/regenerate`, {
      token,
      body: { regenerate_sections: ['seo'] },
      headers: { prefer: 'wait=60' },
    });
    expect(regenerated.status).toBe(201);
    expect(regenerated.json<BusinessBriefResponse>()).toMatchObject({ version: 2, status: 'completed' });
  });
});
