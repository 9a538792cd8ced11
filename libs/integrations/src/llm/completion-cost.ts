import type { VendorUsage } from '../vendor/vendor-call.js';
import type { TokenPrice } from '../resilience/cost-shares.js';
import type { ModelPrice } from './model-catalogue.js';

const TOKENS_OF_A_PRICE = 1_000_000;

/** Held for a model whose price nobody told us: that of the dearest one that its vendors offer in November 2026. */
export const UNKNOWN_PRICE: ModelPrice = { input: 10_000_000, output: 50_000_000, longPrompt: null };

/** What a vendor may put before our text: its own instructions on the form of the answer. */
const VENDOR_PROMPT_TOKENS = 1_000;

/** Millionths of a US dollar, rounded up; null when the price or the usage is unknown. Discounts for what the vendor has
 *  cached are left aside. */
export function completionCost(
  price: ModelPrice | null,
  { inputTokens = null, outputTokens = null }: VendorUsage,
): number | null {
  if (price === null) return null;
  if (price.input === 0 && price.output === 0) return 0;
  if (inputTokens === null || outputTokens === null) return null;
  return costOf(price, { inputTokens, outputTokens });
}

/**
 * The most that one request can cost. A prompt never has more tokens than the request has UTF-8 bytes: the vocabularies
 * of these models are built on bytes, so that a token stands for at least one byte, and the marks that a vendor puts
 * around each turn are fewer than the bytes of the turn's JSON.
 */
export function costUpperBound(
  price: ModelPrice | null,
  request: { readonly bodyBytes: number; readonly maxOutputTokens: number },
): number {
  return costOf(price ?? UNKNOWN_PRICE, {
    inputTokens: request.bodyBytes + VENDOR_PROMPT_TOKENS,
    outputTokens: request.maxOutputTokens,
  });
}

/** What tokens cost after a prompt of that length. */
export function tokenPrice(price: ModelPrice, inputTokens: number): TokenPrice {
  const { longPrompt } = price;
  return longPrompt !== null && inputTokens > longPrompt.aboveTokens ? longPrompt : price;
}

function costOf(
  price: ModelPrice,
  { inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
): number {
  const { input, output } = tokenPrice(price, inputTokens);
  return Math.ceil((inputTokens * input + outputTokens * output) / TOKENS_OF_A_PRICE);
}
