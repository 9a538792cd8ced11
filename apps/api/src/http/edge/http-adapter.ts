import { AppSettings, HttpSettings, type LoadedSettings } from '@genesis/config';
import { RequestContext } from '@genesis/observability';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problem/send-problem.js';
import { setEdgeHeaders } from './edge-headers.js';
import { pathOf } from './request-path.js';
import { requestIdOf } from './request-id.js';

/** Longest path parameter; an address of a file holds up to 200 characters, percent-encoded. */
const MAX_PARAM_LENGTH = 600;

/** Fastify with the limits of the service. */
export function httpAdapter(loaded: LoadedSettings): FastifyAdapter {
  const { bodyLimitBytes, trustProxyHops } = loaded.get(HttpSettings);
  const { environment } = loaded.get(AppSettings);
  const context = new RequestContext();
  return new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: (_address: string, hop: number) => hop < trustProxyHops,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    // The router answers a malformed address before any hook runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setEdgeHeaders(reply.raw, { requestId: request.id, path: pathOf(request), environment });
      context.runWith({ requestId: request.id }, () => sendProblem(error, request, reply));
    },
  });
}
