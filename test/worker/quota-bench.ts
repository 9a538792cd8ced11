import type { StartedRun } from '@genesis/briefs';
import { newId } from '@genesis/kernel';
import { QuotaService, QuotaUpkeep, type Subscriber, UsageReports } from '@genesis/quota';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { type BenchWorker, IDEA, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;

/** Somebody who generates. */
export interface Person extends Subscriber {
  readonly id: string;
  readonly dc360UserId: string | null;
  readonly language: string;
}

/** Workers whose own users are on trial, and a simulated DigitalCloud360: for a `describe`. */
export function quotaBench() {
  let bench: RunWorkbench;
  let dc360: Dc360Simulator;
  /** Users of our own are on trial. */
  let trial: BenchWorker;
  let other: BenchWorker;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start();
    bench = await RunWorkbench.open({
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      LOCAL_PLAN: 'trial',
      PLAN_LIMIT_TRIAL: '3',
      QUOTA_FAIL_MODE: 'cached',
    });
    [trial, other] = await Promise.all([bench.startWorker(), bench.startWorker()]);
  }, START_MS);

  afterAll(async () => {
    // Whatever a suite did: nothing stays reserved for a run that has ended, and counters say what reservations do.
    const { rows } = await bench.db.query(
      `SELECT q.run_id::text AS wrong FROM quota_reservation q LEFT JOIN agent_run r ON r.id = q.run_id
        WHERE q.state = 'reserved' AND (r.id IS NULL OR r.finished_at IS NOT NULL)
       UNION ALL
       SELECT u.user_id::text FROM quota_usage u WHERE u.used <> (
         SELECT coalesce(sum(units), 0) FROM quota_reservation q
          WHERE q.user_id = u.user_id AND q.period = u.period AND q.state <> 'released')`,
    );
    await bench.close();
    await dc360.stop();
    expect(rows).toEqual([]);
  }, START_MS);

  async function aPerson(subscription?: object | null): Promise<Person> {
    const id = newId();
    const dc360UserId = subscription === undefined ? null : `dc-${id.slice(0, 8)}`;
    if (dc360UserId !== null && subscription !== undefined) {
      dc360.setUser(dc360UserId, {
        subscription: subscription as Record<string, unknown> | null,
      });
    }
    await bench.db.query(`INSERT INTO users (id, email, name, dc360_user_id) VALUES ($1, $2, 'Awa', $3)`, [
      id,
      `${id}@example.com`,
      dc360UserId,
    ]);
    return { id, dc360UserId, language: 'fr' };
  }

  const generate = (
    owner: Person,
    worker = trial,
    idempotencyKey: string | null = null,
  ): Promise<StartedRun> =>
    worker.briefs.generate({ owner, idempotencyKey, requestId: null }, { brief: IDEA, language: 'fr' });
  const statusOf = (person: Person, worker = trial) =>
    worker.module.get(QuotaService, { strict: false }).status(person);
  const report = (worker = trial) =>
    worker.module.get(UsageReports, { strict: false }).deliverDue(new AbortController().signal);
  const tidy = () => trial.module.get(QuotaUpkeep, { strict: false }).tidy();
  /** Codes of what refused, or the empty text for a start. */
  const outcomes = async (starts: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(starts)).map((start) =>
      start.status === 'fulfilled' ? '' : (start.reason as { code: string }).code,
    );
  async function reservationOf(runId: string): Promise<object | undefined> {
    const { rows } = await bench.db.query<object>(
      `SELECT state, units FROM quota_reservation WHERE run_id = $1`,
      [runId],
    );
    return rows[0];
  }
  /** What was asked more than a minute ago is asked again. */
  async function letAge(person: Person): Promise<void> {
    await bench.db.query(
      `UPDATE known_subscription SET asked_at = asked_at - interval '61 seconds' WHERE user_id = $1`,
      [person.id],
    );
  }
  const complete = (runId: string) => trial.executor.execute(runId);

  return {
    // Known once the suite has begun.
    get bench() {
      return bench;
    },
    get dc360() {
      return dc360;
    },
    get trial() {
      return trial;
    },
    get other() {
      return other;
    },
    aPerson,
    generate,
    statusOf,
    report,
    tidy,
    outcomes,
    reservationOf,
    letAge,
    complete,
  };
}
