import type { Metrics } from '@genesis/observability';
import { Logger } from '@nestjs/common';
import type { VendorGateway } from '../resilience/vendor-gateway.js';
import type { ProviderFactory } from './provider-registry.js';
import type { VendorFailure } from './vendor.errors.js';

const VALID_FOR_MS = 60_000;
const PROBE_TIMEOUT_MS = 5_000;

/** Who can be looked at. */
export type Probed = Pick<ProviderFactory<unknown>, 'provider' | 'probe'>;

export interface ProviderChecksOptions {
  readonly gateway: VendorGateway;
  readonly metrics?: Metrics;
}

interface Check {
  /** Null when the vendor answered and took our key. */
  readonly failure: VendorFailure | null;
  readonly atMs: number;
}

/** Looks by free requests whether vendors are there. Nobody waits for it. */
export class ProviderChecks {
  private readonly logger = new Logger(ProviderChecks.name);
  private readonly checks = new Map<Probed, Check>();
  private readonly underWay = new Set<Probed>();

  constructor(private readonly options: ProviderChecksOptions) {}

  /** What is known now; looks again in the background when that is older than a minute. Undefined: not known. */
  latest(factory: Probed): VendorFailure | null | undefined {
    const check = this.checks.get(factory);
    const isFresh = check !== undefined && performance.now() - check.atMs < VALID_FOR_MS;
    if (!isFresh && !this.underWay.has(factory)) void this.look(factory);
    return check?.failure;
  }

  /** Never throws. */
  private async look(factory: Probed): Promise<void> {
    this.underWay.add(factory);
    try {
      const request = factory.probe?.() ?? null;
      if (request === null) return;
      const { gateway, metrics } = this.options;
      const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
      const failure = await gateway.probe(request, { signal, timeoutMs: PROBE_TIMEOUT_MS });
      this.checks.set(factory, { failure, atMs: performance.now() });
      metrics?.providerChecked(factory.provider, request.capability, failure === null);
    } catch (error) {
      this.logger.warn({ provider: factory.provider, err: error }, 'provider not checked');
    } finally {
      this.underWay.delete(factory);
    }
  }
}
