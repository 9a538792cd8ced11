import type { Metrics } from '@genesis/observability';
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Capability } from '../vendor/vendor.errors.js';
import type { CallSpending } from './call-spending.js';
import type { VendorRequest } from './vendor-request.js';

/** OpenTelemetry's semantic conventions for generative AI name the first two; there is no name for the others. */
const OPERATIONS: Readonly<Record<Capability, string>> = {
  llm: 'chat',
  image: 'generate_content',
  search: 'search',
  hosting: 'hosting',
  platform: 'platform',
};

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
    this.span = trace
      .getTracer('genesis')
      .startSpan(identity.model === null ? operation : `${operation} ${identity.model}`, {
        kind: SpanKind.CLIENT,
        attributes: {
          'gen_ai.operation.name': operation,
          'gen_ai.provider.name': identity.provider,
          ...(identity.model !== null && { 'gen_ai.request.model': identity.model }),
          'server.address': url.hostname,
        },
      });
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
      costMicroUsd: spending.costMicroUsd,
    });
    this.span.setAttributes({
      'genesis.attempts': spending.attempts,
      ...(model !== undefined && { 'gen_ai.response.model': model }),
      ...(inputTokens !== null && { 'gen_ai.usage.input_tokens': inputTokens }),
      ...(outputTokens !== null && { 'gen_ai.usage.output_tokens': outputTokens }),
    });
    if (outcome !== 'success') {
      this.span.setAttribute('error.type', outcome);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}
