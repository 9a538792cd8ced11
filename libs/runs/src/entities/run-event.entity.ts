import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AgentRun } from './agent-run.entity.js';

export const EVENT_TYPES = [
  'run.started',
  'agent.started',
  'agent.finished',
  'call.finished',
  'file.written',
  'run.parked',
  'run.finished',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** One thing that happened to a brief. `seq` counts 1, 2, 3… without a gap over the brief's life. */
@Entity('run_event')
@Check(
  'ck_run_event_type',
  `type IN ('run.started', 'agent.started', 'agent.finished', 'call.finished', 'file.written', 'run.parked', 'run.finished')`,
)
export class RunEvent {
  @PrimaryColumn('uuid', { name: 'brief_id', primaryKeyConstraintName: 'pk_run_event' })
  briefId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_run_event' })
  seq: number;

  @Index('ix_run_event_run')
  @Column('uuid', { name: 'run_id' })
  runId: string;

  @ManyToOne(() => AgentRun, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'fk_run_event_run' })
  run: Relation<AgentRun>;

  @Column('text')
  type: EventType;

  @Column('text', { nullable: true })
  agent: string | null;

  @Column('jsonb', { default: {} })
  data: JsonObject;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;
}
