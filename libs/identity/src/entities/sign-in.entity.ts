import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';

/** Somebody who has signed in on a device, and the one refresh token that it has now. All tokens of a device are of one
 *  family: they end together. */
@Entity('sign_ins')
export class SignIn {
  /** In access tokens as the claim `sid`, and in front of refresh tokens. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_sign_ins' })
  id: string;

  @Index('ix_sign_ins_user_id')
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_sign_ins_user' })
  user: Relation<User>;

  /** SHA-256 of the refresh token, hex: whoever reads the table cannot use it. */
  @Column('text', { name: 'token_hash' })
  tokenHash: string;

  /** That of the token before, whose holder may have lost the answer. */
  @Column('text', { name: 'previous_token_hash', nullable: true })
  previousTokenHash: string | null;

  /** What the browser or app called itself when it signed in, cut at 256 characters. */
  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  /** From where it signed in. */
  @Column('inet', { nullable: true })
  address: string | null;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { name: 'rotated_at', default: () => 'now()' })
  rotatedAt: Date;

  /** Until when the refresh token may be used. */
  @Column('timestamptz', { name: 'refresh_expires_at' })
  refreshExpiresAt: Date;

  /** When the last token of the family is over, of either kind; the row goes then. */
  @Index('ix_sign_ins_expires_at')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
