import type { AgentFailure, RunInput, TaskName, TokenUsage } from '@genesis/agents';
import { AGENT_NAMES, isUsable } from '@genesis/agents';
import type { JsonObject } from '@genesis/kernel';
import type { ProvenanceMap } from '@genesis/knowledge';
import type { EntityManager } from 'typeorm';
import type { RunStatus } from './entities/agent-run.entity.js';
import { TASK_STATUSES, type TaskStatus } from './entities/agent-task.entity.js';

export const TERMINAL_RUN_STATUSES = [
  'completed',
  'partial',
  'failed',
  'cancelled',
] as const satisfies RunStatus[];
export type TerminalRunStatus = (typeof TERMINAL_RUN_STATUSES)[number];

export const SETTLED_TASK_STATUSES = TASK_STATUSES.filter(
  (status) => status !== 'pending' && status !== 'running',
);

/** A task at the end of its run. */
export interface SettledTask {
  readonly status: (typeof SETTLED_TASK_STATUSES)[number];
  readonly isKept: boolean;
  readonly output: JsonObject | null;
  readonly provenance: ProvenanceMap;
  readonly error: AgentFailure | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly warnings: readonly string[];
  readonly usage: TokenUsage | null;
}

/** How a run ended, handed to whoever started it within the transaction that ends it. */
export interface RunOutcome {
  readonly runId: string;
  readonly briefId: string;
  readonly version: number;
  readonly status: TerminalRunStatus;
  readonly input: RunInput;
  readonly tasks: Readonly<Record<TaskName, SettledTask>>;
}

/** Port: what the owner of a run does when it ends. Provided by briefs. */
export abstract class RunSettlement {
  /** Runs in the transaction that makes the run terminal: both happen or neither. Its statements are executed after
   *  those that end the run. */
  abstract settle(tx: EntityManager, outcome: RunOutcome): Promise<void>;
}

/** A run's status from its agents'. Completed: all five succeeded. Failed: content failed, or fewer than three are
 *  usable. Source: decision 2 of the product's decisions. */
export function terminalStatus(
  statusOf: (task: TaskName) => TaskStatus,
): Exclude<TerminalRunStatus, 'cancelled'> {
  const statuses = AGENT_NAMES.map(statusOf);
  if (statuses.every((status) => status === 'success')) return 'completed';
  const usable = statuses.filter(isUsable).length;
  return !isUsable(statusOf('content')) || usable < 3 ? 'failed' : 'partial';
}
