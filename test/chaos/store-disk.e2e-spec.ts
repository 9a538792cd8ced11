import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, untilCompleted } from './run-progress.js';
import { type OnDisk, type SmallDisk, smallDisk } from './small-disk.js';
import { Caller, runsInFlight, slowest, type Timed } from './store-faults.js';

const DISK_MB = 200;
const ANSWER_MS = 2_000;
const RUN_MS = 15_000;

describe('the disk under both stores is full', () => {
  let disk: SmallDisk;
  let servers: PrivateServers;
  let installation: Installation;
  let worker: ServiceProcess;
  let caller: Caller;

  beforeAll(async () => {
    disk = smallDisk(DISK_MB);
    const folder = path.join(disk.folder, 'stores');
    await mkdir(folder);
    servers = await PrivateServers.start({
      latencyMs: { min: 800, max: 2_000 },
      folder,
      postgres: { max_wal_size: '32MB', min_wal_size: '32MB' },
    });
    installation = await servers.install();
    [worker] = await Promise.all([installation.startWorker(), installation.startApi()]);
    caller = await Caller.signUp(installation);
  }, SCENARIO_MS);

  afterAll(async () => {
    await disk.free(stores());
    await installation.close();
    await servers.stop();
    disk.remove();
  }, SCENARIO_MS);

  const stores = (): OnDisk => ({ postgres: servers.postgres, redis: servers.redis, db: installation.db });

  it(
    'R26: writes are refused, reads are not, and everything goes on by itself when there is room',
    async () => {
      const [finished] = await runsInFlight(servers, caller.client, 1);
      await untilCompleted(installation, runIdsOf([finished!]));
      await disk.prepare(stores());
      const inFlight = runIdsOf(await runsInFlight(servers, caller.client, 5));
      await disk.fill(stores());
      // What there is of half-filled pages takes a few.
      const accepted: Timed[] = [];
      const refused: Timed[] = [];
      await waitFor(
        async () => {
          const start = await caller.generate();
          if (start.status === 202) accepted.push(start);
          else refused.push(start);
          return refused.length >= 10 && servers.openCallsOf(inFlight).length === 0;
        },
        { timeoutMs: 30_000, everyMs: 250, what: 'starts to be refused' },
      );
      const files: Timed[] = [];
      const people: Timed[] = [];
      await waitFor(
        async () => {
          files.push(await caller.writeFile());
          people.push(await caller.register());
          return files.at(-1)?.status === 503 && people.at(-1)?.status === 503;
        },
        { timeoutMs: 20_000, everyMs: 20, what: 'a file and a person to be refused' },
      );
      const hasWaited = worker.output.includes('could not extend file');
      await caller.untilNotReady();
      const down = await caller.down();
      const live = await caller.live();
      const reads = await caller.readAllOf(finished!.brief_id);

      await disk.free(stores());
      const freeAt = Date.now();
      await caller.untilReady();
      const readyMs = Date.now() - freeAt;
      const states = await untilCompleted(installation, inFlight);
      const recoveryMs = Math.max(readyMs, lastEndAfter(freeAt, states));
      const again = await caller.generate();
      const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
      await untilCompleted(
        installation,
        rows.map(({ id }) => id),
      );

      const last = [...refused, ...[files, people].flatMap((answers) => answers.slice(-1))];
      expect(last.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)).toEqual([]);
      expect([files.at(-1)?.error, people.at(-1)?.error]).toEqual([
        'VFS_UNAVAILABLE',
        'DEPENDENCY_UNAVAILABLE',
      ]);
      expectWithin('the slowest answer', slowest([...accepted, ...refused, ...files, ...people]), ANSWER_MS);
      expect(hasWaited).toBe(disk.isWhole);
      expect(reads.filter(({ status }) => status !== 200)).toEqual([]);
      expect(live.status).toBe(200);
      expect(down).toEqual(['redis_cache', 'redis_queue']);
      expect(again.status).toBe(202);
      expect(states.map((run) => [run.fence, run.crash_count])).toEqual(inFlight.map(() => [1, 0]));
      expectWithin('the recovery', recoveryMs, RUN_MS);
      // Nothing is corrupt: both start again from what they have written, and it is all there.
      await Promise.all([servers.postgres.restart(), servers.redis.restart()]);
      await caller.untilReady();
      expect((await caller.readAllOf(finished!.brief_id)).every(({ status }) => status === 200)).toBe(true);
      expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});
