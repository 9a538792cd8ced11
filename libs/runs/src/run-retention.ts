import { FaultSettings, RetentionSettings } from '@genesis/config';
import { queryPrepared, Retention, transaction } from '@genesis/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CallBudget } from './call-budget.js';
import { failpoint } from './failpoints.js';

/** A run goes with dozens of tasks, events and calls. */
const MOST_RUNS = 50;

/** Runs that ended long ago, with their tasks, events and calls; files and versions stay. A brief's log loses its
 *  beginning, never a part in the middle: the oldest run of each brief goes first. */
@Injectable()
export class RunRetention implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
    private readonly budget: CallBudget,
    private readonly settings: RetentionSettings,
    private readonly faults: FaultSettings,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'runs', prune: (limit) => this.prune(Math.min(limit, MOST_RUNS)) });
  }

  private async prune(limit: number): Promise<number> {
    return transaction(this.dataSource, async (tx) => {
      const old = await queryPrepared<{ id: string }>(tx, FIND, [limit, this.settings.runDays]);
      if (old.length === 0) return 0;
      const runIds = old.map(({ id }) => id);
      await this.budget.keepCost(tx, runIds);
      await failpoint(this.faults, 'retention:runs:before-commit');
      await queryPrepared(tx, `DELETE FROM agent_run WHERE id = ANY($1::uuid[])`, [runIds]);
      return runIds.length;
    });
  }
}

const FIND = `SELECT r.id FROM agent_run r
        WHERE r.finished_at < now() - $2::int * interval '1 day'
          AND NOT EXISTS (SELECT FROM agent_run older WHERE older.brief_id = r.brief_id AND older.event_seq < r.event_seq)
        ORDER BY r.finished_at LIMIT $1 FOR UPDATE OF r SKIP LOCKED`;
