import type { Environment } from '@genesis/config';
import type { Draining } from '@genesis/health';
import { AppError } from '@genesis/kernel';
import { Metrics, RequestContext } from '@genesis/observability';
import { Logger, NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isTooComplex } from './body-depth.js';
import { drain, hasBody, isOfWrongForm, isReceiving } from './body-form.js';
import type { ClientErrors } from './client-errors.js';
import { setEdgeHeaders } from './edge-headers.js';
import { InFlightRequests } from './in-flight-requests.js';
import { pathOf } from './request-path.js';
import { inRequestTrace, traceRequest } from './request-span.js';

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

/** Status of a request whose client left before an answer had begun. Source: nginx, where it never reaches a client. */
const CLIENT_LEFT = 499;

/** Answered by the framework itself. */
const WITHOUT_A_HANDLER: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS']);

const HOST = 'host';

const logger = new Logger('Http');

/** Ids, headers, limits, metrics and one log line for every request. */
export function addRequestHooks(fastify: FastifyInstance, options: RequestHookOptions): void {
  const { environment, context, metrics, inFlight, draining, clientErrors } = options;
  const setHeaders = (request: FastifyRequest, reply: FastifyReply) => {
    setEdgeHeaders(reply.raw, { requestId: request.id, path: pathOf(request), environment });
    moveAway(request, reply);
  };
  /** Long-lived connections go on at another replica. */
  const moveAway = (request: FastifyRequest, reply: FastifyReply) => {
    if (draining.isDraining && request.raw.httpVersionMajor === 1) reply.raw.setHeader('connection', 'close');
  };

  // Counted from 0 on, so that the first error of a route is seen as one more.
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat().filter((each) => !WITHOUT_A_HANDLER.has(each)))
      metrics.expectRequests(name, url);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply);
    // Fastify would look for a parser of what is not there.
    if (!hasBody(request)) delete request.headers['content-type'];
    clientErrors.begin(request, reply);
    inFlight.begin();
    const trace = traceRequest(request, reply);
    reply.raw.once('close', () => {
      inFlight.end();
      if (!reply.raw.writableFinished) requestFinished(metrics, request, reply);
      trace?.ended();
    });
    const error = refusalOf(request);
    inRequestTrace(trace, () => {
      const { id: requestId, ip: address } = request;
      context.runWith({ requestId, address, userAgent: request.headers['user-agent'] }, () => {
        done(error);
      });
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
    // The drain may have begun since the request has.
    moveAway(request, reply);
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

/** Those that have their line: the connection of an answered request closes later. */
const told = new WeakSet<FastifyRequest>();

/** Counts and logs, once, a request that was answered or whose client has left, under its route pattern. */
export function requestFinished(metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  if (told.has(request)) return;
  told.add(request);
  const route = request.is404 ? UNMATCHED_ROUTE : (request.routeOptions.url ?? UNMATCHED_ROUTE);
  const { method } = request;
  const isLeft = !reply.raw.writableFinished;
  const status = isLeft && !reply.raw.headersSent ? CLIENT_LEFT : reply.statusCode;
  const durationMs = Math.round(reply.elapsedTime * 10) / 10;
  metrics.requestFinished({ method, endpoint: route, status, seconds: durationMs / 1_000 });

  const level = route.startsWith('/health') ? 'debug' : status >= 500 ? 'warn' : 'log';
  logger[level](
    {
      route,
      method,
      status,
      duration_ms: durationMs,
      ...(isLeft && { is_left: true }),
      request_id: request.id,
      ...(request.user !== undefined && { user_id: request.user.legacyId }),
    },
    'request answered',
  );
}

function refusalOf(request: FastifyRequest): Error | undefined {
  if (!hasOneHost(request)) return new AppError({ code: 'BAD_REQUEST', kind: 'invalid' });
  // No address has it. Fastify would ask for a media type of the body before it says so.
  return request.method === 'QUERY' ? new NotFoundException() : undefined;
}

/** RFC 9112, section 3.2: none is right before HTTP/1.1 alone. Node keeps the first of several. */
function hasOneHost({ raw }: FastifyRequest): boolean {
  const { rawHeaders, httpVersion } = raw;
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === HOST.length && rawHeaders[at]?.toLowerCase() === HOST) count += 1;
  return count === 1 || (count === 0 && httpVersion !== '1.1');
}
