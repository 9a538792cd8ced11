import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

export const WEBHOOK_KINDS = ['brief.completed'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

export const WEBHOOK_STATUSES = ['queued', 'sending', 'delivered', 'failed'] as const;
/** `failed`: every try was used up; it can be replayed. */
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Something that the platform is told of. Written with what it tells; outlives the brief that it is about. */
@Entity('webhook_event')
@Unique('uq_webhook_event_subject', ['kind', 'briefId', 'version'])
@Index('ix_webhook_event_due', ['dueAt'], { where: `status IN ('queued', 'sending')` })
@Index('ix_webhook_event_over', ['dueAt'], { where: `status IN ('delivered', 'failed')` })
@Index('ix_webhook_event_failed', ['createdAt'], { where: `status = 'failed'` })
@Check('ck_webhook_event_kind', `kind IN ('brief.completed')`)
@Check('ck_webhook_event_status', `status IN ('queued', 'sending', 'delivered', 'failed')`)
export class WebhookEvent {
  /** Sent as `webhook-id`: the same at every try. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_event' })
  id: string;

  @Column('text')
  kind: WebhookKind;

  @Column('uuid', { name: 'brief_id' })
  briefId: string;

  @Column('int')
  version: number;

  /** The body, byte for byte as it is sent. */
  @Column('text')
  payload: string;

  @Column('text', { default: 'queued' })
  status: WebhookStatus;

  /** Tries in this round. */
  @Column('int', { default: 0 })
  attempts: number;

  /** When it may be tried next; while it is being sent, when somebody else may take it. */
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;

  /** `200`, another status, or the code of an error of ours; null before the first try. */
  @Column('text', { name: 'last_outcome', nullable: true })
  lastOutcome: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;
}
