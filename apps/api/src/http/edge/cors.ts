import type { HttpSettings } from '@genesis/config';
import type { FastifyCorsOptions } from '@fastify/cors';

/** Only listed origins, letter by letter; credentials never together with `*`. */
export function corsOptions({ corsOrigins }: HttpSettings): FastifyCorsOptions {
  const isOpen = corsOrigins.includes('*');
  return {
    origin: isOpen ? '*' : [...corsOrigins],
    credentials: !isOpen,
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
    ],
    exposedHeaders: [
      'Location',
      'Content-Location',
      'ETag',
      'Link',
      'Retry-After',
      'Idempotent-Replayed',
      'X-Request-Id',
      'RateLimit',
      'RateLimit-Policy',
    ],
    maxAge: 600,
  };
}
