import { type PlanSettings, SettingsError, SUBSCRIPTION_PLANS, type SubscriptionPlan } from '@genesis/config';
import type { ImageProvider } from '../images/image.port.js';
import type { ChatModel } from '../llm/chat-model.port.js';
import type { ProviderHealth } from '../resilience/vendor-gateway.js';
import type { SearchProvider } from '../search/search.port.js';
import { chainedChat, ChainedImages, ChainedSearch } from './chained-providers.js';
import type { Probed, ProviderChecks } from './provider-checks.js';
import {
  type PlanProviders,
  type ProviderFactory,
  ProviderRegistry,
  type ProviderState,
} from './provider-registry.js';
import { type ProviderIdentity, type ProviderName } from './vendor-call.js';
import type { Capability, VendorFailure } from './vendor.errors.js';

/** Who can be asked at all. */
export interface Factories {
  readonly chat: readonly ProviderFactory<ChatModel>[];
  readonly search: readonly ProviderFactory<SearchProvider>[];
  readonly images: readonly ProviderFactory<ImageProvider>[];
}

/** A provider that no plan chooses: DigitalCloud360, and whoever hosts websites. */
export interface FixedProvider {
  readonly capability: Extract<Capability, 'platform' | 'hosting'>;
  readonly isConfigured: boolean;
  readonly probed: Probed;
}

export interface PlanRegistryOptions {
  readonly plans: Pick<PlanSettings, 'llm' | 'search' | 'image'>;
  readonly factories: Factories;
  readonly fixed: readonly FixedProvider[];
  /** False: only the first configured provider of a plan is asked. */
  readonly isFallbackEnabled: boolean;
  readonly health: (provider: ProviderName, capability: Capability) => ProviderHealth;
  readonly checks: Pick<ProviderChecks, 'latest'>;
}

/** The registry of the PLAN_* settings. @throws SettingsError for a provider that does not exist */
export class PlanRegistry extends ProviderRegistry {
  private readonly byPlan: ReadonlyMap<SubscriptionPlan, PlanProviders>;
  private readonly menus: readonly [Menu<ChatModel>, Menu<SearchProvider>, Menu<ImageProvider>];

  constructor(private readonly options: PlanRegistryOptions) {
    super();
    const { plans, factories, isFallbackEnabled } = options;
    const chat = new Menu('llm', factories.chat, { lists: plans.llm, isFallbackEnabled });
    const search = new Menu('search', factories.search, { lists: plans.search, isFallbackEnabled });
    const images = new Menu('image', factories.images, { lists: plans.image, isFallbackEnabled });
    this.menus = [chat, search, images];
    const problems = this.menus.flatMap((menu) => menu.problems());
    if (problems.length > 0) throw new SettingsError(problems);
    this.byPlan = new Map(
      SUBSCRIPTION_PLANS.map((plan) => [
        plan,
        {
          chat: chainedChat(chat.configuredFor(plan)),
          search: new ChainedSearch(search.configuredFor(plan)),
          images: new ChainedImages(images.configuredFor(plan)),
        },
      ]),
    );
  }

  forPlan(plan: SubscriptionPlan): PlanProviders {
    const providers = this.byPlan.get(plan);
    if (providers === undefined) throw new TypeError('every plan has its providers');
    return providers;
  }

  chat(entry: string): ChatModel | null {
    return this.menus[0].adapterOf(entry);
  }

  /** Which vendors are configured; asks nobody. A folder of ours is none. */
  configured(): readonly Pick<ProviderState, 'provider' | 'capability'>[] {
    const chosen = this.menus.flatMap((menu) =>
      menu.factories
        .filter(({ provider }) => menu.modelsOf(provider) !== null)
        .map(({ provider }) => ({ provider, capability: menu.capability })),
    );
    const fixed = this.options.fixed
      .filter(({ isConfigured, probed }) => isConfigured && probed.probe !== undefined)
      .map(({ capability, probed: { provider } }) => ({ provider, capability }));
    return [...chosen, ...fixed];
  }

