import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { AssetMediaType } from '../asset-key.js';

/** A brief's right to a stored picture. The bytes are in the store, once for all briefs that have the same. A row without
 *  a brief says that its file may have to go: it outlives the brief for that. */
@Entity('asset')
@Unique('uq_asset_brief_key', ['briefId', 'key'])
@Index('ix_asset_key', ['key', 'ownerId'])
@Index('ix_asset_unused', ['key'], { where: 'brief_id IS NULL' })
@Check('ck_asset_kind', `kind IN ('logo', 'image')`)
export class Asset {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_asset' })
  id: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @Column('uuid', { name: 'brief_id', nullable: true })
  briefId: string | null;

  // Named by string: the brief lives in a lib above this one.
  @ManyToOne('BusinessBriefRecord', { onDelete: 'SET NULL', nullable: true })
  @JoinColumn({ name: 'brief_id', foreignKeyConstraintName: 'fk_asset_brief' })
  brief: unknown;

  @Column('text')
  kind: 'logo' | 'image';

  /** `<sha256>.<extension>`, the name of the file. */
  @Column('text')
  key: string;

  /** Hex. */
  @Column('text')
  sha256: string;

  @Column('text', { name: 'media_type' })
  mediaType: AssetMediaType;

  /** Bytes. */
  @Column('int')
  size: number;

  /** Pixels. */
  @Column('int')
  width: number;

  @Column('int')
  height: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
