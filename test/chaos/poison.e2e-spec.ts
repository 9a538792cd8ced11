import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, startRuns, type RunState, statesOf, untilAll } from './run-progress.js';

const POISON = 'Poison SARL';
const NEIGHBOURS = 6;
/** A process that loops, or whose heap is full, does not record what it is told for so long before it dies. */
const STUCK_MS = 6_000;
/** A leak is found sooner in a small heap. */
const HEAP_MB = 220;

/** What a brief does to the process that carries it, and how that ends. */
const POISONS = [
  ['a crash', 'crash'],
  ['a heap without an end', 'memory'],
  ['an endless loop', 'loop'],
  ['a recursion without an end', 'stack'],
] as const;

describe('a brief kills whoever carries it', () => {
  let servers: PrivateServers;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 100, max: 300 } });
  }, SCENARIO_MS);

  afterAll(() => servers.stop(), SCENARIO_MS);

  it.each(POISONS)(
    'R23: by %s, and is given up in quarantine, while its neighbours complete',
    async (_name, fault) => {
      const installation = await servers.install({
        DATABASE_POOL_MAX: '4',
        FAILPOINTS: `content:before=${fault}@${POISON}`,
        WORKER_WATCHDOG_S: '3',
        RUN_LEASE_S: '6',
        RUN_HEARTBEAT_S: '2',
        QUARANTINE_MEMORY_MB: String(HEAP_MB),
        NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
      });
      const supervisor = new Supervisor(installation);
      try {
        await installation.startApi();
        await supervisor.keepUp(2);
        const client = await installation.client().signUp();
        const poison = await client.generate({
          ...IDEA,
          business_brief: { ...IDEA.business_brief, business_name: POISON },
        });
        const neighbours = runIdsOf(await startRuns(client, NEIGHBOURS));
        const states = await untilAll(installation, [poison.run_id, ...neighbours], {
          what: 'finished',
          condition: (run) => run.finishedAt !== null,
          timeoutMs: 200_000,
        });
        const ofPoison = states.find(({ id }) => id === poison.run_id);

        expect(ofPoison).toMatchObject({ status: 'failed', error: { code: 'RUN_KEEPS_CRASHING' } });
        expect(statusesOf(states, neighbours)).toEqual(neighbours.map(() => 'completed'));
        // Once it is in quarantine it takes no worker with it any more.
        await supervisor.isQuiet();
        expect(await servers.violations(installation, supervisor.deaths.flatMap(stuckBefore))).toEqual([]);
        const [after] = runIdsOf(await startRuns(client, 1));
        await untilAll(installation, [after ?? ''], {
          what: 'completed',
          condition: (run) => run.status === 'completed',
          timeoutMs: 30_000,
        });
      } finally {
        supervisor.retire();
        await installation.close();
      }
    },
    SCENARIO_MS,
  );

  it(
    'R13: a worker whose event loop stands still is killed by its watchdog, and its runs complete elsewhere',
    async () => {
      const installation = await servers.install({ DATABASE_POOL_MAX: '4', WORKER_WATCHDOG_S: '2' });
      try {
        await installation.startApi();
        const stuck = await installation.startWorker({ FAILPOINTS: 'content:before=loop' });
        const client = await installation.client().signUp();
        const runIds = runIdsOf(await startRuns(client, 3));
        const { signal, at } = await stuck.ended;
        await installation.startWorker();
        await untilAll(installation, runIds, {
          what: 'completed',
          condition: (run) => run.status === 'completed',
          timeoutMs: 40_000,
        });

        expect(signal).toBe('SIGKILL');
        expect(stuck.output).toContain('the event loop stands still');
        expect(await servers.violations(installation, stuckBefore(at))).toEqual([]);
        expect((await statesOf(installation, runIds)).every(({ crash_count }) => crash_count <= 1)).toBe(
          true,
        );
      } finally {
        await installation.close();
      }
    },
    SCENARIO_MS,
  );
});

/** Moments in each second of the time for which a process did nothing before its death. */
const stuckBefore = (death: number) =>
  Array.from({ length: STUCK_MS / 1_000 }, (_value, second) => death - second * 1_000);

const statusesOf = (states: readonly RunState[], ids: readonly string[]) =>
  ids.map((id) => states.find((state) => state.id === id)?.status);

/** Starts a worker for each that dies, as an orchestrator does. */
class Supervisor {
  readonly deaths: number[] = [];
  private isRetired = false;
  private starting = 0;

  constructor(private readonly installation: Installation) {}

  async keepUp(workers: number): Promise<void> {
    await Promise.all(Array.from({ length: workers }, () => this.start()));
  }

  /** Waits until nobody is being replaced. */
  async isQuiet(): Promise<void> {
    await waitFor(() => this.starting === 0, { timeoutMs: 30_000, what: 'workers that stay up' });
  }

  retire(): void {
    this.isRetired = true;
  }

  private async start(): Promise<void> {
    this.starting += 1;
    const worker = await this.installation.startWorker();
    this.starting -= 1;
    void worker.ended.then(async ({ at }) => {
      this.deaths.push(at);
      if (!this.isRetired) await this.start();
    });
  }
}
