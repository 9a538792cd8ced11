import type { SubscriptionPlan } from '@genesis/config';
import type { JsonObject } from '@genesis/kernel';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

export const RUN_STATUSES = [
  'queued',
  'running',
  'parked',
  'completed',
  'partial',
  'failed',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const ACTIVE_RUN_STATUSES = ['queued', 'running', 'parked'] as const satisfies readonly RunStatus[];

/** True while a run has not reached its end. */
export function isActive(status: RunStatus): boolean {
  return (ACTIVE_RUN_STATUSES as readonly RunStatus[]).includes(status);
}

/** One execution of a plan for one version of a brief. */
@Entity('agent_run')
@Check(
  'ck_agent_run_status',
  `status IN ('queued', 'running', 'parked', 'completed', 'partial', 'failed', 'cancelled')`,
)
@Check(
  'ck_agent_run_finished',
  `(finished_at IS NOT NULL) = (status IN ('completed', 'partial', 'failed', 'cancelled'))`,
)
@Check('ck_agent_run_subscription_plan', `subscription_plan IN ('trial', 'basic', 'pro', 'enterprise')`)
@Index('ux_agent_run_active_brief', ['briefId'], {
  unique: true,
  where: `status IN ('queued', 'running', 'parked')`,
})
@Index('ix_agent_run_brief', ['briefId', 'version'])
@Index('ix_agent_run_held_back', ['ownerId', 'createdAt'], {
  where: `status = 'queued' AND enqueue_count = 0`,
})
@Index('ix_agent_run_admitted', ['ownerId'], {
  where: `status IN ('queued', 'running', 'parked') AND enqueue_count > 0`,
})
@Index('ix_agent_run_finished', ['finishedAt'], { where: 'finished_at IS NOT NULL' })
@Index('ix_agent_run_unfinished', ['checkedAt'], { where: `status IN ('queued', 'running', 'parked')` })
export class AgentRun {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_agent_run' })
  id: string;

  @Column('uuid', { name: 'brief_id' })
  briefId: string;

  // Named by string: the brief lives in a lib above this one.
  @ManyToOne('BusinessBriefRecord', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'brief_id', foreignKeyConstraintName: 'fk_agent_run_brief' })
  brief: unknown;

  @Column('int')
  version: number;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  /** Plan and its version, e.g. `brief@1`. */
  @Column('text')
  plan: string;

  /** The owner's subscription when the run was started: who may be asked. */
  @Column('text', { name: 'subscription_plan', default: 'trial' })
  subscriptionPlan: SubscriptionPlan;

  @Column('text')
  status: RunStatus;

  /** Agents that this run executes; the others keep the result of the version before. */
  @Column('text', { array: true, name: 'requested_agents' })
  requestedAgents: string[];

  @Column('jsonb')
  input: JsonObject;

  /** Raised at every claim; a write that names an older fence changes nothing. */
  @Column('int', { default: 0 })
  fence: number;

  /** Ids of the last writes under the fence, the newest first: what is written once is not written again. */
  @Column('int', { array: true, name: 'recent_steps', default: [] })
  recentSteps: number[];

  @Column('timestamptz', { name: 'lease_expires_at', nullable: true })
  leaseExpiresAt: Date | null;

  /** Wall-clock end, counted from the first claim. */
  @Column('timestamptz', { name: 'deadline_at', nullable: true })
  deadlineAt: Date | null;

  @Column('timestamptz', { name: 'cancel_requested_at', nullable: true })
  cancelRequestedAt: Date | null;

  /** Leases that ended without a hand-back. */
  @Column('int', { name: 'crash_count', default: 0 })
  crashCount: number;

  /** Since when the run is carried in a process of its own, because its workers died. */
  @Column('timestamptz', { name: 'quarantined_at', nullable: true })
  quarantinedAt: Date | null;

  /** A parked run sleeps until then. */
  @Column('timestamptz', { name: 'wake_at', nullable: true })
  wakeAt: Date | null;

  /** Part of the job id: BullMQ ignores an id whose finished job it still keeps. 0: held back until its owner has room. */
  @Column('int', { name: 'enqueue_count', default: 0 })
  enqueueCount: number;

  /** When the reconciler last looked at this run's job. */
  @Column('timestamptz', { name: 'checked_at', default: () => 'now()' })
  checkedAt: Date;

  /** Last event number of the brief. */
  @Column('int', { name: 'event_seq' })
  eventSeq: number;

  /** W3C trace context and request id of the request that started the run. */
  @Column('jsonb', { name: 'trace_context', default: {} })
  traceContext: JsonObject;

  @Column('jsonb', { nullable: true })
  error: JsonObject | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
