import { AppError, type ErrorKind, type JsonObject } from '@genesis/kernel';
import type { ChatUsage } from './chat-model.port.js';

/** What can go wrong between us and a model, whoever the vendor is. */
export type LlmFailure =
  | 'not_configured'
  | 'unauthorized'
  | 'quota_exhausted'
  | 'rate_limited'
  | 'unavailable'
  | 'network'
  | 'timed_out'
  | 'cancelled'
  | 'rejected'
  | 'moderated'
  | 'invalid_output';

/** Why an answer could not be used. */
export type InvalidOutputReason =
  'not_a_completion' | 'too_large' | 'truncated' | 'empty' | 'not_json' | 'schema_mismatch';

const MEANING: Readonly<Record<LlmFailure, { readonly code: string; readonly kind: ErrorKind }>> = {
  not_configured: { code: 'LLM_NOT_CONFIGURED', kind: 'internal' },
  unauthorized: { code: 'LLM_UNAUTHORIZED', kind: 'upstream_rejected' },
  quota_exhausted: { code: 'LLM_QUOTA_EXHAUSTED', kind: 'quota_exceeded' },
  rate_limited: { code: 'LLM_RATE_LIMITED', kind: 'rate_limited' },
  unavailable: { code: 'LLM_UNAVAILABLE', kind: 'upstream_unavailable' },
  network: { code: 'LLM_UNREACHABLE', kind: 'upstream_unavailable' },
  timed_out: { code: 'LLM_TIMEOUT', kind: 'timeout' },
  cancelled: { code: 'LLM_CANCELLED', kind: 'cancelled' },
  rejected: { code: 'LLM_REJECTED', kind: 'upstream_rejected' },
  moderated: { code: 'LLM_MODERATED', kind: 'upstream_rejected' },
  invalid_output: { code: 'INVALID_MODEL_OUTPUT', kind: 'upstream_rejected' },
};

export interface LlmErrorOptions {
  /** For operators: what happened, in our words. Vendor text, prompts and keys do not belong here. */
  readonly message: string;
  /** The vendor's HTTP status. */
  readonly status?: number;
  readonly reason?: InvalidOutputReason;
  readonly retryAfterMs?: number;
  /** Requests that the failed call has sent. Default 0. */
  readonly attempts?: number;
  /** What the failed call cost; absent when nothing was answered. */
  readonly usage?: ChatUsage;
  readonly cause?: unknown;
}

/** A call to a model failed. `details` carries `reason` or `vendor_status`; the vendor's words are in no field. */
export class LlmError extends AppError {
  readonly failure: LlmFailure;
  readonly reason: InvalidOutputReason | undefined;
  readonly attempts: number;
  readonly usage: ChatUsage | undefined;

  constructor(failure: LlmFailure, options: LlmErrorOptions) {
    super({
      ...MEANING[failure],
      message: options.message,
      details: publicDetails(options),
      retryAfterMs: options.retryAfterMs,
      cause: options.cause,
    });
    this.failure = failure;
    this.reason = options.reason;
    this.attempts = options.attempts ?? 0;
    this.usage = options.usage;
  }
}

function publicDetails({ reason, status }: LlmErrorOptions): JsonObject | undefined {
  if (reason !== undefined) return { reason };
  return status === undefined ? undefined : { vendor_status: status };
}
