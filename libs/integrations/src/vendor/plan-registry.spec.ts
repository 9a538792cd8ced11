import { afterAll, describe, expect, it } from '@jest/globals';
import { loadSettings, PlanSettings } from '@genesis/config';
import { Logger } from '@nestjs/common';
import {
  aVendorRequest,
  failureOf,
  someCallOptions,
  startPlainVendor,
} from '../../../../test/support/builders/vendor-request.builder.js';
import { waitFor } from '../../../../test/support/harness/wait-for.js';
import { ImageProvider } from '../images/image.port.js';
import { ChatModel } from '../llm/chat-model.port.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import { SearchProvider } from '../search/search.port.js';
import { PlanRegistry, type PlanRegistryOptions } from './plan-registry.js';
import { ProviderChecks } from './provider-checks.js';
import type { ProviderFactory } from './provider-registry.js';
import type { ProviderName } from './vendor-call.js';
import { VendorError } from './vendor.errors.js';

Logger.overrideLogger(false);

const CHAT_NAMES = ['openai', 'anthropic', 'deepseek', 'kimi', 'openai-compatible', 'local'] as const;

class ScriptedChat extends ChatModel {
  readonly isConfigured = true;

  constructor(
    readonly provider: ProviderName,
    readonly model: string,
    private readonly log: string[],
  ) {
    super();
  }

  describe() {
    return { provider: this.provider, model: this.model };
  }

  generateStructured(): Promise<never> {
    this.log.push(`${this.provider}:${this.model}`);
    return Promise.reject(new VendorError('llm', 'unavailable', { message: 'down' }));
  }
}

/** Registry over the PLAN_* settings, where some providers are configured. Tells whom a plan asks. */
function aRegistry(
  env: Readonly<Record<string, string>>,
  given: Partial<PlanRegistryOptions> & { readonly configured?: readonly ProviderName[] } = {},
) {
  const { configured = ['openai', 'deepseek', 'local'], ...options } = given;
  const log: string[] = [];
  const factory = (provider: ProviderName): ProviderFactory<ChatModel> => ({
    provider,
    create: (model) =>
      configured.includes(provider) ? new ScriptedChat(provider, model ?? 'default', log) : null,
  });
  const none = (provider: ProviderName) => ({ provider, create: () => null });
  const gateway = new VendorGateway();
  const registry = new PlanRegistry({
    plans: loadSettings({ env }).get(PlanSettings),
    factories: {
      chat: CHAT_NAMES.map(factory),
      search: [none('tavily'), none('kimi')] as ProviderFactory<SearchProvider>[],
      images: [none('openai')] as ProviderFactory<ImageProvider>[],
    },
    fixed: [],
    isFallbackEnabled: true,
    health: (provider, capability) => gateway.health(provider, capability),
    checks: new ProviderChecks({ gateway }),
    ...options,
  });
  const askChat = async (plan: Parameters<PlanRegistry['forPlan']>[0]) => {
    const request = { system: '', prompt: '', schema: {} as never, schemaName: 'x', promptId: 'x@1' };
    await failureOf(registry.forPlan(plan).chat.generateStructured(request, someCallOptions()));
    return log.splice(0);
  };
  return { registry, askChat };
}

describe('PlanRegistry: providers of a plan', () => {
  it('are asked in the order of the plan, those without a key left out', async () => {
    const { registry, askChat } = aRegistry({
      PLAN_PRO_LLM: 'anthropic,deepseek,openai:gpt-x,local:llama3.1:8b',
    });
    expect(await askChat('pro')).toEqual(['deepseek:default', 'openai:gpt-x', 'local:llama3.1:8b']);
    expect(registry.forPlan('pro').chat.describe()).toEqual({ provider: 'deepseek', model: 'default' });
  });

  it('are only the first configured one where falling back is switched off', async () => {
    const { askChat } = aRegistry(
      { PLAN_PRO_LLM: 'anthropic,deepseek,openai' },
      { isFallbackEnabled: false },
    );
    expect(await askChat('pro')).toEqual(['deepseek:default']);
  });

  it('are nobody where none is configured', async () => {
    const { registry } = aRegistry({ PLAN_TRIAL_LLM: 'kimi' });
    const { chat, search, images } = registry.forPlan('trial');
    expect([chat.isConfigured, search.isConfigured, images.isConfigured]).toEqual([false, false, false]);
    expect(await failureOf(search.extract([], someCallOptions()))).toMatchObject({
      code: 'SEARCH_NOT_CONFIGURED',
    });
    expect(await failureOf(images.generate({} as never, someCallOptions()))).toMatchObject({
      code: 'IMAGE_NOT_CONFIGURED',
    });
  });

  it('must exist: the settings are named that say otherwise', () => {
    const wrong = { PLAN_BASIC_LLM: 'openai,opnai', PLAN_TRIAL_SEARCH: 'openai' };
    expect(() => aRegistry(wrong)).toThrow(/PLAN_BASIC_LLM entry 2 must[^]*PLAN_TRIAL_SEARCH entry 1 must/);
  });
});

