import type { JsonObject } from '@genesis/kernel';
import type { ProviderRegistry } from './provider-registry.js';

/** What is known of each provider, as operators read it. Nobody is waited for. */
export function reportProviders(registry: ProviderRegistry): readonly JsonObject[] {
  return registry.states().map(({ provider, capability, state, models, breaker, lastOutcome }) => ({
    service: provider,
    capability,
    status: state,
    models: [...models],
    breaker,
    last_outcome: lastOutcome === null ? null : { code: lastOutcome.code, at: lastOutcome.at },
  }));
}
