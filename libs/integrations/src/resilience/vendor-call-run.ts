import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@genesis/kernel';
import type { AccountLimit, LimitPermit, SharedLimits } from '@genesis/vendor-state';
import { Logger } from '@nestjs/common';
import { ConstantBackoff, handleWhenResult, retry } from 'cockatiel';
import type { SpendingHold, VendorCallOptions } from '../vendor/vendor-call.js';
import { VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import type { CallSpending } from './call-spending.js';
import type { CallTelemetry } from './call-telemetry.js';
import { LONGEST_WAIT_MS, retryDelayMs } from './retry-rules.js';
import { attempt, type AttemptEnd } from './vendor-attempt.js';
import type { Verdict, VendorBreakers } from './vendor-breakers.js';
import type { VendorReading, VendorRequest } from './vendor-request.js';

/** Who asked us to wait for longer is asked again after this: one request finds out whether it was meant. */
const LONGEST_PAUSE_MS = 60_000;
/** Most of what is left of a call's time that it waits for a place: a request that is cut off is paid for in vain. */
const WAITING_SHARE = 0.5;
/** Bounds are estimates where a vendor adds what we cannot see, such as found pages. */
const MOST_OVERRUN = 10;
/** More than any rule allows; the rules decide. */
const ENOUGH_RETRIES = 10;

export interface CallSurroundings {
  readonly limits: SharedLimits | undefined;
  readonly limitOf: (account: string, usual: AccountLimit) => AccountLimit;
  readonly breakers: VendorBreakers;
  readonly spending: CallSpending;
  readonly telemetry: CallTelemetry;
  readonly random: () => number;
}

/** An attempt that ended, and when there shall be another. */
interface Tried<T> {
  readonly end: AttemptEnd<T>;
  readonly retryInMs: number | null;
}

const repeatedly = retry(
  handleWhenResult((tried) => (tried as Tried<unknown>).retryInMs !== null),
  // The library's own pause goes on when the signal aborts: ours is at the start of the next attempt.
  { maxAttempts: ENOUGH_RETRIES, backoff: new ConstantBackoff(0) },
);

/** One call: its attempts within its time, each with a place at the vendor and with money held for it. */
export class VendorCallRun<T> {
  private readonly logger = new Logger('VendorGateway');
  private readonly startedAtMs = performance.now();
  private waitMs = 0;
  private lastEnd: AttemptEnd<T> | null = null;
  private settling: Promise<void> = Promise.resolve();

  constructor(
    private readonly request: VendorRequest<T>,
    private readonly options: VendorCallOptions,
    private readonly around: CallSurroundings,
  ) {}

  /** @throws VendorError of the last attempt, and whatever the ledger throws */
  async reading(): Promise<VendorReading<T>> {
    const { end } = await repeatedly.execute(({ attempt: earlier }) => this.tryOnce(earlier + 1));
    if ('reading' in end) return end.reading;
    throw end.error;
  }

  /** Resolves when the money of every attempt is settled. Nobody has to wait for it before the answer is recorded. */
  async settled(): Promise<void> {
    await this.settling;
  }

  private get remainingMs(): number {
    return this.options.deadlineMs - (performance.now() - this.startedAtMs);
  }

  private async tryOnce(number: number): Promise<Tried<T>> {
    if (this.waitMs > 0) await this.pause();
    if (this.options.signal.aborted) throw this.tooLate();
    if (!this.isLetThrough) {
      // What has opened the breaker says more than the breaker.
      if (this.lastEnd) return { end: this.lastEnd, retryInMs: null };
      throw this.breakerOpen();
    }
    const end = await this.placed();
    this.lastEnd = end;
    if ('reading' in end) return { end, retryInMs: null };
    const { retryAfterMs } = end.error;
    if (retryAfterMs !== undefined) await this.holdAccount(retryAfterMs);
    const retryInMs = this.retryInMs(number, end.error);
    if (retryInMs !== null) this.around.telemetry.retried(end.error.failure);
    this.waitMs = retryInMs ?? 0;
    return { end, retryInMs };
  }

  private get isLetThrough(): boolean {
    const { account, capability } = this.request;
    return this.around.breakers.letsThrough(account.name, capability);
  }

  private retryInMs(attemptNumber: number, { failure, retryAfterMs }: VendorError): number | null {
    if (this.options.signal.aborted || this.request.mayRepeat === false || !this.isLetThrough) return null;
    return retryDelayMs({
      attempt: attemptNumber,
      failure,
      retryAfterMs,
      remainingMs: this.remainingMs,
      random: this.around.random,
    });
  }

  private async pause(): Promise<void> {
    try {
      await sleep(this.waitMs, undefined, { signal: this.options.signal });
    } catch (cause) {
      throw this.unsent('cancelled', { message: 'cancelled between two attempts', cause });
    }
  }

  /** An attempt in a place that the account's limits allow. */
  private async placed(): Promise<AttemptEnd<T>> {
    const permit = await this.permit();
    try {
      return await this.paid();
    } finally {
      permit?.release();
    }
  }

  private async permit(): Promise<LimitPermit | undefined> {
    const { limits, limitOf, telemetry } = this.around;
    const { account } = this.request;
    const { signal, callKey, tenant = callKey } = this.options;
    const askedAtMs = performance.now();
    const maxWaitMs = Math.max(0, Math.min(LONGEST_WAIT_MS, this.remainingMs * WAITING_SHARE));
    try {
      return await limits?.acquire(account.name, limitOf(account.name, account.limit), {
        signal,
        maxWaitMs,
        tenant,
      });
    } catch (cause) {
      if (signal.aborted)
        throw this.unsent('cancelled', { message: 'cancelled while it waited for a place', cause });
      if (!(cause instanceof AppError) || cause.code !== 'LIMIT_WAIT_TOO_LONG') throw cause;
      const { retryAfterMs } = cause;
      throw this.unsent('rate_limited', { message: 'no place within our own limit', retryAfterMs, cause });
    } finally {
      telemetry.limitWaited((performance.now() - askedAtMs) / 1_000);
    }
  }

  /** An attempt with the most that it can cost held for it. */
  private async paid(): Promise<AttemptEnd<T>> {
    const { capability, upperBoundMicroUsd } = this.request;
    await this.settling;
    const hold = await this.options.ledger?.reserve(capability, upperBoundMicroUsd);
    let spentMicroUsd = 0;
    try {
      await this.options.untilMaySend?.();
      const timeoutMs = this.timeOfAttempt();
      // Until more is known.
      spentMicroUsd = upperBoundMicroUsd;
      const end = await this.guarded(timeoutMs);
      spentMicroUsd = end === null ? 0 : spentBy(end, upperBoundMicroUsd);
      if (end === null) throw this.breakerOpen();
      return end;
    } finally {
      this.settling = this.settle(hold, spentMicroUsd);
    }
  }

  /** @throws VendorError cancelled or timed_out: then it is too late to send anything */
  private timeOfAttempt(): number {
    const timeoutMs = Math.min(this.request.account.timeoutMs, this.remainingMs);
    if (this.options.signal.aborted) throw this.tooLate();
    if (timeoutMs <= 0) throw this.unsent('timed_out', { message: 'no time is left' });
    return timeoutMs;
  }

  /** An attempt that the breaker lets through; null when it does not. */
  private async guarded(timeoutMs: number): Promise<AttemptEnd<T> | null> {
    const { account, capability, upperBoundMicroUsd } = this.request;
    const { signal, callKey, requestId } = this.options;
    const { breakers, spending } = this.around;
    const headers = {
      'idempotency-key': callKey,
      ...(requestId !== undefined && { 'x-request-id': requestId }),
      ...this.around.telemetry.traceHeaders(),
    };
    const judged = await breakers.run(account.name, capability, async () => {
      spending.attempts += 1;
      try {
        const end = credible(await attempt(this.request, { signal, timeoutMs, headers }), upperBoundMicroUsd);
        if ('reading' in end) spending.add(end.reading.usage, end.reading.costMicroUsd);
        else spending.add(end.error.usage, end.costMicroUsd);
        return { end, ...verdictOn(end) };
      } catch (defect) {
        spending.add(null, upperBoundMicroUsd);
        throw defect;
      }
    });
    return judged && judged.end;
  }

  /** What cannot be settled stays held: rather too much than too little counts as spent. */
  private async settle(hold: SpendingHold | undefined, spentMicroUsd: number): Promise<void> {
    try {
      await hold?.settle(spentMicroUsd);
    } catch (error) {
      this.logger.warn({ err: error, provider: this.request.identity.provider }, 'spending not settled');
    }
  }

  private async holdAccount(retryAfterMs: number): Promise<void> {
    await this.around.limits?.pause(this.request.account.name, Math.min(retryAfterMs, LONGEST_PAUSE_MS));
  }

  private tooLate(): VendorError {
    return this.unsent('cancelled', { message: 'cancelled before it was sent' });
  }

  private breakerOpen(): VendorError {
    return this.unsent('breaker_open', { message: 'the breaker is open' });
  }

  private unsent(
    failure: VendorFailure,
    told: { readonly message: string; readonly retryAfterMs?: number; readonly cause?: unknown },
  ): VendorError {
    const { capability, identity } = this.request;
    return new VendorError(capability, failure, {
      ...told,
      message: `${identity.provider}: ${told.message}`,
    });
  }
}

/** What is held is the most that a request can cost. Whoever claims many times as much is not believed: one answer must not
 *  use up everybody's day. The cost is then unknown. */
function credible<T>(end: AttemptEnd<T>, upperBoundMicroUsd: number): AttemptEnd<T> {
  if (!('reading' in end)) return end;
  const { costMicroUsd } = end.reading;
  const isCredible = costMicroUsd === null || costMicroUsd <= MOST_OVERRUN * upperBoundMicroUsd;
  return isCredible ? end : { reading: { ...end.reading, costMicroUsd: null } };
}

/** An answer whose price is unknown is settled as the most that it can have cost. */
function spentBy(end: AttemptEnd<unknown>, upperBoundMicroUsd: number): number {
  return 'reading' in end ? (end.reading.costMicroUsd ?? upperBoundMicroUsd) : end.costMicroUsd;
}

function verdictOn(end: AttemptEnd<unknown>): Verdict {
  if ('reading' in end) return { isVendorIll: false, isUndecided: false };
  const { failure } = end.error;
  const isCutShort = failure === 'cancelled' || (failure === 'timed_out' && !end.isVendorIll);
  return { isVendorIll: end.isVendorIll, isUndecided: isCutShort };
}
