import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ANSWER_COST,
  aVendorRequest,
  someCallOptions,
  startPlainVendor,
  failureOf,
} from '../../../../test/support/builders/vendor-request.builder.js';
import { expectWithin } from '../../../../test/support/harness/time-bar.js';
import type { VendorSimulator } from '../../../../test/support/simulators/vendor-simulator.js';
import { VendorGateway } from './vendor-gateway.js';

let vendor: VendorSimulator;
beforeAll(async () => {
  vendor = await startPlainVendor();
});
afterEach(() => {
  vendor.reset();
});
afterAll(() => vendor.stop());

const aGateway = () => new VendorGateway({ random: () => 0 });
const anAccount = (timeoutMs: number) => ({ name: 'openai', limit: {}, timeoutMs });

describe('VendorGateway: the request', () => {
  it('carries the call key, the request id and the key of the vendor', async () => {
    const answer = await aGateway().send(
      aVendorRequest(vendor.url),
      someCallOptions({ callKey: 'r/t/c', requestId: 'req-1' }),
    );
    expect(answer).toEqual({
      value: 'an answer',
      usage: { inputTokens: 10, outputTokens: 4 },
      costMicroUsd: ANSWER_COST,
      provider: 'openai',
      model: 'plain-1-dated',
      attempts: 1,
    });
    const [received] = vendor.received();
    expect(received).toMatchObject({ callKey: 'r/t/c', requestId: 'req-1', body: { question: 'why' } });
    expect(received?.headers.authorization).toBe('Bearer sk-test');
  });

  it('asks without a body where there is none', async () => {
    const asked = aVendorRequest(vendor.url, { path: '/models', method: 'GET', body: null });
    await expect(aGateway().send(asked, someCallOptions())).resolves.toMatchObject({ value: 'a list' });
    expect(vendor.received()[0]).toMatchObject({ method: 'GET', body: null });
    expect(vendor.received()[0]?.headers['content-type']).toBeUndefined();
  });

  it('goes on with what can be stored', async () => {
    vendor.play({ kind: 'answer', status: 200, body: { text: 'a\u0000b' } });
    await expect(aGateway().send(aVendorRequest(vendor.url), someCallOptions())).resolves.toMatchObject({
      value: 'ab',
    });
  });
});

describe('VendorGateway: retries', () => {
  it.each([
    ['rate_limited', { kind: 'rate_limited' }, 3],
    ['unavailable', { kind: 'status', status: 503 }, 3],
    ['unavailable', { kind: 'status', status: 529 }, 3],
    ['network', { kind: 'cut_connection' }, 2],
    ['network', { kind: 'cut_in_body' }, 2],
    ['timed_out', { kind: 'stall_before_answer' }, 2],
    ['unauthorized', { kind: 'status', status: 401 }, 1],
    ['quota_exhausted', { kind: 'status', status: 402 }, 1],
    ['rejected', { kind: 'status', status: 400 }, 1],
    ['not_found', { kind: 'status', status: 404 }, 1],
    ['invalid_output', { kind: 'broken_json' }, 1],
  ] as const)('%s (%j) is asked %j times', async (failure, behaviour, attempts) => {
    vendor.play({ behaviour, times: null });
    const asked = aVendorRequest(vendor.url, { account: anAccount(300) });
    const error = await failureOf(aGateway().send(asked, someCallOptions()));
    expect(error).toMatchObject({ failure, attempts });
    expect(vendor.received()).toHaveLength(attempts);
  });

  it('answers when a later attempt succeeds, and counts them all', async () => {
    vendor.play({ kind: 'status', status: 500 }, { kind: 'rate_limited' });
    await expect(aGateway().send(aVendorRequest(vendor.url), someCallOptions())).resolves.toMatchObject({
      attempts: 3,
    });
  });

  it('waits as long as the vendor asks', async () => {
    vendor.play({ kind: 'rate_limited', retryAfter: '1' });
    await aGateway().send(aVendorRequest(vendor.url), someCallOptions());
    const [first, second] = vendor.received();
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('waits until the date that the vendor names', async () => {
    const inTwoSeconds = new Date(Date.now() + 2_000).toUTCString();
    vendor.play({ kind: 'status', status: 503, retryAfter: inTwoSeconds });
    await aGateway().send(aVendorRequest(vendor.url), someCallOptions());
    expect(vendor.received()[1]?.receivedAt).toBeGreaterThanOrEqual(Date.parse(inTwoSeconds) - 10);
  });

  it('goes by its own rule when nobody can read what the vendor asks', async () => {
    vendor.play({ kind: 'rate_limited', retryAfter: 'a while' });
    const answer = await aGateway().send(aVendorRequest(vendor.url), someCallOptions());
    expect(answer.attempts).toBe(2);
  });

  it.each([
    ['a day', '86400', 3_600_000],
    ['more than ten seconds', '11', 11_000],
  ])('does not wait for %s, and says how long it would be', async (_name, retryAfter, retryAfterMs) => {
    vendor.play({ kind: 'rate_limited', retryAfter });
    const startedAt = Date.now();
    const error = await failureOf(aGateway().send(aVendorRequest(vendor.url), someCallOptions()));
    expect(error).toMatchObject({ failure: 'rate_limited', retryAfterMs, attempts: 1 });
    expectWithin('the call', Date.now() - startedAt, 2_000);
  });

  it('does not begin a wait that would pass the deadline', async () => {
    vendor.play({ kind: 'rate_limited', retryAfter: '5' });
    const error = await failureOf(
      aGateway().send(aVendorRequest(vendor.url), someCallOptions({ deadlineMs: 4_000 })),
    );
    expect(error).toMatchObject({ failure: 'rate_limited', retryAfterMs: 5_000, attempts: 1 });
  });

  it('sends once what must not be repeated', async () => {
    vendor.play({ behaviour: { kind: 'status', status: 503 }, times: null });
    const asked = aVendorRequest(vendor.url, { mayRepeat: false });
    expect(await failureOf(aGateway().send(asked, someCallOptions()))).toMatchObject({ attempts: 1 });
  });
});
