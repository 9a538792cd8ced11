import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { validationFailed } from '../http/validation/validation-failed.js';

/** Its name in the API document, where it stands for what such a route may answer besides. */
export const IDEMPOTENCY_KEY = 'Idempotency-Key';
const HEADER = 'idempotency-key';
const VISIBLE_ASCII = /^[!-~]{1,255}$/;

/** The caller's `Idempotency-Key`, or null. @throws AppError VALIDATION_ERROR for one that is no key */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers[HEADER];
  if (key === undefined) return null;
  if (typeof key === 'string' && VISIBLE_ASCII.test(key)) return key;
  throw validationFailed([{ pointer: `/${HEADER}`, code: 'WRONG_FORMAT' }]);
});

/** Documents the header, and with it the 409 and `Idempotent-Replayed` of the route. */
export const IdempotencyKeyHeader = () =>
  ApiHeader({
    name: IDEMPOTENCY_KEY,
    description: 'Makes the call repeatable for 24 hours; a repeated answer has `Idempotent-Replayed: true`.',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: VISIBLE_ASCII.source },
  });
