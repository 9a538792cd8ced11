import type { HttpAnswer } from '../../http/http-exchange.js';
import { parseRetryAfterMs } from '../../http/retry-after.js';
import type { VendorFailure } from '../../vendor/vendor.errors.js';
import type { ReadFailure } from '../chat-wire.js';
import { messageErrorSchema } from './messages.wire.js';

/** A limit on spending that the customer has set answers 400 in these words. */
const SPENDING_LIMIT = /reached your specified (?:workspace )?API usage limits/i;
const FORM_REFUSED = /output_config|output_format|json_schema|schema|structured|grammar/i;
const PASSING_STATUSES: readonly number[] = [408, 409, 425];

/** Reads the vendor's error for its kind only. Source: Anthropic, "Errors" and "Rate limits". */
export function readMessageFailure(answer: HttpAnswer): ReadFailure {
  const { message } = errorOf(answer);
  const failure = classify(answer);
  const retryAfterMs =
    failure === 'rate_limited' || failure === 'unavailable'
      ? parseRetryAfterMs(answer.headers.get('retry-after'), Date.now())
      : undefined;
  const isFormRefused = failure === 'rejected' && answer.status === 400 && FORM_REFUSED.test(message);
  return { failure, retryAfterMs, isFormRefused };
}

/** What an error in the middle of a stream means. */
export function failureOfStreamError(type: string): VendorFailure {
  return type === 'rate_limit_error' ? 'rate_limited' : 'unavailable';
}

function classify(answer: HttpAnswer): VendorFailure {
  const { status, headers } = answer;
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402) return 'quota_exhausted';
  if (status === 404) return 'not_found';
  // Every limit that passes names the time; the one on the month's spending does not, and will not pass by waiting.
  if (status === 429) return headers.has('retry-after') ? 'rate_limited' : 'quota_exhausted';
  if (status >= 500 || PASSING_STATUSES.includes(status)) return 'unavailable';
  return SPENDING_LIMIT.test(errorOf(answer).message) ? 'quota_exhausted' : 'rejected';
}

function errorOf(answer: HttpAnswer): { readonly message: string } {
  try {
    const parsed = messageErrorSchema.safeParse(JSON.parse(answer.text));
    return { message: parsed.data?.error.message ?? '' };
  } catch {
    // A proxy's page: the status is all there is.
    return { message: '' };
  }
}
