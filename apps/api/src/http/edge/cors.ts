import type { HttpSettings } from '@genesis/config';
import type { FastifyCorsOptions } from '@fastify/cors';
import type { ServerResponse } from 'node:http';

const EXPOSED_HEADERS = [
  'Location',
  'Content-Location',
  'Content-Disposition',
  'ETag',
  'Link',
  'Retry-After',
  'Allow',
  'Idempotent-Replayed',
  'Preference-Applied',
  'X-Request-Id',
  'traceparent',
  'RateLimit',
  'RateLimit-Policy',
];

/** Only listed origins, letter by letter; credentials never together with `*`. The service sets no cookie; a frontend that
 *  fetches with `credentials: include`, as former ones may, is refused by its browser without that header. */
export function corsOptions({ corsOrigins }: HttpSettings): FastifyCorsOptions {
  const isOpen = corsOrigins.includes('*');
  return {
    origin: isOpen ? '*' : [...corsOrigins],
    credentials: !isOpen,
    // An OPTIONS request that is no preflight is answered like one, not with a text of the plugin's.
    strictPreflight: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Accept',
      'Accept-Language',
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Last-Event-ID',
      'Prefer',
      'X-Request-Id',
      'traceparent',
      'tracestate',
    ],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  };
}

/** What the plugin sets, for an answer that is given before the plugin is asked. */
export function setOriginHeaders(
  response: ServerResponse,
  origin: string | undefined,
  { corsOrigins }: Pick<HttpSettings, 'corsOrigins'>,
): void {
  const isOpen = corsOrigins.includes('*');
  if (!isOpen) response.setHeader('vary', 'Origin');
  if (!isOpen && (origin === undefined || !corsOrigins.includes(origin))) return;
  response.setHeader('access-control-allow-origin', isOpen ? '*' : (origin ?? ''));
  if (!isOpen) response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS.join(', '));
}
