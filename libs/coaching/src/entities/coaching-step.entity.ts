import type { JsonObject } from '@genesis/kernel';
import type { CoachingStep, Criterion } from '@genesis/knowledge';
import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { FactsOfPlace } from '../session-content.js';
import type { JudgedBy, StepState } from '../session-state.js';
import { CoachingSession } from './coaching-session.entity.js';

/** Whether a criterion of the step is met, and the words or the reason that say so. */
export interface StoredCriterion {
  readonly criterion: Criterion;
  readonly is_met: boolean;
  readonly why: string;
}

/** The best answer that a step has had so far, with everything that was read from it. */
export interface BestAnswer {
  readonly answer: string;
  readonly reformulated: string | null;
  readonly score: number;
  readonly criteria: readonly StoredCriterion[];
  readonly keyPoints: readonly string[];
  readonly facts: FactsOfPlace;
  readonly call: JsonObject | null;
}

/** One step of a session, the answer that was kept and how it was judged. */
@Entity('coaching_steps')
@Check('ck_coaching_steps_step', `step IN ('vision', 'mission', 'clientele', 'differentiation', 'offre')`)
@Check('ck_coaching_steps_state', `state IN ('pending', 'asking', 'clarifying', 'accepted', 'skipped')`)
@Check('ck_coaching_steps_confidence', `confidence BETWEEN 0 AND 1`)
@Check('ck_coaching_steps_answered', `state NOT IN ('accepted', 'skipped') OR answer IS NOT NULL`)
export class CoachingStepRecord {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'pk_coaching_steps' })
  sessionId: string;

  @ManyToOne(() => CoachingSession, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'fk_coaching_steps_session' })
  session: Relation<CoachingSession>;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_coaching_steps' })
  step: CoachingStep;

  @Column('text', { default: 'pending' })
  state: StepState;

  /** The answer that was kept, as the person gave it; null until one is. */
  @Column('text', { nullable: true })
  answer: string | null;

  /** The same in better words, as the coach said it back. */
  @Column('text', { nullable: true })
  reformulated: string | null;

  @Column('text', { name: 'judged_by', nullable: true })
  judgedBy: JudgedBy | null;

  @Column('real', { nullable: true })
  confidence: number | null;

  /** Kept although it did not convince. */
  @Column('boolean', { name: 'is_weak', default: false })
  isWeak: boolean;

  @Column('smallint', { name: 'clarification_count', default: 0 })
  clarificationCount: number;

  /** The best answer so far and its score, while the step is open. */
  @Column('jsonb', { nullable: true })
  best: BestAnswer | null;

  @Column('jsonb', { default: [] })
  criteria: readonly StoredCriterion[];

  @Column('jsonb', { name: 'key_points', default: [] })
  keyPoints: readonly string[];

  /** Provider, model, prompt and tokens of the call that judged; null where no model did. */
  @Column('jsonb', { nullable: true })
  call: JsonObject | null;

  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt: Date | null;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt: Date | null;
}
