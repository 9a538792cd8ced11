import { BusinessBriefRecord } from '@genesis/briefs';
import { User } from '@genesis/identity';
import type { CoachingLevel, Language } from '@genesis/knowledge';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import type { CurrentStep, StoredSessionStatus } from '../session-state.js';
import type { Choice, Facts, Onboarding } from '../session-content.js';

/** A coaching session: the person's way through the five steps. The truth; Redis holds a copy. */
@Entity('coaching_sessions')
@Check(
  'ck_coaching_sessions_status',
  `status IN ('initialized', 'in_progress', 'coaching_complete', 'failed')`,
)
@Check(
  'ck_coaching_sessions_step',
  `current_step IN ('vision', 'mission', 'clientele', 'differentiation', 'offre', 'synthesis')`,
)
@Check('ck_coaching_sessions_language', `language IN ('fr', 'en')`)
@Unique('uq_coaching_sessions_brief', ['briefId'])
@Index('ix_coaching_sessions_owner', ['ownerId', 'createdAt', 'id'])
@Index('ix_coaching_sessions_created', ['createdAt'])
@Index('ix_coaching_sessions_open', ['updatedAt'], { where: `status IN ('initialized', 'in_progress')` })
@Index('ix_coaching_sessions_text', ['updatedAt'], { where: 'text_removed_at IS NULL' })
export class CoachingSession {
  /** The public session id. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_coaching_sessions' })
  id: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_coaching_sessions_owner' })
  owner: Relation<User>;

  /** What follows from the brief (agents at work, brief ready) is read from the brief, never written here. */
  @Column('text', { default: 'initialized' })
  status: StoredSessionStatus;

  @Column('text', { name: 'current_step', default: 'vision' })
  currentStep: CurrentStep;

  @Column('text')
  language: Language;

  @Column('text', { default: 'beginner' })
  level: CoachingLevel;

  @Column('jsonb', { nullable: true })
  onboarding: Onboarding | null;

  /** What the person said along the way that no step asks for. */
  @Column('jsonb', { default: {} })
  facts: Facts;

  /** What can be clicked now: the choices that the last answers of the coach offered. */
  @Column('jsonb', { default: [] })
  choices: readonly Choice[];

  /** One more with every change: two tabs that answer at once find out. */
  @Column('int', { default: 1 })
  version: number;

  /** Until when an answer is being judged; no other is taken meanwhile. */
  @Column('timestamptz', { name: 'judging_until', nullable: true })
  judgingUntil: Date | null;

  /** The draft that the session became. */
  @Column('uuid', { name: 'brief_id', nullable: true })
  briefId: string | null;

  @ManyToOne(() => BusinessBriefRecord, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn({ name: 'brief_id', foreignKeyConstraintName: 'fk_coaching_sessions_brief' })
  brief: Relation<BusinessBriefRecord> | null;

  @Column('text', { name: 'failure_reason', nullable: true })
  failureReason: string | null;

  /** Since when the session says where it stood, and nothing of what was said. */
  @Column('timestamptz', { name: 'text_removed_at', nullable: true })
  textRemovedAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
