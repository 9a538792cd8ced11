import type { VendorUsage } from '../vendor/vendor-call.js';

/** What the requests of one call have used and cost together. */
export class CallSpending {
  /** Requests that were sent. */
  attempts = 0;
  /** Null when no answer said. */
  usage: VendorUsage | null = null;
  /** Millionths of a US dollar; null once the price of a request is unknown. */
  costMicroUsd: number | null = 0;

  add(usage: VendorUsage | null | undefined, costMicroUsd: number | null): void {
    this.costMicroUsd =
      this.costMicroUsd === null || costMicroUsd === null ? null : this.costMicroUsd + costMicroUsd;
    if (usage) this.usage = this.usage === null ? usage : bothUsages(this.usage, usage);
  }
}

const COUNTS = ['inputTokens', 'outputTokens', 'credits', 'images'] as const;

/** What both say together; a count that neither has stays absent. */
export function bothUsages(one: VendorUsage, other: VendorUsage): VendorUsage {
  const sums: { -readonly [count in keyof VendorUsage]: VendorUsage[count] } = {};
  for (const count of COUNTS) {
    const [left, right] = [one[count], other[count]];
    if (left === undefined && right === undefined) continue;
    sums[count] = left == null && right == null ? null : (left ?? 0) + (right ?? 0);
  }
  return sums;
}
