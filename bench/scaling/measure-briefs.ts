import { BRIEF_PLAN } from '@genesis/agents';
import type pg from 'pg';
import { FRENCH_IDEAS } from '../../test/support/ideas/ideas.fr.js';
import { inLanes } from '../measurement.js';
import type { ApiClient } from '../service.js';
import { type Counters, readCounters, usedFor } from './counters.js';
import type { Measured } from './installation.js';
import type { PlanUse, TaskShape, VendorPlan, Work } from './service-times.js';

const IN_FLIGHT = 20;
/** So long that the rounds of a task can be told apart, whatever else the machine does. */
const ROUND_MS = 1_500;
const KNOWLEDGE_BRIEFS = 150;
const VENDOR_BRIEFS = 40;
const WARM_UP_BRIEFS = 20;

/** So many, each of them as often as the others. */
export function someIdeas(count: number): readonly (object | undefined)[] {
  return Array.from({ length: count }, (_none, index) => FRENCH_IDEAS[index % FRENCH_IDEAS.length]?.brief);
}

export function workOf({ cpuMs, wal, commits, cacheCommands, queueCommands }: Counters): Work {
  const { api = 0, worker = 0, postgres = 0, redisCache = 0, redisQueue = 0 } = cpuMs;
  return {
    cpuMs: { api, worker, postgres, redisCache, redisQueue },
    walBytes: wal,
    commits,
    cacheCommands,
    queueCommands,
  };
}

/** Briefs that nobody but the knowledge engine writes. */
export async function measureKnowledge(measured: Measured): Promise<Work> {
  const client = await measured.installation.startApi({ LOCAL_PLAN: 'trial', PLAN_LIMIT_TRIAL: '0' });
  await measured.installation.startWorker({});
  await writeBriefs(measured, client, WARM_UP_BRIEFS);
  return writeBriefs(measured, client, KNOWLEDGE_BRIEFS);
}

/** Briefs that the vendors of a plan write: what they cost us, what is asked, and in which order. */
export async function measurePlan(measured: Measured, plan: VendorPlan): Promise<PlanUse> {
  const { installation, servers } = measured;
  const settings = {
    ...installation.vendorSettings,
    LOCAL_PLAN: plan,
    [`PLAN_LIMIT_${plan.toUpperCase()}`]: '0',
  };
  const client = await installation.startApi(settings);
  await installation.startWorker(settings);
  await writeBriefs(measured, client, WARM_UP_BRIEFS);
  const before = await now(servers.database);
  const work = await writeBriefs(measured, client, VENDOR_BRIEFS);
  const callsDuring = (await callsSince(servers.database, before)) / VENDOR_BRIEFS;
  const accounts = await accountsOf(measured, client);
  await installation.forgetSearches();
  return { work, callsDuring, accounts, tasks: await shapeOf(measured, client) };
}

async function writeBriefs(
  { servers, installation }: Measured,
  client: ApiClient,
  count: number,
): Promise<Work> {
  const before = await readCounters(servers, installation.pids);
  await inLanes(IN_FLIGHT, someIdeas(count), (idea) => client.generate(idea));
  await installation.untilRunsEnded();
  return workOf(usedFor(count, before, await readCounters(servers, installation.pids)));
}

async function now(database: pg.Client): Promise<string> {
  const { rows } = await database.query<{ now: string }>(`SELECT clock_timestamp()::text AS now`);
  return rows[0]?.now ?? '';
}

async function callsSince(database: pg.Client, since: string): Promise<number> {
  const { rows } = await database.query<{ calls: number }>(
    `SELECT coalesce(sum(attempts), 0)::int AS calls FROM provider_call WHERE finished_at > $1::timestamptz`,
    [since],
  );
  return rows[0]?.calls ?? 0;
}

const ACCOUNT = `CASE WHEN c.capability = 'search' AND c.provider = 'kimi' THEN 'kimi-search'
                      WHEN c.capability = 'image' THEN c.provider || '-images' ELSE c.provider END`;

/** One brief of each idea, after the searches that others have made are forgotten. */
async function accountsOf(
  { installation, servers }: Measured,
  client: ApiClient,
): Promise<PlanUse['accounts']> {
  await installation.forgetSearches();
  const runIds: string[] = [];
  await inLanes(IN_FLIGHT, FRENCH_IDEAS, async ({ brief }) =>
    runIds.push((await client.generate(brief)).run_id),
  );
  await installation.untilRunsEnded();
  const { rows } = await servers.database.query<PlanUse['accounts'][string] & { account: string }>(
    `SELECT ${ACCOUNT} AS account, c.capability, min(c.model) AS model,
            (sum(c.attempts) / $2::float8) AS calls,
            (sum(coalesce((c.usage->>'input_tokens')::float8, 0)) / $2::float8) AS "inputTokens",
            (sum(coalesce((c.usage->>'output_tokens')::float8, 0)) / $2::float8) AS "outputTokens",
            (sum(coalesce(c.cost_micro_usd, 0))::float8 / $2::float8) AS "microUsd"
       FROM provider_call c WHERE c.run_id = ANY($1::uuid[]) GROUP BY 1, 2 ORDER BY 1`,
    [runIds, FRENCH_IDEAS.length],
  );
  return Object.fromEntries(rows.map(({ account, ...use }) => [account, use]));
}

/** The rounds of a brief's tasks, read off the moments at which its equally long calls ended. */
async function shapeOf({ installation, servers }: Measured, client: ApiClient): Promise<TaskShape[]> {
  await installation.setLatency(ROUND_MS);
  const { run_id } = await client.generate(FRENCH_IDEAS[0]?.brief);
  await installation.untilRunsEnded();
  await installation.setLatency(null);
  const { rows } = await servers.database.query<{ task: string; account: string; round: number }>(
    `SELECT c.task, ${ACCOUNT} AS account,
            greatest(1, round(extract(epoch FROM c.finished_at - t.started_at) * 1000 / $2::float8))::int AS round
       FROM provider_call c JOIN agent_task t ON t.run_id = c.run_id AND t.name = c.task
      WHERE c.run_id = $1 ORDER BY 3`,
    [run_id, ROUND_MS],
  );
  return BRIEF_PLAN.tasks.map(({ name, needs }) => {
    const calls = rows.filter(({ task }) => task === name);
    const rounds = Array.from({ length: calls.at(-1)?.round ?? 0 }, (_none, index) =>
      countByAccount(calls.filter(({ round }) => round === index + 1)),
    );
    return { task: name, needs: [...needs], rounds };
  });
}

function countByAccount(calls: readonly { readonly account: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { account } of calls) counts[account] = (counts[account] ?? 0) + 1;
  return counts;
}
