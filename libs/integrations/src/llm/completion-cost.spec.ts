import { describe, expect, it } from '@jest/globals';
import { completionCost, costUpperBound } from './completion-cost.js';
import { ModelCatalogue } from './model-catalogue.js';

const PRICE = { input: 100_000, output: 500_000, longPrompt: null };
const LONG = { ...PRICE, longPrompt: { aboveTokens: 1_000, input: 500_000, output: 2_500_000 } };

describe('the cost of a completion', () => {
  it('follows the usage, in millionths of a US dollar, rounded up', () => {
    expect(completionCost(PRICE, { inputTokens: 2_000, outputTokens: 1_000 })).toBe(700);
    expect(completionCost(PRICE, { inputTokens: 1, outputTokens: 0 })).toBe(1);
  });

  it('is higher for the whole of a long prompt', () => {
    expect(completionCost(LONG, { inputTokens: 1_000, outputTokens: 100 })).toBe(150);
    expect(completionCost(LONG, { inputTokens: 2_000, outputTokens: 100 })).toBe(1_250);
  });

  it('is null where the price or the usage is unknown, and nothing on our own machine', () => {
    expect(completionCost(null, { inputTokens: 1, outputTokens: 1 })).toBeNull();
    expect(completionCost(PRICE, { inputTokens: 1, outputTokens: null })).toBeNull();
    expect(completionCost({ input: 0, output: 0, longPrompt: null }, {})).toBe(0);
  });

  it.each([PRICE, LONG, null])('is never above what is held before', (price) => {
    const text = 'é'.repeat(3_000);
    const bodyBytes = Buffer.byteLength(JSON.stringify({ content: text }));
    const held = costUpperBound(price, { bodyBytes, maxOutputTokens: 500 });
    const worst = completionCost(price, { inputTokens: Buffer.byteLength(text), outputTokens: 500 });
    expect(held).toBeGreaterThanOrEqual(worst ?? 0);
    expect(held).toBeGreaterThan(0);
  });

  it('is held at the price of the dearest model where none is known', () => {
    const known = new ModelCatalogue().factsFor('anthropic', 'claude-opus-5-5').price;
    const request = { bodyBytes: 4_000, maxOutputTokens: 1_000 };
    expect(costUpperBound(null, request)).toBeGreaterThan(costUpperBound(known, request));
  });
});
