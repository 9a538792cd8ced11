import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';

/** A one-time code that can still be exchanged; it is deleted by its exchange. */
@Entity('sso_codes')
export class SsoCode {
  /** SHA-256 of the code, hex: whoever reads the table cannot sign in with it. */
  @PrimaryColumn('text', { name: 'code_hash', primaryKeyConstraintName: 'pk_sso_codes' })
  codeHash: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_sso_codes_user' })
  user: Relation<User>;

  @Index('ix_sso_codes_expires_at')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
