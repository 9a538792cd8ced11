import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aVendorRequest,
  someCallOptions,
  startPlainVendor,
  failureOf,
} from '../../../../test/support/builders/vendor-request.builder.js';
import { waitFor } from '../../../../test/support/harness/wait-for.js';
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

describe('VendorGateway: the breaker', () => {
  const OPEN_MS = 300;
  const withBreaker = () =>
    new VendorGateway({
      random: () => 0,
      settings: {
        requestsPerSecond: {},
        concurrency: {},
        breakerFailures: 3,
        breakerWindowMs: 30_000,
        breakerOpenMs: OPEN_MS,
      },
    });
  const openedBreaker = async () => {
    const gateway = withBreaker();
    vendor.play({ behaviour: { kind: 'status', status: 500 }, times: 3 });
    await failureOf(gateway.send(aVendorRequest(vendor.url), someCallOptions()));
    return gateway;
  };
  const send = (gateway: VendorGateway, given: Parameters<typeof aVendorRequest>[1] = {}) =>
    gateway.send(aVendorRequest(vendor.url, given), someCallOptions());
  const halfOpen = async (gateway: VendorGateway) => {
    const trial = async () => {
      const error = await failureOf(send(gateway));
      return error.failure !== 'breaker_open' && error;
    };
    return waitFor(trial, { timeoutMs: 3_000, what: 'a trial', everyMs: 20 });
  };

  it('opens after so many failures, and sends nothing', async () => {
    const gateway = await openedBreaker();
    expect(gateway.health('openai', 'llm')).toMatchObject({
      breaker: 'open',
      lastOutcome: { code: 'LLM_UNAVAILABLE' },
    });
    expect(await failureOf(send(gateway))).toMatchObject({ failure: 'breaker_open', attempts: 0 });
    expect(vendor.received()).toHaveLength(3);
  });

  it('that opens during a call ends it with what has opened it', async () => {
    const gateway = withBreaker();
    vendor.play(
      { behaviour: { kind: 'status', status: 500 }, times: 1 },
      { behaviour: { kind: 'cut_connection' }, times: null },
    );
    await failureOf(send(gateway));
    expect(await failureOf(send(gateway))).toMatchObject({ failure: 'network', attempts: 1 });
  });

  it('is one for each account and capability', async () => {
    const gateway = await openedBreaker();
    await expect(send(gateway, { capability: 'image' })).resolves.toMatchObject({ attempts: 1 });
    const account = { name: 'another', limit: {}, timeoutMs: 1_000 };
    await expect(send(gateway, { account })).resolves.toMatchObject({ attempts: 1 });
  });

  it('lets one call through after a while, and closes when that is answered', async () => {
    const gateway = await openedBreaker();
    vendor.play({ kind: 'slow', latencyMs: 200 });
    const trial = waitFor(() => send(gateway), { timeoutMs: 3_000, what: 'an answer', everyMs: 20 });
    await waitFor(() => vendor.ledger.inFlight === 1, { timeoutMs: 3_000, what: 'the trial', everyMs: 10 });
    expect(gateway.health('openai', 'llm').breaker).toBe('half_open');
    expect(await failureOf(send(gateway))).toMatchObject({ failure: 'breaker_open' });
    await trial;
    expect(gateway.health('openai', 'llm').breaker).toBe('closed');
    await expect(send(gateway)).resolves.toMatchObject({ attempts: 1 });
  });

  it('opens again when that one fails', async () => {
    const gateway = await openedBreaker();
    vendor.play({ behaviour: { kind: 'status', status: 500 }, times: null });
    await waitFor(
      async () => {
        await failureOf(send(gateway));
        return vendor.received().length === 4;
      },
      { timeoutMs: 3_000, what: 'the trial', everyMs: 20 },
    );
    expect(gateway.health('openai', 'llm').breaker).toBe('open');
  });

  it('stays open when that one is cancelled', async () => {
    const gateway = await openedBreaker();
    vendor.play({ kind: 'stall_before_answer' });
    const controller = new AbortController();
    const trial = waitFor(
      async () => {
        const options = someCallOptions({ signal: controller.signal });
        const error = await failureOf(gateway.send(aVendorRequest(vendor.url), options));
        return error.failure === 'cancelled';
      },
      { timeoutMs: 3_000, what: 'the cancelled trial', everyMs: 20 },
    );
    await waitFor(() => vendor.ledger.inFlight === 1, { timeoutMs: 3_000, what: 'the trial', everyMs: 10 });
    controller.abort();
    await trial;
    expect(gateway.health('openai', 'llm').breaker).toBe('open');
  });

  it('does not open on refusals of what is asked', async () => {
    const gateway = withBreaker();
    vendor.play({ behaviour: { kind: 'status', status: 400 }, times: 5 });
    for (let call = 0; call < 5; call += 1) await failureOf(send(gateway));
    expect(gateway.health('openai', 'llm').breaker).toBe('closed');
  });

  it('closes after a trial that is answered with a refusal: the vendor is there', async () => {
    const gateway = await openedBreaker();
    vendor.play({ behaviour: { kind: 'status', status: 401 }, times: null });
    expect(await halfOpen(gateway)).toMatchObject({ failure: 'unauthorized' });
    expect(gateway.health('openai', 'llm').breaker).toBe('closed');
  });
});
