import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { CallLedger, LedgerEntry } from '../vendor/vendor-call.js';
import { VendorError, type InvalidOutputReason, type VendorFailure } from '../vendor/vendor.errors.js';
import type { AnswerForm } from './chat-completer.port.js';
import type { ChatCallOptions, ChatModel, ChatRequest, TextRequest } from './chat-model.port.js';

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

const sloganSchema = z.strictObject({
  slogan: z.string().trim().min(1).max(80),
  keywords: z.array(z.string().trim().min(1)).length(3),
  tone: z.enum(['warm', 'plain']),
  price: z.number().nullable(),
});

const PERSON_TEXT = 'Je vends du thiéboudienne aux bureaux de Thiès';
const SECRET_KEY = 'sk-contract-secret';
/** Longer than anybody waits within a call: a failure with it is told at once. */
const LATER = '60';
const CUT_RETRIES = 1;

function aRequest(): ChatRequest<z.infer<typeof sloganSchema>> {
  return {
    system: 'You write slogans.',
    prompt: `Write a slogan for:\n<idea>${PERSON_TEXT}</idea>`,
    schema: sloganSchema,
    schemaName: 'slogan',
    promptId: 'slogan@1',
  };
}

function aTextRequest(): TextRequest {
  return { system: 'You write.', prompt: `Write on:\n<idea>${PERSON_TEXT}</idea>`, promptId: 'story@2' };
}

let keys = 0;
function someOptions(given: Partial<ChatCallOptions> = {}): ChatCallOptions {
  keys += 1;
  return {
    signal: new AbortController().signal,
    callKey: `run-1:slogan:${keys}`,
    deadlineMs: 10_000,
    ...given,
  };
}

/** A ledger in memory that allows everything. */
function aLedger() {
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
    record: (entry) => {
      entries.push(entry);
      return Promise.resolve();
    },
  };
  return { ledger, entries, held };
}

async function failureOf(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}

const REFUSAL_OF: Readonly<Partial<Record<AnswerForm, PlayedFailure>>> = {
  schema: { kind: 'json_schema_refused' },
  json: { kind: 'json_refused' },
};

const FORMATS: Readonly<Record<AnswerForm, string>> = {
  schema: 'json_schema',
  json: 'json_object',
  text: 'text',
};

