import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { CurrentStep } from '../session-state.js';
import { CoachingSession } from './coaching-session.entity.js';

/** One message of the conversation, numbered 1, 2, 3… over the session. */
@Entity('coaching_turns')
@Check('ck_coaching_turns_role', `role IN ('coach', 'person')`)
export class CoachingTurn {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'pk_coaching_turns' })
  sessionId: string;

  @ManyToOne(() => CoachingSession, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'fk_coaching_turns_session' })
  session: Relation<CoachingSession>;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_coaching_turns' })
  seq: number;

  @Column('text')
  role: 'coach' | 'person';

  @Column('text')
  step: CurrentStep;

  @Column('text')
  text: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;
}
