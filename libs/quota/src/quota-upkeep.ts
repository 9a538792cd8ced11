import { queryPrepared } from '@genesis/database';
import type { TerminalRunStatus } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FIND_LEFT_OVER } from './quota-statements.js';
import { settleReservation } from './settle-reservation.js';
import { SpendingCaps } from './spending-caps.js';

const BATCH = 500;

interface LeftReservation {
  readonly runId: string;
  readonly end: TerminalRunStatus;
}

/** Nothing stays reserved or held for a run that has ended or is gone. Safe on every worker at once. */
@Injectable()
export class QuotaUpkeep {
  private readonly logger = new Logger(QuotaUpkeep.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly caps: SpendingCaps,
  ) {}

  /** @returns how many reservations and holds were left over */
  async tidy(): Promise<number> {
    const { manager } = this.dataSource;
    const left = await queryPrepared<LeftReservation>(manager, FIND_LEFT_OVER, [BATCH]);
    for (const { runId, end } of left) await settleReservation(manager, runId, end);
    const holds = await this.caps.settleLeftHolds();
    if (left.length + holds > 0) {
      this.logger.warn({ reservations: left.length, holds }, 'what ended runs had left over is settled');
    }
    return left.length + holds;
  }

  /** Counters of runs and days that are long over. */
  async forget(): Promise<void> {
    await this.caps.forget();
  }
}
