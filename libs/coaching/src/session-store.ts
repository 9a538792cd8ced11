import { type BriefStatus, GenerationRunningError } from '@genesis/briefs';
import { queryPrepared, together } from '@genesis/database';
import { COACHING_STEPS, type CoachingLevel, type CoachingStep, type Language } from '@genesis/knowledge';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SessionChangedError, SessionNotFoundError, StepConflictError } from './coaching.errors.js';
import type { BestAnswer, StoredCriterion } from './entities/coaching-step.entity.js';
import type { JsonObject } from '@genesis/kernel';
import type { Choice, Facts, FactsOfPlace, Onboarding } from './session-content.js';
import {
  type CurrentStep,
  type JudgedBy,
  sessionStatus,
  type SessionStatus,
  type StepState,
  type StoredSessionStatus,
} from './session-state.js';

export interface StepRow {
  readonly step: CoachingStep;
  readonly state: StepState;
  readonly answer: string | null;
  readonly reformulated: string | null;
  readonly judgedBy: JudgedBy | null;
  readonly confidence: number | null;
  readonly isWeak: boolean;
  readonly clarificationCount: number;
  readonly best: BestAnswer | null;
  readonly criteria: readonly StoredCriterion[];
  readonly keyPoints: readonly string[];
  readonly call: JsonObject | null;
  readonly askedAt: Date | null;
  readonly answeredAt: Date | null;
}

export interface Turn {
  readonly role: 'coach' | 'person';
  readonly step: CurrentStep;
  readonly text: string;
}

export interface StoredTurn extends Turn {
  readonly seq: number;
  readonly at: Date;
}

/** A session as its rows say. */
export interface Session {
  readonly id: string;
  readonly ownerId: string;
  readonly storedStatus: StoredSessionStatus;
  /** With the brief taken into account. */
  readonly status: SessionStatus;
  readonly currentStep: CurrentStep;
  readonly language: Language;
  readonly level: CoachingLevel;
  readonly onboarding: Onboarding | null;
  readonly facts: Facts;
  readonly choices: readonly Choice[];
  readonly version: number;
  readonly briefId: string | null;
  readonly briefStatus: BriefStatus | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly steps: Readonly<Record<CoachingStep, StepRow>>;
  /** The coach's last message. */
  readonly lastMessage: string;
}

export interface NewSession {
  readonly id: string;
  readonly ownerId: string;
  readonly language: Language;
  readonly level: CoachingLevel;
  readonly onboarding: Onboarding | null;
  /** What the profile tells. */
  readonly profile: FactsOfPlace;
  readonly firstMessage: string;
}

/** What a change writes; everything else stays. */
export interface SessionChange {
  readonly status?: StoredSessionStatus;
  readonly currentStep?: CurrentStep;
  readonly onboarding?: Onboarding;
  readonly facts?: Facts;
  readonly choices?: readonly Choice[];
  readonly briefId?: string;
  readonly steps?: readonly StepRow[];
  readonly turns?: readonly Turn[];
}

export interface SessionSummary {
  readonly id: string;
  readonly status: SessionStatus;
  readonly currentStep: CurrentStep;
  readonly language: Language;
  readonly businessName: string | null;
  readonly settledSteps: number;
  readonly briefId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Place in a person's list, newest first: the last session that was seen. */
export interface SessionListPosition {
  readonly createdAtMicros: number;
  readonly id: string;
}

const MICROS = `(extract(epoch FROM s.created_at) * 1000000)::float8`;

/** Rows of coaching sessions. Each change names the version that it was made from: who was slower changes nothing. */
@Injectable()
export class SessionStore {
  constructor(private readonly dataSource: DataSource) {}

