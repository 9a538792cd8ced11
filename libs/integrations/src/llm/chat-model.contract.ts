import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { InvalidOutputReason, VendorFailure } from '../vendor/vendor.errors.js';
import type { AnswerForm } from './chat-completer.port.js';
import {
  aLedger,
  type ChatModelHarness,
  expectClosed,
  failureOf,
  PERSON_TEXT,
  type PlayedFailure,
  someOptions,
  waitUntil,
} from './chat-contract-harness.js';
import type { ChatCallOptions, ChatRequest } from './chat-model.port.js';
import { describeProse } from './chat-prose.contract.js';

const sloganSchema = z.strictObject({
  slogan: z.string().trim().min(1).max(80),
  keywords: z.array(z.string().trim().min(1)).length(3),
  tone: z.enum(['warm', 'plain']),
  price: z.number().nullable(),
});

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

    describeProse(() => vendor);
  });
}

function played(kind: 'stall_before_answer' | 'stall_in_body' | 'slow' | 'slow_drip'): PlayedFailure {
  if (kind === 'slow') return { kind, latencyMs: 20_000 };
  return kind === 'slow_drip' ? { kind, everyMs: 300, pieces: 60 } : { kind };
}
