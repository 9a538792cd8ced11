import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';

/** A code that an operator gave somebody who has forgotten their password; one a person, deleted by its use. */
@Entity('password_resets')
export class PasswordReset {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_password_resets' })
  userId: string;

  @OneToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_password_resets_user' })
  user: Relation<User>;

  /** SHA-256 of the code, hex: whoever reads the table cannot use it. */
  @Index('uq_password_resets_code_hash', { unique: true })
  @Column('text', { name: 'code_hash' })
  codeHash: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
