import { setTimeout as sleep } from 'node:timers/promises';
import { PlanSettings } from '@genesis/config';
import { isTransient, isUniqueViolation, queryPrepared, together, transaction } from '@genesis/database';
import { type Capability, type SpendingHold, VendorError } from '@genesis/integrations';
import { CallBudget, type HoldRequest, type RunPayer } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { keepCostOfRuns } from './keep-cost.js';
import { QuotaMetrics, type SpendingScope } from './quota-metrics.js';

/** Who pays for a call; outside runs there is no cap of a run. */
export interface Payer {
  readonly runId: string | null;
  readonly userId: string;
}

interface Cap {
  readonly scope: SpendingScope;
  /** Key of the counter. */
  readonly key: string;
  readonly capMicroUsd: number;
}

interface LeftHold {
  readonly id: string;
  readonly runId: string | null;
  readonly userId: string;
  readonly amount: number;
}

/** A free request needs no table. */
const NOTHING_HELD: SpendingHold = { settle: () => Promise.resolve() };

/** How long a settlement is tried again: the answer that it belongs to waits for the database too. */
const SETTLE_FOR_MS = 5_000;
const SETTLE_AGAIN_MS = 250;
/** Longer than any call may last. */
const LEFT_AFTER = `interval '1 hour'`;
const KEPT_FOR = `interval '8 days'`;

/** Spending caps of a run, of a user's day and of the service's day. Each request holds the most that it can cost before it
 *  is sent: what is spent and held together never passes a cap, whoever asks at the same time. A day is UTC's, by the
 *  database's clock. Counters are always taken in the same order, run, user, service: nobody waits in a circle. */
@Injectable()
export class SpendingCaps extends CallBudget {
  private readonly logger = new Logger(SpendingCaps.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: PlanSettings,
    private readonly metrics: QuotaMetrics,
  ) {
    super();
  }

  async reserve({ runId, ownerId }: RunPayer, wanted: HoldRequest): Promise<SpendingHold> {
    return this.hold({ runId, userId: ownerId }, wanted);
  }

  async keepCost(tx: EntityManager, runIds: readonly string[]): Promise<void> {
    await keepCostOfRuns(tx, runIds);
  }

  /** @throws VendorError budget_exhausted when a cap would be passed */
  async hold(payer: Payer, { id, capability, upperBoundMicroUsd }: HoldRequest): Promise<SpendingHold> {
    const amount = Math.ceil(upperBoundMicroUsd);
    if (amount <= 0) return NOTHING_HELD;
    try {
      await transaction(this.dataSource, (tx) =>
        together(
          queryPrepared(tx, HOLD, [id, payer.runId, payer.userId, amount]),
          ...this.capsOf(payer).map((cap) => take(tx, cap, capability, amount)),
        ),
      );
    } catch (error) {
      if (error instanceof CapReachedError) this.metrics.budgetRefused(error.scope);
      // Held by the try before, whose answer was lost: nothing was taken again.
      if (!isUniqueViolation(error, 'pk_spending_hold')) throw error;
    }
    return { settle: (costMicroUsd) => this.settle(id, payer, costMicroUsd) };
  }

  /** Counts what is still held for calls that nobody carries any more as spent. @returns how many were found */
  async settleLeftHolds(): Promise<number> {
    const left = await queryPrepared<LeftHold>(this.dataSource.manager, FIND_LEFT, []);
    for (const { id, amount, ...payer } of left) await this.write(id, payer, amount);
    return left.length;
  }

  /** Drops the counters of runs and days that are over. */
  async forget(): Promise<void> {
    await queryPrepared(this.dataSource.manager, FORGET, []);
  }

  /** Outlasts a short absence of the database, and does not fail with a long one: what could not be settled counts as
   *  spent once it is found. */
  private async settle(id: string, payer: Payer, costMicroUsd: number): Promise<void> {
    const giveUpAtMs = performance.now() + SETTLE_FOR_MS;
    for (;;) {
      try {
        await this.write(id, payer, Math.ceil(costMicroUsd));
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (performance.now() >= giveUpAtMs) {
          this.logger.warn({ run_id: payer.runId, error: String(error) }, 'a hold is left to be found');
          return;
        }
        await sleep(SETTLE_AGAIN_MS);
      }
    }
  }

