import { User } from '@genesis/identity';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** The website of a brief that is gone. The row goes with the website; it stays where the platform has no call that takes
 *  one down, so that its owner can still be told of it. */
@Entity('left_website')
@Index('ix_left_website_owner', ['ownerId'])
@Index('ix_left_website_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
export class LeftWebsite {
  @PrimaryColumn('uuid', { name: 'brief_id', primaryKeyConstraintName: 'pk_left_website' })
  briefId: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'fk_left_website_owner' })
  owner: Relation<User>;

  /** Where it is published; null where a try to publish may have left something. */
  @Column('text', { nullable: true })
  provider: string | null;

  /** The platform's id of it. */
  @Column('text', { name: 'hosted_id', nullable: true })
  hostedId: string | null;

  @Column('text', { nullable: true })
  url: string | null;

  /** Until then a worker may be about to publish it once more. */
  @Column('timestamptz', { name: 'held_until', nullable: true })
  heldUntil: Date | null;

  /** When it is taken down next; null where the platform has no call for that. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt: Date | null;

  @Column('timestamptz', { name: 'left_at', default: () => 'now()' })
  leftAt: Date;
}
