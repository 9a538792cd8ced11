import { User } from '@genesis/identity';
import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** What a call outside a run's journal was for; `deleted_brief`: its run has been deleted, with its brief or
 *  because it is long over, and its cost stays. */
export type UserCallPurpose = 'coaching' | 'integrations' | 'deleted_brief';

/** One paid call outside runs: what it cost, and nothing of what was asked or answered. */
@Entity('user_call')
@Check('ck_user_call_purpose', `purpose IN ('coaching', 'integrations', 'deleted_brief')`)
@Index('ix_user_call_user', ['userId', 'finishedAt'])
export class UserCall {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_user_call' })
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_user_call_user' })
  user: Relation<User>;

  @Column('text')
  purpose: UserCallPurpose;

  @Column('text')
  capability: string;

  @Column('text')
  provider: string;

  @Column('text', { nullable: true })
  model: string | null;

  @Column('text', { name: 'prompt_id', nullable: true })
  promptId: string | null;

  @Column('text')
  outcome: string;

  /** Requests that were sent. */
  @Column('int')
  attempts: number;

  @Column('jsonb', { nullable: true })
  usage: JsonObject | null;

  /** Millionths of a US dollar; null when the price is unknown. */
  @Column('bigint', { name: 'cost_micro_usd', nullable: true })
  costMicroUsd: string | null;

  @Column('int', { name: 'latency_ms' })
  latencyMs: number;

  @Column('timestamptz', { name: 'finished_at', default: () => 'now()' })
  finishedAt: Date;
}
