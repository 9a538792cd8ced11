import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** An act that matters to security. Entries are added and, when they are old, removed; nothing changes one. */
@Entity('audit_entries')
@Check('ck_audit_entries_outcome', `outcome IN ('done', 'refused')`)
@Index('ix_audit_entries_subject', ['subject', 'id'])
@Index('ix_audit_entries_at', ['at'])
export class AuditEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_audit_entries',
  })
  id: string;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;

  /** What was done, e.g. `password_changed`. */
  @Column('text')
  act: string;

  @Column('text', { default: 'done' })
  outcome: 'done' | 'refused';

  /** Who did it: a user's id, `service:<name>`, `operator`; null for somebody who was not known yet. */
  @Column('text', { nullable: true })
  actor: string | null;

  /** Whose account it concerns; no foreign key: an entry may be older than its account is gone. */
  @Column('uuid', { nullable: true })
  subject: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  /** Where the request came from, behind the proxies that are trusted. */
  @Column('inet', { nullable: true })
  address: string | null;

  @Column('jsonb', { nullable: true })
  details: JsonObject | null;
}
