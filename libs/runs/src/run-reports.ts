import type { SubscriptionPlan } from '@genesis/config';
import { queryPrepared, together } from '@genesis/database';
import type { JsonObject } from '@genesis/kernel';
import { type JobState, JobQueue } from '@genesis/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RunStatus } from './entities/agent-run.entity.js';
import type { TaskStatus } from './entities/agent-task.entity.js';
import { runJobId } from './run.job.js';

/** Why somebody should look at an unfinished run. `held_back`: its owner has enough others in the queue. `waiting`: it is
 *  queued, and nothing has happened. `lease_over`: its worker is silent. `wake_overdue`: it sleeps for longer than it
 *  should. `cancel_pending`, `past_deadline`: it should have ended. `quarantined`: its workers died, or an operator said
 *  so. */
export type StuckReason =
  | 'quarantined'
  | 'held_back'
  | 'waiting'
  | 'lease_over'
  | 'wake_overdue'
  | 'cancel_pending'
  | 'past_deadline';

export interface StuckRun {
  readonly runId: string;
  readonly briefId: string;
  readonly ownerId: string;
  readonly status: RunStatus;
  readonly reasons: readonly StuckReason[];
  readonly createdAt: Date;
  /** When its brief's log last grew by it. */
  readonly lastEventAt: Date;
  readonly crashCount: number;
  readonly enqueueCount: number;
}

export interface StuckRuns {
  /** The oldest first. */
  readonly runs: readonly StuckRun[];
  /** Of all, also of those beyond the limit. */
  readonly total: number;
}

export interface TaskReport {
  readonly task: string;
  readonly status: TaskStatus;
  readonly isKept: boolean;
  readonly attempt: number;
  readonly provider: string | null;
  readonly model: string | null;
  readonly errorCode: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface CallReport {
  readonly task: string;
  readonly capability: string;
  readonly provider: string;
  readonly model: string | null;
  readonly promptId: string | null;
  readonly outcome: string;
  readonly attempts: number;
  readonly usage: JsonObject | null;
  /** Null when the price is unknown. */
  readonly costMicroUsd: number | null;
  readonly latencyMs: number;
  readonly finishedAt: Date;
}

export interface RunReport {
  readonly runId: string;
  readonly briefId: string;
  readonly version: number;
  readonly ownerId: string;
  readonly plan: string;
  readonly subscriptionPlan: SubscriptionPlan;
  readonly status: RunStatus;
  readonly requestedAgents: readonly string[];
  readonly fence: number;
  readonly isLeased: boolean;
  readonly leaseExpiresAt: Date | null;
  readonly deadlineAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  readonly crashCount: number;
  readonly quarantinedAt: Date | null;
  readonly wakeAt: Date | null;
  readonly enqueueCount: number;
  readonly checkedAt: Date;
  readonly eventSeq: number;
  readonly requestId: string | null;
  readonly errorCode: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The brief's newest run where that is another one, else null. */
  readonly supersededBy: string | null;
  readonly tasks: readonly TaskReport[];
  readonly calls: readonly CallReport[];
  /** Its newest job; `unknown` while Redis does not answer. */
  readonly job: { readonly id: string; readonly state: JobState | 'unknown' } | null;
}

/** What operators are told of runs: rows and states, no prompt, no result, nobody's words. */
@Injectable()
export class RunReports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: JobQueue,
  ) {}

  /** Unfinished runs that somebody should look at. @param olderThanMs for how long a state has lasted; those in quarantine
   *  are told of at once */
  async stuck(olderThanMs: number, limit: number): Promise<StuckRuns> {
    const rows = await queryPrepared<StuckRun & { readonly total: number }>(
      this.dataSource.manager,
      `SELECT s.*, count(*) OVER ()::int AS total FROM (
         SELECT r.id AS "runId", r.brief_id AS "briefId", r.owner_id AS "ownerId", r.status,
                array_remove(ARRAY[
                  CASE WHEN r.quarantined_at IS NOT NULL THEN 'quarantined' END,
                  CASE WHEN r.status = 'queued' AND r.enqueue_count = 0 AND r.created_at < t.before THEN 'held_back' END,
                  CASE WHEN r.status = 'queued' AND r.enqueue_count > 0 AND l.at < t.before THEN 'waiting' END,
                  CASE WHEN r.status = 'running' AND r.lease_expires_at < t.before THEN 'lease_over' END,
                  CASE WHEN r.status = 'parked' AND r.wake_at < t.before THEN 'wake_overdue' END,
                  CASE WHEN r.cancel_requested_at < t.before THEN 'cancel_pending' END,
                  CASE WHEN r.deadline_at < t.before THEN 'past_deadline' END
                ], NULL) AS reasons,
                r.created_at AS "createdAt", l.at AS "lastEventAt", r.crash_count AS "crashCount",
                r.enqueue_count AS "enqueueCount"
           FROM (SELECT now() - $1 * interval '1 millisecond' AS before) t, agent_run r,
                LATERAL (SELECT coalesce(max(e.at), r.created_at) AS at FROM run_event e
                          WHERE e.brief_id = r.brief_id AND e.seq = r.event_seq) l
          WHERE r.status IN ('queued', 'running', 'parked')) s
        WHERE cardinality(s.reasons) > 0
        ORDER BY s."createdAt", s."runId" LIMIT $2`,
      [olderThanMs, limit],
    );
    return { runs: rows.map(({ total: _, ...run }) => run), total: rows[0]?.total ?? 0 };
  }

  /** Null when there is no such run. */
  async find(runId: string): Promise<RunReport | null> {
    const tx = this.dataSource.manager;
    const [rows, tasks, calls] = await together(
      queryPrepared<Omit<RunReport, 'tasks' | 'calls' | 'job'>>(tx, RUN, [runId]),
      queryPrepared<TaskReport>(tx, TASKS, [runId]),
      queryPrepared<CallReport>(tx, CALLS, [runId]),
    );
    const [run] = rows;
    return run ? { ...run, tasks, calls, job: await this.jobOf(runId, run.enqueueCount) } : null;
  }

  private async jobOf(runId: string, enqueueCount: number): Promise<RunReport['job']> {
    if (enqueueCount === 0) return null;
    const id = runJobId(runId, enqueueCount);
    try {
      const [state = 'absent'] = await this.queue.states('runs', [id]);
      return { id, state };
    } catch {
      return { id, state: 'unknown' };
    }
  }
}

