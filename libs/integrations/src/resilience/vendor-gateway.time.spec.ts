import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ANSWER_COST,
  aVendorRequest,
  OpenLedger,
  someCallOptions,
  startPlainVendor,
  failureOf,
} from '../../../../test/support/builders/vendor-request.builder.js';
import { expectWithin } from '../../../../test/support/harness/time-bar.js';
import { waitFor } from '../../../../test/support/harness/wait-for.js';
import type { VendorSimulator } from '../../../../test/support/simulators/vendor-simulator.js';
import { VendorError } from '../vendor/vendor.errors.js';
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

describe('VendorGateway: time', () => {
  const sendFor = (deadlineMs: number, given: Parameters<typeof aVendorRequest>[1] = {}) =>
    failureOf(aGateway().send(aVendorRequest(vendor.url, given), someCallOptions({ deadlineMs })));

  it.each([
    ['nothing comes', { kind: 'stall_before_answer' }],
    ['the body stops', { kind: 'stall_in_body' }],
    ['the body drips', { kind: 'slow_drip', everyMs: 50, pieces: 1_000 }],
  ] as const)('ends at the deadline when %s, and closes the connection', async (_name, behaviour) => {
    vendor.play({ behaviour, times: null });
    const startedAt = Date.now();
    expect(await sendFor(400)).toMatchObject({ failure: 'timed_out', attempts: 1 });
    expectWithin('the call', Date.now() - startedAt, 1_400);
    await waitFor(() => vendor.received()[0]?.abortedAt, { timeoutMs: 1_000, what: 'the closed connection' });
  });

  it('ends while the connection is still being made: at the deadline, and when the caller leaves', async () => {
    const sockets: Socket[] = [];
    // Says nothing to whoever begins with TLS.
    const mute = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const request = aVendorRequest(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`);
    try {
      const startedAt = Date.now();
      const errors = await Promise.all([
        failureOf(aGateway().send(request, someCallOptions({ deadlineMs: 300 }))),
        failureOf(aGateway().send(request, someCallOptions({ signal: AbortSignal.timeout(200) }))),
      ]);

      expect(errors).toMatchObject([
        { failure: 'timed_out', attempts: 1 },
        { failure: 'cancelled', attempts: 1 },
      ]);
      expectWithin('the call', Date.now() - startedAt, 2_000);
    } finally {
      for (const socket of sockets) socket.destroy();
      mute.close();
    }
  });

  it('ends an attempt at its own limit', async () => {
    vendor.play({ behaviour: { kind: 'stall_before_answer' }, times: null });
    expect(await sendFor(20_000, { account: anAccount(200) })).toMatchObject({
      failure: 'timed_out',
      attempts: 2,
    });
  });

  it('ends an attempt whose first byte does not come', async () => {
    vendor.play({ behaviour: { kind: 'stall_before_answer' }, times: null });
    const startedAt = Date.now();
    expect(await sendFor(20_000, { firstByteMs: 150 })).toMatchObject({ failure: 'timed_out' });
    expectWithin('the call', Date.now() - startedAt, 2_000);
  });

  it('reads no more than it was allowed', async () => {
    vendor.play({ kind: 'huge_body' });
    expect(await sendFor(20_000)).toMatchObject({
      failure: 'invalid_output',
      reason: 'too_large',
      attempts: 1,
    });
  });
});

describe('VendorGateway: cancelling', () => {
  it('closes the connection within a second, and asks nothing more', async () => {
    vendor.play({ behaviour: { kind: 'stall_before_answer' }, times: null });
    const controller = new AbortController();
    const call = failureOf(
      aGateway().send(aVendorRequest(vendor.url), someCallOptions({ signal: controller.signal })),
    );
    const received = await waitFor(() => vendor.received()[0], { timeoutMs: 2_000, what: 'the request' });
    const abortedAt = Date.now();
    controller.abort();
    expect(await call).toMatchObject({ failure: 'cancelled', attempts: 1 });
    const closedAt = await waitFor(() => received.abortedAt, {
      timeoutMs: 1_000,
      what: 'the closed connection',
    });
    expectWithin('closing the socket', closedAt - abortedAt, 1_000);
    expect(vendor.received()).toHaveLength(1);
  });

  it('ends the wait between two attempts', async () => {
    vendor.play({ kind: 'rate_limited', retryAfter: '8' });
    const controller = new AbortController();
    const call = failureOf(
      aGateway().send(aVendorRequest(vendor.url), someCallOptions({ signal: controller.signal })),
    );
    await waitFor(() => vendor.received()[0]?.finishedAt, { timeoutMs: 2_000, what: 'the refusal' });
    const abortedAt = Date.now();
    controller.abort();
    expect(await call).toMatchObject({ failure: 'cancelled', attempts: 1 });
    expectWithin('giving up', Date.now() - abortedAt, 1_000);
    expect(vendor.received()).toHaveLength(1);
  });

  it('sends nothing when it is too late already', async () => {
    const ledger = new OpenLedger();
    const options = someCallOptions({ signal: AbortSignal.abort(), ledger });
    expect(await failureOf(aGateway().send(aVendorRequest(vendor.url), options))).toMatchObject({
      failure: 'cancelled',
      attempts: 0,
    });
    expect(vendor.received()).toHaveLength(0);
    expect(ledger.entries).toEqual([]);
  });
});

describe('VendorGateway: streams', () => {
  const streamed = (idleMs = 2_000) =>
    aVendorRequest(vendor.url, {
      path: '/stream',
      stream: {
        idleMs,
        read: async (events) => {
          const texts: string[] = [];
          for await (const { event, data } of events) {
            if (data === '[DONE]') {
              return { value: texts.join(' '), usage: null, costMicroUsd: ANSWER_COST };
            }
            texts.push(event === undefined ? data : `${event}:${data}`);
          }
          throw new VendorError('llm', 'network', { message: 'the stream ended too early' });
        },
      },
    });

  it('are read event by event', async () => {
    await expect(aGateway().send(streamed(), someCallOptions())).resolves.toMatchObject({
      value: 'one note:two three',
      attempts: 1,
    });
  });

  it('end early when they fall silent', async () => {
    vendor.play({ behaviour: { kind: 'stall_in_body' }, times: null });
    const startedAt = Date.now();
    expect(await failureOf(aGateway().send(streamed(200), someCallOptions()))).toMatchObject({
      failure: 'timed_out',
      attempts: 2,
    });
    expectWithin('the call', Date.now() - startedAt, 3_000);
    await waitFor(() => vendor.received().every(({ abortedAt }) => abortedAt !== null), {
      timeoutMs: 1_000,
      what: 'the closed connections',
    });
  });

  it('that are cut are a failure of the network', async () => {
    vendor.play({ behaviour: { kind: 'cut_in_body' }, times: null });
    expect(await failureOf(aGateway().send(streamed(), someCallOptions()))).toMatchObject({
      failure: 'network',
      attempts: 2,
    });
  });

  it('give an answer of another kind to the reader of whole answers', async () => {
    vendor.play({ kind: 'status', status: 400 });
    expect(await failureOf(aGateway().send(streamed(), someCallOptions()))).toMatchObject({
      failure: 'rejected',
    });
    vendor.play({ kind: 'answer', status: 200, body: { text: 'not streamed' } });
    await expect(aGateway().send(streamed(), someCallOptions())).resolves.toMatchObject({
      value: 'not streamed',
    });
  });
});
