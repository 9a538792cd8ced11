import { createHash } from 'node:crypto';
import type { VendorSettings } from '@genesis/config';
import { AppError, type JsonObject, storableJson } from '@genesis/kernel';
import type { Metrics } from '@genesis/observability';
import type { AccountLimit, SharedLimits } from '@genesis/vendor-state';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import {
  type LedgerEntry,
  type LedgerKey,
  type ProviderIdentity,
  type ProviderName,
  PROVIDERS,
  type VendorCallOptions,
} from '../vendor/vendor-call.js';
import { type Capability, VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import { CallSpending } from './call-spending.js';
import { CallTelemetry } from './call-telemetry.js';
import { attempt } from './vendor-attempt.js';
import { type BreakerState, VendorBreakers } from './vendor-breakers.js';
import { VendorCallRun } from './vendor-call-run.js';
import type { VendorAnswer, VendorReading, VendorRequest } from './vendor-request.js';

export type {
  VendorAccount,
  VendorAnswer,
  VendorReading,
  VendorRequest,
  VendorStream,
} from './vendor-request.js';

type GatewaySettings = Omit<VendorSettings, 'isFallbackEnabled'>;

export interface VendorGatewayOptions {
  /** Absent: no limit is kept. */
  readonly limits?: SharedLimits;
  readonly metrics?: Metrics;
  /** Absent: the breakers' defaults, and the limits that requests bring. */
  readonly settings?: GatewaySettings;
  /** A number in [0, 1). Default Math.random. */
  readonly random?: () => number;
}

/** What the calls to a provider have shown since the start. */
export interface ProviderHealth {
  readonly breaker: BreakerState;
  /** `success`, or the code of the error; null when nothing was sent. */
  readonly lastOutcome: { readonly code: string; readonly at: string } | null;
}

interface LastCall {
  readonly account: string;
  readonly outcome: NonNullable<ProviderHealth['lastOutcome']>;
}

const NO_SETTINGS: GatewaySettings = {
  requestsPerSecond: {},
  concurrency: {},
  breakerFailures: 5,
  breakerWindowMs: 30_000,
  breakerOpenMs: 30_000,
};

const count = z.number().nullable().optional();
const storedReading = z.object({
  value: z.unknown(),
  usage: z.object({ inputTokens: count, outputTokens: count, credits: count, images: count }).nullable(),
  model: z.string().nullish(),
  /** Absent in what an older version stored. */
  provider: z.enum(PROVIDERS).optional(),
  /** The configured one; `model` is what the vendor says. */
  askedModel: z.string().nullish(),
});

/**
 * Every request to a vendor goes through here: ledger, limits, breaker, money, deadline, retries, metrics and span are
 * written once, and an adapter is wire format alone.
 */
export class VendorGateway {
  private readonly logger = new Logger(VendorGateway.name);
  private readonly breakers: VendorBreakers;
  private readonly lastCalls = new Map<string, LastCall>();
  private readonly settings: GatewaySettings;

  constructor(private readonly parts: VendorGatewayOptions = {}) {
    const { settings = NO_SETTINGS, metrics } = parts;
    this.settings = settings;
    const { breakerFailures: failures, breakerWindowMs: windowMs, breakerOpenMs: openMs } = settings;
    this.breakers = new VendorBreakers({ failures, windowMs, openMs }, (account, capability, state) =>
      metrics?.breakerChanged({ account, capability, state }),
    );
  }

  /** @throws VendorError; its `attempts`, `usage` and `costMicroUsd` are those of all requests that were sent */
  async send<T>(request: VendorRequest<T>, options: VendorCallOptions): Promise<VendorAnswer<T>> {
    const key = { callKey: options.callKey, requestHash: hashOf(request) };
    const replayed = await replay(request, key, options);
    if (replayed) return replayed;

    const startedAtMs = performance.now();
    const spending = new CallSpending();
    const telemetry = new CallTelemetry(request, this.parts.metrics);
    const run = this.callRun(request, options, { spending, telemetry });
    let reading: VendorReading<T> | null = null;
    let failure: unknown;
    try {
      reading = storable(request, await run.reading());
    } catch (error) {
      failure = error instanceof VendorError ? told(error, spending) : error;
    }
    const latencyMs = performance.now() - startedAtMs;
    telemetry.ended({
      outcome: reading ? 'success' : kindOf(failure),
      spending,
      seconds: latencyMs / 1_000,
      model: reading?.model,
    });
    try {
      if (spending.attempts > 0) {
        const ended = { outcome: reading ? 'success' : codeOf(failure), reading, spending, latencyMs };
        this.remember(request, ended.outcome);
        if (!reading) this.tellOfFailure(request, options, ended.outcome, spending.attempts);
        await options.ledger?.record(entryOf(key, request, ended));
      }
    } finally {
      await run.settled();
    }
    if (!reading) throw failure;
    const { provider } = request.identity;
    return { ...reading, provider, model: reading.model, attempts: spending.attempts };
  }

  private tellOfFailure(
    { capability, identity }: VendorRequest<unknown>,
    { callKey, signal }: VendorCallOptions,
    code: string,
    attempts: number,
  ): void {
    if (signal.aborted) return;
    this.logger.warn({ ...identity, capability, call_key: callKey, code, attempts }, 'a vendor call failed');
  }

  health(provider: ProviderName, capability: Capability): ProviderHealth {
    const last = this.lastCalls.get(healthKey(provider, capability));
    if (last === undefined) return { breaker: 'closed', lastOutcome: null };
    return { breaker: this.breakers.state(last.account, capability), lastOutcome: last.outcome };
  }

  /** Sends a free request once, past ledger, limits and breaker. @returns what went wrong, or null */
  async probe(
    request: VendorRequest<unknown>,
    { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<VendorFailure | null> {
    const end = await attempt(request, { signal, timeoutMs, headers: {} });
    return 'reading' in end ? null : end.error.failure;
  }

  private remember({ identity, capability, account }: VendorRequest<unknown>, code: string): void {
    const outcome = { code, at: new Date().toISOString() };
    this.lastCalls.set(healthKey(identity.provider, capability), { account: account.name, outcome });
  }

  private callRun<T>(
    request: VendorRequest<T>,
    options: VendorCallOptions,
    own: { readonly spending: CallSpending; readonly telemetry: CallTelemetry },
  ): VendorCallRun<T> {
    return new VendorCallRun(request, options, {
      ...own,
      limits: this.parts.limits,
      limitOf: (account, usual) => this.limitOf(account, usual),
      breakers: this.breakers,
      random: this.parts.random ?? Math.random,
    });
  }

  private limitOf(account: string, usual: AccountLimit): AccountLimit {
    return {
      requestsPerSecond: this.settings.requestsPerSecond[account] ?? usual.requestsPerSecond,
      concurrency: this.settings.concurrency[account] ?? usual.concurrency,
    };
  }
}

/** The caller goes on with what a replay would say: with what can be stored. */
function storable<T>(
  { capability, identity, stored }: VendorRequest<T>,
  reading: VendorReading<T>,
): VendorReading<T> {
  const value = stored.safeParse(storableJson(reading.value));
  if (value.success) return { ...reading, value: value.data };
  throw new VendorError(capability, 'invalid_output', {
    message: `${identity.provider}: without what cannot be stored, the answer is invalid`,
    reason: 'schema_mismatch',
  });
}

/** What the ledger has paid for already, of whichever provider. */
async function replay<T>(
  request: VendorRequest<T>,
  key: LedgerKey,
  { ledger, otherCallKeys }: VendorCallOptions,
): Promise<VendorAnswer<T> | null> {
  const isTaken = (response: JsonObject) => replayed(request, response) !== null;
  const found = await ledger?.find({ ...key, otherCallKeys, isTaken });
  return found ? replayed(request, found) : null;
}

function replayed<T>(
  { identity, ...request }: VendorRequest<T>,
  response: JsonObject,
): VendorAnswer<T> | null {
  const stored = storedReading.safeParse(response);
  if (!stored.success) return null;
  // What an older version stored, and this one cannot read, is no answer.
  const value = request.stored.safeParse(stored.data.value);
  if (!value.success) return null;
  const { usage, model, provider = identity.provider, askedModel = identity.model } = stored.data;
  const isOwn = provider === identity.provider && askedModel === identity.model;
  if (!isOwn && request.mayStandIn?.(value.data) === false) return null;
  return { value: value.data, usage, costMicroUsd: 0, provider, model: model ?? undefined, attempts: 0 };
}

function told(error: VendorError, { attempts, usage, costMicroUsd }: CallSpending): VendorError {
  if (attempts === 0) return error;
  return error.with({ attempts, usage: usage ?? undefined, costMicroUsd: costMicroUsd ?? undefined });
}

const kindOf = (failure: unknown): string => (failure instanceof VendorError ? failure.failure : 'defect');

const codeOf = (failure: unknown): string => (failure instanceof AppError ? failure.code : 'CALL_FAILED');

interface EndedCall {
  readonly outcome: string;
  readonly reading: VendorReading<unknown> | null;
  readonly spending: CallSpending;
  readonly latencyMs: number;
}

function entryOf(
  key: LedgerKey,
  { identity, capability, promptId }: VendorRequest<unknown>,
  { outcome, reading, spending, latencyMs }: EndedCall,
): LedgerEntry {
  const { attempts, usage, costMicroUsd } = spending;
  const response = reading && responseOf(reading, identity);
  return {
    ...key,
    ...identity,
    capability,
    promptId,
    outcome,
    attempts,
    response,
    usage,
    costMicroUsd,
    latencyMs,
  };
}

function responseOf({ value, usage, model }: VendorReading<unknown>, asked: ProviderIdentity): JsonObject {
  const { provider, model: askedModel } = asked;
  return { value, usage, provider, model: model ?? askedModel, askedModel } as JsonObject;
}

const healthKey = (provider: ProviderName, capability: Capability): string => `${provider}/${capability}`;

function hashOf({ capability, question }: VendorRequest<unknown>): string {
  return createHash('sha256')
    .update(JSON.stringify([capability, question]))
    .digest('hex');
}
