import { newId, type JsonObject } from '@genesis/kernel';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { HttpAnswer } from '../http/http-exchange.js';
import { parseRetryAfterMs } from '../http/retry-after.js';
import type { VendorGateway, VendorRequest } from '../resilience/vendor-gateway.js';
import type { ProviderIdentity, VendorCallOptions } from '../vendor/vendor-call.js';
import { type Capability, VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import { DC360_PATHS, dc360Url } from './dc360-paths.js';

export const DC360_IDENTITY: ProviderIdentity = { provider: 'dc360', model: null };

const MAX_ANSWER_BYTES = 256 * 1024;
/** Requests at once, over all processes: more would make a slow platform slower. */
const CONCURRENCY = 50;
/** An operator is told once in a while, not once a call. */
const ALERT_EVERY_MS = 60_000;
/** Statuses below 500 that pass by themselves: request timeout, too early. */
const PASSING_STATUSES: readonly number[] = [408, 425];

export interface Dc360ConnectionOptions {
  /** Origin of the platform, with a path only where the settings allow one. */
  readonly baseUrl: string;
  /** Null where it is absent or a placeholder. */
  readonly secret: string | null;
  readonly timeoutMs: number;
  /** Of Genesis, for the User-Agent. */
  readonly version: string;
}

/** One call, as a method of the platform words it. */
export interface Dc360Call<T> {
  readonly capability: Capability;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: JsonObject;
  /** False where a second request may do a second thing: the caller looks before it repeats. Default true. */
  readonly mayRepeat?: boolean;
  /** Default: DIGITALCLOUD360_TIMEOUT. */
  readonly timeoutMs?: number;
  /** Shape of what `read` returns. */
  readonly value: z.ZodType<T>;
  /** Reads an answer of any status; those that are not expected become a `dc360Failure`. */
  readonly read: (answer: HttpAnswer) => T;
}

/** How the platform is reached: address, secret and headers of every call. */
export class Dc360Connection {
  readonly isConfigured: boolean;
  private readonly logger = new Logger(Dc360Connection.name);
  private alertedAtMs = -Infinity;

  constructor(
    private readonly gateway: VendorGateway,
    private readonly options: Dc360ConnectionOptions,
  ) {
    this.isConfigured = options.secret !== null;
  }

  get timeoutMs(): number {
    return this.options.timeoutMs;
  }

  /** @throws VendorError */
  async call<T>(call: Dc360Call<T>, options: VendorCallOptions): Promise<T> {
    const request = this.requestOf(call);
    if (request === null) {
      throw new VendorError(call.capability, 'not_configured', {
        message: 'DIGITALCLOUD360_SERVICE_SECRET is not set',
      });
    }
    try {
      const { value } = await this.gateway.send(request, {
        ...options,
        requestId: options.requestId ?? newId(),
      });
      return value;
    } catch (error) {
      if (error instanceof VendorError && error.failure === 'unauthorized') this.alert(call.capability);
      throw error;
    }
  }

  /** Asks whether the platform is well: for the operators' view. Null without a secret. */
  probe(): VendorRequest<boolean> | null {
    return this.requestOf({
      capability: 'platform',
      method: 'GET',
      path: DC360_PATHS.health,
      value: z.boolean(),
      read: (answer) => {
        if (answer.status === 200) return true;
        throw dc360Failure('platform', answer);
      },
    });
  }

  /** Null without a secret. */
  private requestOf<T>(call: Dc360Call<T>): VendorRequest<T> | null {
    const { secret, baseUrl, version, timeoutMs } = this.options;
    if (secret === null) return null;
    const { capability, method, path, body = null } = call;
    return {
      capability,
      identity: DC360_IDENTITY,
      account: {
        name: 'dc360',
        limit: { concurrency: CONCURRENCY },
        timeoutMs: call.timeoutMs ?? timeoutMs,
      },
      method,
      url: dc360Url(baseUrl, path),
      headers: { 'x-service-secret': secret, 'user-agent': `Genesis-AI/${version}` },
      body,
      question: { method, path, body },
      promptId: null,
      upperBoundMicroUsd: 0,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      mayRepeat: call.mayRepeat,
      stored: call.value,
      read: (answer) => ({ value: call.read(answer), usage: null, costMicroUsd: 0 }),
    };
  }

  /** Our own secret was refused: no caller can do anything about it, an operator must. */
  private alert(capability: Capability): void {
    const nowMs = performance.now();
    if (nowMs - this.alertedAtMs < ALERT_EVERY_MS) return;
    this.alertedAtMs = nowMs;
    this.logger.error({ capability }, 'DigitalCloud360 refuses DIGITALCLOUD360_SERVICE_SECRET');
  }
}

/** The error for an answer that was not expected. The platform's words are in no field of it. */
export function dc360Failure(capability: Capability, answer: HttpAnswer): VendorError {
  const { status } = answer;
  const failure = failureOf(status);
  const mayWait = failure === 'rate_limited' || failure === 'unavailable';
  return new VendorError(capability, failure, {
    message: `DigitalCloud360 answered with status ${status}`,
    status,
    attempts: 1,
    retryAfterMs: mayWait ? parseRetryAfterMs(answer.headers.get('retry-after'), Date.now()) : undefined,
  });
}

/** The body of an answer in its expected shape. @throws VendorError invalid_output */
export function readBody<T>(capability: Capability, shape: z.ZodType<T>, answer: HttpAnswer): T {
  const written = jsonOf(answer.text);
  const parsed = shape.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new VendorError(capability, 'invalid_output', {
    message: 'DigitalCloud360 answered in an unknown shape',
    reason: written === undefined ? 'not_json' : 'schema_mismatch',
    attempts: 1,
  });
}

/** The stable code of an error body, e.g. `NO_SUBSCRIPTION`; null where there is none. */
export function errorCodeOf(answer: HttpAnswer): string | null {
  const body = jsonOf(answer.text);
  if (typeof body !== 'object' || body === null) return null;
  const { error, code } = body as { readonly error?: unknown; readonly code?: unknown };
  const told = typeof error === 'string' ? error : code;
  return typeof told === 'string' ? told : null;
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The shape that the caller expects will not match.
    return undefined;
  }
}

function failureOf(status: number): VendorFailure {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || PASSING_STATUSES.includes(status)) return 'unavailable';
  return 'rejected';
}
