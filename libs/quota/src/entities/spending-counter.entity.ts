import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What may be spent of a cap is what is neither spent nor held. Scopes: `run:<id>`, `user:<id>`, `service`. */
@Entity('spending_counter')
@Check('ck_spending_counter_amounts', `spent >= 0 AND held >= 0`)
export class SpendingCounter {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_spending_counter' })
  scope: string;

  /** A day (UTC, by the database's clock); `run` for a run. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_spending_counter' })
  period: string;

  /** Millionths of a US dollar. */
  @Column('bigint', { default: 0 })
  spent: string;

  /** Millionths of a US dollar, of requests whose cost is not known yet. */
  @Column('bigint', { default: 0 })
  held: string;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;
}
