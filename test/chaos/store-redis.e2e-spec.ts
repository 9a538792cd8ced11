import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type PrivateServer, startPrivateRedis } from '../../scripts/local/private-services.mjs';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, untilCompleted } from './run-progress.js';
import { Caller, runsInFlight, slowest, type Timed } from './store-faults.js';

/** Bars of the design: the answer to a POST, and to anything else, while Redis is away; until runs go on when it is back. */
const ANSWER_MS = 2_000;
const AWAY_MS = 60_000;
const RESUME_MS = 10_000;
/** Longest time of a run that nothing disturbs, on a busy machine. */
const RUN_MS = 15_000;
/** How often somebody asks meanwhile. */
const ASK_EVERY_MS = 2_500;

const ALL_OK = [200];

describe('Redis fails those who rely on it', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let caller: Caller;
  let queue: PrivateServer;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-chaos-queue-'));
    [servers, queue] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 500, max: 1_500 } }),
      startPrivateRedis({ dir: folder }),
    ]);
    installation = await servers.install({ REDIS_QUEUE_URL: queue.url });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    caller = await Caller.signUp(installation);
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), queue.stop()]);
    await rm(folder, { recursive: true, force: true });
  }, SCENARIO_MS);

  /** No room for what is there already, or as much as there is. */
  async function setMemory(server: PrivateServer, bytes: number): Promise<void> {
    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory', bytes);
    redis.disconnect();
  }

  const statusesOf = (answers: readonly Timed[]) => [...new Set(answers.map(({ status }) => status))];

  it(
    'R5: away for a minute: who starts and who reads is answered at once, and everything accepted is done',
    async () => {
      const [finished] = await runsInFlight(servers, caller.client, 1);
      await untilCompleted(installation, runIdsOf([finished!]));
      const inFlight = runIdsOf(await runsInFlight(servers, caller.client, 3));
      await Promise.all([servers.redis.kill(), queue.kill()]);
      const awayUntilMs = performance.now() + AWAY_MS;
      await caller.untilNotReady();

      const starts: Timed[] = [];
      const reads: (Timed & { path: string })[] = [];
      const writes: Timed[] = [];
      while (performance.now() < awayUntilMs) {
        const roundUntilMs = performance.now() + ASK_EVERY_MS;
        const round = await Promise.all([
          caller.generate(),
          caller.readAllOf(finished!.brief_id),
          caller.writeFile(),
          caller.live(),
          caller.ready(),
        ]);
        starts.push(round[0]);
        reads.push(...round[1]);
        writes.push(round[2]);
        expect([round[3].status, round[4].status]).toEqual([200, 503]);
        await sleep(Math.max(0, roundUntilMs - performance.now()));
      }
      await Promise.all([servers.redis.restart(), queue.restart()]);
      const backAt = Date.now();
      const readyMs = await caller.untilReady(3 * RESUME_MS);
      const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
      const runIds = rows.map(({ id }) => id);
      const states = await untilCompleted(installation, runIds);

      expectWithin('being ready again', readyMs, RESUME_MS);
      expect([202, 503]).toEqual(expect.arrayContaining(statusesOf(starts)));
      expectWithin('the slowest start', slowest(starts), ANSWER_MS);
      expect(reads.filter(({ status }) => status !== 200)).toEqual([]);
      expectWithin('the slowest read', slowest(reads), ANSWER_MS);
      expect(statusesOf(writes)).toEqual([503]);
      expect(writes.every(({ retryAfter }) => retryAfter !== null)).toBe(true);
      expectWithin('the slowest write', slowest(writes), ANSWER_MS + 500);
      // A 202 is a row, and a 503 is none.
      const accepted = starts.filter(({ status }) => status === 202).length;
      expect(runIds).toHaveLength(1 + inFlight.length + accepted);
      const recoveryMs = lastEndAfter(backAt, states);
      expectWithin('the recovery', recoveryMs, RESUME_MS + RUN_MS);
      expect(await servers.violations(installation, [], { faults: 2, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R8: the queue is out of memory: new work is refused clearly, what runs ends, and readiness says so',
    async () => {
      const inFlight = runIdsOf(await runsInFlight(servers, caller.client, 5));
      await setMemory(queue, 1);
      // The first one finds out: it may have its row already, and waits as a row then.
      const first = await caller.generate();
      const starts: Timed[] = [];
      for (let times = 0; times < 5; times += 1) starts.push(await caller.generate());
      await caller.untilNotReady();
      const down = await caller.down();
      const live = await caller.live();
      const ended = await untilCompleted(installation, inFlight);
      const reads = await caller.readAllOf((await caller.client.list()).items[0]!.brief_id);

      await setMemory(queue, 0);
      const backAt = Date.now();
      const readyMs = await caller.untilReady(3 * RESUME_MS);
      const again = await caller.generate();
      const recoveryMs = Date.now() - backAt;
      const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
      await untilCompleted(
        installation,
        rows.map(({ id }) => id),
      );

      expectWithin('being ready again', readyMs, RESUME_MS);
      expect([202, 503]).toContain(first.status);
      expect(starts.map(({ status, error }) => [status, error])).toEqual(
        starts.map(() => [503, 'QUEUE_CLOSED']),
      );
      expect(starts.every(({ retryAfter }) => Number(retryAfter) > 0)).toBe(true);
      expectWithin('the slowest start', slowest([first, ...starts]), ANSWER_MS);
      expect(down).toEqual(['redis_queue']);
      expect(live.status).toBe(200);
      expect(ended.every((run) => run.fence === 1 && run.crash_count === 0)).toBe(true);
      expect(statusesOf(reads)).toEqual(ALL_OK);
      expect(again.status).toBe(202);
      expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R8: the files are out of memory: writes are refused clearly, and agents wait with what they have',
    async () => {
      const runs = runIdsOf(await runsInFlight(servers, caller.client, 5));
      await setMemory(servers.redis, 1);
      await caller.untilNotReady();
      const writes = [await caller.writeFile(), await caller.writeFile()];
      const down = await caller.down();
      const start = await caller.generate();
      await waitFor(() => servers.openCallsOf(runs).length === 0, {
        timeoutMs: 20_000,
        what: 'the answers to all that was asked',
      });

      await setMemory(servers.redis, 0);
      const backAt = Date.now();
      const readyMs = await caller.untilReady(3 * RESUME_MS);
      const states = await untilCompleted(installation, runs);
      const recoveryMs = lastEndAfter(backAt, states);
      const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
      await untilCompleted(
        installation,
        rows.map(({ id }) => id),
      );

      expectWithin('being ready again', readyMs, RESUME_MS);
      expect(writes.map(({ status, error }) => [status, error])).toEqual(
        writes.map(() => [503, 'VFS_UNAVAILABLE']),
      );
      expect(writes.every(({ retryAfter }) => Number(retryAfter) > 0)).toBe(true);
      expectWithin('the slowest write', slowest(writes), ANSWER_MS);
      expect(down).toEqual(['redis_cache']);
      expect(start.status).toBe(202);
      expect(states.every((run) => run.crash_count === 0)).toBe(true);
      expectWithin('the recovery', recoveryMs, RUN_MS);
      expect(await servers.violations(installation, [], { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});
