import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Installation } from '../support/harness/installation.js';
import { LeaseWatch } from '../support/harness/lease-watch.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, untilAll, untilCompleted } from './run-progress.js';

/** Longest time that a run may be without a living worker, and from a worker's death to the end of its run.
 *  Source: invariant I2 of the design. */
const RECOVERY_MS = 20_000;

/** Agents that call a model; the other two tasks have no call to be killed in. */
const CALLING = ['research', 'content', 'logo', 'seo'] as const;
const SILENT = ['template', 'synthesis'] as const;

const placesOf = (tasks: readonly string[], moments: readonly string[]) =>
  tasks.flatMap((task) => moments.map((moment) => `${task}:${moment}`));

describe('a worker is killed, another one completes its runs', () => {
  let servers: PrivateServers;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 200, max: 600 } });
  }, SCENARIO_MS);

  afterAll(() => servers.stop(), SCENARIO_MS);

  async function withInstallation(scenario: (installation: Installation) => Promise<void>): Promise<void> {
    const installation = await servers.install({ DATABASE_POOL_MAX: '4' });
    try {
      await installation.startApi();
      await scenario(installation);
    } finally {
      await installation.close();
    }
  }

  // Each worker carries one run and dies at a place of its own, so that a dozen deaths cost one recovery.
  it.each([
    ['around the calls of its agents', placesOf(CALLING, ['before', 'after-call'])],
    [
      'around the commits of its tasks',
      [
        ...placesOf(CALLING, ['after-return', 'after-commit']),
        ...placesOf(SILENT, ['before', 'after-return', 'after-commit']),
      ],
    ],
  ])(
    'R1: %s',
    (_where, places) =>
      withInstallation(async (installation) => {
        const victims = await Promise.all(
          places.map((place) => installation.startWorker({ FAILPOINTS: place, WORKER_CONCURRENCY: '1' })),
        );
        const client = await installation.client().signUp();
        const watch = new LeaseWatch(installation.db);
        const runIds = runIdsOf(await startRuns(client, places.length));
        await untilAll(installation, runIds, {
          what: 'claimed',
          condition: (run) => run.fence > 0,
          timeoutMs: 20_000,
        });
        const [ends] = await Promise.all([
          Promise.all(victims.map((victim) => victim.ended)),
          installation.startWorker(),
        ]);
        const states = await untilCompleted(installation, runIds);

        expect(ends.map(({ signal }) => signal)).toEqual(places.map(() => 'SIGKILL'));
        const deaths = ends.map(({ at }) => at);
        const recoveryMs = lastEndAfter(Math.max(...deaths), states);
        expectWithin('the recovery', recoveryMs, RECOVERY_MS);
        expectWithin('the longest time without a lease', await watch.stop(), RECOVERY_MS);
        expect(await servers.violations(installation, deaths, { recoveryMs })).toEqual([]);
        expect(states.every((run) => run.crash_count <= 1)).toBe(true);
      }),
    SCENARIO_MS,
  );

  it(
    'R1: in the midst of the calls of its agents',
    () =>
      withInstallation(async (installation) => {
        servers.model.script(
          ...CALLING.map((task) => ({
            behaviour: { kind: 'stall_before_answer' as const },
            times: 2,
            callKeyIncludes: `/${task}/`,
          })),
        );
        const victim = await installation.startWorker();
        const client = await installation.client().signUp();
        const runIds = runIdsOf(await startRuns(client, 8));
        const stalled = () =>
          servers.openCallsOf(runIds).filter((call) => call.behaviour === 'stall_before_answer');
        await waitFor(() => stalled().length === 2 * CALLING.length, {
          timeoutMs: 20_000,
          what: 'two open calls of each agent',
        });
        const { at } = await victim.kill('SIGKILL');
        await installation.startWorker();
        const states = await untilCompleted(installation, runIds);

        const recoveryMs = lastEndAfter(at, states);
        expectWithin('the recovery', recoveryMs, RECOVERY_MS);
        expect(stalled()).toEqual([]);
        expect(await servers.violations(installation, [at], { recoveryMs })).toEqual([]);
      }),
    SCENARIO_MS,
  );
});
