import type { OpenAPIObject } from '@nestjs/swagger';

/** Headers of every answer, of those that are worth another look later, and of those that a key repeats. Their schemas stand once, under `components`. */
const HEADERS = {
  'X-Request-Id': {
    description: 'Names the request in the logs: the one that was sent, or a new one.',
    schema: { type: 'string', maxLength: 128, pattern: '^[!-~]+$' },
  },
  traceparent: {
    description: 'The trace under which the service has worked, where it traces (W3C Trace Context).',
    schema: { type: 'string', maxLength: 55, pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
  },
  'Access-Control-Allow-Origin': {
    description: 'The origin of the request, when it is one of CORS_ORIGINS; else absent.',
    schema: { type: 'string', format: 'uri', maxLength: 2_048 },
  },
  RateLimit: {
    description: 'What is left of the limit that holds here (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string', maxLength: 1_000, pattern: '^[ -~]+$', example: '"calls";r=119;t=60' },
  },
  'RateLimit-Policy': {
    description: 'The limit that holds here: `q` requests in `w` seconds. Absent where limits are off.',
    schema: { type: 'string', maxLength: 1_000, pattern: '^[ -~]+$', example: '"calls";q=120;w=60' },
  },
  'Retry-After': {
    description: 'Seconds after which it is worth another try.',
    schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 2_147_483_647 },
  },
  'Idempotent-Replayed': {
    description: 'The call came before with this `Idempotency-Key`: nothing was done again. Else absent.',
    schema: { type: 'string', maxLength: 4, pattern: '^true$' },
  },
} as const satisfies Record<string, object>;

const OF_LIMITED: ReadonlySet<string> = new Set(['RateLimit', 'RateLimit-Policy']);
const WITH_RETRY_AFTER: ReadonlySet<string> = new Set(['202', '429', '503']);

/** Declares the headers, to which `addAnswerHeaders` refers. */
export function declareAnswerHeaders(document: OpenAPIObject): void {
  (document.components ??= {}).headers = { ...HEADERS };
}

/** Adds what every answer carries to those of an operation. */
export function addAnswerHeaders(
  responses: Readonly<Record<string, unknown>>,
  { isLimited, isRepeatable }: { readonly isLimited: boolean; readonly isRepeatable: boolean },
): void {
  for (const [status, response] of Object.entries(responses)) {
    const answer = response as { headers?: Record<string, unknown> };
    const names = Object.keys(HEADERS).filter(
      (name) =>
        (name !== 'Retry-After' || WITH_RETRY_AFTER.has(status)) &&
        (name !== 'Idempotent-Replayed' || (isRepeatable && status.startsWith('2'))) &&
        (isLimited || !OF_LIMITED.has(name)),
    );
    const usual = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
    answer.headers = { ...usual, ...answer.headers };
  }
}
