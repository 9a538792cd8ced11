import type { TokenPrice } from '../resilience/cost-shares.js';

/** What searching costs, in millionths of a US dollar. Public price lists, read in November 2026. */
export const TAVILY_CREDIT_MICRO_USD = 8_000;
export const TAVILY_SEARCH_CREDITS = { basic: 1, deep: 2 } as const;
/** One credit for so many pages that were read. */
export const TAVILY_PAGES_PER_CREDIT = 5;

/** Kimi's own fee for each search of its model. */
export const KIMI_SEARCH_FEE_MICRO_USD = 5_000;

/** By the beginning of the model's name. */
const KIMI_TOKEN_PRICES: Readonly<Record<string, TokenPrice>> = {
  'kimi-k2.6': { input: 950_000, output: 4_000_000 },
  'kimi-k2.5': { input: 600_000, output: 3_000_000 },
};
/** What is held for a model whose price nobody has entered. */
const UNKNOWN_MODEL: TokenPrice = { input: 2_000_000, output: 8_000_000 };

export interface TokenCount {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** Null when the model's price or the tokens are unknown. */
export function kimiTokensCost(model: string, { inputTokens, outputTokens }: TokenCount): number | null {
  const price = kimiPrice(model);
  if (price === null || inputTokens === null || outputTokens === null) return null;
  return costOf(price, inputTokens, outputTokens);
}

/** The most that so many tokens can cost; never unknown. */
export function kimiTokensUpperBound(model: string, inputTokens: number, outputTokens: number): number {
  return costOf(kimiPrice(model) ?? UNKNOWN_MODEL, inputTokens, outputTokens);
}

/** Null when the model's price is unknown. */
export function kimiPrice(model: string): TokenPrice | null {
  const known = Object.entries(KIMI_TOKEN_PRICES).find(([prefix]) => model.startsWith(prefix));
  return known?.[1] ?? null;
}

function costOf(price: TokenPrice, inputTokens: number, outputTokens: number): number {
  return Math.ceil((inputTokens * price.input + outputTokens * price.output) / 1_000_000);
}
