import type { SubscriptionPlan } from '@genesis/config';

/** Which generations count together. */
export interface QuotaPeriod {
  /** The day of the reset (UTC), or `trial`. */
  readonly key: string;
  /** Null for a trial: its generations never come back. */
  readonly resetAt: Date | null;
}

/** The platform's own reset, while it is ahead; else the first of the next month (UTC), and for a trial never.
 *  Source: the product's rules of plans and quotas. */
export function periodOf(plan: SubscriptionPlan, platformResetAt: Date | null, now: Date): QuotaPeriod {
  if (platformResetAt !== null && platformResetAt > now) return endingAt(platformResetAt);
  return plan === 'trial' ? { key: 'trial', resetAt: null } : calendarMonth(now);
}

export function calendarMonth(now: Date): QuotaPeriod {
  return endingAt(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)));
}

function endingAt(resetAt: Date): QuotaPeriod {
  return { key: resetAt.toISOString().slice(0, 10), resetAt };
}
