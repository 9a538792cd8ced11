import { queryPrepared } from '@genesis/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What was asked of vendors, and what it cost. */
export interface Spending {
  /** Requests that were sent. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Search credits. */
  readonly credits: number;
  readonly images: number;
  /** Of the calls whose price is known, in millionths of a US dollar. */
  readonly costMicroUsd: number;
  /** Calls whose price is not known: they are not in the sum. */
  readonly unpricedCalls: number;
}

export interface ProviderSpending extends Spending {
  readonly provider: string;
  readonly model: string | null;
  readonly capability: string;
}

export interface TaskSpending {
  readonly task: string;
  readonly total: Spending;
  readonly providers: readonly ProviderSpending[];
}

export interface RunSpending {
  readonly runId: string;
  readonly version: number;
  readonly status: string;
  readonly plan: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly total: Spending;
  readonly tasks: readonly TaskSpending[];
}

export interface DaySpending {
  /** UTC, YYYY-MM-DD. */
  readonly day: string;
  readonly total: Spending;
  readonly providers: readonly ProviderSpending[];
}

type RunRow = Omit<RunSpending, 'total' | 'tasks'>;
type CallRow = ProviderSpending & { readonly runId: string; readonly task: string };
type DayRow = ProviderSpending & { readonly day: string };

/** What runs, tasks and users have cost, from the journal of runs and from the calls outside it. */
@Injectable()
export class CostReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The runs of a brief, newest first. Who may see them is the caller's matter. */
  async ofBrief(briefId: string): Promise<readonly RunSpending[]> {
    const { manager } = this.dataSource;
    const [runs, calls] = await Promise.all([
      queryPrepared<RunRow>(
        manager,
        `SELECT id AS "runId", version, status, subscription_plan AS plan, started_at AS "startedAt",
                finished_at AS "finishedAt"
           FROM agent_run WHERE brief_id = $1 ORDER BY version DESC, created_at DESC`,
        [briefId],
      ),
      queryPrepared<CallRow>(
        manager,
        `SELECT c.run_id AS "runId", c.task, c.provider, c.model, c.capability, ${SUMS}
           FROM agent_run r JOIN provider_call c ON c.run_id = r.id
          WHERE r.brief_id = $1 GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 4, 5`,
        [briefId],
      ),
    ]);
    const byRun = Map.groupBy(calls, ({ runId }) => runId);
    return runs.map((run) => {
      const own = byRun.get(run.runId) ?? [];
      return { ...run, total: totalOf(own), tasks: tasksOf(own) };
    });
  }

  /** What a user has cost by day (UTC) and provider, oldest day first; days without a call are left out.
   *  @param from first day, YYYY-MM-DD @param to last day */
  async ofUser(userId: string, from: string, to: string): Promise<readonly DaySpending[]> {
    const rows = await queryPrepared<DayRow>(this.dataSource.manager, OF_USER, [userId, from, to]);
    return [...Map.groupBy(rows, ({ day }) => day)].map(([day, own]) => ({
      day,
      total: totalOf(own),
      providers: own.map(({ day: _, ...spending }) => spending),
    }));
  }
}

const count = (name: string) => `coalesce(sum((c.usage->>'${name}')::float8), 0)::float8`;

const SUMS = `sum(c.attempts)::int AS calls, ${count('input_tokens')} AS "inputTokens",
                ${count('output_tokens')} AS "outputTokens", ${count('credits')} AS credits, ${count('images')} AS images,
                coalesce(sum(c.cost_micro_usd), 0)::float8 AS "costMicroUsd",
                coalesce(sum(c.attempts) FILTER (WHERE c.cost_micro_usd IS NULL), 0)::int AS "unpricedCalls"`;

const CALL_COLUMNS = `c.provider, c.model, c.capability, c.attempts, c.usage, c.cost_micro_usd, c.finished_at`;
const IN_DAYS = `c.finished_at >= $2::date::timestamp AT TIME ZONE 'UTC'
                AND c.finished_at < ($3::date + 1)::timestamp AT TIME ZONE 'UTC'`;

const OF_USER = `SELECT to_char(c.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, c.provider, c.model, c.capability,
                ${SUMS}
         FROM (
           SELECT ${CALL_COLUMNS} FROM business_briefs b
             JOIN agent_run r ON r.brief_id = b.id
             JOIN provider_call c ON c.run_id = r.id
            WHERE b.owner_id = $1 AND ${IN_DAYS}
           UNION ALL
           SELECT ${CALL_COLUMNS} FROM user_call c WHERE c.user_id = $1 AND ${IN_DAYS}
         ) c
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;

function tasksOf(calls: readonly CallRow[]): readonly TaskSpending[] {
  return [...Map.groupBy(calls, ({ task }) => task)].map(([task, own]) => ({
    task,
    total: totalOf(own),
    providers: own.map(({ runId: _, task: __, ...spending }) => spending),
  }));
}

export function totalOf(parts: readonly Spending[]): Spending {
  const sum = (field: keyof Spending) => parts.reduce((total, part) => total + part[field], 0);
  return {
    calls: sum('calls'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    credits: sum('credits'),
    images: sum('images'),
    costMicroUsd: sum('costMicroUsd'),
    unpricedCalls: sum('unpricedCalls'),
  };
}
