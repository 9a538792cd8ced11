import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Money held for one request, until it is known what it cost. One that its worker left behind counts as spent. */
@Entity('spending_hold')
@Index('ix_spending_hold_created', ['createdAt'])
export class SpendingHoldRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_spending_hold' })
  id: string;

  /** Null for a call outside runs. */
  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  /** The day (UTC) that it was taken from. */
  @Column('text')
  day: string;

  /** Millionths of a US dollar. */
  @Column('bigint')
  amount: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