/** What every adapter of `ChatModel` does, whoever the vendor is. */
export function describeChatModelContract(name: string, start: () => Promise<ChatModelHarness>): void {
  describe(`${name} as a ChatModel`, () => {
    let vendor: ChatModelHarness;

    beforeAll(async () => {
      vendor = await start();
    });
    beforeEach(() => vendor.reset());
    afterAll(() => vendor.stop());

    const ask = (given: Partial<ChatCallOptions> = {}, model = vendor.createModel()) =>
      model.generateStructured(aRequest(), someOptions(given));

    it('answers with a value of the schema, its usage and where it came from', async () => {
      const model = vendor.createModel();
      const answer = await ask({}, model);

      expect(sloganSchema.safeParse(answer.value).success).toBe(true);
      expect(answer).toMatchObject({
        ...model.describe(),
        ladder: vendor.forms[0],
        attempts: 1,
        finishReason: vendor.finished,
      });
      expect(answer.usage.inputTokens).toBeGreaterThan(0);
      expect(answer.usage.outputTokens).toBeGreaterThan(0);
    });

    it('sends the call key and the request id, and is answered once for the key', async () => {
      const options = someOptions({ requestId: 'request-7' });
      await vendor.createModel().generateStructured(aRequest(), options);

      expect(vendor.received()).toMatchObject([{ callKey: options.callKey, requestId: 'request-7' }]);
      expect(vendor.finishedByKey()).toEqual({ [options.callKey]: 1 });
    });

    it('reports unknown usage as null', async () => {
      vendor.play({ kind: 'no_usage' });
      const { usage } = await ask();
      expect(usage).toEqual({ inputTokens: null, outputTokens: null });
    });

    it.each(['fenced_json', 'prose_json', 'sloppy_json'] as const)(
      'takes the answer out of %s without asking again',
      async (kind) => {
        vendor.play({ kind });
        expect(await ask()).toMatchObject({ ladder: vendor.forms[0], attempts: 1 });
      },
    );

    it('goes down the ladder where a form is refused, and does not ask in vain again', async () => {
      const refused = vendor.forms.slice(0, -1);
      vendor.play(...refused.map((form) => REFUSAL_OF[form]).filter((played) => played !== undefined));
      const model = vendor.createModel();
      const options = someOptions();
      const first = await model.generateStructured(aRequest(), options);
      const second = await ask({}, model);

      expect(first).toMatchObject({ ladder: 'text', attempts: vendor.forms.length });
      expect(second).toMatchObject({ ladder: 'text', attempts: 1 });
      expect(vendor.received().map(({ responseFormat }) => responseFormat)).toEqual([
        ...vendor.forms.map((form) => FORMATS[form]),
        'text',
      ]);
      expect(vendor.finishedByKey()).toMatchObject({ [`${options.callKey}:text`]: 1 });
    });

    it.each(['wrong_schema', 'broken_json'] as const)('has one %s answer corrected', async (kind) => {
      vendor.play({ kind });
      const options = someOptions();
      const answer = await vendor.createModel().generateStructured(aRequest(), options);

      expect(answer).toMatchObject({ ladder: 'repair', attempts: 2 });
      expect(sloganSchema.safeParse(answer.value).success).toBe(true);
      expect(vendor.finishedByKey()).toEqual({ [options.callKey]: 1, [`${options.callKey}:repair`]: 1 });
      const turns = vendor.received()[1]?.messages ?? [];
      expect(turns.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    });

    it('gives up after one correction and says what was spent', async () => {
      vendor.play({ kind: 'wrong_schema' }, { kind: 'wrong_schema' });
      const error = await failureOf(ask());

      expect(error).toMatchObject({ failure: 'invalid_output', reason: 'schema_mismatch', attempts: 2 });
      expect(error.usage?.outputTokens).toBeGreaterThan(0);
      expect(vendor.received()).toHaveLength(2);
    });

    it('answers a repetition from the ledger, exchange by exchange, without asking anybody', async () => {
      const { ledger, entries, held } = aLedger();
      vendor.play({ kind: 'wrong_schema' });
      const options = someOptions({ ledger });
      const first = await vendor.createModel().generateStructured(aRequest(), options);
      const again = await vendor.createModel().generateStructured(aRequest(), options);

      expect(again).toEqual({ ...first, attempts: 0 });
      expect(vendor.received()).toHaveLength(2);
      expect(entries.map(({ callKey }) => callKey)).toEqual([options.callKey, `${options.callKey}:repair`]);
      for (const [index, { costMicroUsd }] of entries.entries()) {
        expect(costMicroUsd).toBeLessThanOrEqual(held[index] ?? 0);
        if (vendor.costs) expect(costMicroUsd).toBeGreaterThan(0);
      }
    });

    const failures: readonly {
      played: PlayedFailure;
      failure: VendorFailure;
      reason?: InvalidOutputReason;
    }[] = [
      { played: { kind: 'status', status: 401 }, failure: 'unauthorized' },
      { played: { kind: 'status', status: 403 }, failure: 'unauthorized' },
      { played: { kind: 'status', status: 402 }, failure: 'quota_exhausted' },
      { played: { kind: 'quota_exhausted' }, failure: 'quota_exhausted' },
      { played: { kind: 'rate_limited', retryAfter: LATER }, failure: 'rate_limited' },
      { played: { kind: 'status', status: 400 }, failure: 'rejected' },
      { played: { kind: 'status', status: 404 }, failure: 'not_found' },
      { played: { kind: 'status', status: 413 }, failure: 'rejected' },
      { played: { kind: 'status', status: 422 }, failure: 'rejected' },
      { played: { kind: 'status', status: 500, retryAfter: LATER }, failure: 'unavailable' },
      { played: { kind: 'status', status: 503, retryAfter: LATER }, failure: 'unavailable' },
      { played: { kind: 'status', status: 529, retryAfter: LATER }, failure: 'unavailable' },
      { played: { kind: 'refusal' }, failure: 'moderated' },
      { played: { kind: 'content_filter' }, failure: 'moderated' },
      { played: { kind: 'length' }, failure: 'invalid_output', reason: 'truncated' },
      { played: { kind: 'empty' }, failure: 'invalid_output', reason: 'empty' },
      { played: { kind: 'huge_body' }, failure: 'invalid_output', reason: 'too_large' },
      { played: { kind: 'broken_envelope' }, failure: 'invalid_output', reason: 'not_a_completion' },
    ];

    it.each(failures)('reports $played as $failure without asking again', async ({ played, ...expected }) => {
      vendor.play(played);
      const error = await failureOf(ask());

      expect(error).toMatchObject({ ...expected, attempts: 1 });
      expect(vendor.received()).toHaveLength(1);
    });

    it('knows a limit that passes from a balance that is used up, without Retry-After', async () => {
      const failure = vendor.bareLimitMeans ?? 'rate_limited';
      vendor.play({ kind: 'rate_limited' }, { kind: 'rate_limited' }, { kind: 'rate_limited' });
      expect(await failureOf(ask())).toMatchObject({ failure });
    });

    it.each(['cut_connection', 'cut_in_body'] as const)(
      'asks once more when the vendor plays %s, and is answered',
      async (kind) => {
        vendor.play({ kind });
        expect(await ask()).toMatchObject({ attempts: 2 });
      },
    );

    it.each(['cut_connection', 'cut_in_body'] as const)(
      'reports %s as network when it goes on',
      async (kind) => {
        vendor.play(...Array.from({ length: 1 + CUT_RETRIES }, () => ({ kind })));
        expect(await failureOf(ask())).toMatchObject({ failure: 'network', attempts: 1 + CUT_RETRIES });
      },
    );

    it.each([
      ['60', 60_000],
      ['999999', 3_600_000],
    ])('reads Retry-After %s as %s ms', async (retryAfter, retryAfterMs) => {
      vendor.play({ kind: 'rate_limited', retryAfter });
      expect((await failureOf(ask())).retryAfterMs).toBe(retryAfterMs);
    });

    it('reads Retry-After as a date', async () => {
      vendor.play({ kind: 'status', status: 503, retryAfter: new Date(Date.now() + 60_000).toUTCString() });
      const error = await failureOf(ask());
      expect(error.retryAfterMs).toBeGreaterThan(50_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
    });

    it('waits as long as a short Retry-After asks, and is answered', async () => {
      vendor.play({ kind: 'rate_limited', retryAfter: '0.1' });
      expect(await ask()).toMatchObject({ attempts: 2 });
    });

    it('takes a slow drip that ends in time', async () => {
      vendor.play({ kind: 'slow_drip', everyMs: 5, pieces: 20 });
      expect(await ask()).toMatchObject({ attempts: 1 });
    });

    it.each(['stall_before_answer', 'stall_in_body', 'slow_drip'] as const)(
      'ends at its deadline when the vendor plays %s, closes the connection and asks no more',
      async (kind) => {
        vendor.play(kind === 'slow_drip' ? { kind, everyMs: 500, pieces: 50 } : { kind });
        const startedAt = Date.now();
        const error = await failureOf(ask({ deadlineMs: 200 }));

        expect(error).toMatchObject({ failure: 'timed_out', kind: 'timeout' });
        await expectClosed(vendor, startedAt + 1_200);
        expect(vendor.received()).toHaveLength(1);
      },
    );

    it('counts all turns of a call towards its deadline', async () => {
      vendor.play({ kind: 'wrong_schema' }, { kind: 'stall_before_answer' });
      const error = await failureOf(ask({ deadlineMs: 600 }));
      expect(error.failure).toBe('timed_out');
      expect(error.usage?.outputTokens).toBeGreaterThan(0);
    });

    it('never waits longer for an attempt than it is configured to', async () => {
      vendor.play({ kind: 'stall_before_answer' }, { kind: 'stall_before_answer' });
      const error = await failureOf(ask({ deadlineMs: 60_000 }, vendor.createModel({ timeoutMs: 100 })));
      expect(error.failure).toBe('timed_out');
    });

    it.each(['stall_before_answer', 'stall_in_body', 'slow', 'slow_drip'] as const)(
      'closes the connection within a second of the abort while the vendor plays %s',
      async (kind) => {
        vendor.play(played(kind));
        const controller = new AbortController();
        const call = failureOf(ask({ signal: controller.signal }));
        await waitUntil(() => vendor.received().length === 1);
        const abortedAt = Date.now();
        controller.abort();

        expect(await call).toMatchObject({ failure: 'cancelled', kind: 'cancelled', attempts: 1 });
        await expectClosed(vendor, abortedAt + 1_000);
        expect(vendor.received()).toHaveLength(1);
      },
    );

    it('sends nothing more when it is cancelled between two attempts', async () => {
      vendor.play({ kind: 'rate_limited', retryAfter: '3' });
      const controller = new AbortController();
      const call = failureOf(ask({ signal: controller.signal }));
      await waitUntil(() => vendor.received().length === 1);
      controller.abort();

      expect(await call).toMatchObject({ failure: 'cancelled' });
      expect(vendor.received()).toHaveLength(1);
    });

    it('sends nothing for a signal that has aborted before', async () => {
      const error = await failureOf(ask({ signal: AbortSignal.abort() }));
      expect(error).toMatchObject({ failure: 'cancelled', attempts: 0 });
      expect(vendor.received()).toEqual([]);
    });

    it('lets no vendor text, prompt or key into the error', async () => {
      const told = 'stack trace of vendor-internal-host';
      vendor.play({ kind: 'status', status: 500, message: told, retryAfter: LATER });
      const model = vendor.createModel({ apiKey: SECRET_KEY });
      const error = await failureOf(ask({}, model));

      const written = JSON.stringify([
        error.message,
        error.code,
        error.details,
        error.stack,
        String(error.cause),
      ]);
      expect(written).not.toContain('vendor-internal-host');
      expect(written).not.toContain(PERSON_TEXT);
      expect(written).not.toContain(SECRET_KEY);
      expect(error.message).toContain('slogan@1');
    });

    describe('prose', () => {
      const tell = (given: Partial<ChatCallOptions> = {}, onText?: (textSoFar: string) => void) =>
        vendor.createModel().generateText(aTextRequest(), { ...someOptions(given), onText });

      it('is answered whole', async () => {
        const answer = await tell();
        expect(answer.value.length).toBeGreaterThan(20);
        expect(answer).toMatchObject({ attempts: 1, finishReason: vendor.finished });
        expect(vendor.received()).toMatchObject([{ isStream: false, responseFormat: 'text' }]);
      });

      it('is told while it is written when somebody listens, with its usage', async () => {
        const heard: string[] = [];
        const answer = await tell({}, (textSoFar) => heard.push(textSoFar));

        expect(heard.length).toBeGreaterThan(1);
        expect(heard.at(-1)).toBe(answer.value);
        expect(heard.every((text, index) => text.startsWith(heard[index - 1] ?? ''))).toBe(true);
        expect(answer.usage.inputTokens).toBeGreaterThan(0);
        expect(answer.usage.outputTokens).toBeGreaterThan(0);
        expect(vendor.received()).toMatchObject([{ isStream: true }]);
      });

      it('is told at once when it is remembered', async () => {
        const { ledger } = aLedger();
        const options = someOptions({ ledger });
        const first = await vendor.createModel().generateText(aTextRequest(), options);
        const heard: string[] = [];
        const again = await vendor
          .createModel()
          .generateText(aTextRequest(), { ...options, onText: (text) => heard.push(text) });

        expect(again).toEqual({ ...first, attempts: 0 });
        expect(heard).toEqual([first.value]);
        expect(vendor.received()).toHaveLength(1);
      });

      it('is asked for again when its stream is cut', async () => {
        vendor.play({ kind: 'cut_in_body' });
        const heard: string[] = [];
        const answer = await tell({}, (textSoFar) => heard.push(textSoFar));
        expect(answer.attempts).toBe(2);
        expect(heard.at(-1)).toBe(answer.value);
      });

      it.each(['stall_before_answer', 'stall_in_body'] as const)(
        'ends at its deadline when its stream plays %s',
        async (kind) => {
          vendor.play({ kind });
          const startedAt = Date.now();
          expect(await failureOf(tell({ deadlineMs: 300 }, () => undefined))).toMatchObject({
            failure: 'timed_out',
          });
          await expectClosed(vendor, startedAt + 1_300);
        },
      );

      it.each(['refusal', 'content_filter'] as const)(
        'reports a stream with %s as moderated',
        async (kind) => {
          vendor.play({ kind });
          const error = await failureOf(tell({}, () => undefined));
          expect(error).toMatchObject({ failure: 'moderated' });
          expect(error.message).toContain('story@2');
        },
      );

      it('reports a stream that the token limit has cut', async () => {
        vendor.play({ kind: 'length' });
        expect(await failureOf(tell({}, () => undefined))).toMatchObject({ reason: 'truncated' });
      });

      it('reports a failure before the stream', async () => {
        vendor.play({ kind: 'status', status: 401 });
        expect(await failureOf(tell({}, () => undefined))).toMatchObject({ failure: 'unauthorized' });
      });
    });
  });
}

function played(kind: 'stall_before_answer' | 'stall_in_body' | 'slow' | 'slow_drip'): PlayedFailure {
  if (kind === 'slow') return { kind, latencyMs: 20_000 };
  return kind === 'slow_drip' ? { kind, everyMs: 300, pieces: 60 } : { kind };
}

async function expectClosed(vendor: ChatModelHarness, until: number): Promise<void> {
  await waitUntil(() => vendor.received()[0]?.abortedAt != null);
  expect(vendor.received()[0]?.abortedAt).toBeLessThanOrEqual(until);
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  const givenUpAt = Date.now() + 5_000;
  while (!isTrue()) {
    if (Date.now() > givenUpAt) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