  async create(session: NewSession, tx: EntityManager): Promise<void> {
    const steps = COACHING_STEPS.map((step, index) => ({
      ...emptyStep(step),
      ...(index === 0 && { state: 'asking' }),
    }));
    await together(
      queryPrepared(
        tx,
        `INSERT INTO coaching_sessions (id, owner_id, language, level, onboarding, facts) VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          session.id,
          session.ownerId,
          session.language,
          session.level,
          json(session.onboarding),
          json({ profile: session.profile }),
        ],
      ),
      writeSteps(tx, session.id, steps as StepRow[]),
      writeTurns(tx, session.id, [{ role: 'coach', step: 'vision', text: session.firstMessage }]),
    );
  }

  /** @throws SessionNotFoundError also for an id that is none. */
  async find(id: string, ownerId: string, tx: EntityManager = this.dataSource.manager): Promise<Session> {
    const rows = await queryPrepared<SessionRow>(
      tx,
      `SELECT s.id, s.owner_id AS "ownerId", s.status AS "storedStatus", s.current_step AS "currentStep", s.language,
              s.level, s.onboarding, s.facts, s.choices, s.version, s.brief_id AS "briefId", b.status AS "briefStatus",
              s.created_at AS "createdAt", s.updated_at AS "updatedAt",
              (SELECT jsonb_agg(jsonb_build_object(
                        'step', t.step, 'state', t.state, 'answer', t.answer, 'reformulated', t.reformulated,
                        'judgedBy', t.judged_by, 'confidence', t.confidence, 'isWeak', t.is_weak,
                        'clarificationCount', t.clarification_count, 'best', t.best, 'criteria', t.criteria,
                        'keyPoints', t.key_points, 'call', t.call, 'askedAt', t.asked_at, 'answeredAt', t.answered_at))
                 FROM coaching_steps t WHERE t.session_id = s.id) AS steps,
              (SELECT text FROM coaching_turns WHERE session_id = s.id AND role = 'coach'
                ORDER BY seq DESC LIMIT 1) AS "lastMessage"
         FROM coaching_sessions s LEFT JOIN business_briefs b ON b.id = s.brief_id
        WHERE s.id = $1 AND s.owner_id = $2`,
      [id, ownerId],
    );
    if (!rows[0]) throw new SessionNotFoundError();
    return toSession(rows[0]);
  }

  /** Takes the right to judge an answer, for `leaseMs`: nobody else can answer meanwhile, and no model is asked twice.
   *  @returns what `release` asks for.
   *  @throws SessionNotFoundError; StepConflictError while another answer is being judged, or after the session moved on */
  async claim(session: Session, leaseMs: number): Promise<string> {
    const rows = await queryPrepared<{ claim: string }>(
      this.dataSource.manager,
      `UPDATE coaching_sessions SET judging_until = now() + $3 * interval '1 millisecond'
        WHERE id = $1 AND version = $2 AND (judging_until IS NULL OR judging_until < now())
        RETURNING judging_until::text AS claim`,
      [session.id, session.version, leaseMs],
    );
    return rows[0]?.claim ?? this.refuse(session);
  }

  /** Lets go of a claim that changed nothing, unless it ran out and is somebody else's by now. */
  async release(session: Session, claim: string): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE coaching_sessions SET judging_until = NULL WHERE id = $1 AND judging_until = $2::timestamptz`,
      [session.id, claim],
    );
  }

  /** Writes a change of the session as it was read.
   *  @throws StepConflictError when somebody else was faster; nothing is written then. */
  async save(session: Session, change: SessionChange, tx: EntityManager): Promise<void> {
    const rows = await queryPrepared<{ id: string }>(
      tx,
      `UPDATE coaching_sessions
            SET version = version + 1, judging_until = NULL, updated_at = now(), status = coalesce($3, status),
                current_step = coalesce($4, current_step), onboarding = coalesce($5::jsonb, onboarding),
                facts = coalesce($6::jsonb, facts), choices = coalesce($7::jsonb, choices),
                brief_id = coalesce($8, brief_id)
          WHERE id = $1 AND version = $2 RETURNING id`,
      [
        session.id,
        session.version,
        change.status ?? null,
        change.currentStep ?? null,
        json(change.onboarding),
        json(change.facts),
        json(change.choices),
        change.briefId ?? null,
      ],
    );
    if (rows.length === 0) await this.refuse(session);
    await together(
      writeSteps(tx, session.id, change.steps ?? []),
      writeTurns(tx, session.id, change.turns ?? []),
    );
  }

  /** Remembers what can be clicked at a step beside what was offered before. No change of the session: nobody who answers
   *  is in the way of it, and an offer that comes after the step is over is dropped. */
  async offer(session: Session, step: CoachingStep, choices: readonly Choice[]): Promise<void> {
    const ids = new Set(choices.map(({ id }) => id));
    const all = [...session.choices.filter(({ id }) => !ids.has(id)), ...choices];
    await queryPrepared(
      this.dataSource.manager,
      `UPDATE coaching_sessions SET choices = $3 WHERE id = $1 AND current_step = $2`,
      [session.id, step, json(all)],
    );
  }

  /** Within the transaction that starts a generation: the session is as it was read, and nobody is answering.
   *  @throws GenerationRunningError when another one was faster; SessionChangedError otherwise */
  async freeze(session: Session, tx: EntityManager): Promise<void> {
    const rows = await queryPrepared<{ id: string }>(
      tx,
      `UPDATE coaching_sessions SET version = version + 1, updated_at = now()
        WHERE id = $1 AND version = $2 AND (judging_until IS NULL OR judging_until < now()) RETURNING id`,
      [session.id, session.version],
    );
    if (rows.length > 0) return;
    const now = await this.find(session.id, session.ownerId);
    if (now.status === 'sub_agents_running') throw new GenerationRunningError();
    throw new SessionChangedError(positionOf(now), retryAfterMs(session, now));
  }

  /** Within a transaction that keeps something of a session: it is there until that has ended.
   *  @throws SessionNotFoundError */
  async hold(session: Session, tx: EntityManager): Promise<void> {
    const rows = await queryPrepared<{ id: string }>(
      tx,
      `SELECT id FROM coaching_sessions WHERE id = $1 AND owner_id = $2 FOR KEY SHARE`,
      [session.id, session.ownerId],
    );
    if (rows.length === 0) throw new SessionNotFoundError();
  }

  /** @returns false when it is not there in one of the versions. */
  async delete(
    id: string,
    ownerId: string,
    versions: readonly number[] | null,
    tx: EntityManager,
  ): Promise<boolean> {
    const rows = await queryPrepared<{ id: string }>(
      tx,
      `DELETE FROM coaching_sessions WHERE id = $1 AND owner_id = $2 AND ($3::int[] IS NULL OR version = ANY($3)) RETURNING id`,
      [id, ownerId, versions],
    );
    return rows.length > 0;
  }

  /** The conversation, oldest first. @param last at most so many, from the end. */
  async turns(sessionId: string, last: number): Promise<readonly StoredTurn[]> {
    const rows = await queryPrepared<StoredTurn>(
      this.dataSource.manager,
      `SELECT seq, role, step, text, at FROM coaching_turns WHERE session_id = $1 ORDER BY seq DESC LIMIT $2`,
      [sessionId, last],
    );
    return rows.reverse();
  }

  /** A person's sessions, newest first. */
  async list(
    ownerId: string,
    limit: number,
    position: SessionListPosition | null,
  ): Promise<{ readonly items: readonly SessionSummary[]; readonly next: SessionListPosition | null }> {
    const rows = await queryPrepared<SummaryRow>(
      this.dataSource.manager,
      `SELECT s.id, s.status AS "storedStatus", b.status AS "briefStatus", s.current_step AS "currentStep", s.language,
              coalesce(nullif(b.business_name, ''), s.facts->'recap'->>'business_name', s.onboarding->>'business_name')
                AS "businessName",
              (SELECT count(*)::int FROM coaching_steps t
                WHERE t.session_id = s.id AND t.state IN ('accepted', 'skipped')) AS "settledSteps",
              s.brief_id AS "briefId", s.created_at AS "createdAt", s.updated_at AS "updatedAt",
              ${MICROS} AS "createdAtMicros"
         FROM coaching_sessions s LEFT JOIN business_briefs b ON b.id = s.brief_id
        WHERE s.owner_id = $1
          AND (s.created_at, s.id) < (coalesce('epoch'::timestamptz + $3::bigint * interval '1 microsecond', 'infinity'),
                                      coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ORDER BY s.created_at DESC, s.id DESC LIMIT $2`,
      [ownerId, limit + 1, position?.createdAtMicros ?? null, position?.id ?? null],
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(({ storedStatus, briefStatus, createdAtMicros: _, ...summary }) => ({
        ...summary,
        status: sessionStatus(storedStatus, briefStatus),
      })),
      next: rows.length > limit && last ? { createdAtMicros: last.createdAtMicros, id: last.id } : null,
    };
  }

  private async refuse(session: Session): Promise<never> {
    const now = await this.find(session.id, session.ownerId);
    throw new StepConflictError(positionOf(now), retryAfterMs(session, now));
  }
}

/** Unchanged and refused: an answer is being judged, which ends soon. */
const retryAfterMs = (read: Session, now: Session): number | undefined =>
  now.version === read.version ? 1_000 : undefined;

interface SessionRow extends Omit<Session, 'status' | 'steps' | 'lastMessage'> {
  readonly steps: readonly (Omit<StepRow, 'askedAt' | 'answeredAt'> & {
    readonly askedAt: string | null;
    readonly answeredAt: string | null;
  })[];
  readonly lastMessage: string | null;
}

interface SummaryRow extends Omit<SessionSummary, 'status'> {
  readonly storedStatus: StoredSessionStatus;
  readonly briefStatus: BriefStatus | null;
  readonly createdAtMicros: number;
}

/** Where a session stands, for an answer that came too late. */
export function positionOf({ id, status, currentStep }: Session) {
  return { session_id: id, status, current_step: currentStep };
}

function toSession(row: SessionRow): Session {
  const rows = new Map(row.steps.map((step) => [step.step, step]));
  return {
    ...row,
    status: sessionStatus(row.storedStatus, row.briefStatus),
    lastMessage: row.lastMessage ?? '',
    steps: Object.fromEntries(
      COACHING_STEPS.map((step) => {
        const stored = rows.get(step);
        if (!stored) return [step, emptyStep(step)];
        return [step, { ...stored, askedAt: dateOf(stored.askedAt), answeredAt: dateOf(stored.answeredAt) }];
      }),
    ) as Record<CoachingStep, StepRow>,
  };
}

export function emptyStep(step: CoachingStep): StepRow {
  return {
    step,
    state: 'pending',
    answer: null,
    reformulated: null,
    judgedBy: null,
    confidence: null,
    isWeak: false,
    clarificationCount: 0,
    best: null,
    criteria: [],
    keyPoints: [],
    call: null,
    askedAt: null,
    answeredAt: null,
  };
}

const dateOf = (value: string | null): Date | null => (value === null ? null : new Date(value));

const json = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

async function writeSteps(tx: EntityManager, sessionId: string, steps: readonly StepRow[]): Promise<void> {
  if (steps.length === 0) return;
  await queryPrepared(
    tx,
    `INSERT INTO coaching_steps (session_id, step, state, answer, reformulated, judged_by, confidence, is_weak,
                                 clarification_count, best, criteria, key_points, call, asked_at, answered_at)
     SELECT $1, t.step, t.state, t.answer, t.reformulated, t."judgedBy", t.confidence, t."isWeak",
            t."clarificationCount", nullif(t.best, 'null'::jsonb), t.criteria, t."keyPoints",
            nullif(t.call, 'null'::jsonb), t."askedAt", t."answeredAt"
       FROM jsonb_to_recordset($2::jsonb)
            AS t(step text, state text, answer text, reformulated text, "judgedBy" text, confidence real,
                 "isWeak" boolean, "clarificationCount" smallint, best jsonb, criteria jsonb, "keyPoints" jsonb,
                 call jsonb, "askedAt" timestamptz, "answeredAt" timestamptz)
     ON CONFLICT (session_id, step) DO UPDATE
        SET state = excluded.state, answer = excluded.answer, reformulated = excluded.reformulated,
            judged_by = excluded.judged_by, confidence = excluded.confidence, is_weak = excluded.is_weak,
            clarification_count = excluded.clarification_count, best = excluded.best, criteria = excluded.criteria,
            key_points = excluded.key_points, call = excluded.call, asked_at = excluded.asked_at,
            answered_at = excluded.answered_at`,
    [sessionId, JSON.stringify(steps)],
  );
}

async function writeTurns(tx: EntityManager, sessionId: string, turns: readonly Turn[]): Promise<void> {
  if (turns.length === 0) return;
  await queryPrepared(
    tx,
    `INSERT INTO coaching_turns (session_id, seq, role, step, text)
     SELECT $1, (SELECT coalesce(max(seq), 0) FROM coaching_turns WHERE session_id = $1) + t.n, t.role, t.step, t.text
       FROM jsonb_to_recordset($2::jsonb) AS t(n int, role text, step text, text text)`,
    [sessionId, JSON.stringify(turns.map((turn, index) => ({ n: index + 1, ...turn })))],
  );
}
