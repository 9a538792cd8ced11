import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@genesis/kernel';
import { imageSize } from 'image-size';
import type { CallLedger, LedgerEntry, VendorCallOptions } from '../vendor/vendor-call.js';
import { type InvalidOutputReason, VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import type { ImageProvider, ImageRequest } from './image.port.js';
import { imageValueSchema } from './image-value.js';

/** What a simulated vendor must be able to play; each vendor's simulator deforms its own wire format. */
export type PlayedImageFailure =
  | { readonly kind: 'rate_limited'; readonly retryAfter?: string }
  | { readonly kind: 'status'; readonly status: number; readonly message?: string }
  | { readonly kind: 'slow_drip'; readonly everyMs: number; readonly pieces: number }
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
        | 'huge_body'
        | 'moderation'
        | 'unknown_model'
        | 'empty'
        | 'not_a_picture'
        | 'truncated'
        | 'too_large'
        | 'no_usage';
    };

/** A request as the vendor received it. */
export interface ReceivedImageCall {
  readonly callKey: string | null;
  readonly requestId: string | null;
  readonly body: unknown;
  readonly receivedAt: number;
  readonly abortedAt: number | null;
}

/** A vendor's stand-in and the adapter that talks to it. */
export interface ImageProviderHarness {
  /** A fresh adapter with a fresh gateway. */
  createProvider(overrides?: { readonly apiKey?: string; readonly timeoutMs?: number }): ImageProvider;
  /** Failures for the next requests, one each, in this order. */
  play(...failures: readonly PlayedImageFailure[]): void;
  received(): readonly ReceivedImageCall[];
  /** Forgets what was played and received. */
  reset(): void;
  stop(): Promise<void>;
}

const PERSON_TEXT = 'Je couds des boubous pour les mariages de Thiès';
const SECRET_KEY = 'sk-contract-secret';
/** The simulator must have seen a hang-up by then. Source: the bar of the issue. */
const HANG_UP_MS = 1_000;

const aRequest = (given: Partial<ImageRequest> = {}): ImageRequest => ({
  prompt: `A symbol for:\n<business>\n${PERSON_TEXT}\n</business>`,
  size: '1024x1024',
  quality: 'low',
  isTransparent: true,
  promptId: 'symbol@1',
  ...given,
});

let keys = 0;
const someOptions = (given: Partial<VendorCallOptions> = {}): VendorCallOptions => ({
  signal: new AbortController().signal,
  callKey: `run/logo/symbol-${(keys += 1)}`,
  deadlineMs: 25_000,
  ...given,
});

/** Keeps what is recorded, as JSON, and answers with it. */
class MemoryLedger implements CallLedger {
  readonly entries: LedgerEntry[] = [];
  readonly held: number[] = [];
  readonly settled: number[] = [];

  async find({ callKey, requestHash }: Parameters<CallLedger['find']>[0]): Promise<JsonObject | null> {
    const found = this.entries.find(
      (entry) =>
        entry.callKey === callKey && entry.requestHash === requestHash && entry.outcome === 'success',
    );
    return found ? (JSON.parse(JSON.stringify(found.response)) as JsonObject) : null;
  }

  async personNames(): Promise<readonly string[]> {
    return [];
  }

  async reserve(_capability: unknown, upperBoundMicroUsd: number) {
    this.held.push(upperBoundMicroUsd);
    return { settle: async (spent: number) => void this.settled.push(spent) };
  }

  async record(entry: LedgerEntry): Promise<void> {
    this.entries.push(entry);
  }
}

