import { BRIEF_PLAN, type TaskName } from '@genesis/agents';
import { RunSettings } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ClaimedRun, type ClaimRow, type TaskRow, toClaimedRun } from './claimed-run.js';
import { LeaseLostError } from './runs.errors.js';

export interface HeldRun {
  readonly runId: string;
  readonly fence: number;
}

/** What a heartbeat learns of a run that is still held. */
export interface HeartbeatAnswer {
  readonly isCancelRequested: boolean;
  /** False when somebody had locked the row: neither renewed nor lost. */
  readonly isRenewed: boolean;
}

/** Of the plan that this process knows, and in nobody's hands. */
const TAKEABLE = `plan = $5 AND (status = 'queued' OR (status = 'running' AND lease_expires_at < now())
        OR (status = 'parked' AND wake_at <= now()))`;

/** How often a run in quarantine may kill the process that carries it, beyond what brought it there. */
const DEATHS_IN_QUARANTINE = 2;

/** With so many deaths a run is ended: nobody can carry it. */
export const mostDeaths = (settings: RunSettings): number => settings.quarantineAfter + DEATHS_IN_QUARANTINE;

/** Who may write to a run: leases are taken, renewed and given back, each by one statement. Times are the database's
 *  own. */
@Injectable()
export class RunLeases {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: RunSettings,
  ) {}

  /** Takes the lease of a run of the plan that this process knows, if it is queued, due to wake, or its lease is over, and
   *  it is not in quarantine. A run that was never claimed has `firstTasks` started by it: a commit less for every run.
   *  Null when there is nothing to take. */
  async claim(runId: string, firstTasks: readonly TaskName[] = []): Promise<ClaimedRun | null> {
    return this.take(`${TAKEABLE} AND quarantined_at IS NULL`, [
      runId,
      this.settings.leaseMs,
      this.settings.deadlineMs,
      firstTasks,
      BRIEF_PLAN.version,
    ]);
  }

  /** As `claim`, of a run in quarantine: for a process that carries nothing else. */
  async claimQuarantined(runId: string): Promise<ClaimedRun | null> {
    return this.take(
      `${TAKEABLE} AND quarantined_at IS NOT NULL AND crash_count + (status = 'running')::int < $6::int`,
      [
        runId,
        this.settings.leaseMs,
        this.settings.deadlineMs,
        [],
        BRIEF_PLAN.version,
        mostDeaths(this.settings),
      ],
    );
  }

  /** Whether an unfinished run is to be carried in a process of its own. */
  async isQuarantined(runId: string): Promise<boolean> {
    const rows = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `SELECT id FROM agent_run WHERE id = $1 AND quarantined_at IS NOT NULL AND finished_at IS NULL`,
      [runId],
    );
    return rows.length > 0;
  }

  /** Gives a run back, to be carried in a process of its own from now on. */
  async quarantine({ id, fence }: ClaimedRun): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE agent_run SET status = 'queued', lease_expires_at = NULL, checked_at = now(), quarantined_at = now()
        WHERE id = $1 AND fence = $2 AND status = 'running'`,
      [id, fence],
    );
  }

  /** Takes a run in order to end it: also one of another plan, or parked for longer, never one with a live lease. */
  async claimForEnd(runId: string): Promise<ClaimedRun | null> {
    return this.take(
      `status IN ('queued', 'running', 'parked') AND (lease_expires_at IS NULL OR lease_expires_at < now())`,
      [runId, this.settings.leaseMs, 0, []],
    );
  }

  /** Renews leases, and waits for no row: what somebody has locked is told of as it was before.
   *  @returns the runs that are still held. */
  async heartbeat(held: readonly HeldRun[]): Promise<ReadonlyMap<string, HeartbeatAnswer>> {
    const rows = await queryPrepared<{ id: string; cancel: boolean; renewed: boolean }>(
      this.dataSource.manager,
      `WITH held AS (
         SELECT id, fence FROM unnest($1::uuid[], $2::int[]) AS h(id, fence)
       ), free AS (
         SELECT r.id FROM agent_run r JOIN held h ON r.id = h.id AND r.fence = h.fence
          WHERE r.status = 'running' FOR NO KEY UPDATE OF r SKIP LOCKED
       ), renewed AS (
         UPDATE agent_run r SET lease_expires_at = now() + $3 * interval '1 millisecond'
           FROM free WHERE r.id = free.id RETURNING r.id
       )
       SELECT r.id, r.cancel_requested_at IS NOT NULL AS cancel, n.id IS NOT NULL AS renewed
         FROM agent_run r JOIN held h ON r.id = h.id AND r.fence = h.fence LEFT JOIN renewed n ON n.id = r.id
        WHERE r.status = 'running'`,
      [held.map((run) => run.runId), held.map((run) => run.fence), this.settings.leaseMs],
    );
    return new Map(
      rows.map((row) => [row.id, { isCancelRequested: row.cancel, isRenewed: row.renewed }] as const),
    );
  }

  /** Gives a run back unfinished: not a crash, and the next worker may take it at once. */
  async handBack({ id, fence }: ClaimedRun): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE agent_run SET status = 'queued', lease_expires_at = NULL, checked_at = now()
        WHERE id = $1 AND fence = $2 AND status = 'running'`,
      [id, fence],
    );
  }

  /** Lets a run sleep until a vendor may be asked again; what its tasks have done is stored.
   *  @returns the number of the brief's last event. @throws LeaseLostError when the fence is no longer the run's. */
  async park({ id, fence }: ClaimedRun, forMs: number): Promise<number> {
    const rows = await queryPrepared<{ last: number }>(
      this.dataSource.manager,
      `WITH held AS (
         UPDATE agent_run
            SET status = 'parked', wake_at = now() + $3 * interval '1 millisecond', lease_expires_at = NULL,
                checked_at = now(), event_seq = event_seq + 1
          WHERE id = $1 AND fence = $2 AND status = 'running'
          RETURNING id, brief_id, event_seq, wake_at
       ), event AS (
         INSERT INTO run_event (brief_id, seq, run_id, type, data)
         SELECT brief_id, event_seq, id, 'run.parked',
                jsonb_build_object('wake_at', to_char(wake_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
           FROM held
       )
       SELECT event_seq AS last FROM held
       UNION ALL
       -- Parked by this claim already: the answer to that was lost.
       SELECT event_seq FROM agent_run WHERE id = $1 AND fence = $2 AND status = 'parked'`,
      [id, fence, Math.round(forMs)],
    );
    const last = rows[0]?.last;
    if (last === undefined) throw new LeaseLostError(id);
    return last;
  }

  /** @param condition its texts are constant, so each is prepared once */
  private async take(condition: string, parameters: readonly unknown[]): Promise<ClaimedRun | null> {
    const claimedAtMs = performance.now();
    const rows = await queryPrepared<ClaimRow>(
      this.dataSource.manager,
      `WITH first AS (
         SELECT name FROM agent_task WHERE run_id = $1 AND name = ANY($4::text[]) AND status = 'pending'
       ), claimed AS (
         UPDATE agent_run
            SET crash_count = crash_count + (status = 'running')::int, status = 'running', fence = fence + 1,
                lease_expires_at = now() + $2 * interval '1 millisecond',
                started_at = coalesce(started_at, now()),
                deadline_at = coalesce(deadline_at, now() + $3 * interval '1 millisecond'), wake_at = NULL,
                recent_steps = '{}',
                event_seq = event_seq + CASE WHEN fence = 0 AND cancel_requested_at IS NULL
                                             THEN (SELECT count(*)::int FROM first) ELSE 0 END
          WHERE id = $1 AND ${condition}
          RETURNING *
       ), begun AS (
         UPDATE agent_task t SET status = 'running', attempt = 1, started_at = clock_timestamp()
           FROM claimed c, first f
          WHERE t.run_id = c.id AND t.name = f.name AND c.fence = 1 AND c.cancel_requested_at IS NULL
          RETURNING t.name
       ), events AS (
         INSERT INTO run_event (brief_id, seq, run_id, type, agent)
         SELECT c.brief_id, c.event_seq + 1 - row_number() OVER (ORDER BY b.name DESC), c.id, 'agent.started', b.name
           FROM claimed c, begun b
       )
       SELECT c.id, c.brief_id, c.version, c.owner_id, c.plan, c.subscription_plan, c.input, c.fence, c.crash_count, c.trace_context,
              c.cancel_requested_at IS NOT NULL AS cancel,
              extract(epoch FROM c.deadline_at - now())::float8 * 1000 AS remaining_ms,
              extract(epoch FROM now() - c.created_at)::float8 * 1000 AS age_ms,
              CASE WHEN c.fence = 1
                   THEN (SELECT jsonb_agg(to_jsonb(t)) FROM agent_task t WHERE t.run_id = c.id) END AS tasks,
              (SELECT array_agg(name) FROM begun) AS begun
         FROM claimed c`,
      parameters,
    );
    const row = rows[0];
    return row ? toClaimedRun(row, row.tasks ?? (await this.tasksOf(row.id)), claimedAtMs) : null;
  }

  /** A claim may have waited for the last commit of the worker before: only a new statement sees what that wrote. */
  private async tasksOf(runId: string): Promise<readonly TaskRow[]> {
    const rows = await queryPrepared<{ task: TaskRow }>(
      this.dataSource.manager,
      `SELECT to_jsonb(t) AS task FROM agent_task t WHERE t.run_id = $1`,
      [runId],
    );
    return rows.map(({ task }) => task);
  }
}
