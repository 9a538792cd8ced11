import { isForeignKeyViolation, isTransient } from '@genesis/database';
import { AppError, type ErrorKind, type JsonObject } from '@genesis/kernel';
import { HttpException } from '@nestjs/common';
import { isProblemCode, type ProblemCode } from './problem-texts.js';

/** One refused field. */
export interface FieldProblem {
  /** JSON Pointer (RFC 6901) into the body, or the name of a parameter after `/`. */
  readonly pointer: string;
  readonly code: string;
  /** The bound that was passed, where there is one. */
  readonly limit?: number;
}

/** An error, translated to what a caller may know of it. */
export interface ProblemFacts {
  readonly status: number;
  readonly code: string;
  /** Whose texts are used when the code has none of its own. */
  readonly textCode: ProblemCode;
  readonly details: JsonObject | null;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterMs: number | null;
}

const KINDS: Readonly<Record<ErrorKind, { readonly status: number; readonly textCode: ProblemCode }>> = {
  // The text of VALIDATION_ERROR speaks of `errors`, which another code does not have.
  invalid: { status: 422, textCode: 'INVALID_PAYLOAD' },
  unauthenticated: { status: 401, textCode: 'UNAUTHORIZED' },
  forbidden: { status: 403, textCode: 'FORBIDDEN' },
  not_found: { status: 404, textCode: 'NOT_FOUND' },
  conflict: { status: 409, textCode: 'CONFLICT' },
  quota_exceeded: { status: 403, textCode: 'QUOTA_EXCEEDED' },
  rate_limited: { status: 429, textCode: 'RATE_LIMITED' },
  upstream_rejected: { status: 503, textCode: 'GENESIS_INTEGRATION_ERROR' },
  upstream_unavailable: { status: 503, textCode: 'DEPENDENCY_UNAVAILABLE' },
  timeout: { status: 504, textCode: 'TIMEOUT' },
  cancelled: { status: 409, textCode: 'CONFLICT' },
  internal: { status: 500, textCode: 'INTERNAL_SERVER_ERROR' },
};

/** Codes whose status says more than their kind. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  INVALID_PAYLOAD: 400,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  BRIEF_EXPIRED: 410,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  PRECONDITION_REQUIRED: 428,
};

/** For errors of the frameworks, which know a status and no code. */
const CODE_BY_STATUS: ReadonlyMap<number, ProblemCode> = new Map([
  [400, 'BAD_REQUEST'],
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [405, 'METHOD_NOT_ALLOWED'],
  [406, 'NOT_ACCEPTABLE'],
  [408, 'REQUEST_TIMEOUT'],
  [409, 'CONFLICT'],
  [410, 'GONE'],
  [412, 'PRECONDITION_FAILED'],
  [413, 'PAYLOAD_TOO_LARGE'],
  [414, 'URI_TOO_LONG'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
  [422, 'VALIDATION_ERROR'],
  [428, 'PRECONDITION_REQUIRED'],
  [429, 'RATE_LIMITED'],
  [431, 'HEADERS_TOO_LARGE'],
  [503, 'DEPENDENCY_UNAVAILABLE'],
]);

const DATABASE_RETRY_MS = 2_000;

/** Names of the foreign keys that lead to an account. */
const OF_ACCOUNT = /_(?:user|owner)$/;

/** Never throws, never lets an unknown error's text through. */
export function problemFacts(error: unknown): ProblemFacts {
  if (error instanceof AppError && error.kind !== 'internal') return factsOfAppError(error);
  // First: a caller that breaks off leaves the same error code as a database does, but with a status of Fastify's.
  const status = frameworkStatus(error);
  if (status === null && isTransient(error)) {
    return { ...factsOfStatus(503, 'DEPENDENCY_UNAVAILABLE'), retryAfterMs: DATABASE_RETRY_MS };
  }
  // The account was erased while the request was at work.
  if (status === null && isForeignKeyViolation(error, OF_ACCOUNT)) return factsOfStatus(401, 'UNAUTHORIZED');
  const code = status === null ? undefined : CODE_BY_STATUS.get(status);
  return status === null || code === undefined
    ? factsOfStatus(500, 'INTERNAL_SERVER_ERROR')
    : factsOfStatus(status, code);
}

function factsOfAppError({ code, kind, details, retryAfterMs }: AppError): ProblemFacts {
  const { status, textCode } = KINDS[kind];
  const { errors, ...others } = details ?? {};
  const fields = Array.isArray(errors) ? errors.filter(isFieldProblem) : [];
  return {
    status: STATUS_BY_CODE[code] ?? status,
    code,
    textCode: isProblemCode(code) ? code : textCode,
    details: Object.keys(others).length === 0 ? null : others,
    errors: fields,
    retryAfterMs: retryAfterMs ?? null,
  };
}

function factsOfStatus(status: number, code: ProblemCode): ProblemFacts {
  return { status, code, textCode: code, details: null, errors: [], retryAfterMs: null };
}

/** Status of an error that Nest or Fastify made for the caller's mistake; null for all others. */
function frameworkStatus(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'pointer' in value &&
    typeof value.pointer === 'string' &&
    'code' in value &&
    typeof value.code === 'string'
  );
}
