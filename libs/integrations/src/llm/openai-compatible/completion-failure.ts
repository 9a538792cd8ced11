import type { HttpAnswer } from '../../http/http-exchange.js';
import { parseRetryAfterMs } from '../../http/retry-after.js';
import type { VendorFailure } from '../../vendor/vendor.errors.js';
import type { ReadFailure } from '../chat-wire.js';
import { wireErrorSchema, type WireError } from './completion.wire.js';

/** OpenAI: insufficient_quota with codes such as credit_balance_exhausted; Kimi: exceeded_current_quota_error. */
const EXHAUSTED = /quota|billing|credit|balance|spend_limit|usage_limit/i;
const MODERATED = /content_filter|content_policy|moderation/i;
const OVERLOADED = /overloaded/i;
const NOT_FOUND = /model_not_found|resource_not_found/i;
const FORM_REFUSED = /response_format|json_schema|json_object|schema|structured|grammar/i;
const FORM_REFUSING_STATUSES: readonly number[] = [400, 422];
/** Statuses below 500 that pass by themselves: request timeout, conflict of concurrent calls, too early. */
const PASSING_STATUSES: readonly number[] = [408, 409, 425];

const NO_ERROR_BODY: WireError = { message: '', type: null, code: null, param: null };

/** Reads the vendor's error for its kind only; its words go nowhere. */
export function readCompletionFailure(answer: HttpAnswer): ReadFailure {
  const error = errorOf(answer);
  const failure = classify(answer.status, error);
  const retryAfterMs =
    failure === 'rate_limited' || failure === 'unavailable'
      ? parseRetryAfterMs(answer.headers.get('retry-after'), Date.now())
      : undefined;
  return {
    failure,
    retryAfterMs,
    isFormRefused: failure === 'rejected' && refusesForm(answer.status, error),
  };
}

function refusesForm(status: number, { message, code, param }: WireError): boolean {
  if (!FORM_REFUSING_STATUSES.includes(status)) return false;
  return [message, code, param].some((told) => FORM_REFUSED.test(String(told ?? '')));
}

function classify(status: number, error: WireError): VendorFailure {
  const codes = `${error.type ?? ''} ${error.code ?? ''}`;
  if (status === 401) return 'unauthorized';
  // Kimi tells an empty balance with 403 too.
  if (status === 403) return EXHAUSTED.test(codes) ? 'quota_exhausted' : 'unauthorized';
  if (status === 402) return 'quota_exhausted';
  if (status === 404) return 'not_found';
  if (status === 429) {
    if (EXHAUSTED.test(codes)) return 'quota_exhausted';
    return OVERLOADED.test(codes) ? 'unavailable' : 'rate_limited';
  }
  if (status >= 500 || PASSING_STATUSES.includes(status)) return 'unavailable';
  if (NOT_FOUND.test(codes)) return 'not_found';
  return MODERATED.test(codes) ? 'moderated' : 'rejected';
}

function errorOf(answer: HttpAnswer): WireError {
  try {
    const parsed = wireErrorSchema.safeParse(JSON.parse(answer.text));
    return parsed.success ? parsed.data : NO_ERROR_BODY;
  } catch {
    // A proxy's page: the status is all there is.
    return NO_ERROR_BODY;
  }
}
