import { queryPrepared } from '@genesis/database';
import { AppError } from '@genesis/kernel';
import { JobQueue, Signals } from '@genesis/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HAND_BACK_TOPIC } from './active-runs.js';
import { isActive, type RunStatus } from './entities/agent-run.entity.js';
import { runJob, runJobId } from './run.job.js';
import { RunStore } from './run-store.js';
import { RunsService } from './runs.service.js';

/** Whether an act changed anything: the same act again does not. */
export interface OperatorAct {
  readonly hasChanged: boolean;
}

interface RunState {
  readonly status: RunStatus;
  readonly enqueue_count: number;
  readonly is_leased: boolean;
  readonly is_cancelled: boolean;
}

/** What operators do to unfinished runs. Each method throws AppError NOT_FOUND for a run that does not exist, RUN_ENDED
 *  (conflict) for one that has ended, and QUEUE_UNAVAILABLE where a job could not be added: the reconciler adds it then. */
@Injectable()
export class RunOperations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: JobQueue,
    private readonly signals: Signals,
    private readonly store: RunStore,
    private readonly runs: RunsService,
  ) {}

  /** As its owner would: what nobody works on ends here and now, what is at work within seconds. */
  async cancel(runId: string): Promise<OperatorAct> {
    const { is_cancelled } = await this.unfinished(runId);
    try {
      await this.runs.cancel(runId);
    } catch (error) {
      if (error instanceof AppError && error.code === 'ILLEGAL_TRANSITION') throw runEnded(runId, error);
      throw error;
    }
    return { hasChanged: !is_cancelled };
  }

  /** Has a run carried in a process of its own from now on. Whoever works on it is asked to give it back; where that is not
   *  heard, it begins with the next claim. */
  async quarantine(runId: string): Promise<OperatorAct> {
    const rows = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `UPDATE agent_run SET quarantined_at = now()
        WHERE id = $1 AND status IN ('queued', 'running', 'parked') AND quarantined_at IS NULL RETURNING id`,
      [runId],
    );
    if (rows.length === 0) {
      await this.unfinished(runId);
      return { hasChanged: false };
    }
    this.signals.send(HAND_BACK_TOPIC, runId);
    return { hasChanged: true };
  }

  /** Lets a run out of quarantine, its deaths forgotten, and has it taken up at once; a process that carries it now goes
   *  on. */
  async release(runId: string): Promise<OperatorAct> {
    const rows = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `UPDATE agent_run SET quarantined_at = NULL, crash_count = 0
        WHERE id = $1 AND status IN ('queued', 'running', 'parked') AND quarantined_at IS NOT NULL RETURNING id`,
      [runId],
    );
    const run = await this.unfinished(runId);
    if (rows.length === 0) return { hasChanged: false };
    // One that sleeps has its job, and one that is held back its turn.
    if (run.status !== 'parked' && !run.is_leased && run.enqueue_count > 0) {
      await this.enqueue(runId, run.enqueue_count);
    }
    return { hasChanged: true };
  }

  /** Has a run taken up now: one that sleeps wakes up, and a job that was lost is added again. One job more does no harm.
   *  @throws AppError RUN_AT_WORK (conflict) while somebody carries it; RUN_HELD_BACK while its owner has no room */
  async enqueueNow(runId: string): Promise<OperatorAct> {
    const run = await this.unfinished(runId);
    if (run.is_leased) throw conflict('RUN_AT_WORK', `a worker carries run ${runId}`);
    if (run.enqueue_count === 0) {
      throw conflict('RUN_HELD_BACK', `run ${runId} waits until another one of its owner has ended`);
    }
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE agent_run SET wake_at = now() WHERE id = $1 AND status = 'parked' AND wake_at > now()`,
      [runId],
    );
    await this.enqueue(runId, run.enqueue_count);
    return { hasChanged: true };
  }

  private async unfinished(runId: string): Promise<RunState> {
    const rows = await queryPrepared<RunState>(
      this.dataSource.manager,
      `SELECT status, enqueue_count, cancel_requested_at IS NOT NULL AS is_cancelled,
              coalesce(status = 'running' AND lease_expires_at > now(), false) AS is_leased
         FROM agent_run WHERE id = $1`,
      [runId],
    );
    const [run] = rows;
    if (!run)
      throw new AppError({ code: 'NOT_FOUND', kind: 'not_found', message: `there is no run ${runId}` });
    if (!isActive(run.status)) throw runEnded(runId);
    return run;
  }

  /** Whoever raised the counter meanwhile has added a job. */
  private async enqueue(runId: string, from: number): Promise<void> {
    const count = await this.store.nextEnqueueCount(runId, from);
    if (count === null) return;
    try {
      await this.queue.enqueue(runJob, { runId }, { jobId: runJobId(runId, count) });
    } catch (cause) {
      throw new AppError({
        code: 'QUEUE_UNAVAILABLE',
        kind: 'upstream_unavailable',
        message: `the queue did not take the job of run ${runId}: the reconciler will add it`,
        cause,
      });
    }
  }
}

function conflict(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, kind: 'conflict', message, cause });
}

function runEnded(runId: string, cause?: unknown): AppError {
  return conflict('RUN_ENDED', `run ${runId} has ended`, cause);
}
