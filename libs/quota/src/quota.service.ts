import { PlanSettings, type SubscriptionPlan } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Allowance, Plans, type Subscriber } from './plans.js';
import { QuotaExceededError } from './quota.errors.js';
import { QuotaMetrics } from './quota-metrics.js';
import { COUNT, RESERVE_LIMITED, RESERVE_UNLIMITED } from './quota-statements.js';

/** Unlimited, as DigitalCloud360 writes it. */
const UNLIMITED_ON_THE_WIRE = 999_999;

/** What a run takes of its owner's quota. */
export interface RunQuota {
  readonly runId: string;
  readonly subscriber: Subscriber;
  readonly allowance: Allowance;
  /** 1 for a generation, 0 for sections made anew of a brief that has cost one. */
  readonly units: 0 | 1;
}

export interface QuotaStatus {
  readonly plan: SubscriptionPlan;
  /** Used and reserved. */
  readonly currentUsage: number;
  /** 999,999 where there is no limit. */
  readonly maxMonthlySessions: number;
  readonly remaining: number;
  /** Null for a trial, whose generations never come back. */
  readonly resetAt: Date | null;
  /** 0..100, one decimal. */
  readonly percentageUsed: number;
}

/** Monthly quota. Where a limit counts, the row of user and period decides: of two generations at once with one unit left
 *  exactly one passes. Used are our own units, reserved ones included, or the platform's count with those of ours that it
 *  cannot know of yet, whichever is more: a unit that was reported before the platform was asked is not counted twice. */
@Injectable()
export class QuotaService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: Plans,
    private readonly settings: PlanSettings,
    private readonly metrics: QuotaMetrics,
  ) {}

  /** Reserves what a run takes, in the transaction that starts it: one statement, which may travel `together` with others.
   *  @throws QuotaExceededError: the transaction must not commit then */
  async reserve(tx: EntityManager, quota: RunQuota): Promise<void> {
    const { runId, subscriber, allowance, units } = quota;
    const row = [
      runId,
      subscriber.id,
      allowance.plan,
      allowance.period.key,
      units,
      subscriber.dc360UserId ?? null,
    ];
    if (allowance.limit === 0 || units === 0) {
      await queryPrepared(tx, RESERVE_UNLIMITED, row);
      return;
    }
    const { used, askedAt } = allowance.counted ?? { used: 0, askedAt: null };
    const reserved = await queryPrepared(tx, RESERVE_LIMITED, [...row, allowance.limit, used, askedAt]);
    if (reserved.length > 0) return;
    this.metrics.quotaRefused(allowance.plan);
    throw new QuotaExceededError({
      plan: allowance.plan,
      currentUsage: await this.usedOf(tx, subscriber.id, allowance),
      maxAllowed: allowance.limit,
      resetAt: allowance.period.resetAt,
      upgradeUrl: this.settings.upgradeUrl,
    });
  }

  /** Where a user stands. @throws SubscriptionUnknownError; AppError NO_SUBSCRIPTION (forbidden) */
  async status(subscriber: Subscriber): Promise<QuotaStatus> {
    const allowance = await this.plans.allowanceOf(subscriber);
    const used = await this.usedOf(this.dataSource.manager, subscriber.id, allowance);
    const limit = allowance.limit === 0 ? UNLIMITED_ON_THE_WIRE : allowance.limit;
    return {
      plan: allowance.plan,
      currentUsage: used,
      maxMonthlySessions: limit,
      remaining: Math.max(0, limit - used),
      resetAt: allowance.period.resetAt,
      percentageUsed: Math.min(100, Math.round((1_000 * used) / limit) / 10),
    };
  }

  private async usedOf(manager: EntityManager, userId: string, allowance: Allowance): Promise<number> {
    const { period, counted } = allowance;
    const [own = { used: 0, reported: 0 }] = await queryPrepared<{ used: number; reported: number }>(
      manager,
      COUNT,
      [userId, period.key, counted?.askedAt ?? null],
    );
    return counted === null ? own.used : Math.max(own.used, own.used - own.reported + counted.used);
  }
}
