import { queryPrepared } from '@genesis/database';
import { Dc360Platform, VendorError, type VendorFailure } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import { continued, inSpan } from '@genesis/observability';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

interface DueReport {
  readonly runId: string;
  readonly dc360UserId: string;
  readonly usedAt: Date;
  /** This one included. */
  readonly attempts: number;
  /** Of the run; null when that is gone. */
  readonly traceContext: unknown;
}

const BATCH = 20;
const DEADLINE_MS = 20_000;
/** A claim is longer than a delivery: a report is with one worker at a time. */
const CLAIM_S = 120;
/** Waits of 10, 20, 40… seconds, half an hour at most: this many are two days and more. */
const MOST_ATTEMPTS = 110;
const FIRST_WAIT_S = 10;
const LONGEST_WAIT_S = 1_800;

/** The platform will not say anything else next time. */
const FINAL: ReadonlySet<VendorFailure> = new Set(['rejected', 'not_found']);

/** Delivers the outbox of usage reports: at least once, under a key that makes a second delivery count nothing. */
@Injectable()
export class UsageReports {
  private readonly logger = new Logger(UsageReports.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly platform: Dc360Platform,
  ) {}

  /** Delivers what is due. Safe on every worker at once: each report is claimed by one. @returns how many were claimed */
  async deliverDue(signal: AbortSignal): Promise<number> {
    if (!this.platform.isConfigured) return 0;
    const due = await queryPrepared<DueReport>(this.dataSource.manager, CLAIM, [BATCH, CLAIM_S]);
    await Promise.all(due.map((report) => this.deliver(report, signal)));
    return due.length;
  }

  private async deliver(report: DueReport, signal: AbortSignal): Promise<void> {
    const { runId, dc360UserId: userId, usedAt, attempts } = report;
    const span = {
      parent: continued(report.traceContext),
      attributes: { 'genesis.run_id': runId, 'genesis.attempts': attempts },
    };
    try {
      await inSpan('usage report', span, () =>
        this.platform.reportUsage(
          { userId, sessionId: runId, sessionType: 'business_brief', usedAt },
          { signal, callKey: `usage/${runId}`, deadlineMs: DEADLINE_MS, tenant: runId },
        ),
      );
      await this.close(report, 'delivered', null);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await this.failed(report, error);
    }
  }

  private async failed(report: DueReport, error: AppError): Promise<void> {
    const failure = error instanceof VendorError ? error.failure : null;
    // It knows of this one already.
    if (failure === 'conflict') return this.close(report, 'delivered', error.code);
    const isFinal = (failure !== null && FINAL.has(failure)) || report.attempts >= MOST_ATTEMPTS;
    if (isFinal) {
      this.logger.error({ run_id: report.runId, code: error.code }, 'usage report given up');
      return this.close(report, 'dead', error.code);
    }
    const waitS = Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(report.attempts - 1, 10));
    this.logger.warn({ run_id: report.runId, code: error.code, retry_in_s: waitS }, 'usage not reported yet');
    await queryPrepared(this.dataSource.manager, POSTPONE, [
      report.runId,
      report.attempts,
      waitS,
      error.code,
    ]);
  }

  private async close({ runId, attempts }: DueReport, state: 'delivered' | 'dead', code: string | null) {
    await queryPrepared(this.dataSource.manager, CLOSE, [runId, attempts, state, code]);
  }
}

/** The number of attempts is the fence: who claims a report after its time was up has raised it. */
const CLAIM = `UPDATE usage_report SET attempts = attempts + 1, due_at = now() + $2::int * interval '1 second'
        WHERE run_id IN (
          SELECT run_id FROM usage_report WHERE state = 'pending' AND due_at <= now()
           ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING run_id AS "runId", dc360_user_id AS "dc360UserId", used_at AS "usedAt", attempts,
                  (SELECT r.trace_context FROM agent_run r WHERE r.id = usage_report.run_id) AS "traceContext"`;

const POSTPONE = `UPDATE usage_report SET due_at = now() + $3::int * interval '1 second', last_error = $4
        WHERE run_id = $1 AND attempts = $2 AND state = 'pending'`;

/** A delivery counts whoever has made it. */
const CLOSE = `UPDATE usage_report
          SET state = $3, last_error = $4, delivered_at = CASE WHEN $3 = 'delivered' THEN clock_timestamp() END
        WHERE run_id = $1 AND state = 'pending' AND (attempts = $2 OR $3 = 'delivered')`;
