import { RunSettings } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import { JobQueue } from '@genesis/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { runJob, runJobId } from './run.job.js';

/** An admitted run counts until it has ended: it is in the queue, at work, or parked. */
const ADMITTED = `status IN ('queued', 'running', 'parked') AND enqueue_count > 0`;
const HELD_BACK = `status = 'queued' AND enqueue_count = 0`;

/** True where the owner has room for one more. @param owner @param limit parameters of the statement */
export const hasRoom = (owner: string, limit: string) =>
  `((SELECT count(*) FROM agent_run a WHERE a.owner_id = ${owner} AND a.${ADMITTED}) < ${limit}::int)`;

/** Who may enter the queue. One owner has at most RUN_OWNER_CONCURRENCY runs in it or at work; the others wait as rows and
 *  enter one by one, as theirs end. The queue itself is in order of arrival, so owners take turns: between a new run and
 *  its start stand at most that many of anybody else's. Starts in the same instant do not see each other and may all take
 *  the last place: a lock would have everybody wait behind the one owner who starts many. */
@Injectable()
export class RunAdmission {
  private readonly logger = new Logger(RunAdmission.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: JobQueue,
    private readonly settings: RunSettings,
  ) {}

  /** Admits the owner's oldest run that waits, if there is room. To be called where one of theirs has ended, within that
   *  transaction; `enqueue` what it returns after the commit.
   *  @returns the run's id, or null */
  async admitNext(tx: EntityManager, ownerId: string): Promise<string | null> {
    const rows = await queryPrepared<{ id: string }>(
      tx,
      `UPDATE agent_run SET enqueue_count = 1, checked_at = now()
        WHERE id = (SELECT id FROM agent_run WHERE owner_id = $1 AND ${HELD_BACK}
                     ORDER BY created_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
          AND ${hasRoom('$1', '$2')}
        RETURNING id`,
      [ownerId, this.settings.ownerConcurrency],
    );
    return rows[0]?.id ?? null;
  }

  /** Admits whatever may enter: after an end whose successor was not yet there, or not admitted because its process died.
   *  @returns how many */
  async admitWaiting(limit: number): Promise<number> {
    const rows = await queryPrepared<{ id: string }>(
      this.dataSource.manager,
      `WITH room AS (
         SELECT o.owner_id,
                $1::int - (SELECT count(*)::int FROM agent_run a WHERE a.owner_id = o.owner_id AND a.${ADMITTED}) AS free
           FROM (SELECT DISTINCT owner_id FROM agent_run WHERE ${HELD_BACK}) o
       ), chosen AS (
         SELECT w.id FROM room r, LATERAL (
           SELECT id FROM agent_run WHERE owner_id = r.owner_id AND ${HELD_BACK}
            ORDER BY created_at, id LIMIT greatest(r.free, 0)) w
          LIMIT $2
       )
       UPDATE agent_run SET enqueue_count = 1, checked_at = now()
        WHERE id IN (SELECT id FROM chosen) AND ${HELD_BACK} RETURNING id`,
      [this.settings.ownerConcurrency, limit],
    );
    await Promise.all(rows.map(({ id }) => this.enqueue(id)));
    return rows.length;
  }

  /** @throws AppError QUEUE_CLOSED while the queue answers and takes no job */
  async requireOpenQueue(): Promise<void> {
    await this.queue.requireOpen();
  }

  /** Takes every job out of the queue that was ever made for somebody's runs. */
  async dropJobs(ownerId: string): Promise<void> {
    const runs = await queryPrepared<{ id: string; jobs: number }>(
      this.dataSource.manager,
      `SELECT id, enqueue_count AS jobs FROM agent_run WHERE owner_id = $1`,
      [ownerId],
    );
    const jobIds = runs.flatMap(({ id, jobs }) =>
      Array.from({ length: jobs }, (_job, index) => runJobId(id, index + 1)),
    );
    await this.queue.drop('runs', jobIds);
  }

  /** Adds the first job of an admitted run. Best effort: a run whose job is lost is found by the reconciler. */
  async enqueue(runId: string): Promise<void> {
    try {
      await this.queue.enqueue(runJob, { runId }, { jobId: runJobId(runId, 1) });
    } catch (error) {
      this.logger.warn({ run_id: runId, error: String(error) }, 'job not added, the reconciler will add it');
    }
  }
}
