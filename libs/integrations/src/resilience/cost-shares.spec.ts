import { describe, expect, it } from '@jest/globals';
import { costShares } from './cost-shares.js';

const PRICE = { input: 2_000_000, output: 10_000_000 };
const usage = { inputTokens: 100, outputTokens: 30 };

describe('costShares', () => {
  it('follows the price of the tokens', () => {
    const spending = { costMicroUsd: 500, usage, attempts: 1 };
    expect(costShares(spending, () => PRICE)).toEqual({ input: 200, output: 300, request: 0 });
  });

  it('leaves a fee to the request, and rounding to the answer', () => {
    const rounded = { input: 2_001_000, output: 10_000_000 };
    expect(costShares({ costMicroUsd: 5_500, usage, attempts: 1 }, () => PRICE)).toMatchObject({
      request: 5_000,
    });
    const shares = costShares({ costMicroUsd: 501, usage, attempts: 1 }, () => rounded);
    expect(shares.request).toBe(0);
    expect(shares.input + shares.output).toBeCloseTo(501);
  });

  it.each([
    ['without a price', usage, undefined],
    ['for an unknown price', usage, () => null],
    ['without counted tokens', { credits: 2 }, () => PRICE],
    ['where nothing is known', null, () => PRICE],
  ])('is all of the request %s', (_, known, priceOf) => {
    expect(costShares({ costMicroUsd: 500, usage: known, attempts: 1 }, priceOf)).toEqual({
      input: 0,
      output: 0,
      request: 500,
    });
  });

  it('never says more than was spent', () => {
    expect(costShares({ costMicroUsd: 250, usage, attempts: 1 }, () => PRICE)).toEqual({
      input: 200,
      output: 50,
      request: 0,
    });
    expect(costShares({ costMicroUsd: null, usage, attempts: 1 }, () => PRICE)).toEqual({
      input: 0,
      output: 0,
      request: 0,
    });
  });
});