  states(): readonly ProviderState[] {
    const chosen = this.menus.flatMap((menu) =>
      menu.factories.map((factory) =>
        this.stateOf(menu.capability, factory, menu.modelsOf(factory.provider)),
      ),
    );
    const fixed = this.options.fixed.map(({ capability, isConfigured, probed }) =>
      this.stateOf(capability, probed, isConfigured ? [] : null),
    );
    return [...chosen, ...fixed];
  }

  /** @param models null for who is not configured */
  private stateOf(capability: Capability, probed: Probed, models: readonly string[] | null): ProviderState {
    const { provider } = probed;
    const health = this.options.health(provider, capability);
    if (models === null) return { provider, capability, state: 'not_configured', models: [], ...health };
    const state = stateFrom(health, this.options.checks.latest(probed));
    return { provider, capability, state, models, ...health };
  }
}

/** What all capabilities' providers have in common. */
interface Asked {
  describe(): Pick<ProviderIdentity, 'model'> & { readonly provider: string };
}

interface PlanLists {
  readonly lists: Readonly<Record<SubscriptionPlan, readonly string[]>>;
  readonly isFallbackEnabled: boolean;
}

/** The providers of one capability, by the plans' lists of `provider` or `provider:model`. */
class Menu<P extends Asked> {
  private readonly made = new Map<string, P | null>();

  constructor(
    readonly capability: Extract<Capability, 'llm' | 'search' | 'image'>,
    readonly factories: readonly ProviderFactory<P>[],
    private readonly plans: PlanLists,
  ) {}

  problems(): readonly string[] {
    const known = this.factories.map(({ provider }) => provider);
    return SUBSCRIPTION_PLANS.flatMap((plan) => {
      const unknown = this.plans.lists[plan].findIndex(
        (entry) => !known.some((name) => name === nameOf(entry)),
      );
      const setting = `PLAN_${plan}_${this.capability}`.toUpperCase();
      return unknown === -1
        ? []
        : [`${setting} entry ${unknown + 1} must begin with one of ${known.join(', ')}`];
    });
  }

  /** In the plan's order; each entry is one adapter for all plans. */
  configuredFor(plan: SubscriptionPlan): readonly P[] {
    const configured = [...new Set(this.plans.lists[plan])]
      .map((entry) => this.adapterOf(entry))
      .filter((adapter) => adapter !== null);
    return this.plans.isFallbackEnabled ? configured : configured.slice(0, 1);
  }

  /** Models that a provider may be asked for; null when it is not configured. */
  modelsOf(provider: ProviderName): readonly string[] | null {
    const entries = [provider, ...Object.values(this.plans.lists).flat()].filter(
      (entry) => nameOf(entry) === provider,
    );
    const adapters = entries.map((entry) => this.adapterOf(entry)).filter((adapter) => adapter !== null);
    if (adapters.length === 0) return null;
    const models = adapters.map((adapter) => adapter.describe().model).filter((model) => model !== null);
    return [...new Set(models)];
  }

  /** Null when nobody of that name is configured. */
  adapterOf(entry: string): P | null {
    const known = this.made.get(entry);
    if (known !== undefined) return known;
    const factory = this.factories.find(({ provider }) => provider === nameOf(entry));
    const adapter = factory?.create(modelOf(entry)) ?? null;
    this.made.set(entry, adapter);
    return adapter;
  }
}

const nameOf = (entry: string): string => entry.split(':', 1)[0] ?? entry;

/** A model's own name may contain colons. */
function modelOf(entry: string): string | null {
  const colon = entry.indexOf(':');
  return colon === -1 ? null : entry.slice(colon + 1);
}

/** Codes of a vendor that is there, and does not serve us. */
const DEGRADED = /_(UNAUTHORIZED|QUOTA_EXHAUSTED|RATE_LIMITED)$/;

function stateFrom(
  { breaker, lastOutcome }: ProviderHealth,
  probed: VendorFailure | null | undefined,
): ProviderState['state'] {
  if (breaker !== 'closed') return 'down';
  if (probed === 'network' || probed === 'timed_out' || probed === 'unavailable') return 'down';
  if (lastOutcome !== null && DEGRADED.test(lastOutcome.code)) return 'degraded';
  if (probed === undefined) return lastOutcome?.code === 'success' ? 'reachable' : 'configured';
  return probed === null ? 'reachable' : 'degraded';
}
