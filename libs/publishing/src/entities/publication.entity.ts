import { BriefVersion } from '@genesis/briefs';
import type { JsonObject } from '@genesis/kernel';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Website } from './website.entity.js';

export const PUBLICATION_STATUSES = ['queued', 'publishing', 'published', 'failed', 'superseded'] as const;
/** `superseded`: it was published, and another version stands in its place. */
export type PublicationStatus = (typeof PUBLICATION_STATUSES)[number];

/** The intent to publish one version of a brief, and what became of it. The row is there before anything is sent. */
@Entity('publication')
@Unique('uq_publication_version', ['briefId', 'version'])
@Index('ux_publication_active', ['briefId'], {
  unique: true,
  where: `status IN ('queued', 'publishing')`,
})
@Index('ix_publication_unfinished', ['checkedAt'], { where: `status IN ('queued', 'publishing')` })
@Index('ix_publication_website', ['websiteId'])
@Check('ck_publication_status', `status IN ('queued', 'publishing', 'published', 'failed', 'superseded')`)
@Check('ck_publication_lease', `(lease_expires_at IS NOT NULL) = (status = 'publishing')`)
@Check('ck_publication_error', `(error IS NOT NULL) = (status = 'failed')`)
export class Publication {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_publication' })
  id: string;

  @Column('uuid', { name: 'website_id' })
  websiteId: string;

  @ManyToOne(() => Website, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'website_id', foreignKeyConstraintName: 'fk_publication_website' })
  website: Relation<Website>;

  @Column('uuid', { name: 'brief_id' })
  briefId: string;

  @Column('int')
  version: number;

  @ManyToOne(() => BriefVersion, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn([
    { name: 'brief_id', referencedColumnName: 'briefId', foreignKeyConstraintName: 'fk_publication_version' },
    { name: 'version', referencedColumnName: 'version', foreignKeyConstraintName: 'fk_publication_version' },
  ])
  briefVersion: Relation<BriefVersion>;

  @Column('text')
  status: PublicationStatus;

  /** `<brief id>:<version>`, as the platform is given it. */
  @Column('text')
  reference: string;

  /** Requests to create or change the website that may have been sent, ever. */
  @Column('int', { default: 0 })
  attempts: number;

  /** Raised by every claim; who has an older one may change nothing. */
  @Column('int', { default: 0 })
  fence: number;

  /** Claims in this round whose owner was lost. */
  @Column('int', { name: 'crash_count', default: 0 })
  crashCount: number;

  @Column('timestamptz', { name: 'lease_expires_at', nullable: true })
  leaseExpiresAt: Date | null;

  /** Jobs that were made for it: part of the next one's id. */
  @Column('int', { name: 'enqueue_count', default: 1 })
  enqueueCount: number;

  /** When somebody last looked whether it is being carried. */
  @Column('timestamptz', { name: 'checked_at', default: () => 'now()' })
  checkedAt: Date;

  /** Why the last round failed: `code`, `kind`, `details`. */
  @Column('jsonb', { nullable: true })
  error: JsonObject | null;

  /** Of the request that asked for it: sent on to the platform. */
  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('timestamptz', { name: 'requested_at', default: () => 'now()' })
  requestedAt: Date;

  /** When it last went live; stays when another version takes its place. */
  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt: Date | null;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
