import type { HttpAnswer } from '../http/http-exchange.js';
import { parseRetryAfterMs } from '../http/retry-after.js';
import type { ProviderName } from '../vendor/vendor-call.js';
import {
  type InvalidOutputReason,
  VendorError,
  type VendorErrorOptions,
  type VendorFailure,
} from '../vendor/vendor.errors.js';

/** The failure that a status stands for, where the vendor's own documentation does not say otherwise. */
export function failureOfStatus(status: number): VendorFailure {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402) return 'quota_exhausted';
  if (status === 429) return 'rate_limited';
  return status === 408 || status >= 500 ? 'unavailable' : 'rejected';
}

/** An answer whose status is an error. The vendor's words stay out. */
export function searchRefused(
  provider: ProviderName,
  failure: VendorFailure,
  { status, headers }: HttpAnswer,
): VendorError {
  return new VendorError('search', failure, {
    message: `${provider}: answered ${status}`,
    status,
    attempts: 1,
    retryAfterMs: parseRetryAfterMs(headers.get('retry-after'), Date.now()),
  });
}

/** What an answer cost that cannot be used. */
export type Spent = Pick<VendorErrorOptions, 'usage' | 'costMicroUsd'>;

/** An answer that is none. */
export function searchUnreadable(
  provider: ProviderName,
  reason: InvalidOutputReason,
  spent: Spent = {},
): VendorError {
  return new VendorError('search', 'invalid_output', {
    message: `${provider}: the answer is ${reason}`,
    reason,
    attempts: 1,
    ...spent,
  });
}

/** The body as JSON. @throws VendorError invalid_output */
export function jsonOf(provider: ProviderName, { text }: HttpAnswer, spent: Spent = {}): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message would quote the vendor.
    throw searchUnreadable(provider, 'not_json', spent);
  }
}
