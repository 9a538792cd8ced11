import { User } from '@genesis/identity';
import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** Units that a user with a limit has reserved or used in one period. Its row is what two generations at once meet at. */
@Entity('quota_usage')
@Check('ck_quota_usage_used', `used >= 0`)
export class QuotaUsage {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_quota_usage' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_quota_usage_user' })
  user: Relation<User>;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_quota_usage' })
  period: string;

  @Column('int')
  used: number;
}
