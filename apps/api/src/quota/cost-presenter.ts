import {
  type DaySpending,
  type ProviderSpending,
  type RunSpending,
  type Spending,
  totalOf,
} from '@genesis/quota';
import type {
  BriefCostResponse,
  ProviderSpendingResponse,
  RunSpendingResponse,
  SpendingResponse,
  UserUsageResponse,
} from './cost.responses.js';

export function toBriefCost(briefId: string, runs: readonly RunSpending[]): BriefCostResponse {
  return {
    brief_id: briefId,
    currency: 'USD',
    total: toSpending(totalOf(runs.map(({ total }) => total))),
    runs: runs.map(toRun),
  };
}

export function toUserUsage(
  { from, to }: { readonly from: string; readonly to: string },
  days: readonly DaySpending[],
): UserUsageResponse {
  return {
    from,
    to,
    currency: 'USD',
    total: toSpending(totalOf(days.map(({ total }) => total))),
    days: days.map(({ day, total, providers }) => ({
      day,
      total: toSpending(total),
      providers: providers.map(toProvider),
    })),
  };
}

function toRun(run: RunSpending): RunSpendingResponse {
  return {
    run_id: run.runId,
    version: run.version,
    status: run.status,
    plan: run.plan,
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
    total: toSpending(run.total),
    tasks: run.tasks.map(({ task, total, providers }) => ({
      task,
      total: toSpending(total),
      providers: providers.map(toProvider),
    })),
  };
}

function toProvider(spending: ProviderSpending): ProviderSpendingResponse {
  const { provider, model, capability } = spending;
  return Object.assign(toSpending(spending), { provider, model, capability });
}

function toSpending(spending: Spending): SpendingResponse {
  return {
    calls: spending.calls,
    input_tokens: spending.inputTokens,
    output_tokens: spending.outputTokens,
    credits: spending.credits,
    images: spending.images,
    cost_micro_usd: spending.costMicroUsd,
    unpriced_calls: spending.unpricedCalls,
  };
}
