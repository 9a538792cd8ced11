import type { Json, JsonObject } from '@genesis/kernel';
import type { FailedWebhook } from '@genesis/publishing';
import type { BriefEvent, CallReport, RunReport, StuckRun, TaskReport } from '@genesis/runs';

const timeOf = (at: Date | null): string | null => at?.toISOString() ?? null;

export function toStuckRun(run: StuckRun): JsonObject {
  return {
    run_id: run.runId,
    brief_id: run.briefId,
    owner_id: run.ownerId,
    status: run.status,
    reasons: run.reasons,
    created_at: timeOf(run.createdAt),
    last_event_at: timeOf(run.lastEventAt),
    crash_count: run.crashCount,
    enqueue_count: run.enqueueCount,
  };
}

export function toRunReport(run: RunReport): JsonObject {
  return {
    run_id: run.runId,
    brief_id: run.briefId,
    version: run.version,
    owner_id: run.ownerId,
    plan: run.plan,
    subscription_plan: run.subscriptionPlan,
    status: run.status,
    requested_agents: run.requestedAgents,
    fence: run.fence,
    is_leased: run.isLeased,
    lease_expires_at: timeOf(run.leaseExpiresAt),
    deadline_at: timeOf(run.deadlineAt),
    cancel_requested_at: timeOf(run.cancelRequestedAt),
    crash_count: run.crashCount,
    quarantined_at: timeOf(run.quarantinedAt),
    wake_at: timeOf(run.wakeAt),
    enqueue_count: run.enqueueCount,
    checked_at: timeOf(run.checkedAt),
    event_seq: run.eventSeq,
    request_id: run.requestId,
    error: run.errorCode,
    created_at: timeOf(run.createdAt),
    started_at: timeOf(run.startedAt),
    finished_at: timeOf(run.finishedAt),
    superseded_by: run.supersededBy,
    cost_micro_usd: run.calls.reduce((sum, call) => sum + (call.costMicroUsd ?? 0), 0),
    job: run.job && { ...run.job },
    tasks: run.tasks.map(toTask),
    calls: run.calls.map(toCall),
  };
}

function toTask(task: TaskReport): Json {
  return {
    task: task.task,
    status: task.status,
    is_kept: task.isKept,
    attempt: task.attempt,
    provider: task.provider,
    model: task.model,
    error: task.errorCode,
    started_at: timeOf(task.startedAt),
    finished_at: timeOf(task.finishedAt),
  };
}

function toCall(call: CallReport): Json {
  return {
    task: call.task,
    capability: call.capability,
    provider: call.provider,
    model: call.model,
    prompt_id: call.promptId,
    outcome: call.outcome,
    attempts: call.attempts,
    usage: call.usage,
    cost_micro_usd: call.costMicroUsd,
    latency_ms: call.latencyMs,
    finished_at: timeOf(call.finishedAt),
  };
}

export function toFailedWebhook(event: FailedWebhook): JsonObject {
  return {
    event_id: event.eventId,
    kind: event.kind,
    brief_id: event.briefId,
    version: event.version,
    attempts: event.attempts,
    last_outcome: event.lastOutcome,
    created_at: timeOf(event.createdAt),
  };
}

/** As the brief's owner gets it. */
export function toBriefEvent({ id, runId, type, at, agent, data }: BriefEvent): JsonObject {
  return { id, run_id: runId, type, at: timeOf(at), ...(agent !== null && { agent }), data };
}
