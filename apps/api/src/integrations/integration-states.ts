import { Dc360Settings } from '@genesis/config';
import { HealthDetails, Readiness } from '@genesis/health';
import {
  type Capability,
  ProviderRegistry,
  type ProviderState,
  reportProviders,
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
    private readonly operators: MetricsServer,
    private readonly readiness: Readiness,
    private readonly details: HealthDetails,
    private readonly dc360: Dc360Settings,
  ) {}

  onModuleInit(): void {
    this.operators.handle('/integrations/health', () => ({ status: 200, body: this.forOperators() }));
    this.details.add('providers', () => reportProviders(this.registry));
    if (this.dc360.isNeededForReadiness) this.readiness.requireOthers(() => !this.isPlatformDown());
  }

  /** Cached for 60 s. */
  inWords(): IntegrationWords {
    const now = performance.now();
    if (this.words === null || this.words.validUntilMs <= now) {
      this.words = { value: this.readWords(), validUntilMs: now + VALID_FOR_MS };
    }
    return this.words.value;
  }

  private isPlatformDown(): boolean {
    return this.registry
      .states()
      .some(({ capability, state }) => capability === 'platform' && state === 'down');
  }

  private forOperators(): JsonObject {
    const states = this.registry.states();
    const used = states.filter(({ state }) => state !== 'not_configured');
    const isIll = used.some(({ state }) => state === 'down' || state === 'degraded');
    return {
      overall_status: isIll ? 'degraded' : 'healthy',
      services: reportProviders(this.registry),
    };
  }

  private readWords(): IntegrationWords {
    const states = this.registry.states();
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
}
