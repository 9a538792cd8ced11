import type { Environment } from '@genesis/config';
import type { Draining } from '@genesis/health';
import { AppError } from '@genesis/kernel';
import { Metrics, RequestContext } from '@genesis/observability';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isTooComplex } from './body-depth.js';
import { drain, isOfWrongForm, isReceiving } from './body-form.js';
import type { ClientErrors } from './client-errors.js';
import { setEdgeHeaders } from './edge-headers.js';
import { InFlightRequests } from './in-flight-requests.js';
import { pathOf } from './request-path.js';

export interface RequestHookOptions {
  readonly environment: Environment;
  readonly context: RequestContext;
  readonly metrics: Metrics;
  readonly inFlight: InFlightRequests;
  readonly draining: Draining;
  readonly clientErrors: ClientErrors;
}

/** `endpoint` and `route` of everything that the router does not know. */
export const UNMATCHED_ROUTE = 'unmatched';

const logger = new Logger('Http');

/** Ids, headers, limits, metrics and one log line for every request. */
export function addRequestHooks(fastify: FastifyInstance, options: RequestHookOptions): void {
  const { environment, context, metrics, inFlight, draining, clientErrors } = options;
  const setHeaders = (request: FastifyRequest, reply: FastifyReply) => {
    setEdgeHeaders(reply.raw, { requestId: request.id, path: pathOf(request), environment });
    // Long-lived connections move to another replica.
    if (draining.isDraining && request.raw.httpVersionMajor === 1) reply.raw.setHeader('connection', 'close');
  };

  fastify.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply);
    clientErrors.begin(request, reply);
    inFlight.begin();
    reply.raw.once('close', () => inFlight.end());
    const error = lacksHost(request) ? new AppError({ code: 'BAD_REQUEST', kind: 'invalid' }) : undefined;
    context.runWith({ requestId: request.id }, () => {
      done(error);
    });
  });
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const error = isOfWrongForm(request)
      ? new AppError({ code: 'UNSUPPORTED_MEDIA_TYPE', kind: 'invalid' })
      : null;
    done(error, payload);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    done(
      isTooComplex(request.body) || isTooComplex(request.query)
        ? new AppError({ code: 'BAD_REQUEST', kind: 'invalid' })
        : undefined,
    );
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    // A preflight is answered before the first hook.
    if (!reply.raw.hasHeader('x-request-id')) setHeaders(request, reply);
    if (!isReceiving(request) || clientErrors.isBroken(request)) {
      done(null, payload);
      return;
    }
    // A connection that is closed under a client that still sends resets, and the client never sees the answer.
    clientErrors.settle(request);
    drain(request, () => {
      if (isReceiving(request)) reply.header('connection', 'close');
      done(null, payload);
    });
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    requestFinished(metrics, request, reply);
    done();
  });
}

/** Counts and logs an answered request under its route pattern. */
export function requestFinished(metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.is404 ? UNMATCHED_ROUTE : (request.routeOptions.url ?? UNMATCHED_ROUTE);
  const { method } = request;
  const status = reply.statusCode;
  const durationMs = Math.round(reply.elapsedTime * 10) / 10;
  metrics.requestFinished({ method, endpoint: route, status, seconds: durationMs / 1_000 });

  const level = route.startsWith('/health') ? 'debug' : status >= 500 ? 'warn' : 'log';
  logger[level](
    {
      route,
      method,
      status,
      duration_ms: durationMs,
      request_id: request.id,
      ...(request.user !== undefined && { user_id: request.user.legacyId }),
    },
    'request answered',
  );
}

/** RFC 9112, section 3.2. */
function lacksHost({ raw }: FastifyRequest): boolean {
  return raw.headers.host === undefined && raw.httpVersion === '1.1';
}
