import { PlanSettings, type SubscriptionPlan } from '@genesis/config';
import type { Dc360SubscriptionStatus } from '@genesis/integrations';
import { AppError, Clock } from '@genesis/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { SubscriptionInactiveError, SubscriptionUnknownError } from './quota.errors.js';
import { calendarMonth, periodOf, type QuotaPeriod } from './quota-period.js';
import { isOurFault, type Subscription, Subscriptions } from './subscriptions.js';

/** A user, as far as plans and quota need to know. */
export interface Subscriber {
  readonly id: string;
  /** Null or absent for a user of our own. */
  readonly dc360UserId?: string | null;
}

/** What a user may do in the period that runs now. */
export interface Allowance {
  readonly plan: SubscriptionPlan;
  readonly status: Dc360SubscriptionStatus;
  /** Generations in the period; 0 is unlimited. */
  readonly limit: number;
  readonly period: QuotaPeriod;
  /** What the platform has counted by itself, and when it was asked; null where it was not. */
  readonly counted: { readonly used: number; readonly askedAt: Date } | null;
}

/** What DigitalCloud360 writes for no limit. */
const UNLIMITED_FROM = 999_999;

/** Which plan a user has. A user without a DigitalCloud360 id has LOCAL_PLAN, which costs no query; others have what the
 *  platform says, and where it does not, what QUOTA_FAIL_MODE says. */
@Injectable()
export class Plans {
  private readonly logger = new Logger(Plans.name);

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly settings: PlanSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws SubscriptionInactiveError; SubscriptionUnknownError; AppError NO_SUBSCRIPTION (forbidden) */
  async of(subscriber: Subscriber): Promise<Allowance> {
    const allowance = await this.allowanceOf(subscriber);
    if (allowance.status !== 'active') {
      throw new SubscriptionInactiveError(allowance.plan, allowance.status, this.settings.upgradeUrl);
    }
    return allowance;
  }

  /** As `of`, also for a subscription that is not running. @throws SubscriptionUnknownError; AppError NO_SUBSCRIPTION */
  async allowanceOf({ id, dc360UserId = null }: Subscriber): Promise<Allowance> {
    if (dc360UserId === null) return this.ofOurOwn(this.settings.localPlan);
    const answer = await this.subscriptions.of(id, dc360UserId);
    if (answer.kind === 'said') return this.ofPlatform(answer.subscription);
    return this.without(answer.lastKnown, answer.error);
  }

  /** The plan as far as it is known here, the smallest where it is not: for what must not wait for the platform. */
  async atHand({ id, dc360UserId = null }: Subscriber): Promise<SubscriptionPlan> {
    if (dc360UserId === null) return this.settings.localPlan;
    return (await this.subscriptions.atHand(id))?.plan ?? 'trial';
  }

  private ofOurOwn(plan: SubscriptionPlan): Allowance {
    const period = periodOf(plan, null, this.clock.now());
    return { plan, status: 'active', limit: this.settings.monthlyLimit[plan], period, counted: null };
  }

  private ofPlatform(subscription: Subscription): Allowance {
    const { plan, status, quotaLimit, quotaUsed, quotaResetAt, askedAt } = subscription;
    const limit = quotaLimit ?? this.settings.monthlyLimit[plan];
    return {
      plan,
      status,
      limit: limit >= UNLIMITED_FROM ? 0 : limit,
      period: periodOf(plan, quotaResetAt, this.clock.now()),
      counted: { used: quotaUsed, askedAt },
    };
  }

  /** The platform does not say. That it refuses our own secret is for an operator to mend, whatever the mode. */
  private without(lastKnown: Subscription | null, error: AppError): Allowance {
    const mode = this.settings.quotaFailMode;
    if (isOurFault(error)) {
      this.logger.error({ code: error.code }, 'DigitalCloud360 refuses our service secret');
      throw new SubscriptionUnknownError(error);
    }
    this.logger.warn({ code: error.code, mode, is_known: lastKnown !== null }, 'subscription not to be had');
    if (mode === 'closed') throw new SubscriptionUnknownError(error);
    if (mode === 'open') return { ...this.ofOurOwn(lastKnown?.plan ?? this.settings.localPlan), limit: 0 };
    if (lastKnown !== null) return this.ofPlatform(lastKnown);
    return { ...this.ofOurOwn('trial'), period: calendarMonth(this.clock.now()) };
  }
}