describe('PlanRegistry: states', () => {
  const stops: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(stops.map((stop) => stop())));

  async function aProbedRegistry() {
    const vendor = await startPlainVendor();
    stops.push(() => vendor.stop());
    const gateway = new VendorGateway({ random: () => 0 });
    const search: ProviderFactory<SearchProvider> = {
      provider: 'tavily',
      create: () => ({ describe: () => ({ provider: 'tavily', model: null }) }) as unknown as SearchProvider,
      probe: () =>
        aVendorRequest(vendor.url, {
          path: '/models',
          method: 'GET',
          body: null,
          capability: 'search',
          identity: { provider: 'tavily', model: null },
        }),
    };
    const { registry } = aRegistry(
      {},
      {
        factories: {
          chat: CHAT_NAMES.map((provider) => ({ provider, create: () => null })),
          search: [search, { provider: 'kimi', create: () => null }],
          images: [{ provider: 'openai', create: () => null }],
        },
        health: (provider, capability) => gateway.health(provider, capability),
        checks: new ProviderChecks({ gateway }),
      },
    );
    const state = () => registry.states().find(({ provider }) => provider === 'tavily')?.state;
    const settled = (wanted: string) =>
      waitFor(() => state() === wanted, { timeoutMs: 3_000, what: `the state ${wanted}`, everyMs: 10 });
    return { vendor, gateway, state, settled };
  }
  it('name the models, and who is not configured', () => {
    const { registry } = aRegistry({ PLAN_PRO_LLM: 'openai:gpt-x,openai:gpt-y' });
    expect(registry.states()).toContainEqual({
      provider: 'openai',
      capability: 'llm',
      state: 'configured',
      models: ['default', 'gpt-x', 'gpt-y'],
      breaker: 'closed',
      lastOutcome: null,
    });
    expect(registry.states()).toContainEqual(
      expect.objectContaining({ provider: 'anthropic', state: 'not_configured', models: [] }),
    );
  });

  it('are found out in the background by one free request, and remembered', async () => {
    const { vendor, state, settled } = await aProbedRegistry();
    expect(state()).toBe('configured');
    await settled('reachable');
    for (let look = 0; look < 5; look += 1) state();
    expect(vendor.received().map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /models']);
  });

  it.each([
    ['degraded', { kind: 'status', status: 401 }],
    ['down', { kind: 'cut_connection' }],
    ['down', { kind: 'status', status: 503 }],
  ] as const)('are %s after %j', async (wanted, behaviour) => {
    const { vendor, settled } = await aProbedRegistry();
    vendor.play({ behaviour, times: null });
    await settled(wanted);
  });

  it('are down while the breaker is open, and degraded while the account is used up', async () => {
    const { vendor, gateway, settled } = await aProbedRegistry();
    await settled('reachable');
    const asked = aVendorRequest(vendor.url, {
      capability: 'search',
      identity: { provider: 'tavily', model: null },
      read: ({ status }) => {
        const failure = status === 402 ? 'quota_exhausted' : 'unavailable';
        throw new VendorError('search', failure, { message: `status ${status}`, status });
      },
    });
    vendor.play({ kind: 'status', status: 402 });
    await failureOf(gateway.send(asked, someCallOptions()));
    await settled('degraded');
    vendor.play({ behaviour: { kind: 'status', status: 500 }, times: null });
    await failureOf(gateway.send(asked, someCallOptions()));
    await failureOf(gateway.send(asked, someCallOptions()));
    await settled('down');
  });
});