  /** The lock on the hold makes two settlements take turns; the second finds no hold. */
  private async write(id: string, payer: Payer, costMicroUsd: number): Promise<void> {
    await transaction(this.dataSource, (tx) =>
      together(
        queryPrepared(tx, LOCK_HOLD, [id]),
        ...this.capsOf(payer).map(({ key }) => queryPrepared(tx, SPEND, [id, key, costMicroUsd])),
        queryPrepared(tx, DROP_HOLD, [id]),
      ),
    );
  }

  private capsOf({ runId, userId }: Payer): readonly Cap[] {
    const { runCapMicroUsd, userDayCapMicroUsd, dayCapMicroUsd } = this.settings;
    return [
      ...(runId === null
        ? []
        : [{ scope: 'run' as const, key: `run:${runId}`, capMicroUsd: runCapMicroUsd }]),
      { scope: 'user', key: `user:${userId}`, capMicroUsd: userDayCapMicroUsd },
      { scope: 'service', key: 'service', capMicroUsd: dayCapMicroUsd },
    ];
  }
}

const CAP_OF: Readonly<Record<SpendingScope, string>> = {
  run: 'the spending cap of the run is reached',
  user: "the spending cap of the user's day is reached",
  service: "the spending cap of the service's day is reached",
};

/** Nothing was sent. */
class CapReachedError extends VendorError {
  constructor(
    capability: Capability,
    readonly scope: SpendingScope,
  ) {
    super(capability, 'budget_exhausted', { message: CAP_OF[scope] });
  }
}

async function take(tx: EntityManager, cap: Cap, capability: Capability, amount: number): Promise<void> {
  const taken = await queryPrepared(tx, TAKE, [cap.key, amount, cap.capMicroUsd]);
  if (taken.length === 0) throw new CapReachedError(capability, cap.scope);
}

const TODAY = `to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
const periodOf = (key: string, day: string) => `CASE WHEN ${key} LIKE 'run:%' THEN 'run' ELSE ${day} END`;

/** One row when there is room. The conflict locks the counter, and its condition is looked at in the row as it is then. */
const TAKE = `INSERT INTO spending_counter AS c (scope, period, held)
       SELECT $1::text, ${periodOf('$1::text', TODAY)}, $2::bigint WHERE $2::bigint <= $3::bigint
       ON CONFLICT (scope, period) DO UPDATE SET held = c.held + excluded.held, changed_at = now()
        WHERE c.spent + c.held + excluded.held <= $3::bigint
       RETURNING scope`;

const HOLD = `INSERT INTO spending_hold (id, run_id, user_id, day, amount) VALUES ($1, $2, $3, ${TODAY}, $4)`;

const LOCK_HOLD = `SELECT FROM spending_hold WHERE id = $1 FOR UPDATE`;

const SPEND = `UPDATE spending_counter c SET held = c.held - h.amount, spent = c.spent + $3::bigint, changed_at = now()
         FROM spending_hold h
        WHERE h.id = $1 AND c.scope = $2::text AND c.period = ${periodOf('$2::text', 'h.day')}`;

const DROP_HOLD = `DELETE FROM spending_hold WHERE id = $1`;

/** A run that has ended waits for no call of its own; a minute is for the settlements that are under way. */
const FIND_LEFT = `SELECT h.id, h.run_id AS "runId", h.user_id AS "userId", h.amount::float8 AS amount
         FROM spending_hold h LEFT JOIN agent_run r ON r.id = h.run_id
        WHERE h.created_at < now() - ${LEFT_AFTER}
           OR (h.run_id IS NOT NULL AND h.created_at < now() - interval '1 minute'
               AND (r.id IS NULL OR r.finished_at < now() - interval '1 minute'))
        ORDER BY h.created_at LIMIT 500`;

const FORGET = `DELETE FROM spending_counter WHERE changed_at < now() - ${KEPT_FOR} AND held = 0`;
