import type { CallSpending } from './call-spending.js';

/** Millionths of a US dollar for a million tokens. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

/** What money was spent for. `request` is what no token stands for: fees, and what may have been spent. */
export type CostShares = Readonly<Record<'input' | 'output' | 'request', number>>;

const TOKENS_OF_A_PRICE = 1_000_000;

/** Millionths of a US dollar by what they were spent for; they add up to what the call cost.
 *  @param priceOf price of a prompt of so many tokens; absent where tokens have none. */
export function costShares(
  { costMicroUsd, usage, attempts }: Pick<CallSpending, 'costMicroUsd' | 'usage' | 'attempts'>,
  priceOf?: (inputTokens: number) => TokenPrice | null,
): CostShares {
  const whole = costMicroUsd ?? 0;
  const { inputTokens = null, outputTokens = null } = usage ?? {};
  const price = priceOf && inputTokens !== null ? priceOf(inputTokens) : null;
  if (price === null || inputTokens === null || outputTokens === null) {
    return { input: 0, output: 0, request: whole };
  }
  const input = Math.min(whole, (inputTokens * price.input) / TOKENS_OF_A_PRICE);
  const output = Math.min(whole - input, (outputTokens * price.output) / TOKENS_OF_A_PRICE);
  const rest = whole - input - output;
  // Each attempt was rounded up to a whole millionth.
  return rest < Math.max(1, attempts)
    ? { input, output: output + rest, request: 0 }
    : { input, output, request: rest };
}
