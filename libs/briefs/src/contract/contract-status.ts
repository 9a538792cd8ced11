import type { TaskStatus } from '@genesis/runs';
import type { BriefStatus } from '../entities/business-brief.entity.js';

/** DigitalCloud360's words for where something stands. */
export const CONTRACT_STATUSES = ['pending', 'generating', 'completed', 'failed'] as const;
export type ContractStatus = (typeof CONTRACT_STATUSES)[number];

const OF_BRIEF: Readonly<Record<BriefStatus, ContractStatus>> = {
  draft: 'pending',
  queued: 'pending',
  in_progress: 'generating',
  completed: 'completed',
  partial: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

const OF_AGENT: Readonly<Record<TaskStatus, ContractStatus>> = {
  pending: 'pending',
  running: 'generating',
  success: 'completed',
  fallback: 'completed',
  failed: 'failed',
  skipped: 'failed',
  cancelled: 'failed',
};

/** A partial brief is completed: what failed in it is named beside. */
export function contractStatus(status: BriefStatus): ContractStatus {
  return OF_BRIEF[status];
}

export function contractAgentStatus(status: TaskStatus): ContractStatus {
  return OF_AGENT[status];
}
