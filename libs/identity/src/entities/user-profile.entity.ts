import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';

/** What an account tells about its person; created empty with the account. */
@Entity('user_profiles')
@Check('ck_user_profiles_language', `preferred_language IN ('fr', 'en', 'wo')`)
export class UserProfile {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_user_profiles' })
  userId: string;

  @OneToOne(() => User, (user) => user.profile, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_user_profiles_user' })
  user: Relation<User>;

  @Column('text', { nullable: true })
  country: string | null;

  @Column('text', { nullable: true })
  city: string | null;

  @Column('text', { nullable: true })
  region: string | null;

  @Column('text', { nullable: true })
  sector: string | null;

  @Column('text', { name: 'experience_level', default: 'débutant' })
  experienceLevel: string;

  @Column('text', { name: 'business_stage', nullable: true })
  businessStage: string | null;

  @Column('text', { name: 'preferred_language', default: 'fr' })
  preferredLanguage: 'fr' | 'en' | 'wo';

  @Column('text', { name: 'coaching_style', nullable: true })
  coachingStyle: string | null;

  @Column('jsonb', { name: 'cultural_context', nullable: true })
  culturalContext: JsonObject | null;

  @Column('jsonb', { name: 'business_context', nullable: true })
  businessContext: JsonObject | null;
}
