import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { ChatCallOptions, ChatModel, ChatRequest } from './chat-model.port.js';
import { VendorError, type InvalidOutputReason, type VendorFailure } from '../vendor/vendor.errors.js';

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
        | 'empty'
        | 'length'
        | 'refusal'
        | 'content_filter'
        | 'huge_body'
        | 'no_usage'
        | 'json_schema_refused';
    };

/** A request as the vendor received it. */
export interface ReceivedCall {
  readonly callKey: string | null;
  readonly requestId: string | null;
  readonly responseFormat: string;
  readonly receivedAt: number;
  readonly abortedAt: number | null;
  readonly messages: readonly { readonly role: string; readonly content: string }[] | null;
}

/** A vendor's stand-in and the adapter that talks to it. */
export interface ChatModelHarness {
  /** A fresh adapter: what it has learnt about the server must not leak between tests. */
  createModel(overrides?: { readonly apiKey?: string; readonly timeoutMs?: number }): ChatModel;
  /** Failures for the next requests, one each, in this order. */
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

function aRequest(): ChatRequest<z.infer<typeof sloganSchema>> {
  return {
    system: 'You write slogans.',
    prompt: `Write a slogan for:\n<idea>${PERSON_TEXT}</idea>`,
    schema: sloganSchema,
    schemaName: 'slogan',
    promptId: 'slogan@1',
  };
}

let keys = 0;
function someOptions(given: Partial<ChatCallOptions> = {}): ChatCallOptions {
  keys += 1;
  return {
    signal: new AbortController().signal,
    callKey: `run-1:slogan:${keys}`,
    deadlineMs: 5_000,
    ...given,
  };
}

async function failureOf(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected an VendorError, got ${String(error)}`);
  return error;
}

/** What every adapter of `ChatModel` does, whoever the vendor is. */
export function describeChatModelContract(name: string, start: () => Promise<ChatModelHarness>): void {
  describe(`${name} as a ChatModel`, () => {
    let vendor: ChatModelHarness;

    beforeAll(async () => {
      vendor = await start();
    });
    beforeEach(() => vendor.reset());
    afterAll(() => vendor.stop());

    it('answers with a value of the schema, its usage and where it came from', async () => {
      const model = vendor.createModel();
      const answer = await model.generateStructured(aRequest(), someOptions());

      expect(sloganSchema.safeParse(answer.value).success).toBe(true);
      expect(answer).toMatchObject({
        ...model.describe(),
        ladder: 'schema',
        attempts: 1,
        finishReason: 'stop',
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
      const { usage } = await vendor.createModel().generateStructured(aRequest(), someOptions());
      expect(usage).toEqual({ inputTokens: null, outputTokens: null });
    });

    it('takes the JSON out of a Markdown fence', async () => {
      vendor.play({ kind: 'fenced_json' });
      const answer = await vendor.createModel().generateStructured(aRequest(), someOptions());
      expect(answer).toMatchObject({ ladder: 'schema', attempts: 1 });
    });

    it('asks for plain JSON when the schema is refused, and does not ask with a schema again', async () => {
      vendor.play({ kind: 'json_schema_refused' });
      const model = vendor.createModel();
      const options = someOptions();
      const first = await model.generateStructured(aRequest(), options);
      const second = await model.generateStructured(aRequest(), someOptions());

      expect(first).toMatchObject({ ladder: 'json', attempts: 2 });
      expect(second).toMatchObject({ ladder: 'json', attempts: 1 });
      expect(vendor.received().map(({ responseFormat }) => responseFormat)).toEqual([
        'json_schema',
        'json_object',
        'json_object',
      ]);
      expect(vendor.finishedByKey()).toMatchObject({ [`${options.callKey}:json`]: 1 });
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
      const error = await failureOf(vendor.createModel().generateStructured(aRequest(), someOptions()));

      expect(error).toMatchObject({ failure: 'invalid_output', reason: 'schema_mismatch', attempts: 2 });
      expect(error.usage?.outputTokens).toBeGreaterThan(0);
      expect(vendor.received()).toHaveLength(2);
    });

    const failures: readonly {
      played: PlayedFailure;
      failure: VendorFailure;
      kind: VendorError['kind'];
      reason?: InvalidOutputReason;
    }[] = [
      { played: { kind: 'status', status: 401 }, failure: 'unauthorized', kind: 'upstream_rejected' },
      { played: { kind: 'status', status: 403 }, failure: 'unauthorized', kind: 'upstream_rejected' },
      { played: { kind: 'status', status: 402 }, failure: 'quota_exhausted', kind: 'quota_exceeded' },
      { played: { kind: 'quota_exhausted' }, failure: 'quota_exhausted', kind: 'quota_exceeded' },
      { played: { kind: 'rate_limited' }, failure: 'rate_limited', kind: 'rate_limited' },
      { played: { kind: 'status', status: 400 }, failure: 'rejected', kind: 'upstream_rejected' },
      { played: { kind: 'status', status: 404 }, failure: 'rejected', kind: 'upstream_rejected' },
      { played: { kind: 'status', status: 413 }, failure: 'rejected', kind: 'upstream_rejected' },
      { played: { kind: 'status', status: 422 }, failure: 'rejected', kind: 'upstream_rejected' },
      { played: { kind: 'status', status: 500 }, failure: 'unavailable', kind: 'upstream_unavailable' },
      { played: { kind: 'status', status: 503 }, failure: 'unavailable', kind: 'upstream_unavailable' },
      { played: { kind: 'status', status: 529 }, failure: 'unavailable', kind: 'upstream_unavailable' },
      { played: { kind: 'cut_connection' }, failure: 'network', kind: 'upstream_unavailable' },
      { played: { kind: 'cut_in_body' }, failure: 'network', kind: 'upstream_unavailable' },
      { played: { kind: 'refusal' }, failure: 'moderated', kind: 'upstream_rejected' },
      { played: { kind: 'content_filter' }, failure: 'moderated', kind: 'upstream_rejected' },
      {
        played: { kind: 'length' },
        failure: 'invalid_output',
        kind: 'upstream_rejected',
        reason: 'truncated',
      },
      { played: { kind: 'empty' }, failure: 'invalid_output', kind: 'upstream_rejected', reason: 'empty' },
      {
        played: { kind: 'huge_body' },
        failure: 'invalid_output',
        kind: 'upstream_rejected',
        reason: 'too_large',
      },
      {
        played: { kind: 'broken_envelope' },
        failure: 'invalid_output',
        kind: 'upstream_rejected',
        reason: 'not_a_completion',
      },
    ];

    it.each(failures)('reports $played as $failure without asking again', async ({ played, ...expected }) => {
      vendor.play(played);
      const error = await failureOf(vendor.createModel().generateStructured(aRequest(), someOptions()));

      expect(error).toMatchObject({ ...expected, attempts: 1 });
      expect(vendor.received()).toHaveLength(1);
    });

    it.each([
      ['2', 2_000],
      ['999999', 3_600_000],
      ['soon 1', undefined],
      ['-5', undefined],
    ])('reads Retry-After %s as %s ms', async (retryAfter, retryAfterMs) => {
      vendor.play({ kind: 'rate_limited', retryAfter });
      const error = await failureOf(vendor.createModel().generateStructured(aRequest(), someOptions()));
      expect(error.retryAfterMs).toBe(retryAfterMs);
    });

    it('reads Retry-After as a date', async () => {
      vendor.play({ kind: 'status', status: 503, retryAfter: new Date(Date.now() + 5_000).toUTCString() });
      const error = await failureOf(vendor.createModel().generateStructured(aRequest(), someOptions()));
      expect(error.retryAfterMs).toBeGreaterThan(2_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(5_000);
    });

    it.each(['stall_before_answer', 'stall_in_body'] as const)(
      'ends at its deadline when the vendor plays %s, and closes the connection',
      async (kind) => {
        vendor.play({ kind });
        const startedAt = Date.now();
        const error = await failureOf(
          vendor.createModel().generateStructured(aRequest(), someOptions({ deadlineMs: 150 })),
        );

        expect(error).toMatchObject({ failure: 'timed_out', kind: 'timeout' });
        expect(Date.now() - startedAt).toBeLessThan(1_000);
        await expectClosed(vendor, startedAt + 1_150);
      },
    );

    it('counts all turns of a call towards its deadline', async () => {
      vendor.play({ kind: 'wrong_schema' }, { kind: 'stall_before_answer' });
      const error = await failureOf(
        vendor.createModel().generateStructured(aRequest(), someOptions({ deadlineMs: 400 })),
      );
      expect(error.failure).toBe('timed_out');
      expect(error.usage?.outputTokens).toBeGreaterThan(0);
    });

    it('never waits longer than it is configured to', async () => {
      vendor.play({ kind: 'stall_before_answer' });
      const model = vendor.createModel({ timeoutMs: 100 });
      const error = await failureOf(
        model.generateStructured(aRequest(), someOptions({ deadlineMs: 60_000 })),
      );
      expect(error.failure).toBe('timed_out');
    });

    it.each(['stall_before_answer', 'stall_in_body', 'slow'] as const)(
      'closes the connection within a second of the abort while the vendor plays %s',
      async (kind) => {
        vendor.play(kind === 'slow' ? { kind, latencyMs: 20_000 } : { kind });
        const controller = new AbortController();
        const call = failureOf(
          vendor.createModel().generateStructured(aRequest(), someOptions({ signal: controller.signal })),
        );
        await waitUntil(() => vendor.received().length === 1);
        const abortedAt = Date.now();
        controller.abort();

        expect(await call).toMatchObject({ failure: 'cancelled', kind: 'cancelled', attempts: 1 });
        await expectClosed(vendor, abortedAt + 1_000);
      },
    );

    it('sends nothing for a signal that has aborted before', async () => {
      const error = await failureOf(
        vendor.createModel().generateStructured(aRequest(), someOptions({ signal: AbortSignal.abort() })),
      );
      expect(error).toMatchObject({ failure: 'cancelled', attempts: 0 });
      expect(vendor.received()).toEqual([]);
    });

    it('lets no vendor text, prompt or key into the error', async () => {
      vendor.play({ kind: 'status', status: 500, message: 'stack trace of vendor-internal-host' });
      const model = vendor.createModel({ apiKey: SECRET_KEY });
      const error = await failureOf(model.generateStructured(aRequest(), someOptions()));

      const told = JSON.stringify([
        error.message,
        error.code,
        error.details,
        error.stack,
        String(error.cause),
      ]);
      expect(told).not.toContain('vendor-internal-host');
      expect(told).not.toContain(PERSON_TEXT);
      expect(told).not.toContain(SECRET_KEY);
      expect(error.message).toContain('slogan@1');
    });
  });
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
