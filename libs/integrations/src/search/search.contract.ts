import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LedgerEntry, VendorCallOptions } from '../vendor/vendor-call.js';
import { VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import type { SearchProvider, SearchQuery } from './search.port.js';

/** What every simulated search vendor can play. */
export type PlayedFailure =
  | { readonly kind: 'rate_limited'; readonly retryAfter?: string }
  | { readonly kind: 'status'; readonly status: number; readonly message?: string }
  | { readonly kind: 'slow'; readonly latencyMs: number }
  | { readonly kind: 'slow_drip'; readonly everyMs: number }
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
        | 'nothing_found'
        | 'no_usage';
    };

export interface ServedPage {
  readonly url: string;
  readonly title: string;
  readonly content: string;
  readonly rawContent?: string;
}

/** A vendor's stand-in and the adapter that talks to it. */
export interface SearchHarness {
  createProvider(overrides?: { readonly apiKey?: string; readonly timeoutMs?: number }): SearchProvider;
  /** A failure for this and every later request. */
  playAlways(failure: PlayedFailure): void;
  /** Failures for the next requests, one each. */
  play(...failures: readonly PlayedFailure[]): void;
  serve(...pages: readonly ServedPage[]): void;
  received(): readonly {
    readonly callKey: string | null;
    readonly requestId: string | null;
    readonly receivedAt: number;
    readonly abortedAt: number | null;
  }[];
  reset(): void;
  stop(): Promise<void>;
}

const SECRET_KEY = 'key-of-the-contract';
const QUERY = 'restaurants livraison bureaux Thiès';

function aQuery(given: Partial<SearchQuery> = {}): SearchQuery {
  return { query: QUERY, depth: 'basic', maxResults: 5, isPublicFact: false, ...given };
}

let keys = 0;
function someOptions(given: Partial<VendorCallOptions> = {}): VendorCallOptions {
  keys += 1;
  return {
    signal: new AbortController().signal,
    callKey: `run-1:search:${keys}`,
    deadlineMs: 10_000,
    ...given,
  };
}

