import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TASK_NAMES } from '@genesis/agents';
import { Queue } from 'bullmq';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { configuredStores } from '../../support/harness/installation.js';
import { aResult, type AgentScript, RunWorkbench } from '../run-workbench.js';
import { ExploredRuns, partsOf, type WorkerParts } from './explored-runs.js';
import { begin, runCommands, type World } from './run-commands.js';
import { OWNER_ROOM, QUARANTINE_AFTER } from './run-model.js';

const START_MS = 60_000;
/** A failure is made smaller for as long as it takes. */
const MOST_MS = 1_800_000;

const SEED = Number(process.env['GENESIS_EXPLORE_SEED'] ?? Date.now() % 2 ** 31);
/** As a failure prints it: the case, and after a comma which of its commands were executed. */
const [PATH, COMMANDS] = (process.env['GENESIS_EXPLORE_PATH'] ?? '').split(',');
const MOST_COMMANDS = 40;
const WORKERS = 2;
/** So many explorations come everywhere. */
const ENOUGH = 300;

/** Where explorations must come, or they prove nothing. */
const PLACES = [
  'claim: fence',
  'claim: fence, in a race',
  'claim: nothing to take, in a race',
  'claimQuarantined: fence',
  'heartbeat: renewed',
  'heartbeat: lease lost',
  'commit: last',
  'commit: lease lost',
  'takeOver: fence',
  'again: commit: last',
  'again: commit: lease lost',
  'ask: to be asked',
  'ask: lease lost',
  'record: last',
  'record: lease lost',
  'end: finished',
  'end: lease lost',
  'park: last',
  'handBack: given back, in a race',
  'quarantine: given back',
  'cancel: cancelling, in a race',
  'cancel: has ended',
  'missed: happened',
  'reconcile: reconciled',
];

/** Each state change of a run is one conditional statement. So the interleavings that matter are those of statements:
 *  sequences of the service's own operations by several workers, each of which goes on writing when its lease is gone,
 *  and pairs of operations at one row at once, which must come to what some order of their statements comes to.
 *  @param explorations how many, unless GENESIS_EXPLORE_RUNS says so */
export function explore(explorations: number): void {
  const runs = Number(process.env['GENESIS_EXPLORE_RUNS'] ?? explorations);

  describe('whatever happens to runs in whatever order,', () => {
    let bench: RunWorkbench;
    let jobs: Queue;
    let redis: Redis;
    let workers: readonly WorkerParts[] = [];

    beforeAll(async () => {
      bench = await RunWorkbench.open({
        RUN_OWNER_CONCURRENCY: String(OWNER_ROOM),
        RUN_QUARANTINE_AFTER: String(QUARANTINE_AFTER),
      });
      // No server dies here: nothing is lost by not waiting for the disk.
      const name = new URL(bench.databaseUrl).pathname.slice(1);
      await bench.db.query(`ALTER DATABASE "${name}" SET synchronous_commit = off`);
      for (let n = 0; n < WORKERS; n += 1) workers = [...workers, partsOf(await bench.startWorker(SCRIPT))];
      redis = new Redis(configuredStores().redisUrl, { maxRetriesPerRequest: null });
      jobs = new Queue('runs', { connection: redis, prefix: `${bench.keyPrefix}:bull` });
    }, START_MS);

    afterAll(async () => {
      await jobs.close();
      redis.disconnect();
      await bench.close();
    }, START_MS);

    it(
      `they are what the model says, and the invariants hold (GENESIS_EXPLORE_RUNS=${String(runs)} GENESIS_EXPLORE_SEED=${String(SEED)})`,
      async () => {
        const reached = new Map<string, number>();
        const details = await fc.check(
          fc.asyncProperty(commands(), async (drawn) => {
            const real = new ExploredRuns(bench, workers, jobs, reached);
            const world: World = { runs: [], holdings: 0 };
            try {
              await begin(world, real);
              await fc.asyncModelRun(() => ({ model: world, real }), drawn);
              await real.comeToRest();
            } finally {
              await real.forget();
            }
          }),
          { numRuns: runs, seed: SEED, ...(PATH && { path: PATH }) },
        );

        expect(report(details)).toBe('');
        const missed = PLACES.filter((place) => ![...reached.keys()].some((key) => key.startsWith(place)));
        if (details.numRuns >= ENOUGH) expect(missed).toEqual([]);
      },
      MOST_MS,
    );
  });
}

const commands = () =>
  fc.commands(runCommands(), {
    maxCommands: MOST_COMMANDS,
    size: 'max',
    ...(COMMANDS && { replayPath: COMMANDS }),
  });

/** What the agents do once an exploration comes to rest. */
const SCRIPT: AgentScript = Object.fromEntries(
  TASK_NAMES.map((task): [string, AgentScript[typeof task]] => [
    task,
    async (_input, { files }) => {
      await files.write(`/${task}/result.json`, JSON.stringify({ by: task }));
      return aResult({ by: task });
    },
  ]),
);

/** The failure, and how to see it again; nothing when there is none. */
function report(details: fc.RunDetails<[Iterable<fc.AsyncCommand<World, ExploredRuns>>]>): string {
  if (!details.failed) return '';
  const counterexample = fc.stringify(details.counterexample);
  const executed = /replayPath="([^"]+)"/.exec(counterexample)?.[1] ?? '';
  const again = `GENESIS_EXPLORE_SEED=${String(details.seed)} GENESIS_EXPLORE_PATH='${details.counterexamplePath ?? ''},${executed}'`;
  const error = details.errorInstance;
  const message = error instanceof Error ? error.message : String(error);
  return `after ${String(details.numRuns)} explorations; again: ${again}\n${message}\n${counterexample}`;
}
