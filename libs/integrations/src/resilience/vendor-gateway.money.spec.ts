import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { z } from 'zod';
import {
  ANSWER_COST,
  aVendorRequest,
  OpenLedger,
  someCallOptions,
  startPlainVendor,
  UPPER_BOUND,
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

const aGateway = () => new VendorGateway({ random: () => 0 });
const anAccount = (timeoutMs: number) => ({ name: 'openai', limit: {}, timeoutMs });

describe('VendorGateway: the ledger', () => {
  it('answers the same question without asking a vendor, whoever has answered it', async () => {
    const ledger = new OpenLedger();
    const gateway = aGateway();
    await gateway.send(aVendorRequest(vendor.url), someCallOptions({ ledger }));
    const another = aVendorRequest(vendor.url, { identity: { provider: 'kimi', model: 'other' } });
    await expect(gateway.send(another, someCallOptions({ ledger }))).resolves.toEqual({
      value: 'an answer',
      usage: { inputTokens: 10, outputTokens: 4 },
      costMicroUsd: 0,
      provider: 'openai',
      model: 'plain-1-dated',
      attempts: 0,
    });
    expect(vendor.received()).toHaveLength(1);
    expect(ledger.entries).toHaveLength(1);
  });

  it.each([
    ['another question', { question: { question: 'what' } }],
    ['an answer of another shape', { stored: z.string().max(1) }],
  ])('is not asked for %s', async (_name, given) => {
    const ledger = new OpenLedger();
    await aGateway().send(aVendorRequest(vendor.url), someCallOptions({ ledger }));
    await aGateway()
      .send(aVendorRequest(vendor.url, given), someCallOptions({ ledger }))
      .catch(() => undefined);
    expect(vendor.received()).toHaveLength(2);
  });

  it('records a success once, with all its attempts', async () => {
    vendor.play({ kind: 'status', status: 500 });
    const ledger = new OpenLedger();
    await aGateway().send(aVendorRequest(vendor.url), someCallOptions({ ledger }));
    expect(ledger.entries).toEqual([
      {
        callKey: 'run/task/call',
        requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        provider: 'openai',
        model: 'plain-1',
        capability: 'llm',
        promptId: 'plain@1',
        outcome: 'success',
        attempts: 2,
        response: {
          askedModel: 'plain-1',
          value: 'an answer',
          usage: { inputTokens: 10, outputTokens: 4 },
          provider: 'openai',
          model: 'plain-1-dated',
        },
        usage: { inputTokens: 10, outputTokens: 4 },
        costMicroUsd: ANSWER_COST,
        latencyMs: expect.any(Number),
      },
    ]);
  });

  it('records a failure that may have cost something', async () => {
    vendor.play({ behaviour: { kind: 'cut_connection' }, times: null });
    const ledger = new OpenLedger();
    const error = await failureOf(aGateway().send(aVendorRequest(vendor.url), someCallOptions({ ledger })));
    expect(ledger.entries).toMatchObject([
      { outcome: 'LLM_UNREACHABLE', attempts: 2, response: null, costMicroUsd: 2 * UPPER_BOUND },
    ]);
    expect(error.costMicroUsd).toBe(2 * UPPER_BOUND);
  });

  it('keeps what an unusable answer used', async () => {
    vendor.play({ kind: 'broken_json' });
    const ledger = new OpenLedger();
    const error = await failureOf(aGateway().send(aVendorRequest(vendor.url), someCallOptions({ ledger })));
    expect(error.usage).toEqual({ inputTokens: 10, outputTokens: 4 });
    expect(ledger.entries).toMatchObject([{ outcome: 'INVALID_MODEL_OUTPUT', usage: error.usage }]);
  });
});

describe('VendorGateway: money', () => {
  it.each([
    ['what an answer cost', [], [ANSWER_COST]],
    ['nothing for an error status', [{ kind: 'status', status: 500 }], [0, ANSWER_COST]],
    ['nothing for a refusal', [{ kind: 'rate_limited' }], [0, ANSWER_COST]],
    ['the most where the connection was cut', [{ kind: 'cut_connection' }], [UPPER_BOUND, ANSWER_COST]],
    [
      'the most where the answer came too late',
      [{ kind: 'stall_before_answer' }],
      [UPPER_BOUND, ANSWER_COST],
    ],
  ] as const)('settles %s', async (_name, behaviours, settled) => {
    vendor.play(...behaviours);
    const ledger = new OpenLedger();
    const asked = aVendorRequest(vendor.url, { account: anAccount(300) });
    await aGateway().send(asked, someCallOptions({ ledger }));
    expect(ledger.holds.map(({ heldMicroUsd }) => heldMicroUsd)).toEqual(settled.map(() => UPPER_BOUND));
    expect(ledger.settled).toEqual(settled);
  });

  it('settles the most for a call that was cancelled after it was sent', async () => {
    vendor.play({ kind: 'stall_before_answer' });
    const controller = new AbortController();
    const ledger = new OpenLedger();
    const options = someCallOptions({ signal: controller.signal, ledger });
    const call = failureOf(aGateway().send(aVendorRequest(vendor.url), options));
    await waitFor(() => vendor.received()[0], { timeoutMs: 2_000, what: 'the request' });
    controller.abort();
    await call;
    expect(ledger.settled).toEqual([UPPER_BOUND]);
    expect(ledger.entries).toMatchObject([{ outcome: 'LLM_CANCELLED', costMicroUsd: UPPER_BOUND }]);
  });

  it('settles nothing where nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const ledger = new OpenLedger();
    const asked = aVendorRequest(`http://127.0.0.1:${port}`);
    expect(await failureOf(aGateway().send(asked, someCallOptions({ ledger })))).toMatchObject({
      failure: 'network',
    });
    expect(ledger.settled).toEqual([0, 0]);
  });

  it('sends nothing that the budget does not cover', async () => {
    const ledger = new OpenLedger();
    ledger.holdsLeft = 0;
    const error = await failureOf(aGateway().send(aVendorRequest(vendor.url), someCallOptions({ ledger })));
    expect(error).toMatchObject({ failure: 'budget_exhausted', attempts: 0 });
    expect(vendor.received()).toHaveLength(0);
    expect(ledger.entries).toEqual([]);
  });

  it('stops between two attempts when the budget is used up, and tells of the first', async () => {
    vendor.play({ kind: 'cut_connection' });
    const ledger = new OpenLedger();
    ledger.holdsLeft = 1;
    const error = await failureOf(aGateway().send(aVendorRequest(vendor.url), someCallOptions({ ledger })));
    expect(error).toMatchObject({ failure: 'budget_exhausted', attempts: 1, costMicroUsd: UPPER_BOUND });
    expect(ledger.entries).toMatchObject([{ outcome: 'LLM_BUDGET_EXHAUSTED', attempts: 1 }]);
  });

  it('gives back what was held for a call that was cancelled before it was sent', async () => {
    const controller = new AbortController();
    const ledger = new OpenLedger();
    const reserve = ledger.reserve.bind(ledger);
    ledger.reserve = (...held) => {
      controller.abort();
      return reserve(...held);
    };
    const options = someCallOptions({ signal: controller.signal, ledger });
    expect(await failureOf(aGateway().send(aVendorRequest(vendor.url), options))).toMatchObject({
      failure: 'cancelled',
      attempts: 0,
    });
    expect(ledger.settled).toEqual([0]);
    expect(ledger.entries).toEqual([]);
  });

  it('counts the most for an answer that a defect of ours could not read', async () => {
    const ledger = new OpenLedger();
    const asked = aVendorRequest(vendor.url, {
      read: () => {
        throw new TypeError('a bug');
      },
    });
    await expect(aGateway().send(asked, someCallOptions({ ledger }))).rejects.toThrow('a bug');
    expect(ledger.settled).toEqual([UPPER_BOUND]);
    expect(ledger.entries).toMatchObject([
      { outcome: 'CALL_FAILED', attempts: 1, costMicroUsd: UPPER_BOUND },
    ]);
  });

  it('does not believe a cost that is many times what a request can cost', async () => {
    const ledger = new OpenLedger();
    const asked = aVendorRequest(vendor.url, {
      read: () => ({ value: 'said', usage: null, costMicroUsd: 11 * UPPER_BOUND }),
      stored: z.string(),
    });
    await aGateway().send(asked, someCallOptions({ ledger }));
    expect(ledger.settled).toEqual([UPPER_BOUND]);
    expect(ledger.entries).toMatchObject([{ outcome: 'success', costMicroUsd: null }]);
  });
});
