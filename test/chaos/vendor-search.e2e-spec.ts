import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, untilAll } from './run-progress.js';
import { byCall, heldForMs, ideaOf } from './vendor-trials.js';

/** Time of one request to the search, as the installation is told. */
const ATTEMPT_MS = 2_000;
/** Time that the research has; the run is not held up for longer by its search. */
const RESEARCH_MS = 20_000;
const LATE_MS = 3_000;

/** How many pages a research names. */
const sourcesOf = (research: unknown): number =>
  (research as { readonly search_metadata: { readonly sources: readonly unknown[] } }).search_metadata.sources
    .length;

/** What the search does to a run, and what the research is in the end. */
const SEARCHES = [
  { name: 'well', behaviour: null, status: 'success', says: null },
  {
    name: 'down',
    behaviour: { kind: 'status', status: 503 },
    status: 'fallback',
    says: 'SEARCH_UNAVAILABLE',
  },
  {
    name: 'not there',
    behaviour: { kind: 'cut_connection' },
    status: 'fallback',
    says: 'SEARCH_UNREACHABLE',
  },
  {
    name: 'silent',
    behaviour: { kind: 'stall_before_answer' },
    status: 'fallback',
    says: 'SEARCH_TIMEOUT',
  },
  {
    name: 'slow',
    behaviour: { kind: 'slow_drip', everyMs: 1_000, pieces: 1_000 },
    status: 'fallback',
    says: 'SEARCH_TIMEOUT',
  },
  { name: 'used up', behaviour: { kind: 'plan_limit' }, status: 'fallback', says: 'SEARCH_QUOTA_EXHAUSTED' },
  {
    name: 'talking nonsense',
    behaviour: { kind: 'broken_json' },
    status: 'fallback',
    says: 'no search was answered',
  },
  {
    name: 'without hits',
    behaviour: { kind: 'nothing_found' },
    status: 'fallback',
    says: 'no page could be read',
  },
] as const;

describe('the search fails, in one installation at the same time', () => {
  let servers: PrivateServers;
  let tavily: TavilySimulator;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    [servers, tavily] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 5, max: 30 } }),
      startTavilySimulator({ keepBodies: false }),
    ]);
    installation = await servers.install({
      TAVILY_BASE_URL: tavily.url,
      TAVILY_API_KEY: 'tvly-simulated',
      TAVILY_TIMEOUT_S: String(ATTEMPT_MS / 1_000),
      VENDOR_REQUESTS_PER_SECOND: 'tavily=1000',
      AGENT_TIMEOUT_RESEARCH_S: String(RESEARCH_MS / 1_000),
      // Each fault for itself.
      VENDOR_BREAKER_FAILURES: '1000',
    });
    await installation.startApi();
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), tavily.stop()]);
  }, SCENARIO_MS);

  it(
    'R18: down, silent, slow, used up, without hits: the research is degraded and says so, and every run ends',
    async () => {
      const runs = await Promise.all(SEARCHES.map(({ name }) => client.generate(ideaOf(`Search ${name}`))));
      for (const [at, { behaviour }] of SEARCHES.entries()) {
        if (behaviour === null) continue;
        tavily.play({ behaviour, times: null, callKeyIncludes: `${runs[at]?.run_id}/` });
      }
      await installation.startWorker();
      const startedAt = Date.now();
      const states = await untilAll(installation, runIdsOf(runs), {
        what: 'ended',
        condition: (run) => run.finishedAt !== null,
        timeoutMs: 90_000,
      });

      const seen = await Promise.all(
        SEARCHES.map(async ({ name, says }, at) => {
          const brief = await client.brief(runs[at]?.brief_id ?? '');
          const { status, warnings } = brief.agents.research;
          return {
            name,
            run: brief.status,
            research: status,
            isTold: says !== null && warnings.some((warning) => warning.includes(says)),
            isCited: sourcesOf(brief.market_research) > 0,
            others: brief.fallback_agents.filter((agent) => agent !== 'research'),
          };
        }),
      );
      expect(seen).toEqual(
        SEARCHES.map(({ name, status, says }) => ({
          name,
          run: status === 'success' ? 'completed' : 'partial',
          research: status,
          isTold: says !== null,
          isCited: status === 'success',
          others: [],
        })),
      );
      expectWithin('the last end', lastEndAfter(startedAt, states), RESEARCH_MS + LATE_MS);
      expectBounded();
      const faults = tavily.received().filter(({ behaviour }) => behaviour !== 'answer').length;
      const measured = { faults, recoveryMs: lastEndAfter(startedAt, states) };
      expect(await servers.violations(installation, [], measured)).toEqual([]);
    },
    SCENARIO_MS,
  );

  /** Few requests for each search, and no connection for longer than its limit. */
  function expectBounded(): void {
    const requests = tavily.received();
    expect(tavily.ledger.inFlight).toBe(0);
    for (const attempts of byCall(requests).values()) {
      expect(attempts.length).toBeLessThanOrEqual(3);
    }
    const held = requests
      .filter(({ behaviour }) => behaviour === 'stall_before_answer' || behaviour === 'slow_drip')
      .map(heldForMs);
    expect(held.length).toBeGreaterThan(0);
    expectWithin('the longest attempt', Math.max(...held), ATTEMPT_MS + LATE_MS);
  }

  it(
    'R18: an account that is down is left alone after a few failures, and nobody waits for it any more',
    async () => {
      const quick = await servers.install({
        TAVILY_BASE_URL: tavily.url,
        TAVILY_API_KEY: 'tvly-simulated',
        VENDOR_REQUESTS_PER_SECOND: 'tavily=1000',
        VENDOR_BREAKER_FAILURES: '3',
        VENDOR_BREAKER_OPEN_S: '300',
      });
      try {
        await quick.startApi();
        await quick.startWorker();
        const person = await quick.client().signUp();
        tavily.reset();
        tavily.play({ behaviour: { kind: 'status', status: 500 }, times: null });
        const first = await person.generate(ideaOf('Search down first'));
        await person.untilSettled(first.brief_id);
        const before = tavily.received().length;
        const startedAt = Date.now();
        const later = await Promise.all(
          Array.from({ length: 5 }, (_, at) => person.generate(ideaOf(`Search down ${at}`))),
        );
        const states = await untilAll(quick, runIdsOf(later), {
          what: 'ended',
          condition: (run) => run.finishedAt !== null,
          timeoutMs: 60_000,
        });

        expect(before).toBeGreaterThan(0);
        expect(tavily.received()).toHaveLength(before);
        const told = await Promise.all(later.map(({ brief_id }) => person.brief(brief_id)));
        expect(told.map(({ status, agents }) => [status, agents.research.status])).toEqual(
          later.map(() => ['partial', 'fallback']),
        );
        expectWithin('the last end', lastEndAfter(startedAt, states), 10_000);
        const measured = { faults: before, recoveryMs: lastEndAfter(startedAt, states) };
        expect(await servers.violations(quick, [], measured)).toEqual([]);
      } finally {
        await quick.close();
      }
    },
    SCENARIO_MS,
  );
});
