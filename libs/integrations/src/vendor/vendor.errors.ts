import { AppError, type ErrorKind, type JsonObject } from '@genesis/kernel';
import type { VendorUsage } from './vendor-call.js';

/** What vendors are asked for. Closed set: journal column and metric label. */
export const CAPABILITIES = ['llm', 'search', 'image', 'hosting', 'platform'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** What can go wrong between us and a vendor, whoever it is. */
export type VendorFailure =
  /** No key, no address, or a placeholder. */
  | 'not_configured'
  | 'unauthorized'
  /** The account's credit or plan is used up. */
  | 'quota_exhausted'
  | 'rate_limited'
  /** 5xx, 529, and statuses that pass by themselves. */
  | 'unavailable'
  | 'network'
  | 'timed_out'
  | 'cancelled'
  /** The request itself is at fault. */
  | 'rejected'
  /** The model or the resource is not there: another provider may have it. */
  | 'not_found'
  | 'conflict'
  | 'moderated'
  | 'invalid_output'
  /** The breaker is open: nothing was sent. */
  | 'breaker_open'
  /** Our own spending cap: nothing was sent. */
  | 'budget_exhausted';

/** Why an answer could not be used. */
export type InvalidOutputReason =
  'not_a_completion' | 'too_large' | 'truncated' | 'empty' | 'not_json' | 'schema_mismatch';

const KINDS: Readonly<Record<VendorFailure, ErrorKind>> = {
  not_configured: 'internal',
  unauthorized: 'upstream_rejected',
  quota_exhausted: 'quota_exceeded',
  rate_limited: 'rate_limited',
  unavailable: 'upstream_unavailable',
  network: 'upstream_unavailable',
  timed_out: 'timeout',
  cancelled: 'cancelled',
  rejected: 'upstream_rejected',
  not_found: 'upstream_rejected',
  conflict: 'conflict',
  moderated: 'upstream_rejected',
  invalid_output: 'upstream_rejected',
  breaker_open: 'upstream_unavailable',
  budget_exhausted: 'quota_exceeded',
};

/** All of them. */
export const VENDOR_FAILURES = Object.keys(KINDS) as readonly VendorFailure[];

const SUFFIXES: Readonly<Record<VendorFailure, string>> = {
  not_configured: 'NOT_CONFIGURED',
  unauthorized: 'UNAUTHORIZED',
  quota_exhausted: 'QUOTA_EXHAUSTED',
  rate_limited: 'RATE_LIMITED',
  unavailable: 'UNAVAILABLE',
  network: 'UNREACHABLE',
  timed_out: 'TIMEOUT',
  cancelled: 'CANCELLED',
  rejected: 'REJECTED',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  moderated: 'MODERATED',
  invalid_output: 'INVALID_OUTPUT',
  breaker_open: 'BREAKER_OPEN',
  budget_exhausted: 'BUDGET_EXHAUSTED',
};

export interface VendorErrorOptions {
  /** For operators: what happened, in our words. Vendor text, prompts and keys do not belong here. */
  readonly message: string;
  /** The vendor's HTTP status. */
  readonly status?: number;
  readonly reason?: InvalidOutputReason;
  readonly retryAfterMs?: number;
  /** Requests that the failed call has sent. Default 0. */
  readonly attempts?: number;
  /** What the failed call used; absent when nothing was answered. */
  readonly usage?: VendorUsage;
  /** What it cost, in millionths of a US dollar; absent when the vendor did not say. */
  readonly costMicroUsd?: number;
  readonly cause?: unknown;
}

/** A call to a vendor failed. Code: `LLM_TIMEOUT`, `SEARCH_RATE_LIMITED`…, `INVALID_MODEL_OUTPUT` for a model's text.
 *  `details` carries `reason` or `vendor_status`; the vendor's words are in no field. */
export class VendorError extends AppError {
  readonly capability: Capability;
  readonly failure: VendorFailure;
  readonly reason: InvalidOutputReason | undefined;
  readonly status: number | undefined;
  readonly attempts: number;
  readonly usage: VendorUsage | undefined;
  readonly costMicroUsd: number | undefined;

  constructor(capability: Capability, failure: VendorFailure, options: VendorErrorOptions) {
    super({
      code: codeOf(capability, failure),
      kind: KINDS[failure],
      message: options.message,
      details: publicDetails(options),
      retryAfterMs: options.retryAfterMs,
      cause: options.cause,
    });
    this.capability = capability;
    this.failure = failure;
    this.reason = options.reason;
    this.status = options.status;
    this.attempts = options.attempts ?? 0;
    this.usage = options.usage;
    this.costMicroUsd = options.costMicroUsd;
  }

  /** The same failure, told by somebody who knows more. */
  with(known: Partial<Omit<VendorErrorOptions, 'cause'>>): VendorError {
    const { message, status, reason, retryAfterMs, attempts, usage, costMicroUsd, cause } = this;
    const told = { message, status, reason, retryAfterMs, attempts, usage, costMicroUsd, cause };
    return new VendorError(this.capability, this.failure, { ...told, ...known });
  }
}

function codeOf(capability: Capability, failure: VendorFailure): string {
  if (capability === 'llm' && failure === 'invalid_output') return 'INVALID_MODEL_OUTPUT';
  return `${capability.toUpperCase()}_${SUFFIXES[failure]}`;
}

function publicDetails({ reason, status }: VendorErrorOptions): JsonObject | undefined {
  if (reason !== undefined) return { reason };
  return status === undefined ? undefined : { vendor_status: status };
}
