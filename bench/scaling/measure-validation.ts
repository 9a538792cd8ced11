import { FRENCH_IDEAS } from '../../test/support/ideas/ideas.fr.js';
import { inLanes } from '../measurement.js';
import { type Measured, ofEach, UNLIMITED } from './installation.js';
import type { Scenario } from './scenarios.js';

/** Briefs of the plan pro about the idea whose rounds `measurePlan` has read. @returns seconds from the
 *  first claim to the last end */
export async function measureScenario(
  { installation, servers }: Measured,
  scenario: Scenario,
): Promise<number> {
  const { briefs, workerConcurrency, latencyMs, limits } = scenario;
  const paces = Object.fromEntries(
    Object.entries(limits).flatMap(([account, { requestsPerSecond }]) =>
      requestsPerSecond === undefined ? [] : [[account, requestsPerSecond] as const],
    ),
  );
  const settings = {
    ...installation.vendorSettings,
    LOCAL_PLAN: 'pro',
    PLAN_LIMIT_PRO: '0',
    // Nobody to turn to: who has no place waits.
    PLAN_PRO_LLM: 'openai',
    PLAN_PRO_SEARCH: 'tavily',
    WORKER_CONCURRENCY: String(workerConcurrency),
    VENDOR_REQUESTS_PER_SECOND: ofEach(UNLIMITED, paces),
  };
  const client = await installation.startApi(settings);
  await installation.startWorker(settings);
  await client.generate(FRENCH_IDEAS[0]?.brief);
  await installation.untilRunsEnded();
  await installation.setLatency(latencyMs);
  const runIds: string[] = [];
  await inLanes(20, Array.from({ length: briefs }), async () => {
    runIds.push((await client.generate(FRENCH_IDEAS[0]?.brief)).run_id);
  });
  await installation.untilRunsEnded();
  await installation.setLatency(null);
  const { rows } = await servers.database.query<{ seconds: number }>(
    `SELECT extract(epoch FROM max(finished_at) - min(started_at))::float8 AS seconds
       FROM agent_run WHERE id = ANY($1::uuid[])`,
    [runIds],
  );
  return rows[0]?.seconds ?? Number.NaN;
}
