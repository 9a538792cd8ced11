import { parseRetryAfterMs } from '../../http/retry-after.js';
import type { HttpAnswer } from '../../http/post-json.js';
import type { VendorErrorOptions, VendorFailure } from '../../vendor/vendor.errors.js';
import { vendorErrorSchema, type VendorError } from './chat-completion.wire.js';

/** What an answer with an error status means to us. */
export interface ReadFailure extends Pick<VendorErrorOptions, 'message' | 'status' | 'retryAfterMs'> {
  readonly failure: VendorFailure;
}

const EXHAUSTED = /insufficient_quota|billing|credit|insufficient_balance/i;
const MODERATED = /content_filter|content_policy|moderation/i;
const SCHEMA_REFUSED = /response_format|json_schema|schema|structured|grammar/i;
const SCHEMA_REFUSING_STATUSES: readonly number[] = [400, 422];
/** Statuses below 500 that pass by themselves: request timeout, conflict of concurrent calls, too early. */
const PASSING_STATUSES: readonly number[] = [408, 409, 425];

const NO_ERROR_BODY: VendorError = { message: '', type: null, code: null, param: null };

/** Reads the vendor's error for its kind only; its words go nowhere. */
export function vendorFailureOf(answer: HttpAnswer, nowMs: number): ReadFailure {
  const failure = classify(answer.status, errorOf(answer));
  const retryAfterMs =
    failure === 'rate_limited' || failure === 'unavailable'
      ? parseRetryAfterMs(answer.headers.get('retry-after'), nowMs)
      : undefined;
  return {
    failure,
    status: answer.status,
    retryAfterMs,
    message: `the chat server answered with status ${answer.status}`,
  };
}

/** True when the server does not support the form of answer that we asked for, or not this schema. */
export function refusesSchema(answer: HttpAnswer): boolean {
  if (!SCHEMA_REFUSING_STATUSES.includes(answer.status)) return false;
  const { message, code, param } = errorOf(answer);
  return [message, code, param].some((told) => SCHEMA_REFUSED.test(String(told ?? '')));
}

function classify(status: number, error: VendorError): VendorFailure {
  const codes = `${error.type ?? ''} ${error.code ?? ''}`;
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402) return 'quota_exhausted';
  if (status === 429) return EXHAUSTED.test(codes) ? 'quota_exhausted' : 'rate_limited';
  if (status >= 500 || PASSING_STATUSES.includes(status)) return 'unavailable';
  return MODERATED.test(codes) ? 'moderated' : 'rejected';
}

function errorOf(answer: HttpAnswer): VendorError {
  try {
    const parsed = vendorErrorSchema.safeParse(JSON.parse(answer.text));
    return parsed.success ? parsed.data : NO_ERROR_BODY;
  } catch {
    return NO_ERROR_BODY;
  }
}
