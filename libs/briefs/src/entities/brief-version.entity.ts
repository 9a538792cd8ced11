import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { BusinessBriefRecord, type BriefStatus } from './business-brief.entity.js';

/** One version of a brief: the input, the five blocks and how they came about. Readers read this table. */
@Entity('brief_versions')
@Check('ck_brief_versions_run', `(run_id IS NULL) = (status = 'draft')`)
@Check('ck_brief_versions_confidence', `confidence BETWEEN 0 AND 1`)
@Check(
  'ck_brief_versions_status',
  `status IN ('draft', 'queued', 'in_progress', 'completed', 'partial', 'failed', 'cancelled')`,
)
export class BriefVersion {
  @PrimaryColumn('uuid', { name: 'brief_id', primaryKeyConstraintName: 'pk_brief_versions' })
  briefId: string;

  @ManyToOne(() => BusinessBriefRecord, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'brief_id', foreignKeyConstraintName: 'fk_brief_versions_brief' })
  brief: Relation<BusinessBriefRecord>;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_brief_versions' })
  version: number;

  @Column('text')
  status: BriefStatus;

  /** The run that makes or made this version, null while it is a draft; the run may be pruned earlier. */
  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  /** Brief, language, resolved sector and country: what the agents were given. */
  @Column('jsonb')
  input: JsonObject;

  @Column('jsonb', { default: [] })
  warnings: JsonObject[];

  @Column('jsonb', { name: 'market_research', nullable: true })
  marketResearch: JsonObject | null;

  @Column('jsonb', { name: 'content_generation', nullable: true })
  contentGeneration: JsonObject | null;

  @Column('jsonb', { name: 'logo_creation', nullable: true })
  logoCreation: JsonObject | null;

  @Column('jsonb', { name: 'seo_optimization', nullable: true })
  seoOptimization: JsonObject | null;

  @Column('jsonb', { name: 'template_selection', nullable: true })
  templateSelection: JsonObject | null;

  /** Per agent: status, provider, model, warnings, error, kept. */
  @Column('jsonb', { default: {} })
  agents: JsonObject;

  @Column('jsonb', { default: {} })
  provenance: JsonObject;

  @Column('jsonb', { name: 'missing_information', default: [] })
  missingInformation: JsonObject[];

  @Column('real', { nullable: true })
  confidence: number | null;

  @Column('boolean', { name: 'is_ready_for_website', default: false })
  isReadyForWebsite: boolean;

  /** Each unmet condition of readiness. */
  @Column('jsonb', { name: 'readiness_missing', default: [] })
  readinessMissing: JsonObject[];

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  /** Since when its blocks and files are gone, because newer versions replaced it. */
  @Column('timestamptz', { name: 'results_removed_at', nullable: true })
  resultsRemovedAt: Date | null;
}
