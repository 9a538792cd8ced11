import type { SubscriptionPlan } from '@genesis/config';
import { User } from '@genesis/identity';
import type { Dc360SubscriptionStatus } from '@genesis/integrations';
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';

/** The last that DigitalCloud360 said of a user's subscription. A table, so that it outlives a flushed Redis: it is what
 *  decides while the platform is away. */
@Entity('known_subscription')
export class KnownSubscription {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_known_subscription' })
  userId: string;

  @OneToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_known_subscription_user' })
  user: Relation<User>;

  @Column('text')
  plan: SubscriptionPlan;

  @Column('text')
  status: Dc360SubscriptionStatus;

  /** 0 is unlimited; null where the platform did not say. */
  @Column('int', { name: 'quota_limit', nullable: true })
  quotaLimit: number | null;

  @Column('int', { name: 'quota_used' })
  quotaUsed: number;

  @Column('timestamptz', { name: 'quota_reset_at', nullable: true })
  quotaResetAt: Date | null;

  /** When the question was sent: what was reported later is not in `quota_used`. */
  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;
}
