import {
  type Capability,
  Dc360Platform,
  ProviderRegistry,
  type ProviderState,
  VendorGateway,
} from '@genesis/integrations';
import type { JsonObject } from '@genesis/kernel';
import { MetricsServer } from '@genesis/observability';
import { Injectable, type OnModuleInit } from '@nestjs/common';

type StateWord = ProviderState['state'];

/** What is said in public: one word for each thing that we ask others for. */
export type IntegrationWords = Readonly<Record<'llm' | 'search' | 'image' | 'digitalcloud360', StateWord>>;

/** From the best to the worst; a capability is as well as its best provider. */
const BEST_FIRST: readonly StateWord[] = ['reachable', 'configured', 'degraded', 'down', 'not_configured'];
const VALID_FOR_MS = 60_000;

/** How the outside world is, from what is known: nothing here is asked for it, let alone paid.
 *  Operators read it on the metrics listener, with codes and breakers; everybody else gets words. */
@Injectable()
export class IntegrationStates implements OnModuleInit {
  private words: { readonly value: IntegrationWords; readonly validUntilMs: number } | null = null;

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly platform: Dc360Platform,
    private readonly gateway: VendorGateway,
    private readonly operators: MetricsServer,
  ) {}

  onModuleInit(): void {
    this.operators.handle('/integrations/health', () => ({ status: 200, body: this.forOperators() }));
  }

  /** Cached for 60 s. */
  inWords(): IntegrationWords {
    const now = performance.now();
    if (this.words === null || this.words.validUntilMs <= now) {
      this.words = { value: this.readWords(), validUntilMs: now + VALID_FOR_MS };
    }
    return this.words.value;
  }

  private forOperators(): JsonObject {
    const states = this.allStates();
    const used = states.filter(({ state }) => state !== 'not_configured');
    const isIll = used.some(({ state }) => state === 'down' || state === 'degraded');
    return {
      overall_status: isIll ? 'degraded' : 'healthy',
      services: states.map(({ provider, capability, state, models, breaker, lastOutcome }) => ({
        service: provider,
        capability,
        status: state,
        models: [...models],
        breaker,
        last_outcome: lastOutcome === null ? null : { code: lastOutcome.code, at: lastOutcome.at },
      })),
    };
  }

  private readWords(): IntegrationWords {
    const states = this.allStates();
    const best = (capability: Capability): StateWord =>
      BEST_FIRST.find((word) =>
        states.some((state) => state.capability === capability && state.state === word),
      ) ?? 'not_configured';
    return {
      llm: best('llm'),
      search: best('search'),
      image: best('image'),
      digitalcloud360: best('platform'),
    };
  }

  private allStates(): readonly ProviderState[] {
    return [...this.registry.states(), this.platformState()];
  }

  private platformState(): ProviderState {
    const health = this.gateway.health('dc360', 'platform');
    const base = { provider: 'dc360', capability: 'platform', models: [], ...health } as const;
    if (!this.platform.isConfigured) return { ...base, state: 'not_configured' };
    if (health.breaker !== 'closed') return { ...base, state: 'down' };
    if (health.lastOutcome === null) return { ...base, state: 'configured' };
    return { ...base, state: health.lastOutcome.code === 'success' ? 'reachable' : 'degraded' };
  }
}
