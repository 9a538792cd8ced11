import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, startRuns, statesOf, untilCompleted } from './run-progress.js';
import { recordScenario } from './scenario-record.js';

const GREEDY_BRIEFS = 4_900;
const OTHERS = 20;
const BRIEFS_EACH = 5;
/** What the greedy owner has open at the api at once. */
const CLIENTS = 40;
/** Few slots, so that runs wait for one: else there would be nothing to be fair about. */
const SLOTS = 25;
const OWNER_CONCURRENCY = 8;
/** Source: R28 of the design: the others' 95th percentile to the start stays below twice of what it is without. */
const MOST_TIMES = 2;

describe('one owner starts thousands of briefs', () => {
  let servers: PrivateServers;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 200, max: 300 } });
  }, SCENARIO_MS);

  afterAll(() => servers.stop(), SCENARIO_MS);

  it(
    'R28: and the others wait less than twice as long as without',
    async () => {
      // What is unfair is so each time; what slows down the machine in one of both measurements is not.
      const violations: string[] = [];
      do {
        const alone = p95(await startDelays(servers, null));
        const beside = p95(await startDelays(servers, GREEDY_BRIEFS));
        process.stdout.write(
          `R28: p95 to the start ${Math.round(alone)} ms alone, ${Math.round(beside)} ms beside ${GREEDY_BRIEFS} briefs of one owner\n`,
        );
        if (beside < MOST_TIMES * alone) violations.length = 0;
        else violations.push(`I8: ${beside} ms to the start, ${alone} ms alone`);
      } while (violations.length === 1);
      await recordScenario(violations, { faults: GREEDY_BRIEFS });
      expect(violations).toEqual([]);
    },
    3 * SCENARIO_MS,
  );
});

/** Milliseconds from acceptance to the first claim, for each brief of the others.
 *  @param greedy briefs that one owner has started before them, or null */
async function startDelays(servers: PrivateServers, greedy: number | null): Promise<readonly number[]> {
  const installation = await servers.install({
    WORKER_CONCURRENCY: String(SLOTS),
    RUN_OWNER_CONCURRENCY: String(OWNER_CONCURRENCY),
  });
  try {
    await installation.startApi();
    const others = await Promise.all(Array.from({ length: OTHERS }, () => installation.client().signUp()));
    await installation.startWorker();
    if (greedy !== null) await startMany(await installation.client().signUp(), greedy);
    const started = await Promise.all(others.map((client) => startRuns(client, BRIEFS_EACH)));
    const runIds = started.flatMap(runIdsOf);
    await untilCompleted(installation, runIds, 120_000);
    if (greedy !== null) await expectFairShare(installation);
    return (await statesOf(installation, runIds)).map(
      ({ createdAt, startedAt }) => (startedAt ?? Infinity) - createdAt,
    );
  } finally {
    await installation.close();
  }
}

async function startMany(client: ApiClient, count: number): Promise<void> {
  let left = count;
  const inTurn = async () => {
    while (left > 0) {
      left -= 1;
      await client.generate(IDEA);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, inTurn));
}

/** The greedy owner still waits, was served all the while, and never had more than their share. */
async function expectFairShare(installation: Installation): Promise<void> {
  const { rows } = await installation.db.query<{ held_back: number; running: number; completed: number }>(
    `SELECT count(*) FILTER (WHERE status = 'queued' AND enqueue_count = 0)::int AS held_back,
            count(*) FILTER (WHERE status = 'running')::int AS running,
            count(*) FILTER (WHERE status = 'completed')::int AS completed
       FROM agent_run WHERE owner_id = (SELECT owner_id FROM agent_run GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)`,
  );
  expect(rows[0]?.held_back).toBeGreaterThan(0);
  expect(rows[0]?.completed).toBeGreaterThan(0);
  expect(rows[0]?.running).toBeLessThanOrEqual(OWNER_CONCURRENCY);
}

function p95(delays: readonly number[]): number {
  const sorted = [...delays].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Infinity;
}
