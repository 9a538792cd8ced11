import { createHash } from 'node:crypto';
import { AppError, type JsonObject } from '@genesis/kernel';
import type { AccountLimit } from '@genesis/vendor-state';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CallDeadline } from '../http/call-deadline.js';
import { AnswerTooLargeError, exchange, type HttpAnswer } from '../http/http-exchange.js';
import type { LedgerEntry, ProviderIdentity, VendorCallOptions, VendorUsage } from '../vendor/vendor-call.js';
import { type Capability, VendorError } from '../vendor/vendor.errors.js';

/** Our account at a vendor: what its limits and its breaker are kept for. */
export interface VendorAccount {
  /** Unique over all vendors, e.g. `openai`; never a key. */
  readonly name: string;
  readonly limit: AccountLimit;
  /** Most milliseconds of one attempt. */
  readonly timeoutMs: number;
}

/** What an answer says. */
export interface VendorReading<T> {
  /** Survives JSON: it is what the ledger keeps. */
  readonly value: T;
  readonly usage: VendorUsage | null;
  /** Millionths of a US dollar; null when the price is unknown. */
  readonly costMicroUsd: number | null;
  /** The model that the vendor says has answered. Default: the configured one. */
  readonly model?: string;
}

/** One request to a vendor, as its adapter words it: wire format, and nothing else. */
export interface VendorRequest<T> {
  readonly capability: Capability;
  readonly identity: ProviderIdentity;
  readonly account: VendorAccount;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  /** With the vendor's key; the gateway adds `Idempotency-Key` and `X-Request-Id`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; null sends no body. */
  readonly body: JsonObject | null;
  /** What is asked, whoever is asked: the ledger answers the same question with what was paid for already. */
  readonly question: JsonObject;
  readonly promptId: string | null;
  /** The most that one attempt can cost, in millionths of a US dollar; 0 for what is free. */
  readonly upperBoundMicroUsd: number;
  readonly maxAnswerBytes: number;
  /** Shape of `value`, to read it back from the ledger. */
  readonly stored: z.ZodType<T>;
  /** Reads an answer of any status. @throws VendorError */
  readonly read: (answer: HttpAnswer) => VendorReading<T>;
}

export interface VendorAnswer<T> extends VendorReading<T> {
  readonly model: string | undefined;
  /** Requests that were sent now; 0 when the ledger answered. */
  readonly attempts: number;
}

const storedReading = (
  value: unknown,
): value is { value: unknown; usage: VendorUsage | null; model?: string } =>
  typeof value === 'object' && value !== null && 'value' in value;

/** Every request to a vendor goes through here. */
@Injectable()
export class VendorGateway {
  async send<T>(request: VendorRequest<T>, options: VendorCallOptions): Promise<VendorAnswer<T>> {
    const key = { callKey: options.callKey, requestHash: hashOf(request) };
    const stored = await options.ledger?.find(key);
    if (storedReading(stored)) {
      const value = request.stored.safeParse(stored.value);
      if (value.success) {
        return { value: value.data, usage: stored.usage, costMicroUsd: 0, model: stored.model, attempts: 0 };
      }
    }
    const startedAtMs = performance.now();
    const entry = (
      told: Pick<LedgerEntry, 'outcome' | 'response' | 'usage' | 'costMicroUsd'>,
    ): LedgerEntry => ({
      ...key,
      ...request.identity,
      capability: request.capability,
      promptId: request.promptId,
      attempts: 1,
      latencyMs: performance.now() - startedAtMs,
      ...told,
    });
    if (options.signal.aborted) throw this.error(request, 'cancelled', 'cancelled before it was sent', 0);
    try {
      const reading = await this.attempt(request, options);
      const { value, usage, model, costMicroUsd } = reading;
      await options.ledger?.record(
        entry({
          outcome: 'success',
          response: { value, usage, model } as unknown as JsonObject,
          usage,
          costMicroUsd,
        }),
      );
      return { ...reading, model, attempts: 1 };
    } catch (error) {
      const outcome = error instanceof AppError ? error.code : 'CALL_FAILED';
      await options.ledger?.record(entry({ outcome, response: null, usage: null, costMicroUsd: null }));
      throw error;
    }
  }

  private async attempt<T>(request: VendorRequest<T>, options: VendorCallOptions): Promise<VendorReading<T>> {
    const hold = await options.ledger?.reserve(request.capability, request.upperBoundMicroUsd);
    using deadline = new CallDeadline(
      options.signal,
      Math.min(options.deadlineMs, request.account.timeoutMs),
    );
    let answer: HttpAnswer;
    try {
      answer = await exchange(request.url, {
        method: request.method,
        headers: {
          ...request.headers,
          'idempotency-key': options.callKey,
          ...(options.requestId !== undefined && { 'x-request-id': options.requestId }),
        },
        body: request.body,
        signal: deadline.signal,
        maxAnswerBytes: request.maxAnswerBytes,
      });
    } catch (cause) {
      if (cause instanceof AnswerTooLargeError) {
        throw new VendorError(request.capability, 'invalid_output', {
          message: cause.message,
          reason: 'too_large',
          attempts: 1,
        });
      }
      throw this.error(request, deadline.endedBy ?? 'network', 'no answer', 1, cause);
    }
    const reading = request.read(answer);
    await hold?.settle(reading.costMicroUsd ?? request.upperBoundMicroUsd);
    return reading;
  }

  private error(
    { capability, identity }: VendorRequest<unknown>,
    failure: 'cancelled' | 'timed_out' | 'network',
    told: string,
    attempts: number,
    cause?: unknown,
  ): VendorError {
    return new VendorError(capability, failure, {
      message: `${identity.provider}: ${told}`,
      attempts,
      cause,
    });
  }
}

function hashOf({ capability, question }: VendorRequest<unknown>): string {
  return createHash('sha256')
    .update(JSON.stringify([capability, question]))
    .digest('hex');
}
