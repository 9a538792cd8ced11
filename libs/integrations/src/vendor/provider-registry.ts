import type { SubscriptionPlan } from '@genesis/config';
import type { ImageProvider } from '../images/image.port.js';
import type { ChatModel } from '../llm/chat-model.port.js';
import type { SearchProvider } from '../search/search.port.js';
import type { Capability } from './vendor.errors.js';
import type { ProviderName } from './vendor-call.js';

/** Makes the adapters of one provider. */
export interface ProviderFactory<P> {
  readonly provider: ProviderName;
  /** @param model null for the provider's default. Null when the provider is not configured. */
  create(model: string | null): P | null;
}

/** What a plan may ask, each a chain in the plan's order. `isConfigured` is false where no provider of the list is. */
export interface PlanProviders {
  readonly chat: ChatModel;
  readonly search: SearchProvider;
  readonly images: ImageProvider;
}

export const PROVIDER_STATES = ['not_configured', 'configured', 'reachable', 'degraded', 'down'] as const;

/** What is known of a provider without a paid call. */
export interface ProviderState {
  readonly provider: ProviderName;
  readonly capability: Capability;
  readonly state: (typeof PROVIDER_STATES)[number];
  readonly models: readonly string[];
  readonly breaker: 'closed' | 'open' | 'half_open';
  readonly lastOutcome: { readonly code: string; readonly at: string } | null;
}

/** Who may be asked, by plan. */
export abstract class ProviderRegistry {
  abstract forPlan(plan: SubscriptionPlan): PlanProviders;

  abstract states(): readonly ProviderState[];
}
