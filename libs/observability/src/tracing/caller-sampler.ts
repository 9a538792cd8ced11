import { type Context, SpanKind } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';

/** Traces a second, and at once, that callers may have kept in this process. */
const CALLERS_RATE_PER_S = 10;
const CALLERS_BURST = 20;

const KEPT: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const DROPPED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

export interface CallerSamplerOptions {
  /** Share of the traces beyond the limit that are kept, 0..1. */
  readonly ratio: number;
  /** Milliseconds that only grow. Default performance.now. */
  readonly nowMs?: () => number;
  /** A number in [0, 1). Default Math.random. */
  readonly random?: () => number;
}

/**
 * Decides about traces that somebody else has begun and keeps. Our own queue may say so; callers of the api may too, a few
 * times a second: a caller that sets the flag on every request gets what everybody gets. The trace id plays no part in that,
 * because the caller chooses it.
 */
export class CallerSampler implements Sampler {
  private readonly nowMs: () => number;
  private readonly random: () => number;
  private tokens = CALLERS_BURST;
  private filledAtMs: number;

  constructor(private readonly options: CallerSamplerOptions) {
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.random = options.random ?? Math.random;
    this.filledAtMs = this.nowMs();
  }

  shouldSample(_context: Context, _traceId: string, _name: string, kind: SpanKind): SamplingResult {
    if (kind !== SpanKind.SERVER) return KEPT;
    return this.takeToken() || this.random() < this.options.ratio ? KEPT : DROPPED;
  }

  toString(): string {
    return `CallerSampler{${CALLERS_RATE_PER_S}/s, ${this.options.ratio}}`;
  }

  private takeToken(): boolean {
    const now = this.nowMs();
    const grown = ((now - this.filledAtMs) / 1_000) * CALLERS_RATE_PER_S;
    this.tokens = Math.min(CALLERS_BURST, this.tokens + grown);
    this.filledAtMs = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
