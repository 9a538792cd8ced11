import {
  Check,
  Column,
  Entity,
  Generated,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { User } from '@genesis/identity';

export const BRIEF_STATUSES = [
  'draft',
  'queued',
  'in_progress',
  'completed',
  'partial',
  'failed',
  'cancelled',
  'expired',
] as const;
export type BriefStatus = (typeof BRIEF_STATUSES)[number];

/** Where a brief comes from: its owner's call, the coach, or DigitalCloud360 in its owner's name. */
export type BriefSource = 'api' | 'coaching' | 'dc360';

/** A person's brief: who owns it and where it stands. What it says is in its versions. */
@Entity('business_briefs')
@Check(
  'ck_business_briefs_status',
  `status IN ('draft', 'queued', 'in_progress', 'completed', 'partial', 'failed', 'cancelled', 'expired')`,
)
@Index('ix_business_briefs_owner', ['ownerId', 'createdAt', 'id'])
@Index('ix_business_briefs_kept', ['updatedAt'], { where: `status <> 'expired'` })
@Index('ix_business_briefs_regenerated', ['lastVersion'], { where: 'last_version > 1' })
export class BusinessBriefRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_business_briefs' })
  id: string;

  /** Shown as `id` to frontends of the former service; never accepted. */
  @Column('int', { name: 'legacy_id' })
  @Generated('increment')
  legacyId: number;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_business_briefs_owner' })
  owner: Relation<User>;

  @Column('text')
  status: BriefStatus;

  /** The version that readers see. While a regeneration is under way it is the one before. */
  @Column('int', { name: 'current_version', default: 1 })
  currentVersion: number;

  /** Highest version ever started. */
  @Column('int', { name: 'last_version', default: 1 })
  lastVersion: number;

  @Column('text', { name: 'business_name' })
  businessName: string;

  @Column('text')
  sector: string;

  @Column('text', { default: 'api' })
  source: BriefSource;

  /** Number of the last event, kept here so that a pruned run does not restart the count. */
  @Column('int', { name: 'last_event_seq', default: 0 })
  lastEventSeq: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;
}
