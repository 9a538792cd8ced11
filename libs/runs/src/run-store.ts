import { BRIEF_PLAN } from '@genesis/agents';
import { RunSettings } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ClaimedRun } from './claimed-run.js';
import { commitStatement, type RunStep } from './run-steps.js';
import { mostDeaths } from './run-leases.js';
import { LeaseLostError } from './runs.errors.js';

export interface StalledRun {
  readonly id: string;
  readonly enqueueCount: number;
  readonly mustEnd: boolean;
}

/** What moves runs on: each state change is one conditional statement whose effect is checked. Times are the database's
 *  own. */
@Injectable()
export class RunStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: RunSettings,
  ) {}

  /** Commits one step of a run under its fence, and renews the lease. Safe to repeat: a step that is there already is not
   *  written again. @returns the number of the brief's last event.
   *  @throws LeaseLostError when the fence is no longer the run's. */
  async commit(run: ClaimedRun, step: RunStep): Promise<number> {
    const last =
      (await this.write(run, step, this.dataSource.manager)) ?? (await this.lastAfter(run, step.id));
    if (last === null) throw new LeaseLostError(run.id);
    return last;
  }

  /** Commits a step with more that belongs to it.
   *  @throws LeaseLostError also when the step is there already: `lastAfter` tells, once the transaction is over. */
  async commitWithin(tx: EntityManager, run: ClaimedRun, step: RunStep): Promise<number> {
    const last = await this.write(run, step, tx);
    if (last === null) throw new LeaseLostError(run.id);
    return last;
  }

  /** The number of the brief's last event if this claim has written the step, else null. */
  async lastAfter(run: ClaimedRun, stepId: number): Promise<number | null> {
    const rows = await queryPrepared<{ last: number }>(
      this.dataSource.manager,
      `SELECT event_seq AS last FROM agent_run WHERE id = $1 AND fence = $2 AND $3::int = ANY (recent_steps)`,
      [run.id, run.fence, stepId],
    );
    return rows[0]?.last ?? null;
  }

  /** Unfinished runs without a live lease that nobody has looked at for `quietMs`; each is handed out once per look. Those
   *  that are held back have no job to lose. A run of a plan that this process does not know is left to those who do, for as
   *  long as they look at it: until it is older than the time that a run has, and nobody has for as long. */
  async findStalled(quietMs: number, limit: number): Promise<readonly StalledRun[]> {
    return queryPrepared<StalledRun>(
      this.dataSource.manager,
      `UPDATE agent_run SET checked_at = now()
        WHERE id IN (
          SELECT id FROM agent_run
           WHERE status IN ('queued', 'running', 'parked')
             AND (enqueue_count > 0 OR cancel_requested_at IS NOT NULL)
             AND checked_at < now() - $1 * interval '1 millisecond'
             AND (lease_expires_at IS NULL OR lease_expires_at < now())
             AND (status <> 'parked' OR wake_at <= now() OR cancel_requested_at IS NOT NULL OR deadline_at < now())
             AND (plan = $3 OR cancel_requested_at IS NOT NULL OR deadline_at < now()
                  OR greatest(created_at, checked_at) < now() - $4 * interval '1 millisecond')
           ORDER BY checked_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, enqueue_count AS "enqueueCount",
                  (cancel_requested_at IS NOT NULL OR coalesce(deadline_at < now(), false) OR plan <> $3
                   OR (quarantined_at IS NOT NULL AND crash_count + (status = 'running')::int >= $5::int)) AS "mustEnd"`,
      [quietMs, limit, BRIEF_PLAN.version, this.settings.deadlineMs, mostDeaths(this.settings)],
    );
  }

  /** Raises the job counter. @returns the new count, or null when somebody else was faster or the run has ended. */
  async nextEnqueueCount(runId: string, from: number): Promise<number | null> {
    const rows = await queryPrepared<{ n: number }>(
      this.dataSource.manager,
      `UPDATE agent_run SET enqueue_count = enqueue_count + 1, checked_at = now()
        WHERE id = $1 AND enqueue_count = $2 AND status IN ('queued', 'running', 'parked') RETURNING enqueue_count AS n`,
      [runId, from],
    );
    return rows[0]?.n ?? null;
  }

  private async write(run: ClaimedRun, step: RunStep, manager: EntityManager): Promise<number | null> {
    const { sql, values } = commitStatement(run, step, this.settings.leaseMs);
    const rows = await queryPrepared<{ last: number }>(manager, sql, values);
    return rows[0]?.last ?? null;
  }
}
