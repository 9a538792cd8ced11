import type { JsonObject } from '@genesis/kernel';
import {
  type CallLedger,
  type Capability,
  type LedgerEntry,
  type LedgerLookUp,
  type SpendingHold,
  type VendorCallOptions,
  VendorError,
  type VendorRequest,
} from '@genesis/integrations';
import { z } from 'zod';
import { parseRetryAfterMs } from '../../../libs/integrations/src/http/retry-after.js';
import { VendorSimulator, type VendorSimulatorOptions } from '../simulators/vendor-simulator.js';

/** Price of the plain vendor's answers, in millionths of a US dollar. */
export const ANSWER_COST = 40;
export const UPPER_BOUND = 1_000;

const SERVER_SENT = ['data: one\n\n', 'event: note\ndata: two\n\n', 'data: three\n\n', 'data: [DONE]\n\n'];

/** A vendor without ways of its own, for tests of what all vendors have in common. */
export async function startPlainVendor(options: VendorSimulatorOptions = {}): Promise<VendorSimulator> {
  return VendorSimulator.start(
    {
      routes: {
        'POST /ask': () => ({ status: 200, body: { text: 'an answer' } }),
        'GET /models': () => ({ status: 200, body: { text: 'a list' } }),
        'POST /stream': () => ({ status: 200, body: SERVER_SENT }),
      },
      errorAnswer: ({ status, message }) => ({ status, body: { error: message } }),
    },
    options,
  );
}

const answered = z.object({ text: z.string() });

/** A question to the plain vendor. An error status becomes what most vendors mean by it. */
export function aVendorRequest(
  url: string,
  given: Partial<VendorRequest<string>> & { readonly path?: string } = {},
): VendorRequest<string> {
  const { path = '/ask', ...overrides } = given;
  return {
    capability: 'llm',
    identity: { provider: 'openai', model: 'plain-1' },
    account: { name: 'openai', limit: {}, timeoutMs: 5_000 },
    method: 'POST',
    url: new URL(path, url),
    headers: { authorization: 'Bearer sk-test' },
    body: { question: 'why' },
    question: { question: 'why' },
    promptId: 'plain@1',
    upperBoundMicroUsd: UPPER_BOUND,
    maxAnswerBytes: 100_000,
    stored: z.string(),
    read: ({ status, headers, text }) => {
      const retryAfterMs = parseRetryAfterMs(headers.get('retry-after'), Date.now());
      if (status !== 200) {
        throw new VendorError('llm', failureBy(status), {
          message: `status ${status}`,
          status,
          retryAfterMs,
        });
      }
      const read = answered.safeParse(jsonOf(text));
      const usage = { inputTokens: 10, outputTokens: 4 };
      if (!read.success) {
        throw new VendorError('llm', 'invalid_output', { message: 'no answer', reason: 'not_json', usage });
      }
      return { value: read.data.text, usage, costMicroUsd: ANSWER_COST, model: 'plain-1-dated' };
    },
    ...overrides,
  };
}

export function someCallOptions(given: Partial<VendorCallOptions> = {}): VendorCallOptions {
  return { signal: new AbortController().signal, callKey: 'run/task/call', deadlineMs: 20_000, ...given };
}

function failureBy(status: number) {
  if (status === 401) return 'unauthorized';
  if (status === 402) return 'quota_exhausted';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'unavailable' : 'rejected';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The error of a call that has to fail. */
export async function failureOf(call: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof VendorError) return error;
  throw new Error('the call did not end with a VendorError', { cause: error });
}

/** A ledger that can be looked into. */
export class OpenLedger implements CallLedger {
  readonly entries: LedgerEntry[] = [];
  /** What was held, and settled for; null while it is held. */
  readonly holds: { readonly heldMicroUsd: number; settledMicroUsd: number | null }[] = [];
  /** Holds that are granted; then the budget is used up. */
  holdsLeft = Infinity;

  find({ callKey, otherCallKeys = [], requestHash }: LedgerLookUp): Promise<JsonObject | null> {
    const callKeys = [callKey, ...otherCallKeys];
    const found = this.entries.find(
      (entry) =>
        callKeys.includes(entry.callKey) && entry.requestHash === requestHash && entry.response !== null,
    );
    return Promise.resolve(found?.response ?? null);
  }

  reserve(capability: Capability, upperBoundMicroUsd: number): Promise<SpendingHold> {
    if (this.holdsLeft === 0) {
      return Promise.reject(
        new VendorError(capability, 'budget_exhausted', { message: 'the cap is reached' }),
      );
    }
    this.holdsLeft -= 1;
    const hold = { heldMicroUsd: upperBoundMicroUsd, settledMicroUsd: null as number | null };
    this.holds.push(hold);
    return Promise.resolve({
      settle: (costMicroUsd: number) => {
        hold.settledMicroUsd ??= costMicroUsd;
        return Promise.resolve();
      },
    });
  }

  record(entry: LedgerEntry): Promise<void> {
    this.entries.push(entry);
    return Promise.resolve();
  }

  /** What the person is called whose calls these are. */
  names: readonly string[] = [];

  personNames(): Promise<readonly string[]> {
    return Promise.resolve(this.names);
  }

  get settled(): readonly (number | null)[] {
    return this.holds.map(({ settledMicroUsd }) => settledMicroUsd);
  }
}
