import { AppSettings, HttpSettings } from '@genesis/config';
import { Draining } from '@genesis/health';
import { Metrics, RequestContext } from '@genesis/observability';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveDocs, serveErrorPage } from '../docs/serve-docs.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { AllowedMethods } from './allowed-methods.js';
import { ClientErrors } from './client-errors.js';
import { corsOptions } from './cors.js';
import { InFlightRequests } from './in-flight-requests.js';
import { parseJson } from './json-body.js';
import { addRequestHooks, requestFinished } from './request-hooks.js';

/** Paths that do not stand under API_V1_STR. */
export const OUTSIDE_PREFIX = [
  '/',
  'health',
  'health/live',
  'health/ready',
  'health/startup',
  'health/integrations',
  'api/genesis/generate-brief',
];

/** Prepares an application made with `httpAdapter` for its first request: prefix, CORS, hooks, documentation. */
export function configureEdge(app: NestFastifyApplication): void {
  const settings = app.get(AppSettings);
  const http = app.get(HttpSettings);
  const metrics = app.get(Metrics);
  const clientErrors = new ClientErrors(settings.environment, metrics);
  const fastify = app.getHttpAdapter().getInstance();
  app.setGlobalPrefix(settings.apiPrefix, { exclude: OUTSIDE_PREFIX });
  app.get(AllowedMethods).watch(fastify);
  app.enableCors(corsOptions(http));
  // JSON and, where a route says so, forms: a plain text is no body of ours.
  fastify.removeContentTypeParser('text/plain');
  app.useBodyParser('application/json', { bodyLimit: http.bodyLimitBytes }, parseJson(fastify));
  metrics.observeInFlight(() => app.get(InFlightRequests).count);
  addRequestHooks(fastify, {
    environment: settings.environment,
    context: app.get(RequestContext),
    metrics,
    inFlight: app.get(InFlightRequests),
    draining: app.get(Draining),
    clientErrors,
  });
  fastify.decorate('requestAnswered', (request: FastifyRequest, reply: FastifyReply) => {
    requestFinished(metrics, request, reply);
  });
  fastify.server.on('clientError', (error, socket) => {
    clientErrors.answer(error, socket as Socket);
  });
  fastify.server.on('connect', (_request, socket) => {
    clientErrors.refuseTunnel(socket as Socket);
  });
  // An expectation that nobody knows may be ignored (RFC 9110, section 10.1.1); Node would answer 417 without a shape.
  fastify.server.on('checkExpectation', (request, response) => {
    fastify.server.emit('request', request, response);
  });
  serveErrorPage(app);
  if (settings.debug) serveDocs(app, settings);
}
