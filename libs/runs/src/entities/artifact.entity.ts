import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** One file that a task delivered. Lives as long as its version of the brief. */
@Entity('artifact')
@Index('ix_artifact_version', ['briefId', 'version'])
export class Artifact {
  /** The run's id. */
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_artifact' })
  workspaceId: string;

  /** Canonical path in the workspace. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_artifact' })
  path: string;

  @Column('uuid', { name: 'brief_id' })
  briefId: string;

  @Column('int')
  version: number;

  // Named by string: the version lives in a lib above this one.
  @ManyToOne('BriefVersion', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn([
    { name: 'brief_id', referencedColumnName: 'briefId', foreignKeyConstraintName: 'fk_artifact_version' },
    { name: 'version', referencedColumnName: 'version', foreignKeyConstraintName: 'fk_artifact_version' },
  ])
  briefVersion: unknown;

  @Column('text')
  task: string;

  @Column('int')
  revision: number;

  @Column('text', { name: 'media_type' })
  mediaType: string;

  /** UTF-8 bytes. */
  @Column('int')
  size: number;

  /** Hex. */
  @Column('text')
  sha256: string;

  @Column('text')
  author: string;

  @Column('text')
  content: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt: Date;
}
