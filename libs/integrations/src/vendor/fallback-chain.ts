import { Logger } from '@nestjs/common';
import { bothUsages } from '../resilience/call-spending.js';
import type { ProviderIdentity, VendorCallOptions, VendorUsage } from './vendor-call.js';
import { VendorError, type VendorFailure } from './vendor.errors.js';

/** What another provider may do better. Everything else is about us, or about what is asked. */
const FAIL_OVER_ON: readonly VendorFailure[] = [
  'not_configured',
  'unauthorized',
  'quota_exhausted',
  'rate_limited',
  'unavailable',
  'network',
  'timed_out',
  'not_found',
  'invalid_output',
  'breaker_open',
];

/** Most of what is left of the time that a provider may take while another stands behind it. */
const SHARE_WITH_ANOTHER_BEHIND = 0.6;

/** Anybody who can say who they are. A chat model's provider may be a stand-in, which no chain holds. */
interface Provider {
  describe(): Pick<ProviderIdentity, 'model'> & { readonly provider: string };
}

/** Providers in order. A call goes to the first, and to the next one when that fails in a way that it can do better. */
export class FallbackChain<P extends Provider> {
  private readonly logger = new Logger(FallbackChain.name);

  constructor(private readonly providers: readonly P[]) {}

  /** Null for an empty chain. */
  get first(): P | null {
    return this.providers[0] ?? null;
  }

  /** Gives each provider its share of `options.deadlineMs`.
   *  @throws VendorError of the last provider asked, with what all of them have cost. When none could answer, it carries the
   *    shortest wait that one of them asked for. */
  async call<A>(
    options: VendorCallOptions,
    act: (provider: P, options: VendorCallOptions) => Promise<A>,
  ): Promise<A> {
    const startedAtMs = performance.now();
    const failed: VendorError[] = [];
    for (const [index, provider] of this.providers.entries()) {
      const isLast = index === this.providers.length - 1;
      const leftMs = options.deadlineMs - (performance.now() - startedAtMs);
      if (leftMs <= 0 && failed.length > 0) break;
      const deadlineMs = isLast ? leftMs : leftMs * SHARE_WITH_ANOTHER_BEHIND;
      try {
        return await act(provider, { ...options, deadlineMs });
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        failed.push(error);
        if (options.signal.aborted || !FAIL_OVER_ON.includes(error.failure)) throw summed(failed);
        // A crowded account is nobody's fault, and counted.
        if (!isLast && error.failure !== 'rate_limited') this.tellOfFailOver(provider, error);
      }
    }
    throw summed(failed, { retryAfterMs: shortestWaitOf(failed) });
  }

  private tellOfFailOver(provider: P, { capability, failure }: VendorError): void {
    this.logger.warn({ ...provider.describe(), capability, failure }, 'the next provider is asked');
  }
}

/** The last error, with what all have cost. */
function summed(failed: readonly VendorError[], known: { readonly retryAfterMs?: number } = {}): VendorError {
  const last = failed.at(-1);
  if (last === undefined) throw new TypeError('an empty chain has nobody to fail');
  if (failed.length === 1) return last;
  const usages = failed.map(({ usage }) => usage).filter((usage) => usage !== undefined);
  const costs = failed.map(({ costMicroUsd }) => costMicroUsd).filter((cost) => cost !== undefined);
  return last.with({
    ...known,
    attempts: failed.reduce((sum, { attempts }) => sum + attempts, 0),
    usage: usages.reduce<VendorUsage | undefined>(
      (sum, usage) => (sum ? bothUsages(sum, usage) : usage),
      undefined,
    ),
    costMicroUsd: costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0),
  });
}

function shortestWaitOf(failed: readonly VendorError[]): number | undefined {
  const waits = failed
    .filter(({ failure }) => failure === 'rate_limited' || failure === 'unavailable')
    .map(({ retryAfterMs }) => retryAfterMs)
    .filter((waitMs) => waitMs !== undefined);
  return waits.length === 0 ? undefined : Math.min(...waits);
}
