import { AppSettings, HttpSettings, type LoadedSettings } from '@genesis/config';
import { RequestContext } from '@genesis/observability';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problem/send-problem.js';
import { setOriginHeaders } from './cors.js';
import { setEdgeHeaders } from './edge-headers.js';
import { pathOf } from './request-path.js';
import { requestIdOf } from './request-id.js';

/** Longest path parameter; an address of a file holds up to 200 characters, percent-encoded. */
const MAX_PARAM_LENGTH = 600;

/** How long a request may take to arrive, its body included. An answer may take as long as it likes. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** How often Node looks for connections that are over time. */
const TIMEOUT_CHECK_MS = 2_000;

/** Fastify with the limits of the service. */
export function httpAdapter(loaded: LoadedSettings): FastifyAdapter {
  const httpSettings = loaded.get(HttpSettings);
  const { bodyLimitBytes, trustProxyHops } = httpSettings;
  const { environment } = loaded.get(AppSettings);
  const context = new RequestContext();
  return new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: (_address: string, hop: number) => hop < trustProxyHops,
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // Refused by a hook, in the one error shape.
      requireHostHeader: false,
    },
    // Answered by `ClientErrors`, once there are metrics to count them in.
    clientErrorHandler: () => undefined,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    // The router answers a malformed address before any hook runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setEdgeHeaders(reply.raw, { requestId: request.id, path: pathOf(request), environment });
      setOriginHeaders(reply.raw, request.headers.origin, httpSettings);
      reply.raw.once('finish', () => request.server.requestAnswered?.(request, reply));
      context.runWith({ requestId: request.id }, () => sendProblem(error, request, reply));
    },
  });
}
