import { AppError } from '@genesis/kernel';
import {
  type Attributes,
  type Context,
  context,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** Of the library that makes the spans: this service. */
const TRACER = 'genesis';

export interface SpanOptions {
  readonly kind?: SpanKind;
  /** Ids, names and numbers; nothing that a person has written. */
  readonly attributes?: Attributes;
  /** Default: the active context. */
  readonly parent?: Context;
}

/** A piece of work that somebody else ends. Without tracing it costs next to nothing, and stands for its parent. */
export function startSpan(name: string, { parent, ...options }: SpanOptions = {}): Span {
  return trace.getTracer(TRACER).startSpan(name, options, parent);
}

/** Runs `work` as a span of its own, that everything within becomes a child of. What it throws marks the span as failed. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const { parent = context.active() } = options;
  const span = startSpan(name, options);
  // Nobody traces: then there is no context to hand on either.
  if (!trace.isSpanContextValid(span.spanContext())) return work(span);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    spanFailed(span, errorTypeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** @param errorType a code or a class; texts of errors may repeat what somebody wrote, and stay out of traces. */
export function spanFailed(span: Span, errorType: string): void {
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function errorTypeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : '_OTHER';
}
