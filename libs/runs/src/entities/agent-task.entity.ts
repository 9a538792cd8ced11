import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AgentRun } from './agent-run.entity.js';

export const TASK_STATUSES = [
  'pending',
  'running',
  'success',
  'fallback',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** One node of a run. */
@Entity('agent_task')
@Check(
  'ck_agent_task_status',
  `status IN ('pending', 'running', 'success', 'fallback', 'failed', 'skipped', 'cancelled')`,
)
export class AgentTask {
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'pk_agent_task' })
  runId: string;

  @ManyToOne(() => AgentRun, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'fk_agent_task_run' })
  run: Relation<AgentRun>;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_agent_task' })
  name: string;

  @Column('text')
  status: TaskStatus;

  /** True when the result was taken over from the version before, not made by this run. */
  @Column('boolean', { name: 'is_kept', default: false })
  isKept: boolean;

  @Column('int', { default: 0 })
  attempt: number;

  @Column('jsonb', { nullable: true })
  output: JsonObject | null;

  @Column('jsonb', { default: {} })
  provenance: JsonObject;

  @Column('jsonb', { nullable: true })
  error: JsonObject | null;

  @Column('text', { nullable: true })
  provider: string | null;

  @Column('text', { nullable: true })
  model: string | null;

  @Column('jsonb', { nullable: true })
  usage: JsonObject | null;

  @Column('text', { array: true, default: [] })
  warnings: string[];

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
