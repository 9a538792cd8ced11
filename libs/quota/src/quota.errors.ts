import type { SubscriptionPlan } from '@genesis/config';
import type { Dc360SubscriptionStatus } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';

export interface QuotaRefusal {
  readonly plan: SubscriptionPlan;
  /** Units that are used or reserved. */
  readonly currentUsage: number;
  readonly maxAllowed: number;
  /** Null for what never comes back. */
  readonly resetAt: Date | null;
  readonly upgradeUrl: string;
}

/** The month's generations are used up. Details in the words of DigitalCloud360's contract. */
export class QuotaExceededError extends AppError {
  constructor({ plan, currentUsage, maxAllowed, resetAt, upgradeUrl }: QuotaRefusal) {
    super({
      code: 'QUOTA_EXCEEDED',
      kind: 'quota_exceeded',
      details: {
        current_usage: currentUsage,
        max_allowed: maxAllowed,
        plan,
        reset_date: resetAt?.toISOString() ?? null,
        upgrade_url: upgradeUrl,
      },
    });
  }
}

/** The user has a subscription, and it is not running. */
export class SubscriptionInactiveError extends AppError {
  constructor(plan: SubscriptionPlan, status: Dc360SubscriptionStatus, upgradeUrl: string) {
    super({
      code: 'SUBSCRIPTION_INACTIVE',
      kind: 'forbidden',
      details: { plan, subscription_status: status, upgrade_url: upgradeUrl },
    });
  }
}

/** DigitalCloud360 does not say what the user may, and nothing that we know stands in. */
export class SubscriptionUnknownError extends AppError {
  constructor(cause: unknown) {
    super({
      code: 'DEPENDENCY_UNAVAILABLE',
      kind: 'upstream_unavailable',
      message: 'the subscription could not be read',
      retryAfterMs: 30_000,
      cause,
    });
  }
}
