import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Dc360Simulator,
  SIMULATED_DC360_SECRET,
} from '../../../../test/support/simulators/dc360-simulator.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import { callOptions } from '../hosting/hosting.contract.js';
import { Dc360Client } from './dc360-client.js';
import { Dc360Connection } from './dc360-connection.js';
import { dc360Url } from './dc360-paths.js';

const USER = '4711';
const patient = () => callOptions({ deadlineMs: 5_000 });

describe('Dc360Client', () => {
  let simulator: Dc360Simulator;
  let client: Dc360Client;

  const connectionOn = (baseUrl: string, secret: string | null = SIMULATED_DC360_SECRET) =>
    new Dc360Connection(new VendorGateway(), { baseUrl, secret, timeoutMs: 500, version: '1.2.3' });
  const clientOn = (...where: Parameters<typeof connectionOn>) => new Dc360Client(connectionOn(...where));

  beforeAll(async () => {
    simulator = await Dc360Simulator.start();
  });

  beforeEach(() => {
    simulator.reset();
    client = clientOn(simulator.url);
  });

  afterAll(() => simulator.stop());

  it('says who it is at every call', async () => {
    await client.profile(USER, callOptions({ callKey: 'profile:1', requestId: 'request-7' }));

    expect(simulator.received()[0]?.headers).toMatchObject({
      'x-service-secret': SIMULATED_DC360_SECRET,
      'user-agent': 'Genesis-AI/1.2.3',
      'x-request-id': 'request-7',
      'idempotency-key': 'profile:1',
    });
  });

  it('makes a request id where there is none', async () => {
    await client.profile(USER, callOptions());

    expect(simulator.received()[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('can be asked whether the platform is well', async () => {
    const look = (baseUrl: string) => {
      const request = connectionOn(baseUrl).probe();
      if (request === null) throw new Error('there is a secret');
      const signal = new AbortController().signal;
      return new VendorGateway().probe(request, { signal, timeoutMs: 2_000 });
    };

    expect(await look(simulator.url)).toBeNull();
    simulator.play({ behaviour: { kind: 'status', status: 503 }, routeIncludes: 'GET /health' });
    expect(await look(simulator.url)).toBe('unavailable');
    expect(await look('http://127.0.0.1:1')).toBe('network');
    expect(connectionOn(simulator.url, null).probe()).toBeNull();
  });

  it('reads a profile, and null for a user whom the platform does not know', async () => {
    simulator.setUser(USER, { profile: { name: ' Awa ', city: 'Thiès', sector: '' } });

    expect(await client.profile(USER, callOptions())).toEqual({
      id: '4711',
      name: 'Awa',
      email: null,
      country: null,
      city: 'Thiès',
      language: 'fr',
      sector: null,
    });
    expect(await client.profile('nobody', callOptions())).toBeNull();
  });

  describe('subscription', () => {
    const told = async (subscription: Record<string, unknown> | null) => {
      simulator.setUser(USER, { subscription });
      return client.subscription(USER, callOptions());
    };

    it('is read in the words of the contract', async () => {
      const subscription = {
        plan: 'genesis_basic',
        subscription_status: 'active',
        quota_limit: 10,
        quota_used: 4,
        quota_reset_date: '2026-04-01T00:00:00',
      };

      expect(await told(subscription)).toEqual({
        plan: 'basic',
        status: 'active',
        quotaLimit: 10,
        quotaUsed: 4,
        quotaResetAt: '2026-04-01T00:00:00.000Z',
      });
    });

    it('is read in the words of the platform’s source', async () => {
      const body = {
        plan: 'enterprise',
        subscription_status: 'active',
        max_monthly_sessions: 80,
        genesis_sessions_used: 7,
      };
      simulator.play({ behaviour: { kind: 'answer', status: 200, body } });

      expect(await client.subscription(USER, callOptions())).toMatchObject({
        plan: 'enterprise',
        quotaLimit: 80,
        quotaUsed: 7,
        quotaResetAt: null,
      });
    });

    it('says once that the two spellings differ, and goes by the contract', async () => {
      const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
      try {
        const both = { quota_limit: 10, quota_used: 1, max_monthly_sessions: 20, genesis_sessions_used: 1 };

        expect(await told(both)).toMatchObject({ quotaLimit: 10, quotaUsed: 1 });
        await told(both);

        expect(warn).toHaveBeenCalledTimes(1);
      } finally {
        warn.mockRestore();
      }
    });

    it('is an unused trial for a user whom the platform does not know', async () => {
      expect(await client.subscription('nobody', callOptions())).toEqual({
        plan: 'trial',
        status: 'active',
        quotaLimit: null,
        quotaUsed: 0,
        quotaResetAt: null,
      });
    });

    it('is refused where there is none', async () => {
      await expect(told(null)).rejects.toMatchObject({ code: 'NO_SUBSCRIPTION', kind: 'forbidden' });
    });

    it.each([401, 403])('blames our secret for a plain %i, once', async (status) => {
      simulator.play({ behaviour: { kind: 'status', status, message: 'CANARY' }, times: null });

      const asking = client.subscription(USER, patient());

      await expect(asking).rejects.toMatchObject({ capability: 'platform', failure: 'unauthorized' });
      await expect(asking).rejects.not.toThrow(/CANARY/);
      expect(simulator.received()).toHaveLength(1);
    });

    it('has an operator told that our secret is refused, once for many calls', async () => {
      const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      try {
        simulator.play({ behaviour: { kind: 'status', status: 401 }, times: null });
        await Promise.allSettled([1, 2, 3].map(() => client.subscription(USER, patient())));

        expect(error).toHaveBeenCalledTimes(1);
        expect(JSON.stringify(error.mock.calls)).not.toContain(SIMULATED_DC360_SECRET);
      } finally {
        error.mockRestore();
      }
    });

    it.each([
      ['a plan of another name', { plan: 'genesis_gold' }, { plan: 'trial' }],
      ['a plan in capitals', { plan: 'GENESIS_PRO' }, { plan: 'pro' }],
      [
        'a date without a time',
        { quota_reset_date: '2026-04-01' },
        { quotaResetAt: '2026-04-01T00:00:00.000Z' },
      ],
      ['a date that is none', { quota_reset_date: 'soon' }, { quotaResetAt: null }],
    ])('copes with %s', async (_what, subscription, expected) => {
      expect(await told(subscription)).toMatchObject(expected);
    });

    it('does not guess from an answer in another shape', async () => {
      await expect(told({ subscription_status: 'frozen' })).rejects.toMatchObject({
        failure: 'invalid_output',
      });
    });
  });

  it('comes again after 429 and 503, and then gives up', async () => {
    simulator.setUser(USER);
    simulator.play({ kind: 'rate_limited', retryAfter: '0' }, { kind: 'status', status: 503 });
    expect(await client.subscription(USER, patient())).toMatchObject({ plan: 'pro' });

    simulator.play({ behaviour: { kind: 'status', status: 503 }, times: null });
    await expect(client.subscription(USER, patient())).rejects.toMatchObject({ failure: 'unavailable' });
    expect(simulator.received()).toHaveLength(6);
  });

  it('reports usage once, however often the report has to be sent', async () => {
    simulator.setUser(USER, { subscription: { quota_limit: 10, quota_used: 2 } });
    const usedAt = new Date('2026-03-02T09:30:00Z');
    const report = { userId: USER, sessionId: 'run-1', sessionType: 'business_brief', usedAt } as const;
    simulator.play({ behaviour: { kind: 'answer_dropped' }, routeIncludes: 'genesis-usage' });

    const count = await client.reportUsage(report, { ...patient(), callKey: 'usage:run-1' });

    expect(count).toEqual({ quotaUsed: 3, quotaLimit: 10 });
    expect(simulator.usageOf(USER)).toEqual(['run-1']);
    expect(simulator.received()[0]?.body).toEqual({
      session_id: 'run-1',
      session_type: 'business_brief',
      timestamp: '2026-03-02T09:30:00.000Z',
    });
  });

  describe('a token', () => {
    it('belongs to somebody', async () => {
      const token = await simulator.mintToken({
        user_id: 4711,
        organization_id: 12,
        tenant_slug: 'awa',
        email: 'awa@example.com',
      });

      expect(await client.validateToken(token, callOptions())).toEqual({
        userId: '4711',
        name: null,
        email: 'awa@example.com',
        organizationId: '12',
        tenantSlug: 'awa',
      });
    });

    it('belongs to nobody when it is not good', async () => {
      const expired = await simulator.mintToken({ user_id: 1 }, { expiresInS: -60 });

      expect(await client.validateToken('rubbish', callOptions())).toBeNull();
      expect(await client.validateToken(expired, callOptions())).toBeNull();
    });

    it('is in no error', async () => {
      simulator.play({ behaviour: { kind: 'status', status: 500 }, times: null });

      const error: unknown = await client
        .validateToken('TOKEN-CANARY', callOptions())
        .catch((e: unknown) => e);

      expect(JSON.stringify([error, String(error)])).not.toContain('TOKEN-CANARY');
      expect(JSON.stringify([error, String(error)])).not.toContain(SIMULATED_DC360_SECRET);
    });
  });

  it('sends nothing without a secret', async () => {
    const bare = clientOn(simulator.url, null);

    expect(bare.isConfigured).toBe(false);
    await expect(bare.profile(USER, callOptions())).rejects.toMatchObject({ failure: 'not_configured' });
    expect(simulator.received()).toHaveLength(0);
  });
});

describe('dc360Url', () => {
  it.each([
    ['https://hub.example', 'https://hub.example/api/v1/websites'],
    ['https://hub.example/', 'https://hub.example/api/v1/websites'],
    ['https://hub.example/proxy', 'https://hub.example/proxy/api/v1/websites'],
  ])('puts the path behind %s', (base, expected) => {
    expect(dc360Url(base, '/api/v1/websites').href).toBe(expected);
  });
});