/** What every adapter of `ImageProvider` does, whatever its vendor does. */
export function describeImageProvider(name: string, startHarness: () => Promise<ImageProviderHarness>): void {
  describe(`${name} as an ImageProvider`, () => {
    let harness: ImageProviderHarness;
    let provider: ImageProvider;

    beforeAll(async () => {
      harness = await startHarness();
    });
    beforeEach(() => {
      harness.reset();
      provider = harness.createProvider();
    });
    afterAll(() => harness.stop());

    async function errorOf(call: Promise<unknown>): Promise<VendorError> {
      const error: unknown = await call.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(VendorError);
      return error as VendorError;
    }
    const hungUp = async () => {
      const until = Date.now() + HANG_UP_MS;
      while (Date.now() < until && harness.received().at(-1)?.abortedAt == null)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return harness.received().at(-1)?.abortedAt ?? null;
    };

    it('says who it is', () => {
      expect(provider.isConfigured).toBe(true);
      expect(provider.describe().provider).toMatch(/^\w/);
    });

    it.each(['1024x1024', '1536x1024', '1024x1536'] as const)('makes a picture of %s', async (size) => {
      const image = await provider.generate(aRequest({ size }), someOptions());

      expect(`${image.width}x${image.height}`).toBe(size);
      expect(imageSize(image.bytes)).toMatchObject({ width: image.width, height: image.height });
      expect(image).toMatchObject({ ...provider.describe(), hasTransparency: true });
      expect(image.usage).toMatchObject({ images: 1 });
    });

    it('says when the ground is not transparent', async () => {
      const image = await provider.generate(aRequest({ isTransparent: false }), someOptions());
      expect(image.hasTransparency).toBe(false);
    });

    it('tells the vendor the name of the call and of the request', async () => {
      const options = someOptions({ requestId: 'req-7' });
      await provider.generate(aRequest(), options);

      expect(harness.received()).toMatchObject([{ callKey: options.callKey, requestId: 'req-7' }]);
    });

    it('holds the most that a picture can cost before it asks, and records what it did cost', async () => {
      const ledger = new MemoryLedger();
      await provider.generate(aRequest(), someOptions({ ledger }));

      const [entry] = ledger.entries;
      expect(entry).toMatchObject({
        capability: 'image',
        promptId: 'symbol@1',
        outcome: 'success',
        attempts: 1,
      });
      expect(imageValueSchema.safeParse(entry?.response?.value).success).toBe(true);
      expect(entry?.costMicroUsd).toBeGreaterThan(0);
      expect(ledger.held[0]).toBeGreaterThanOrEqual(entry?.costMicroUsd ?? Infinity);
      expect(ledger.settled).toEqual([entry?.costMicroUsd]);
    });

    it('is answered from the ledger, without a request, with the same bytes', async () => {
      const options = someOptions({ ledger: new MemoryLedger() });
      const first = await provider.generate(aRequest(), options);
      const again = await provider.generate(aRequest(), options);

      expect(again).toEqual(first);
      expect(harness.received()).toHaveLength(1);
    });

    it('works where the vendor does not count', async () => {
      harness.play({ kind: 'no_usage' });
      const image = await provider.generate(aRequest(), someOptions());
      expect(image.bytes.length).toBeGreaterThan(0);
    });

    it.each<[PlayedImageFailure, VendorFailure]>([
      [{ kind: 'status', status: 400 }, 'rejected'],
      [{ kind: 'status', status: 401 }, 'unauthorized'],
      [{ kind: 'status', status: 403 }, 'unauthorized'],
      [{ kind: 'unknown_model' }, 'not_found'],
      [{ kind: 'moderation' }, 'moderated'],
      [{ kind: 'quota_exhausted' }, 'quota_exhausted'],
    ])('takes %o for good: %s', async (failure, expected) => {
      harness.play(failure);
      const error = await errorOf(provider.generate(aRequest(), someOptions()));

      expect(error).toMatchObject({ capability: 'image', failure: expected, attempts: 1 });
      expect(harness.received()).toHaveLength(1);
    });

    it.each<[PlayedImageFailure, InvalidOutputReason]>([
      [{ kind: 'broken_json' }, 'not_json'],
      [{ kind: 'broken_envelope' }, 'not_json'],
      [{ kind: 'wrong_schema' }, 'schema_mismatch'],
      [{ kind: 'huge_body' }, 'schema_mismatch'],
      [{ kind: 'empty' }, 'empty'],
      [{ kind: 'not_a_picture' }, 'schema_mismatch'],
      [{ kind: 'truncated' }, 'truncated'],
      [{ kind: 'too_large' }, 'too_large'],
    ])('does not pass on %o', async (failure, reason) => {
      harness.play(failure);
      const error = await errorOf(provider.generate(aRequest(), someOptions()));

      expect(error).toMatchObject({ failure: 'invalid_output', reason });
    });

    it.each<PlayedImageFailure>([
      { kind: 'rate_limited', retryAfter: '0' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 529 },
      { kind: 'cut_connection' },
      { kind: 'cut_in_body' },
    ])('asks again after %o', async (failure) => {
      harness.play(failure);
      await provider.generate(aRequest(), someOptions());

      expect(harness.received()).toHaveLength(2);
      expect(new Set(harness.received().map(({ callKey }) => callKey)).size).toBe(1);
    });

    it('says when to come back when the vendor asks for a long wait', async () => {
      harness.play({ kind: 'rate_limited', retryAfter: '120' });
      const error = await errorOf(provider.generate(aRequest(), someOptions()));

      expect(error).toMatchObject({ failure: 'rate_limited', retryAfterMs: 120_000 });
      expect(harness.received()).toHaveLength(1);
    });

    it.each(['stall_before_answer', 'stall_in_body'] as const)(
      'hangs up at its deadline on %s',
      async (kind) => {
        harness.play({ kind });
        const error = await errorOf(provider.generate(aRequest(), someOptions({ deadlineMs: 300 })));

        expect(error.failure).toBe('timed_out');
        expect(await hungUp()).not.toBeNull();
        expect(harness.received()).toHaveLength(1);
      },
    );

    it('hangs up at its deadline on a drip', async () => {
      harness.play({ kind: 'slow_drip', everyMs: 50, pieces: 200 });
      const error = await errorOf(provider.generate(aRequest(), someOptions({ deadlineMs: 300 })));

      expect(error.failure).toBe('timed_out');
      expect(await hungUp()).not.toBeNull();
    });

    it.each(['stall_before_answer', 'stall_in_body'] as const)(
      'hangs up at once when it is cancelled during %s, and asks no more',
      async (kind) => {
        harness.play({ kind });
        const controller = new AbortController();
        const call = errorOf(provider.generate(aRequest(), someOptions({ signal: controller.signal })));
        while (harness.received().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        controller.abort();

        expect((await call).failure).toBe('cancelled');
        expect(await hungUp()).not.toBeNull();
        expect(harness.received()).toHaveLength(1);
      },
    );

    it('sends nothing when it is cancelled already', async () => {
      const error = await errorOf(
        provider.generate(aRequest(), someOptions({ signal: AbortSignal.abort() })),
      );

      expect(error).toMatchObject({ failure: 'cancelled', attempts: 0 });
      expect(harness.received()).toEqual([]);
    });

    it('keeps key, prompt and the vendor’s words out of its errors', async () => {
      provider = harness.createProvider({ apiKey: SECRET_KEY });
      harness.play({ kind: 'status', status: 400, message: `You said: ${PERSON_TEXT}, with ${SECRET_KEY}` });
      const error = await errorOf(provider.generate(aRequest(), someOptions()));

      const told = JSON.stringify([error, error.message, error.stack, error.details, error.cause]);
      for (const secret of [SECRET_KEY, PERSON_TEXT, 'You said']) expect(told).not.toContain(secret);
    });
  });
}
