import type { BriefStatus } from '@genesis/briefs';
import { MeasuredGauge, type Measurement, Metrics, startAtZero } from '@genesis/observability';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { DataSource } from 'typeorm';
import type { Decision } from './decide.js';
import {
  CURRENT_STEPS,
  type CurrentStep,
  SESSION_STATUSES,
  type SessionStatus,
  sessionStatus,
  type StoredSessionStatus,
} from './session-state.js';

/** `weak`: kept although it did not convince. The last two are for the recap: something was told, or a step is asked again. */
const ANSWER_OUTCOMES = ['accepted', 'weak', 'clarify', 'skipped', 'told', 'reopened'] as const;
export type AnswerOutcome = (typeof ANSWER_OUTCOMES)[number];

const SESSIONS_KEEP_MS = 60_000;

interface SessionCount {
  readonly stored: StoredSessionStatus;
  readonly brief: BriefStatus | null;
  readonly n: number;
}

/** What answers became, and where sessions stand. */
@Injectable()
export class CoachingMetrics {
  private readonly answers: Counter<'step' | 'outcome'>;

  constructor(
    { registry }: Metrics,
    private readonly dataSource: DataSource,
  ) {
    this.answers = new Counter({
      name: 'genesis_ai_coaching_answers_total',
      help: 'Answers to the coach, by what became of them.',
      labelNames: ['step', 'outcome'] as const,
      registers: [registry],
    });
    startAtZero(this.answers, { step: CURRENT_STEPS, outcome: ANSWER_OUTCOMES });
    new MeasuredGauge({
      registry,
      name: 'genesis_ai_sessions',
      help: 'Coaching sessions that were begun within the last 24 hours, by where they stand now.',
      labelNames: ['status'],
      keepMs: SESSIONS_KEEP_MS,
    }).from(() => this.sessions());
  }

  answered(step: CurrentStep, outcome: AnswerOutcome): void {
    this.answers.inc({ step, outcome });
  }

  private async sessions(): Promise<readonly Measurement<'status'>[]> {
    const counts: SessionCount[] = await this.dataSource.query(
      `SELECT s.status AS stored, b.status AS brief, count(*)::int AS n
         FROM coaching_sessions s LEFT JOIN business_briefs b ON b.id = s.brief_id
        WHERE s.created_at > now() - interval '1 day' GROUP BY 1, 2`,
    );
    const byStatus = new Map<SessionStatus, number>(SESSION_STATUSES.map((status) => [status, 0]));
    for (const { stored, brief, n } of counts) {
      const status = sessionStatus(stored, brief);
      byStatus.set(status, (byStatus.get(status) ?? 0) + n);
    }
    return [...byStatus].map(([status, value]) => ({ labels: { status }, value }));
  }
}

export function outcomeOf(decision: Decision): AnswerOutcome {
  if (decision.result === 'clarify') return 'clarify';
  if (decision.result === 'skip') return 'skipped';
  return decision.isWeak ? 'weak' : 'accepted';
}
