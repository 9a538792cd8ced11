import type { SubscriptionPlan } from '@genesis/config';
import { Metrics } from '@genesis/observability';
import { Injectable, Logger } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { DataSource } from 'typeorm';

/** Whose cap was reached. */
export type SpendingScope = 'run' | 'user' | 'service';

/** A scrape does not wait longer for the database. */
const READ_LIMIT_MS = 1_000;

/** What was refused, and what is open. */
@Injectable()
export class QuotaMetrics {
  private readonly logger = new Logger(QuotaMetrics.name);
  private readonly quotaRefusals: Counter<'plan'>;
  private readonly budgetRefusals: Counter<'scope'>;
  private readonly open: Gauge<'kind'>;

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
    this.open = new Gauge({
      name: 'genesis_ai_quota_open',
      help: 'Open reservations, spending holds and usage reports, and reports that were given up.',
      labelNames: ['kind'] as const,
      registers,
      collect: () => this.readOpen(),
    });
  }

  quotaRefused(plan: SubscriptionPlan): void {
    this.quotaRefusals.inc({ plan });
  }

  budgetRefused(scope: SpendingScope): void {
    this.budgetRefusals.inc({ scope });
  }

  private async readOpen(): Promise<void> {
    this.open.reset();
    try {
      for (const { kind, n } of await this.countOpen()) this.open.set({ kind }, n);
    } catch (error) {
      this.logger.debug({ error: String(error) }, 'open reservations not counted');
    }
  }

  private async countOpen(): Promise<readonly { kind: string; n: number }[]> {
    const counted: Promise<readonly { kind: string; n: number }[]> = this.dataSource.query(
      `SELECT 'reservation' AS kind, count(*)::int AS n FROM quota_reservation WHERE state = 'reserved'
       UNION ALL SELECT 'hold', count(*)::int FROM spending_hold
       UNION ALL SELECT 'report', count(*)::int FROM usage_report WHERE state = 'pending'
       UNION ALL SELECT 'dead_report', count(*)::int FROM usage_report WHERE state = 'dead'`,
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the database is slow')), READ_LIMIT_MS);
    });
    try {
      return await Promise.race([counted, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
