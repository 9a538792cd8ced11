import {
  Check,
  Column,
  Entity,
  Generated,
  Index,
  OneToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { UserProfile } from './user-profile.entity.js';

/** An account. */
@Entity('users')
@Unique('uq_users_email', ['email'])
@Unique('uq_users_dc360_user_id', ['dc360UserId'])
@Index('ix_users_erasure', ['erasureRequestedAt'], { where: 'erasure_requested_at IS NOT NULL' })
@Check('ck_users_email', `email = lower(email)`)
@Check('ck_users_reachable', `email IS NOT NULL OR dc360_user_id IS NOT NULL`)
export class User {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_users' })
  id: string;

  /** Shown as `id` to frontends of the former service; never accepted. */
  @Column('int', { name: 'legacy_id' })
  @Generated('increment')
  legacyId: number;

  /** Lower case, NFC; null where DigitalCloud360 did not tell it, or somebody else has it. */
  @Column('varchar', { length: 320, nullable: true })
  email: string | null;

  @Column('varchar', { length: 100 })
  name: string;

  /** Argon2id, PHC string; null for people who come by single sign-on alone. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  @Column('text', { name: 'dc360_user_id', nullable: true })
  dc360UserId: string | null;

  @Column('boolean', { name: 'is_active', default: true })
  isActive: boolean;

  /** Access tokens without a sign-in that are older than this are over; those with one end with it. */
  @Column('timestamptz', { name: 'tokens_valid_from', nullable: true })
  tokensValidFrom: Date | null;

  /** When its person asked for its erasure; nobody gets in from then on. */
  @Column('timestamptz', { name: 'erasure_requested_at', nullable: true })
  erasureRequestedAt: Date | null;

  /** Named on the receipt of the erasure. */
  @Column('uuid', { name: 'erasure_receipt', nullable: true })
  erasureReceipt: string | null;

  @OneToOne(() => UserProfile, (profile) => profile.user)
  profile: Relation<UserProfile> | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
