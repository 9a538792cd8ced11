import {
  type Metrics,
  spanFailed,
  startSpan,
  type TraceContext,
  traceContextOf,
} from '@genesis/observability';
import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { ProviderName } from '../vendor/vendor-call.js';
import { type Capability, VENDOR_FAILURES } from '../vendor/vendor.errors.js';
import type { CallSpending } from './call-spending.js';
import { costShares } from './cost-shares.js';
import type { VendorRequest } from './vendor-request.js';

/** OpenTelemetry's semantic conventions for generative AI name the first two; there is no name for the others. */
const OPERATIONS: Readonly<Record<Capability, string>> = {
  llm: 'chat',
  image: 'generate_content',
  search: 'search',
  hosting: 'hosting',
  platform: 'platform',
};

/** Whom traces are shared with. */
const PLATFORM: ProviderName = 'dc360';

/** `outcome` of every call that can be: `defect` is what is no vendor's failure. */
export const CALL_OUTCOMES = ['success', ...VENDOR_FAILURES, 'defect'] as const;

/** How a call ended. */
export interface CallFinishReport {
  /** `success`, or the kind of failure. */
  readonly outcome: string;
  readonly spending: CallSpending;
  readonly seconds: number;
  /** The model that the vendor says has answered. */
  readonly model?: string;
}

/** Tells of one call: a span, and the metrics of its provider. Without a registered tracer the span costs nothing. */
export class CallTelemetry {
  private readonly span: Span;

  constructor(
    private readonly request: VendorRequest<unknown>,
    private readonly metrics: Metrics | undefined,
  ) {
    const { capability, identity, url } = request;
    const operation = OPERATIONS[capability];
    this.span = startSpan(identity.model === null ? operation : `${operation} ${identity.model}`, {
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.operation.name': operation,
        'gen_ai.provider.name': identity.provider,
        ...(identity.model !== null && { 'gen_ai.request.model': identity.model }),
        'server.address': url.hostname,
      },
    });
  }

  /** The headers by which our own platform goes on with the trace. A vendor gets none: it could do nothing with them, and
   *  would learn which of its calls belong together. */
  traceHeaders(): Partial<TraceContext> {
    if (this.request.identity.provider !== PLATFORM) return {};
    return traceContextOf(trace.setSpan(context.active(), this.span)) ?? {};
  }

  limitWaited(seconds: number): void {
    this.metrics?.limitWaited(this.request.account.name, seconds);
  }

  retried(reason: string): void {
    const { identity, capability } = this.request;
    this.span.addEvent('retry', { 'error.type': reason });
    this.metrics?.callRetried({ provider: identity.provider, capability, reason });
  }

  ended({ outcome, spending, seconds, model }: CallFinishReport): void {
    const { capability, identity } = this.request;
    const { inputTokens = null, outputTokens = null } = spending.usage ?? {};
    this.metrics?.callFinished({
      ...identity,
      capability,
      outcome,
      seconds,
      inputTokens,
      outputTokens,
      costMicroUsd: costShares(spending, this.request.tokenPrice),
    });
    this.span.setAttributes({
      'genesis.attempts': spending.attempts,
      ...(model !== undefined && { 'gen_ai.response.model': model }),
      ...(inputTokens !== null && { 'gen_ai.usage.input_tokens': inputTokens }),
      ...(outputTokens !== null && { 'gen_ai.usage.output_tokens': outputTokens }),
    });
    if (outcome !== 'success') {
      spanFailed(this.span, outcome);
    }
    this.span.end();
  }
}
