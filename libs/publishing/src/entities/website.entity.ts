import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { BusinessBriefRecord } from '@genesis/briefs';
import type { HostedSite } from '@genesis/integrations';

/** The website of a brief: one, whichever versions it shows over time. */
@Entity('website')
@Unique('uq_website_brief', ['briefId'])
@Check('ck_website_hosted', `(hosted_id IS NULL) = (live_version IS NULL)`)
@Check('ck_website_hosted_status', `hosted_status IN ('pending', 'live', 'failed')`)
export class Website {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_website' })
  id: string;

  @Column('uuid', { name: 'brief_id' })
  briefId: string;

  @ManyToOne(() => BusinessBriefRecord, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'brief_id', foreignKeyConstraintName: 'fk_website_brief' })
  brief: Relation<BusinessBriefRecord>;

  /** Where it is published; null until it is. */
  @Column('text', { nullable: true })
  provider: string | null;

  /** The platform's id of it. */
  @Column('text', { name: 'hosted_id', nullable: true })
  hostedId: string | null;

  @Column('text', { nullable: true })
  url: string | null;

  @Column('text', { name: 'hosted_status', nullable: true })
  hostedStatus: HostedSite['status'] | null;

  /** The version that it shows. */
  @Column('int', { name: 'live_version', nullable: true })
  liveVersion: number | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
