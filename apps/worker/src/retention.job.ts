import { RetentionSettings } from '@genesis/config';
import { Retention, type RetentionRule } from '@genesis/database';
import { Metrics, startAtZero } from '@genesis/observability';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Counter } from 'prom-client';

/** Rows that one statement takes, and statements of one rule in one round: what is left waits for the next one. */
const BATCH = 500;
const MOST_BATCHES = 40;
/** A worker that has just started has more urgent things to do. */
const FIRST_ROUND_AFTER_MS = 60_000;

/** Removes what is older than it may be. Runs on every worker at once: each row is taken by one. It needs no schedule in
 *  Redis: the rows say what is too old. */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RetentionJob.name);
  private readonly rows: Counter<'rule'>;
  private readonly timers: NodeJS.Timeout[] = [];
  private underWay: Promise<unknown> | null = null;
  private isOver = false;

  constructor(
    private readonly retention: Retention,
    private readonly settings: RetentionSettings,
    { registry }: Metrics,
  ) {
    this.rows = new Counter({
      name: 'genesis_ai_retention_rows_total',
      help: 'Rows that were removed, closed or cleared because they were too old, by rule.',
      labelNames: ['rule'] as const,
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    startAtZero(this.rows, { rule: this.retention.rules.map(({ name }) => name) });
    const { everyMs } = this.settings;
    this.timers.push(
      setTimeout(() => this.tick(), Math.min(everyMs, FIRST_ROUND_AFTER_MS)),
      setInterval(() => this.tick(), everyMs),
    );
  }

  /** Before the database is let go: the statement that is under way is waited for. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOver = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.underWay;
  }

  private tick(): void {
    this.underWay ??= this.round().finally(() => {
      this.underWay = null;
    });
  }

  /** Every rule once, one after the other; one that fails keeps no other from its turn. Never throws.
   *  @returns how many rows each took */
  async round(): Promise<Readonly<Record<string, number>>> {
    const startedAtMs = performance.now();
    const taken: Record<string, number> = {};
    const failed: string[] = [];
    for (const rule of this.retention.rules) {
      if (this.isOver) break;
      taken[rule.name] = 0;
      try {
        for await (const rows of this.batches(rule)) taken[rule.name] = (taken[rule.name] ?? 0) + rows;
      } catch (error) {
        failed.push(rule.name);
        this.logger.warn({ rule: rule.name, err: error }, 'what is too old could not be removed');
      }
    }
    const durationMs = Math.round(performance.now() - startedAtMs);
    this.logger.log({ rows: taken, failed, duration_ms: durationMs }, 'what was too old is removed');
    return taken;
  }

  private async *batches(rule: RetentionRule): AsyncGenerator<number> {
    for (let n = 0; n < MOST_BATCHES && !this.isOver; n += 1) {
      const rows = await rule.prune(BATCH);
      if (rows === 0) return;
      this.rows.inc({ rule: rule.name }, rows);
      yield rows;
    }
  }
}
