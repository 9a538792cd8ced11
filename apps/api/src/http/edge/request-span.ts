import { continued, spanFailed, startSpan, traceContextOf } from '@genesis/observability';
import { type Context, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request's place in a trace. */
export interface RequestTrace {
  /** What is done for the request is done in it. */
  readonly context: Context;
  /** To be told how the request has ended; once. */
  readonly ended: () => void;
}

/** Probes come every few seconds and say nothing. */
const isProbe = (route: string | undefined): boolean => route?.startsWith('/health') === true;

/**
 * Continues the caller's trace, or begins one where traces are kept, and names it in the answer. Null where there is neither:
 * then a request costs nothing here. Addresses and queries stay out of traces, as they stay out of logs: they carry ids.
 */
export function traceRequest(request: FastifyRequest, reply: FastifyReply): RequestTrace | null {
  const parent = continued(request.headers);
  const route = request.is404 ? undefined : request.routeOptions.url;
  if (isProbe(route)) return null;
  const span = startSpan(route === undefined ? request.method : `${request.method} ${route}`, {
    kind: SpanKind.SERVER,
    parent,
    attributes: {
      'http.request.method': request.method,
      'network.protocol.version': request.raw.httpVersion,
      'url.scheme': request.protocol,
      ...(route !== undefined && { 'http.route': route }),
    },
  });
  const own = trace.setSpan(parent, span);
  const position = traceContextOf(own);
  if (position === null) return null;
  reply.raw.setHeader('traceparent', position.traceparent);
  return {
    context: own,
    ended: () => {
      end(span, request, reply);
    },
  };
}

function end(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  if (!span.isRecording()) return;
  const status = reply.raw.statusCode;
  span.setAttributes({
    'http.response.status_code': status,
    'genesis.request_id': request.id,
    ...(request.user !== undefined && { 'genesis.user_id': request.user.legacyId }),
    // Who reads a stream may leave when he likes: that is no failure.
    ...(!reply.raw.writableFinished && { 'genesis.is_client_gone': true }),
  });
  if (status >= 500) spanFailed(span, String(status));
  span.end();
}

/** Runs `work` in the request's trace, if it has one. */
export function inRequestTrace(request: RequestTrace | null, work: () => void): void {
  if (request === null) work();
  else context.with(request.context, work);
}
