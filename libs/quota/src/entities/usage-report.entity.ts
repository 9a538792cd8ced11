import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { QuotaReservation } from './quota-reservation.entity.js';

type ReportState = 'pending' | 'delivered' | 'dead';

/** Outbox: one generation of which DigitalCloud360 is to be told. Written in the transaction that commits the unit. */
@Entity('usage_report')
@Check('ck_usage_report_state', `state IN ('pending', 'delivered', 'dead')`)
@Check('ck_usage_report_delivered', `(delivered_at IS NOT NULL) = (state = 'delivered')`)
@Index('ix_usage_report_due', ['dueAt'], { where: `state = 'pending'` })
@Index('ix_usage_report_over', ['usedAt'], { where: `state IN ('delivered', 'dead')` })
export class UsageReport {
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'pk_usage_report' })
  runId: string;

  @OneToOne(() => QuotaReservation, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'fk_usage_report_reservation' })
  reservation: Relation<QuotaReservation>;

  @Column('text', { name: 'dc360_user_id' })
  dc360UserId: string;

  /** When the generation ended. */
  @Column('timestamptz', { name: 'used_at', default: () => 'now()' })
  usedAt: Date;

  @Column('text', { default: 'pending' })
  state: ReportState;

  @Column('int', { default: 0 })
  attempts: number;

  /** When the next attempt may begin. A claim moves it, so that a worker that dies with the report is followed by another. */
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;

  /** Code of the error of the last attempt. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;
}
