import { AppSettings, HttpSettings } from '@genesis/config';
import { Draining } from '@genesis/health';
import { Metrics, RequestContext } from '@genesis/observability';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveDocs } from '../docs/serve-docs.js';
import { AllowedMethods } from './allowed-methods.js';
import { corsOptions } from './cors.js';
import { InFlightRequests } from './in-flight-requests.js';
import { addRequestHooks } from './request-hooks.js';

/** Paths that do not stand under API_V1_STR. */
export const OUTSIDE_PREFIX = ['/', 'health', 'health/live', 'health/ready'];

/** Prepares an application made with `httpAdapter` for its first request: prefix, CORS, hooks, documentation. */
export function configureEdge(app: NestFastifyApplication): void {
  const settings = app.get(AppSettings);
  const fastify = app.getHttpAdapter().getInstance();
  app.setGlobalPrefix(settings.apiPrefix, { exclude: OUTSIDE_PREFIX });
  app.get(AllowedMethods).watch(fastify);
  app.enableCors(corsOptions(app.get(HttpSettings)));
  // JSON and, where a route says so, forms: a plain text is no body of ours.
  fastify.removeContentTypeParser('text/plain');
  addRequestHooks(fastify, {
    environment: settings.environment,
    context: app.get(RequestContext),
    metrics: app.get(Metrics),
    inFlight: app.get(InFlightRequests),
    draining: app.get(Draining),
  });
  if (settings.debug) serveDocs(app, settings);
}
