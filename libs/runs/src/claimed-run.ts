import type { RunInput, TaskName } from '@genesis/agents';
import type { SubscriptionPlan } from '@genesis/config';
import type { JsonObject } from '@genesis/kernel';
import type { TraceContext } from '@genesis/observability';
import type { TaskStatus } from './entities/agent-task.entity.js';
import type { SettledTask } from './run-outcome.js';

export interface ClaimedTask extends Omit<SettledTask, 'status'> {
  readonly name: TaskName;
  readonly status: TaskStatus;
  readonly attempt: number;
}

/** A run that this process holds the lease of. */
export interface ClaimedRun {
  readonly id: string;
  readonly briefId: string;
  readonly version: number;
  readonly ownerId: string;
  readonly plan: string;
  /** What the owner's subscription allows: who may be asked. */
  readonly subscriptionPlan: SubscriptionPlan;
  readonly input: RunInput;
  readonly fence: number;
  /** Leases that ended without a hand-back. */
  readonly crashCount: number;
  readonly isCancelRequested: boolean;
  /** When the claim was sent, on the clock of `performance.now()`. */
  readonly claimedAtMs: number;
  readonly remainingMs: number;
  /** Since the run was created, at the claim. */
  readonly ageMs: number;
  readonly requestId: string | null;
  /** Where the request that asked for the run stands in its trace; nothing where there was none. */
  readonly traceContext: unknown;
  readonly tasks: readonly ClaimedTask[];
  /** Tasks that the claim itself has started. */
  readonly begun: readonly TaskName[];
  /** The id of the next write under this claim: 1, 2, 3… A write that is repeated keeps its own. */
  readonly takeStepId: () => number;
}

export interface TaskRow {
  readonly name: TaskName;
  readonly status: TaskStatus;
  readonly is_kept: boolean;
  readonly attempt: number;
  readonly output: JsonObject | null;
  readonly provenance: SettledTask['provenance'];
  readonly error: SettledTask['error'];
  readonly provider: string | null;
  readonly model: string | null;
  readonly warnings: readonly string[];
  readonly usage: SettledTask['usage'];
}

export interface ClaimRow {
  readonly id: string;
  readonly brief_id: string;
  readonly version: number;
  readonly owner_id: string;
  readonly plan: string;
  readonly subscription_plan: SubscriptionPlan;
  readonly input: RunInput;
  readonly fence: number;
  readonly crash_count: number;
  readonly cancel: boolean;
  readonly remaining_ms: number;
  readonly age_ms: number;
  readonly trace_context: { readonly request_id?: string } & Partial<TraceContext>;
  /** Null unless this is the first claim. */
  readonly tasks: readonly TaskRow[] | null;
  readonly begun: readonly TaskName[] | null;
}

export function toClaimedRun(row: ClaimRow, tasks: readonly TaskRow[], claimedAtMs: number): ClaimedRun {
  let steps = 0;
  return {
    id: row.id,
    briefId: row.brief_id,
    version: row.version,
    ownerId: row.owner_id,
    plan: row.plan,
    subscriptionPlan: row.subscription_plan,
    input: row.input,
    fence: row.fence,
    crashCount: row.crash_count,
    isCancelRequested: row.cancel,
    claimedAtMs,
    remainingMs: row.remaining_ms,
    ageMs: row.age_ms,
    requestId: row.trace_context.request_id ?? null,
    traceContext: row.trace_context,
    begun: row.begun ?? [],
    tasks: tasks.map(({ is_kept, ...task }) => ({ ...task, isKept: is_kept })),
    takeStepId: () => (steps += 1),
  };
}