const RUN = `
  SELECT r.id AS "runId", r.brief_id AS "briefId", r.version, r.owner_id AS "ownerId", r.plan,
         r.subscription_plan AS "subscriptionPlan", r.status, r.requested_agents AS "requestedAgents", r.fence,
         coalesce(r.status = 'running' AND r.lease_expires_at > now(), false) AS "isLeased",
         r.lease_expires_at AS "leaseExpiresAt", r.deadline_at AS "deadlineAt",
         r.cancel_requested_at AS "cancelRequestedAt", r.crash_count AS "crashCount",
         r.quarantined_at AS "quarantinedAt", r.wake_at AS "wakeAt", r.enqueue_count AS "enqueueCount",
         r.checked_at AS "checkedAt", r.event_seq AS "eventSeq", r.trace_context->>'request_id' AS "requestId",
         r.error->>'code' AS "errorCode", r.created_at AS "createdAt", r.started_at AS "startedAt",
         r.finished_at AS "finishedAt",
         (SELECT n.id FROM agent_run n WHERE n.brief_id = r.brief_id AND n.version > r.version
           ORDER BY n.version DESC LIMIT 1) AS "supersededBy"
    FROM agent_run r WHERE r.id = $1`;

const TASKS = `
  SELECT name AS task, status, is_kept AS "isKept", attempt, provider, model, error->>'code' AS "errorCode",
         started_at AS "startedAt", finished_at AS "finishedAt"
    FROM agent_task WHERE run_id = $1 ORDER BY started_at NULLS LAST, name`;

const CALLS = `
  SELECT task, capability, provider, model, prompt_id AS "promptId", outcome, attempts, usage,
         cost_micro_usd::float8 AS "costMicroUsd", latency_ms AS "latencyMs", finished_at AS "finishedAt"
    FROM provider_call WHERE run_id = $1 ORDER BY finished_at, call_key, provider`;
