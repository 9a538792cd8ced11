import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { aRefusingPort, BrokenServer } from './broken-server.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, untilAll } from './run-progress.js';
import { byCall, heldForMs, WRITERS, writersOf } from './vendor-trials.js';

/** Limits that no setting moves: for a connection with its TLS, and for a silence within a body. */
const CONNECT_LIMIT_MS = 10_000;
const IDLE_LIMIT_MS = 30_000;
/** Of timers on a machine that does other things too. */
const LATE_MS = 3_000;
const RUNS = 4;
/** Failures after which an account is left alone. */
const BREAKER_FAILURES = 5;
/** The agent whose vendor falls silent may ask for so long. Source: 80 % of the agent's 40 s. */
const SEO_ASKS_MS = 32_000;

describe('vendors that are not there, or fall silent', () => {
  let servers: PrivateServers;
  let cut: BrokenServer;
  let mute: BrokenServer;

  beforeAll(async () => {
    [servers, cut, mute] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 5, max: 30 } }),
      BrokenServer.start('cut'),
      BrokenServer.start('nothing'),
    ]);
  }, SCENARIO_MS);

  afterAll(() => Promise.all([servers.stop(), cut.stop(), mute.stop()]), SCENARIO_MS);

  async function withInstallation(
    env: Readonly<Record<string, string>>,
    scenario: (installation: Installation) => Promise<void>,
  ): Promise<void> {
    const installation = await servers.install(env);
    try {
      await installation.startApi();
      await scenario(installation);
    } finally {
      await installation.close();
    }
  }

  /** Three that cannot be reached stand before the one that can. */
  const unreachable = async () => ({
    PLAN_ENTERPRISE_LLM: 'deepseek,kimi,openai,openai-compatible',
    DEEPSEEK_API_KEY: 'sk-simulated',
    DEEPSEEK_BASE_URL: `http://127.0.0.1:${await aRefusingPort()}`,
    KIMI_API_KEY: 'sk-simulated',
    KIMI_BASE_URL: `https://127.0.0.1:${cut.port}/v1`,
    OPENAI_API_KEY: 'sk-simulated',
    OPENAI_BASE_URL: `https://127.0.0.1:${mute.port}/v1`,
    PLAN_ENTERPRISE_IMAGE: '[]',
    PLAN_ENTERPRISE_SEARCH: '[]',
    VENDOR_BREAKER_FAILURES: String(BREAKER_FAILURES),
    VENDOR_BREAKER_OPEN_S: '300',
    AGENT_TIMEOUT_CONTENT_S: '30',
    AGENT_TIMEOUT_LOGO_S: '30',
  });

  it(
    'R14: a refused connection, TLS that is cut, TLS that never comes: the next in the chain writes, and who is not there is left alone',
    async () =>
      withInstallation(await unreachable(), async (installation) => {
        const client = await installation.client().signUp();
        await installation.startWorker();
        const startedAt = Date.now();
        const first = runIdsOf(await startRuns(client, RUNS));
        const states = await untilAll(installation, first, {
          what: 'ended',
          condition: (run) => run.finishedAt !== null,
          timeoutMs: 90_000,
        });
        const connections = mute.connections.length;
        const later = runIdsOf(await startRuns(client, RUNS));
        const laterAt = Date.now();
        const laterStates = await untilAll(installation, later, {
          what: 'ended',
          condition: (run) => run.finishedAt !== null,
          timeoutMs: 30_000,
        });

        for (const runId of [...first, ...later]) {
          const tasks = await writersOf(installation, runId);
          expect(
            tasks.map(({ name, status, provider, warnings }) => ({ name, status, provider, warnings })),
          ).toEqual(
            [...WRITERS]
              .sort()
              .map((name) => ({ name, status: 'success', provider: 'openai-compatible', warnings: [] })),
          );
        }
        expect([...states, ...laterStates].map(({ status }) => status)).toEqual(
          [...first, ...later].map(() => 'completed'),
        );
        const { rows } = await installation.db.query<{ provider: string; outcome: string; most: number }>(
          `SELECT provider, outcome, max(attempts)::int AS most FROM provider_call
            WHERE outcome <> 'success' GROUP BY provider, outcome ORDER BY provider, outcome`,
        );
        expect(rows.filter(({ most }) => most > 2)).toEqual([]);
        expect(new Set(rows.map(({ provider }) => provider))).toEqual(
          new Set(['deepseek', 'kimi', 'openai']),
        );
        const askedAtMs = performance.now();
        await waitFor(() => cut.openCount + mute.openCount === 0, {
          timeoutMs: 2 * (CONNECT_LIMIT_MS + LATE_MS),
          what: 'closed connections',
        });
        const closedMs = Math.round(performance.now() - askedAtMs);
        expectWithin('closing the connections', closedMs, CONNECT_LIMIT_MS + LATE_MS);
        // A wait for TLS ends at the limit of a connection, or with what the call still had.
        expect(Math.max(...mute.heldForMs)).toBeGreaterThanOrEqual(CONNECT_LIMIT_MS - LATE_MS / 10);
        expectWithin(
          'the longest attempt to connect',
          Math.max(...mute.heldForMs),
          CONNECT_LIMIT_MS + LATE_MS,
        );
        // The breaker is open: later runs do not wait at all.
        expect(mute.connections).toHaveLength(connections);
        expectWithin('the later runs', lastEndAfter(laterAt, laterStates), CONNECT_LIMIT_MS);
        const faults = cut.connections.length + mute.connections.length;
        const measured = { faults, recoveryMs: lastEndAfter(startedAt, states) };
        expect(await servers.violations(installation, [], measured)).toEqual([]);
      }),
    SCENARIO_MS,
  );

  it(
    'R15: a body that falls silent is left at the limit of silence, what is asked again at the limit of the call',
    () =>
      withInstallation(
        {
          LLM_TIMEOUT_S: '60',
          AGENT_TIMEOUT_SEO_S: '40',
          AGENT_TIMEOUT_RESEARCH_S: '60',
          VENDOR_BREAKER_FAILURES: '1000',
        },
        async (installation) => {
          const client = await installation.client().signUp();
          const runs = await startRuns(client, 2);
          const runIds = runIdsOf(runs);
          servers.model.script(
            ...runIds.map((id) => ({
              behaviour: { kind: 'stall_in_body' as const },
              times: null,
              callKeyIncludes: `${id}/seo/`,
            })),
          );
          await installation.startWorker();
          const startedAt = Date.now();
          const states = await untilAll(installation, runIds, {
            what: 'ended',
            condition: (run) => run.finishedAt !== null,
            timeoutMs: 90_000,
          });

          expect(states.map(({ status }) => status)).toEqual(['partial', 'partial']);
          const stalled = servers.callsOf(runIds).filter((call) => call.behaviour === 'stall_in_body');
          for (const requests of byCall(stalled).values()) {
            const [silence = NaN, rest = NaN] = requests.map(heldForMs);
            expect(requests).toHaveLength(2);
            expect(silence).toBeGreaterThanOrEqual(IDLE_LIMIT_MS - LATE_MS / 10);
            expectWithin('a silence', silence, IDLE_LIMIT_MS + LATE_MS);
            expectWithin('the rest of the answer', rest, SEO_ASKS_MS - IDLE_LIMIT_MS + LATE_MS);
          }
          expect(servers.openCallsOf(runIds)).toEqual([]);
          expectWithin('the last end', lastEndAfter(startedAt, states), SEO_ASKS_MS + LATE_MS);
          const measured = { faults: stalled.length, recoveryMs: lastEndAfter(startedAt, states) };
          expect(await servers.violations(installation, [], measured)).toEqual([]);
          await servers.endScript();
        },
      ),
    SCENARIO_MS,
  );
});
