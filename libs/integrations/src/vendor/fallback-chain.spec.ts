import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  aVendorRequest,
  failureOf,
  OpenLedger,
  someCallOptions,
  startPlainVendor,
} from '../../../../test/support/builders/vendor-request.builder.js';
import type { VendorSimulator } from '../../../../test/support/simulators/vendor-simulator.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import { FallbackChain } from './fallback-chain.js';
import type { VendorCallOptions } from './vendor-call.js';
import { VendorError, type VendorErrorOptions, type VendorFailure } from './vendor.errors.js';

Logger.overrideLogger(false);

type Act = (options: VendorCallOptions) => Promise<string>;

const aProvider = (model: string, act: Act) => ({
  act,
  describe: () => ({ provider: 'openai' as const, model }),
});

const fails =
  (failure: VendorFailure, told: Partial<VendorErrorOptions> = {}): Act =>
  () =>
    Promise.reject(new VendorError('llm', failure, { message: failure, ...told }));

const answers =
  (text: string): Act =>
  () =>
    Promise.resolve(text);

/** Asks the providers in order; tells who was asked. */
async function ask(acts: readonly Act[], options: Partial<VendorCallOptions> = {}) {
  const asked: number[] = [];
  const chain = new FallbackChain(acts.map((act, index) => aProvider(`model-${index + 1}`, act)));
  const call = chain.call(someCallOptions(options), (provider, own) => {
    asked.push(Number(provider.describe().model.slice(-1)));
    return provider.act(own);
  });
  return { call, asked };
}

describe('FallbackChain', () => {
  it('asks nobody else while the first answers', async () => {
    const { call, asked } = await ask([answers('one'), answers('two')]);
    expect(await call).toBe('one');
    expect(asked).toEqual([1]);
  });

  it.each([
    'unauthorized',
    'quota_exhausted',
    'rate_limited',
    'unavailable',
    'network',
    'timed_out',
    'not_found',
    'invalid_output',
    'breaker_open',
    'not_configured',
  ] as const)('asks the next one on %s', async (failure) => {
    const { call, asked } = await ask([fails(failure), answers('two')]);
    expect(await call).toBe('two');
    expect(asked).toEqual([1, 2]);
  });

  it.each(['rejected', 'moderated', 'cancelled', 'budget_exhausted', 'conflict'] as const)(
    'asks nobody else on %s',
    async (failure) => {
      const { call, asked } = await ask([fails(failure), answers('two')]);
      expect(await failureOf(call)).toMatchObject({ failure });
      expect(asked).toEqual([1]);
    },
  );

  it('asks nobody else once the caller has given up', async () => {
    const controller = new AbortController();
    const gone: Act = (options) => {
      controller.abort();
      return fails('network')(options);
    };
    const { call, asked } = await ask([gone, answers('two')], { signal: controller.signal });
    await failureOf(call);
    expect(asked).toEqual([1]);
  });

  it('does not hide a defect behind the next provider', async () => {
    const { call, asked } = await ask([() => Promise.reject(new TypeError('a bug')), answers('two')]);
    await expect(call).rejects.toThrow('a bug');
    expect(asked).toEqual([1]);
  });

  it('leaves time for the next one, and gives the last one all that is left', async () => {
    const given: number[] = [];
    const notes: Act = (options) => {
      given.push(options.deadlineMs);
      return fails('timed_out')(options);
    };
    const { call } = await ask([notes, notes, notes], { deadlineMs: 10_000 });
    await failureOf(call);
    expect(given[0]).toBeCloseTo(6_000, -2);
    expect(given[1]).toBeCloseTo(6_000, -2);
    expect(given[2]).toBeCloseTo(10_000, -2);
  });

  it('throws the last error with what all have spent', async () => {
    const first = { attempts: 3, usage: { inputTokens: 10, outputTokens: null }, costMicroUsd: 7 };
    const second = { attempts: 1, usage: { inputTokens: 5, outputTokens: 2 }, costMicroUsd: 5 };
    const { call } = await ask([fails('unavailable', first), fails('invalid_output', second)]);
    expect(await failureOf(call)).toMatchObject({
      failure: 'invalid_output',
      attempts: 4,
      usage: { inputTokens: 15, outputTokens: 2 },
      costMicroUsd: 12,
    });
  });

  it('carries the shortest wait that one asked for', async () => {
    const { call } = await ask([
      fails('rate_limited', { retryAfterMs: 30_000 }),
      fails('unavailable', { retryAfterMs: 20_000 }),
      fails('unauthorized'),
    ]);
    expect(await failureOf(call)).toMatchObject({ failure: 'unauthorized', retryAfterMs: 20_000 });
  });

  it('carries no wait where the end is about what was asked', async () => {
    const { call } = await ask([fails('rate_limited', { retryAfterMs: 30_000 }), fails('moderated')]);
    expect((await failureOf(call)).retryAfterMs).toBeUndefined();
  });
});

describe('FallbackChain with a ledger', () => {
  let vendor: VendorSimulator;
  beforeAll(async () => {
    vendor = await startPlainVendor();
  });
  afterAll(() => vendor.stop());

  it('answers from the ledger what the second provider was paid for, without asking the first again', async () => {
    const gateway = new VendorGateway({ random: () => 0 });
    const asks = (provider: 'openai' | 'deepseek', path: string): Act => {
      const request = aVendorRequest(vendor.url, { path, identity: { provider, model: 'm' } });
      return async (options) => (await gateway.send(request, options)).value;
    };
    const acts = [asks('openai', '/nowhere'), asks('deepseek', '/ask')];
    const ledger = new OpenLedger();
    expect(await (await ask(acts, { ledger })).call).toBe('an answer');
    expect(vendor.received().map(({ path }) => path)).toEqual(['/nowhere', '/ask']);
    expect(await (await ask(acts, { ledger })).call).toBe('an answer');
    expect(vendor.received()).toHaveLength(2);
    expect(ledger.entries.map(({ provider, outcome }) => [provider, outcome])).toEqual([
      ['openai', 'LLM_NOT_FOUND'],
      ['deepseek', 'success'],
    ]);
  });
});
