import type { JsonObject } from '@genesis/kernel';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { AgentRun } from './agent-run.entity.js';

/** One paid or external call of a task, under a key that stays the same when the task is run again. */
@Entity('provider_call')
export class ProviderCall {
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'pk_provider_call' })
  runId: string;

  @ManyToOne(() => AgentRun, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'run_id', foreignKeyConstraintName: 'fk_provider_call_run' })
  run: Relation<AgentRun>;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_provider_call' })
  task: string;

  @PrimaryColumn('text', { name: 'call_key', primaryKeyConstraintName: 'pk_provider_call' })
  callKey: string;

  /** SHA-256 of the request, hex: a journal entry answers the same request only. */
  @Column('text', { name: 'request_hash' })
  requestHash: string;

  @Column('text')
  capability: string;

  /** Each provider of a chain that was asked has a row of its own. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_provider_call' })
  provider: string;

  @Column('text', { nullable: true })
  model: string | null;

  @Column('text', { name: 'prompt_id', nullable: true })
  promptId: string | null;

  /** `success`, or the code of the error that ended the last attempt. */
  @Column('text')
  outcome: string;

  /** HTTP requests, over all calls of this key. */
  @Column('int')
  attempts: number;

  @Column('jsonb', { nullable: true })
  response: JsonObject | null;

  /** Tokens, credits and images that the vendor counted, over all calls of this key. */
  @Column('jsonb', { nullable: true })
  usage: JsonObject | null;

  /** Millionths of a US dollar; null when the price is unknown. */
  @Column('bigint', { name: 'cost_micro_usd', nullable: true })
  costMicroUsd: string | null;

  @Column('int', { name: 'latency_ms' })
  latencyMs: number;

  @Column('timestamptz', { name: 'finished_at', default: () => 'now()' })
  finishedAt: Date;
}
