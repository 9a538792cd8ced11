import { expect } from '@jest/globals';
import type { CallLedger, LedgerEntry } from '../vendor/vendor-call.js';
import { VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import type { AnswerForm } from './chat-completer.port.js';
import type { ChatCallOptions, ChatModel } from './chat-model.port.js';

/** What a simulated vendor must be able to play; each vendor's simulator deforms its own wire format. */
export type PlayedFailure =
  | { readonly kind: 'rate_limited'; readonly retryAfter?: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly retryAfter?: string;
    }
  | { readonly kind: 'slow'; readonly latencyMs: number }
  | { readonly kind: 'slow_drip'; readonly everyMs: number; readonly pieces?: number }
  | {
      readonly kind:
        | 'quota_exhausted'
        | 'stall_before_answer'
        | 'stall_in_body'
        | 'cut_connection'
        | 'cut_in_body'
        | 'broken_json'
        | 'broken_envelope'
        | 'wrong_schema'
        | 'fenced_json'
        | 'prose_json'
        | 'sloppy_json'
        | 'empty'
        | 'length'
        | 'refusal'
        | 'content_filter'
        | 'huge_body'
        | 'no_usage'
        | 'json_schema_refused'
        | 'json_refused';
    };

/** A request for a completion as the vendor received it. */
export interface ReceivedCall {
  readonly callKey: string | null;
  readonly requestId: string | null;
  readonly responseFormat: string;
  readonly isStream: boolean;
  readonly receivedAt: number;
  readonly abortedAt: number | null;
  readonly messages: readonly { readonly role: string; readonly content: string }[] | null;
}

/** A vendor's stand-in and the adapter that talks to it. */
export interface ChatModelHarness {
  /** A fresh adapter with its own gateway: what it has learnt about the server must not leak between tests. */
  createModel(overrides?: { readonly apiKey?: string; readonly timeoutMs?: number }): ChatModel;
  /** Forms that the vendor takes, best first; the last is `text`. */
  readonly forms: readonly AnswerForm[];
  /** Finish reason of an answer that is complete. */
  readonly finished: string;
  /** What a 429 without Retry-After means at this vendor. Default rate_limited. */
  readonly bareLimitMeans?: VendorFailure;
  /** False for our own machines. */
  readonly costs: boolean;
  /** Failures for the next completions, one each, in this order. */
  play(...failures: readonly PlayedFailure[]): void;
  received(): readonly ReceivedCall[];
  finishedByKey(): Readonly<Record<string, number>>;
  /** Forgets what was played and received. */
  reset(): void;
  stop(): Promise<void>;
}

export const PERSON_TEXT = 'Je vends du thiéboudienne aux bureaux de Thiès';

let keys = 0;
export function someOptions(given: Partial<ChatCallOptions> = {}): ChatCallOptions {
  keys += 1;
  return {
    signal: new AbortController().signal,
    callKey: `run-1:slogan:${keys}`,
    deadlineMs: 10_000,
    ...given,
  };
}

/** A ledger in memory that allows everything. */
export function aLedger() {
  const entries: LedgerEntry[] = [];
  const held: number[] = [];
  const ledger: CallLedger = {
    find: ({ callKey, requestHash }) => {
      const found = entries.find(
        (entry) =>
          entry.callKey === callKey && entry.requestHash === requestHash && entry.outcome === 'success',
      );
      return Promise.resolve(found?.response ?? null);
    },
    reserve: (_capability, upperBoundMicroUsd) => {
      held.push(upperBoundMicroUsd);
      return Promise.resolve({ settle: () => Promise.resolve() });
    },
    personNames: () => Promise.resolve([]),
    record: (entry) => {
      entries.push(entry);
      return Promise.resolve();
    },
  };
  return { ledger, entries, held };
}

export async function failureOf(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}

export async function expectClosed(vendor: ChatModelHarness, until: number): Promise<void> {
  await waitUntil(() => vendor.received()[0]?.abortedAt != null);
  expect(vendor.received()[0]?.abortedAt).toBeLessThanOrEqual(until);
}

export async function waitUntil(isTrue: () => boolean): Promise<void> {
  const givenUpAt = Date.now() + 5_000;
  while (!isTrue()) {
    if (Date.now() > givenUpAt) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
