import { SUBSCRIPTION_PLANS, type SubscriptionPlan } from '@genesis/config';
import { MeasuredGauge, type Measurement, Metrics, startAtZero } from '@genesis/observability';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { DataSource } from 'typeorm';

/** Whose cap was reached. */
const SPENDING_SCOPES = ['run', 'user', 'service'] as const;
export type SpendingScope = (typeof SPENDING_SCOPES)[number];

/** What was refused, and what is open. */
@Injectable()
export class QuotaMetrics {
  private readonly quotaRefusals: Counter<'plan'>;
  private readonly budgetRefusals: Counter<'scope'>;

  constructor(
    metrics: Metrics,
    private readonly dataSource: DataSource,
  ) {
    const registers = [metrics.registry];
    this.quotaRefusals = new Counter({
      name: 'genesis_ai_quota_refusals_total',
      help: 'Generations refused because the quota is used up.',
      labelNames: ['plan'] as const,
      registers,
    });
    this.budgetRefusals = new Counter({
      name: 'genesis_ai_budget_refusals_total',
      help: 'Requests to vendors refused because a spending cap is reached.',
      labelNames: ['scope'] as const,
      registers,
    });
    startAtZero(this.quotaRefusals, { plan: SUBSCRIPTION_PLANS });
    startAtZero(this.budgetRefusals, { scope: SPENDING_SCOPES });
    new MeasuredGauge({
      registry: metrics.registry,
      name: 'genesis_ai_quota_open',
      help: 'Open reservations, spending holds and usage reports, and reports that were given up.',
      labelNames: ['kind'],
    }).from(() => this.countOpen());
  }

  quotaRefused(plan: SubscriptionPlan): void {
    this.quotaRefusals.inc({ plan });
  }

  budgetRefused(scope: SpendingScope): void {
    this.budgetRefusals.inc({ scope });
  }

  private async countOpen(): Promise<readonly Measurement<'kind'>[]> {
    const counted: readonly { kind: string; n: number }[] = await this.dataSource.query(
      `SELECT 'reservation' AS kind, count(*)::int AS n FROM quota_reservation WHERE state = 'reserved'
       UNION ALL SELECT 'hold', count(*)::int FROM spending_hold
       UNION ALL SELECT 'report', count(*)::int FROM usage_report WHERE state = 'pending'
       UNION ALL SELECT 'dead_report', count(*)::int FROM usage_report WHERE state = 'dead'`,
    );
    return counted.map(({ kind, n }) => ({ labels: { kind }, value: n }));
  }
}
