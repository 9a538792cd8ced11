import type { JsonObject } from '@genesis/kernel';
import type { Capability } from './vendor.errors.js';

/** Who can be asked. Closed set: journal column, metric label, name in the PLAN_* settings. */
export const PROVIDERS = [
  'openai',
  'anthropic',
  'deepseek',
  'kimi',
  'openai-compatible',
  'local',
  'tavily',
  'logoai',
  'dc360',
  'folder',
] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** Who answers. `model` as it is configured; null where there is no choice. */
export interface ProviderIdentity {
  readonly provider: ProviderName;
  readonly model: string | null;
}

/** What a vendor counted; null where it does not say, absent where it does not apply. */
export interface VendorUsage {
  readonly inputTokens?: number | null;
  readonly outputTokens?: number | null;
  /** Search credits. */
  readonly credits?: number | null;
  readonly images?: number | null;
}

/** Identifies what was asked, for a look-up: same key and same hash is the same question. */
export interface LedgerKey {
  /** Stable name of the call within its ledger. */
  readonly callKey: string;
  /** SHA-256 of the request without its provider, hex. */
  readonly requestHash: string;
}

export interface LedgerLookUp extends LedgerKey {
  /** Names under which the same question may have been answered too. */
  readonly otherCallKeys?: readonly string[];
  /** Whether a recorded response is one; others are passed over. Default: each is. */
  readonly isTaken?: (response: JsonObject) => boolean;
}

/** One ended call, as it is recorded. */
export interface LedgerEntry extends LedgerKey, ProviderIdentity {
  readonly capability: Capability;
  readonly promptId: string | null;
  /** `success`, or the code of the error that ended the last attempt. */
  readonly outcome: string;
  /** Requests that were sent, at least 1. */
  readonly attempts: number;
  /** What a repetition is answered with; null unless `outcome` is `success`. */
  readonly response: JsonObject | null;
  readonly usage: VendorUsage | null;
  /** Millionths of a US dollar; null when the price is unknown. */
  readonly costMicroUsd: number | null;
  readonly latencyMs: number;
}

/** Money held for one request until it is known what it cost. */
export interface SpendingHold {
  /** What was not spent is free again. Settling twice changes nothing. */
  settle(costMicroUsd: number): Promise<void>;
}

/** Whoever pays for calls and remembers them. Runs have a durable one; the resilience layer asks it around every call. */
export interface CallLedger {
  /** The recorded response of a finished call, of whichever provider, or null. The first one that is taken. */
  find(key: LedgerLookUp): Promise<JsonObject | null>;

  /** Holds the most that one request can cost, before it is sent. @throws VendorError budget_exhausted */
  reserve(capability: Capability, upperBoundMicroUsd: number): Promise<SpendingHold>;

  /** Resolves when the entry is kept. Called for failures too, once something was sent. */
  record(entry: LedgerEntry): Promise<void>;

  /** Names of the person whose call it is: they are kept from vendors where MODEL_MASK_PERSONAL_DATA says so. */
  personNames(): Promise<readonly string[]>;
}

export interface VendorCallOptions {
  /** Ends the call and closes its connection at once. */
  readonly signal: AbortSignal;
  /** Stable name of this call within all runs, visible ASCII; sent as `Idempotency-Key`, so that the vendor's records
   *  prove that no finished call was repeated. */
  readonly callKey: string;
  /** Other names under which an earlier try may have asked the same question: its answer is taken. */
  readonly otherCallKeys?: readonly string[];
  /** Most milliseconds for the call with its retries; the vendor's own timeout caps each attempt. */
  readonly deadlineMs: number;
  /** Sent as `X-Request-Id`. */
  readonly requestId?: string;
  /** Absent: nothing is looked up, held or recorded. */
  readonly ledger?: CallLedger;
  /** Resolves when a request may be sent; asked right before each one, since whoever waited for its turn may have lost the
   *  right to it. @throws when it may not */
  readonly untilMaySend?: () => Promise<void>;
  /** Whose call it is, for fair waiting. Default: the call key. */
  readonly tenant?: string;
}
