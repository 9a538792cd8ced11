import type { JsonObject } from '@genesis/kernel';
import type { AccountLimit } from '@genesis/vendor-state';
import type { z } from 'zod';
import type { StreamEvent } from '../http/event-stream.js';
import type { HttpAnswer } from '../http/http-exchange.js';
import type { ProviderIdentity, ProviderName, VendorUsage } from '../vendor/vendor-call.js';
import type { Capability } from '../vendor/vendor.errors.js';
import type { TokenPrice } from './cost-shares.js';

/** Our account at a vendor: what its limits and its breaker are kept for. */
export interface VendorAccount {
  /** Unique over all vendors, e.g. `openai`; never a key. */
  readonly name: string;
  /** What holds where VENDOR_REQUESTS_PER_SECOND and VENDOR_CONCURRENCY do not name the account. */
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

/** How a server-sent-event body is read as it comes. */
export interface VendorStream<T> {
  /** A longer silence within the stream ends the attempt as timed out. */
  readonly idleMs: number;
  /** Reads the events of a 200 of type `text/event-stream`; any other answer goes to `read` of the request. It may stop
   *  before the last event.
   *  @throws VendorError; `network` when the stream ends before the vendor said that it is complete */
  readonly read: (events: AsyncIterable<StreamEvent>) => Promise<VendorReading<T>>;
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
  /** Price of the tokens of a prompt of that length; absent, or null, where tokens have none or it is unknown. */
  readonly tokenPrice?: (inputTokens: number) => TokenPrice | null;
  readonly maxAnswerBytes: number;
  /** False where a second request may do a second thing and the caller looks before each repetition: it is then sent once,
   *  whatever happens. Default true. */
  readonly mayRepeat?: boolean;
  /** Longest wait for the status line, in milliseconds. Default: the time of the attempt. */
  readonly firstByteMs?: number;
  /** Shape of `value`, to read it back from the ledger. */
  readonly stored: z.ZodType<T>;
  /** Whether what another provider, or another model, has answered to the same question may stand in for an answer of this
   *  one, if the ledger has it. Default: it may. */
  mayStandIn?(value: T): boolean;
  /** Reads an answer of any status. A thrown error tells in `costMicroUsd` and `usage` what an answer cost that cannot be
   *  used; an error status costs nothing unless it does. @throws VendorError */
  readonly read: (answer: HttpAnswer) => VendorReading<T>;
  /** Absent: every body is read whole and given to `read`. */
  readonly stream?: VendorStream<T>;
}

export interface VendorAnswer<T> extends VendorReading<T> {
  /** Who answered: another one than was asked, where the ledger remembers an answer from further down the chain. */
  readonly provider: ProviderName;
  readonly model: string | undefined;
  /** Requests that were sent now; 0 when the ledger answered. */
  readonly attempts: number;
}
