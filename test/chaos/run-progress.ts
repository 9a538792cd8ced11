import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA } from './private-servers.js';

/** Starts runs, all at once. */
export async function startRuns(client: ApiClient, count: number): Promise<readonly RunStartedResponse[]> {
  return Promise.all(Array.from({ length: count }, () => client.generate(IDEA)));
}

export const runIdsOf = (runs: readonly RunStartedResponse[]): readonly string[] =>
  runs.map(({ run_id }) => run_id);

export interface RunState {
  readonly id: string;
  readonly status: string;
  readonly fence: number;
  readonly crash_count: number;
  readonly error: { readonly code: string } | null;
  readonly hasLease: boolean;
  /** Milliseconds of the Unix epoch; null until then. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly deadlineAt: number | null;
  readonly finishedAt: number | null;
}

/** Where runs stand, from their rows. */
export async function statesOf(
  installation: Installation,
  runIds: readonly string[],
): Promise<readonly RunState[]> {
  const ms = (column: string, name: string) => `extract(epoch FROM ${column})::float8 * 1000 AS "${name}"`;
  const { rows } = await installation.db.query<RunState>(
    `SELECT id, status, fence, crash_count, error, coalesce(lease_expires_at > now(), false) AS "hasLease",
            ${ms('created_at', 'createdAt')}, ${ms('started_at', 'startedAt')}, ${ms('deadline_at', 'deadlineAt')},
            ${ms('finished_at', 'finishedAt')}
       FROM agent_run WHERE id = ANY($1::uuid[])`,
    [runIds],
  );
  return rows;
}

/** @returns the states once every run has one that satisfies `condition`. */
export async function untilAll(
  installation: Installation,
  runIds: readonly string[],
  { what, condition, timeoutMs }: { what: string; condition: (run: RunState) => boolean; timeoutMs: number },
): Promise<readonly RunState[]> {
  return waitFor(
    async () => {
      const states = await statesOf(installation, runIds);
      return states.length === runIds.length && states.every(condition) && states;
    },
    { timeoutMs, everyMs: 25, what: `every run to be ${what}` },
  );
}

/** @returns the states once every run has completed. */
export async function untilCompleted(
  installation: Installation,
  runIds: readonly string[],
  timeoutMs = 60_000,
): Promise<readonly RunState[]> {
  const states = await untilAll(installation, runIds, {
    what: 'finished',
    condition: (run) => run.finishedAt !== null,
    timeoutMs,
  });
  const others = states.filter((run) => run.status !== 'completed').map((run) => `${run.id} ${run.status}`);
  if (others.length > 0) throw new Error(`runs did not complete: ${others.join(', ')}`);
  return states;
}

/** Milliseconds from a moment to the end of the last of these runs. */
export function lastEndAfter(since: number, states: readonly RunState[]): number {
  return Math.round(Math.max(...states.map((run) => run.finishedAt ?? Infinity)) - since);
}
