import type { JsonObject } from './json.js';

/** What went wrong, independent of transport. The api maps a kind to a status, the worker to retry or stop. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'quota_exceeded'
  | 'rate_limited'
  | 'upstream_rejected'
  | 'upstream_unavailable'
  | 'timeout'
  | 'cancelled'
  | 'internal';

export interface AppErrorOptions {
  /** Stable upper-case code that clients may switch on, e.g. `GENERATION_RUNNING`. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** For operators and logs; never shown to a client as it is. */
  readonly message?: string;
  /** Machine data that a client may see; no secrets, no vendor text. */
  readonly details?: JsonObject;
  /** How long a caller should wait before it tries again, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** The one error type of the domain. Thrown by the place that knows; wrapped once at a border with its `cause`. */
export class AppError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly details: JsonObject | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(options: AppErrorOptions) {
    super(
      options.message ?? options.code,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = new.target.name;
    this.code = options.code;
    this.kind = options.kind;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }
}
