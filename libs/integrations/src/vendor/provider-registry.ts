import type { SubscriptionPlan } from '@genesis/config';
import type { ImageProvider } from '../images/image.port.js';
import type { ChatModel } from '../llm/chat-model.port.js';
import type { VendorRequest } from '../resilience/vendor-request.js';
import type { SearchProvider } from '../search/search.port.js';
import type { Capability } from './vendor.errors.js';
import type { ProviderName } from './vendor-call.js';

/** Makes the adapters of one provider. Each capability lists its factories in a file of its own: `llm/chat-model-factories.ts`,
 *  `search/search-factories.ts`, `images/image-factories.ts`. */
export interface ProviderFactory<P> {
  readonly provider: ProviderName;

  /** @param model null for the provider's default. Null when the provider is not configured. */
  create(model: string | null): P | null;

  /** A request that costs nothing and tells whether the vendor is there and takes our key, e.g. `GET /v1/models`: asked in
   *  the background for the operators' view. Its answer's value is not looked at; an `unauthorized` is a degraded provider.
   *  Absent, or null when not configured: only paid calls can tell. */
  probe?(): VendorRequest<unknown> | null;
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

  /** The chat model of a `provider` or `provider:model`, whatever plans say; null when it is not configured, or unknown. */
  abstract chat(entry: string): ChatModel | null;

  abstract states(): readonly ProviderState[];
}
