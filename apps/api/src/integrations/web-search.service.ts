import { PlanSettings } from '@genesis/config';
import type { AuthenticatedUser } from '@genesis/identity';
import {
  type ExtractAnswer,
  ProviderRegistry,
  type SearchAnswer,
  type SearchProvider,
  type SearchQuery,
  type VendorCallOptions,
  VendorError,
} from '@genesis/integrations';
import { AppError, newId } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { Plans, UserCalls } from '@genesis/quota';
import { Injectable } from '@nestjs/common';

/** Longest wait for an answer, with all providers of the plan. */
const DEADLINE_MS = 40_000;

/** The web for one user: within the plan, and within what the user may spend in a day. */
@Injectable()
export class WebSearch {
  constructor(
    private readonly plans: Plans,
    private readonly registry: ProviderRegistry,
    private readonly calls: UserCalls,
    private readonly settings: PlanSettings,
    private readonly context: RequestContext,
  ) {}

  /** @param signal aborts when nobody waits any more
   *  @throws AppError PLAN_WITHOUT_SEARCH, SEARCH_NOT_CONFIGURED, SEARCH_BUDGET_EXHAUSTED, GENESIS_INTEGRATION_ERROR */
  async search(user: AuthenticatedUser, query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer> {
    return this.ask(user, 'search', signal, (provider, options) => provider.search(query, options));
  }

  /** Reads one public page. @throws as `search`; AppError PAGE_NOT_READABLE */
  async extract(user: AuthenticatedUser, url: URL, signal: AbortSignal): Promise<ExtractAnswer> {
    return this.ask(user, 'extract', signal, (provider, options) => provider.extract([url.href], options));
  }

  private async ask<A>(
    user: AuthenticatedUser,
    what: 'search' | 'extract',
    signal: AbortSignal,
    act: (provider: SearchProvider, options: VendorCallOptions) => Promise<A>,
  ): Promise<A> {
    const provider = await this.providerFor(user);
    try {
      return await act(provider, {
        signal,
        callKey: `user:${user.id}:${what}:${newId()}`,
        deadlineMs: DEADLINE_MS,
        requestId: this.context.requestId ?? undefined,
        ledger: this.calls.ledgerOf(user.id, 'integrations'),
        tenant: user.id,
      });
    } catch (error) {
      throw error instanceof VendorError ? asCallersError(error) : error;
    }
  }

  private async providerFor(user: AuthenticatedUser): Promise<SearchProvider> {
    const { plan } = await this.plans.of(user);
    if (this.settings.search[plan].length === 0) {
      throw new AppError({
        code: 'PLAN_WITHOUT_SEARCH',
        kind: 'forbidden',
        details: { plan, upgrade_url: this.settings.upgradeUrl },
      });
    }
    const { search } = this.registry.forPlan(plan);
    if (search.isConfigured) return search;
    throw new AppError({
      code: 'SEARCH_NOT_CONFIGURED',
      kind: 'upstream_unavailable',
      message: `no search provider of the ${plan} plan is configured`,
    });
  }
}

/** What is wrong between us and a vendor, its limits for our account included, is no fault of the caller. */
function asCallersError(error: VendorError): AppError {
  const { failure, kind, retryAfterMs } = error;
  if (failure === 'budget_exhausted' || failure === 'timed_out' || failure === 'cancelled') return error;
  if (failure === 'rejected') {
    return new AppError({
      code: 'PAGE_NOT_READABLE',
      kind: 'not_found',
      message: error.message,
      cause: error,
    });
  }
  return new AppError({
    code: 'GENESIS_INTEGRATION_ERROR',
    kind: kind === 'upstream_rejected' ? kind : 'upstream_unavailable',
    message: error.message,
    retryAfterMs,
    cause: error,
  });
}
