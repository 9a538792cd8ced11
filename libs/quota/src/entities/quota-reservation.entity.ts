import type { SubscriptionPlan } from '@genesis/config';
import { User } from '@genesis/identity';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

type ReservationState = 'reserved' | 'committed' | 'released';

/** What one run takes of its owner's monthly quota: reserved with its start, committed or released with its end. */
@Entity('quota_reservation')
@Check('ck_quota_reservation_state', `state IN ('reserved', 'committed', 'released')`)
@Check('ck_quota_reservation_settled', `(settled_at IS NULL) = (state = 'reserved')`)
@Check('ck_quota_reservation_units', `units IN (0, 1)`)
@Index('ix_quota_reservation_user', ['userId', 'period'])
@Index('ix_quota_reservation_open', ['createdAt'], { where: `state = 'reserved'` })
export class QuotaReservation {
  /** No foreign key: what was used stays used when its brief is deleted. */
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'pk_quota_reservation' })
  runId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_quota_reservation_user' })
  user: Relation<User>;

  @Column('text')
  plan: SubscriptionPlan;

  /** Units of one period count together: the day of the reset (UTC), or `trial`, which never ends. */
  @Column('text')
  period: string;

  /** 0 for a regeneration of sections, which does not count. */
  @Column('smallint')
  units: number;

  /** Whom DigitalCloud360 is told of; null for a user of our own. */
  @Column('text', { name: 'dc360_user_id', nullable: true })
  dc360UserId: string | null;

  @Column('text', { default: 'reserved' })
  state: ReservationState;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;
}