async function failureOf(call: Promise<unknown>): Promise<VendorError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  const givenUpAt = Date.now() + 5_000;
  while (!isTrue()) {
    if (Date.now() > givenUpAt) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What every adapter of `SearchProvider` does, whoever the vendor is. */
export function describeSearchContract(name: string, start: () => Promise<SearchHarness>): void {
  describe(`${name} as a SearchProvider`, () => {
    let vendor: SearchHarness;

    beforeAll(async () => {
      vendor = await start();
    });
    beforeEach(() => vendor.reset());
    afterAll(() => vendor.stop());

    const search = (query: Partial<SearchQuery> = {}, options: Partial<VendorCallOptions> = {}) =>
      vendor.createProvider().search(aQuery(query), someOptions(options));

    it('finds pages with their addresses, and says who has found them', async () => {
      const provider = vendor.createProvider();
      const answer = await provider.search(aQuery(), someOptions());

      expect(answer.provider).toBe(provider.describe().provider);
      expect(answer.isCached).toBe(false);
      expect(answer.results).toHaveLength(5);
      for (const { url, title, content } of answer.results) {
        expect(url).toMatch(/^https:\/\//);
        expect(title).not.toBe('');
        expect(content).not.toBe('');
      }
    });

    it('takes no more pages than it was asked for', async () => {
      expect((await search({ maxResults: 2 })).results).toHaveLength(2);
    });

    it('sends the call key with each request, and the request id', async () => {
      const options = someOptions({ requestId: 'request-9' });
      await vendor.createProvider().search(aQuery(), options);

      const received = vendor.received();
      expect(received.length).toBeGreaterThan(0);
      expect(new Set(received.map(({ callKey }) => callKey)).size).toBe(received.length);
      for (const { callKey, requestId } of received) {
        expect(callKey).toContain(options.callKey);
        expect(requestId).toBe('request-9');
      }
    });

    it('cleans, cuts and checks whatever the vendor has found', async () => {
      vendor.serve(
        {
          url: 'https://a.example.com/1#part',
          title: `Ti\u200btre\u202e\n${'long '.repeat(100)}`,
          content: `Te\u0000xte \u{e0041}${'mot '.repeat(3_000)}`,
        },
        { url: 'http://127.0.0.1/admin', title: 'loopback', content: 'x' },
        { url: 'http://redis:6379/', title: 'service', content: 'x' },
        { url: 'https://user:pass@b.example.com/', title: 'user info', content: 'x' },
        { url: 'javascript:alert(1)', title: 'script', content: 'x' },
        { url: 'https://a.example.com/1', title: 'again', content: 'x' },
        { url: 'https://c.example.com/', title: '', content: '' },
      );
      const { results } = await search({ maxResults: 20 });

      expect(results.map(({ url }) => url)).toEqual(['https://a.example.com/1', 'https://c.example.com/']);
      expect(results[0]?.title).toMatch(/^Titre long/);
      expect(results[0]?.title.length).toBeLessThanOrEqual(300);
      expect(results[0]?.content).toMatch(/^Texte mot/);
      expect(results[0]?.content.length).toBeLessThanOrEqual(4_000);
      expect(results[1]).toMatchObject({ title: 'c.example.com', content: '', date: null });
    });

    it('finds nothing where there is nothing', async () => {
      vendor.playAlways({ kind: 'nothing_found' });
      const { results } = await search();
      expect(results).toEqual([]);
    });

    it('lives with an answer that says nothing of its price', async () => {
      vendor.playAlways({ kind: 'no_usage' });
      expect((await search()).results).toHaveLength(5);
    });

    it('reads an answer that comes in drips', async () => {
      vendor.playAlways({ kind: 'slow_drip', everyMs: 2 });
      expect((await search()).results).toHaveLength(5);
    });

    it('is answered by the ledger for what was paid for, and sends nothing', async () => {
      const ledger = new RememberingLedger();
      const options = someOptions({ ledger });
      const first = await vendor.createProvider().search(aQuery(), options);
      const sent = vendor.received().length;
      const second = await vendor.createProvider().search(aQuery(), options);

      expect(vendor.received()).toHaveLength(sent);
      expect(second).toEqual(first);
      expect(ledger.entries.every(({ capability }) => capability === 'search')).toBe(true);
    });

    it('holds at least what a search then costs', async () => {
      const ledger = new RememberingLedger();
      await vendor.createProvider().search(aQuery({ depth: 'deep' }), someOptions({ ledger }));

      expect(ledger.held.length).toBe(ledger.settled.length);
      ledger.settled.forEach((cost, index) => {
        expect(cost).toBeGreaterThan(0);
        expect(cost).toBeLessThanOrEqual(ledger.held[index] ?? 0);
      });
    });

    const failures: readonly { readonly played: PlayedFailure; readonly failure: VendorFailure }[] = [
      { played: { kind: 'status', status: 400 }, failure: 'rejected' },
      { played: { kind: 'status', status: 401 }, failure: 'unauthorized' },
      { played: { kind: 'status', status: 402 }, failure: 'quota_exhausted' },
      { played: { kind: 'status', status: 422 }, failure: 'rejected' },
      { played: { kind: 'status', status: 500 }, failure: 'unavailable' },
      { played: { kind: 'status', status: 503 }, failure: 'unavailable' },
      { played: { kind: 'status', status: 529 }, failure: 'unavailable' },
      { played: { kind: 'rate_limited', retryAfter: '3600' }, failure: 'rate_limited' },
      { played: { kind: 'quota_exhausted' }, failure: 'quota_exhausted' },
      { played: { kind: 'cut_connection' }, failure: 'network' },
      { played: { kind: 'cut_in_body' }, failure: 'network' },
      { played: { kind: 'broken_json' }, failure: 'invalid_output' },
      { played: { kind: 'broken_envelope' }, failure: 'invalid_output' },
      { played: { kind: 'wrong_schema' }, failure: 'invalid_output' },
      { played: { kind: 'huge_body' }, failure: 'invalid_output' },
    ];
    it.each(failures)('reports $played as $failure', async ({ played, failure }) => {
      vendor.playAlways(played);
      const error = await failureOf(search());

      expect(error).toMatchObject({ failure, capability: 'search' });
      expect(error.attempts).toBe(vendor.received().length);
    });

    it('does not ask again for what waiting does not help', async () => {
      vendor.playAlways({ kind: 'quota_exhausted' });
      expect((await failureOf(search())).attempts).toBe(1);
      expect(vendor.received()).toHaveLength(1);
    });

    it('asks again after a passing failure', async () => {
      vendor.play({ kind: 'status', status: 503 });
      expect((await search()).results).toHaveLength(5);
    });

    it('passes on when the vendor wants to be asked again', async () => {
      vendor.playAlways({ kind: 'rate_limited', retryAfter: '120' });
      expect((await failureOf(search())).retryAfterMs).toBe(120_000);
    });

    it.each(['stall_before_answer', 'stall_in_body'] as const)(
      'ends at its deadline while the vendor plays %s, and closes the connection',
      async (kind) => {
        vendor.playAlways({ kind });
        const error = await failureOf(search({}, { deadlineMs: 200 }));

        expect(error).toMatchObject({ failure: 'timed_out', kind: 'timeout' });
        await waitUntil(() => vendor.received().every(({ abortedAt }) => abortedAt !== null));
      },
    );

    it('waits no longer than it is configured to', async () => {
      vendor.playAlways({ kind: 'stall_before_answer' });
      const provider = vendor.createProvider({ timeoutMs: 60 });
      expect((await failureOf(provider.search(aQuery(), someOptions()))).failure).toBe('timed_out');
    });

    it.each(['stall_before_answer', 'stall_in_body', 'slow'] as const)(
      'closes the connection within a second of the abort while the vendor plays %s, and asks nothing more',
      async (kind) => {
        vendor.playAlways(kind === 'slow' ? { kind, latencyMs: 20_000 } : { kind });
        const controller = new AbortController();
        const call = failureOf(search({}, { signal: controller.signal }));
        await waitUntil(() => vendor.received().length === 1);
        const abortedAt = Date.now();
        controller.abort();

        expect(await call).toMatchObject({ failure: 'cancelled', attempts: 1 });
        await waitUntil(() => vendor.received()[0]?.abortedAt != null);
        expect(vendor.received()[0]?.abortedAt).toBeLessThanOrEqual(abortedAt + 1_000);
        expect(vendor.received()).toHaveLength(1);
      },
    );

    it('sends nothing for a signal that has aborted before', async () => {
      const error = await failureOf(search({}, { signal: AbortSignal.abort() }));
      expect(error).toMatchObject({ failure: 'cancelled', attempts: 0 });
      expect(vendor.received()).toEqual([]);
    });

    it('lets no vendor text, query or key into the error', async () => {
      vendor.playAlways({ kind: 'status', status: 400, message: 'trace of vendor-internal-host' });
      const provider = vendor.createProvider({ apiKey: SECRET_KEY });
      const error = await failureOf(provider.search(aQuery(), someOptions()));

      const told = JSON.stringify([
        error.message,
        error.code,
        error.details,
        error.stack,
        String(error.cause),
      ]);
      for (const secret of ['vendor-internal-host', QUERY, SECRET_KEY]) expect(told).not.toContain(secret);
    });
  });
}

/** A ledger as a run has one, without its database. */
class RememberingLedger {
  async personNames(): Promise<readonly string[]> {
    return [];
  }

  readonly entries: LedgerEntry[] = [];
  readonly held: number[] = [];
  readonly settled: number[] = [];

  async find({ callKey, requestHash }: Pick<LedgerEntry, 'callKey' | 'requestHash'>) {
    const known = this.entries.find(
      (entry) => entry.callKey === callKey && entry.requestHash === requestHash,
    );
    return known?.response ?? null;
  }

  async reserve(_: string, upperBoundMicroUsd: number) {
    this.held.push(upperBoundMicroUsd);
    return {
      settle: async (costMicroUsd: number) => {
        this.settled.push(costMicroUsd);
      },
    };
  }

  async record(entry: LedgerEntry): Promise<void> {
    this.entries.push(structuredClone(entry));
  }
}
