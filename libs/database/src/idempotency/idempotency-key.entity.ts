import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The stored answer of a request that carried an `Idempotency-Key`. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  /** Caller and route: the same key of another caller or route is another key. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  scope: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  key: string;

  /** SHA-256 of the request body, hex. */
  @Column('text', { name: 'body_hash' })
  bodyHash: string;

  @Column('jsonb')
  response: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Index('ix_idempotency_keys_expires_at')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
