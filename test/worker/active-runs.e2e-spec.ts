import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ActiveRuns } from '../../libs/runs/src/active-runs.js';
import { CANCEL_TOPIC, HAND_BACK_TOPIC } from '../../libs/runs/src/active-runs.js';
import { RunLeases } from '../../libs/runs/src/run-leases.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FenceBench, LEASE_MS } from './fence-bench.js';

const reasonOf = (signal: AbortSignal): unknown =>
  signal.aborted ? (signal.reason as { readonly reason: string }).reason : null;
const soon = { timeoutMs: 5_000, what: 'what the process does by itself' };

describe('the runs that a process holds', () => {
  let bench: FenceBench;
  const processes: ActiveRuns[] = [];
  const aProcess = (leases?: RunLeases): ActiveRuns => {
    const active = bench.active(leases);
    processes.push(active);
    return active;
  };

  beforeAll(async () => {
    bench = await FenceBench.open();
  }, 60_000);

  afterEach(() => {
    jest.restoreAllMocks();
    for (const active of processes.splice(0)) active.onApplicationShutdown();
  });

  afterAll(() => bench.close());

  const realNow = performance.now.bind(performance);

  /** Lets the clock of this process go on by so much. */
  function laterBy(ms: number): void {
    jest.spyOn(performance, 'now').mockImplementation(() => realNow() + ms);
  }

  it('are let go of by who holds them, not by who held them before', () => {
    const active = aProcess();
    active.hold('a', 2);
    active.release('a', 1);
    active.release('b', 2);
    expect(active.count).toBe(1);
    active.release('a', 2);
    expect(active.count).toBe(0);
  });

  it('are reached by an abort under their fence alone', () => {
    const active = aProcess();
    const signal = active.hold('a', 2);
    active.abort('a', 1, 'deadline');
    active.abort('b', 2, 'deadline');
    expect(reasonOf(signal)).toBeNull();
    active.abort('a', 2, 'deadline');
    expect(reasonOf(signal)).toBe('deadline');
  });

  it('are lost to who holds them again in the same process', () => {
    const active = aProcess();
    const [before, now] = [active.hold('a', 1), active.hold('a', 2)];
    expect([reasonOf(before), reasonOf(now), active.count]).toEqual(['lease_lost', null, 1]);
  });

  it('are all given back at a drain, and so is what comes then', () => {
    const active = aProcess();
    const before = [active.hold('a', 1), active.hold('b', 7)];
    expect(before.map(reasonOf)).toEqual([null, null]);
    active.drain();
    expect([...before, active.hold('c', 1)].map(reasonOf)).toEqual(['drain', 'drain', 'drain']);
  });

  it('are kept, lost or cancelled by a heartbeat, as the database has it', async () => {
    const [kept, late, cancelled] = await Promise.all([bench.aHeldRun(), bench.aHeldRun(), bench.aHeldRun()]);
    const active = aProcess();
    const signals = [kept, late, cancelled].map(({ id, fence }) => active.hold(id, fence));
    await bench.takenOver(late);
    await bench.set(cancelled.id, 'cancel_requested_at = now()');
    await bench.set(kept.id, `lease_expires_at = now() + interval '1 second'`);
    await active.beat();
    expect(signals.map(reasonOf)).toEqual([null, 'lease_lost', 'cancelled']);
    expect((await bench.row(kept.id)).seconds_left).toBeGreaterThan(20);
  });

  it('share a heartbeat that is on its way', async () => {
    let beats = 0;
    class Counted extends RunLeases {
      override async heartbeat(held: Parameters<RunLeases['heartbeat']>[0]) {
        beats += 1;
        return super.heartbeat(held);
      }
    }
    const active = aProcess(new Counted(bench.dataSource, bench.settings));
    await Promise.all([active.beat(), active.beat()]);
    expect(beats).toBe(1);
    await active.beat();
    expect(beats).toBe(2);
  });

  describe('before a call that costs', () => {
    const { signal } = new AbortController();

    it('are ours without asking while the lease is sure', async () => {
      const gone = new RunLeases(await anEndedConnection(), bench.settings);
      const active = aProcess(gone);
      active.hold('a', 1);
      await expect(active.untilHeld('a', 1, signal)).resolves.toBeUndefined();
    });

    it('are not ours under another fence, or when we do not hold them', async () => {
      const active = aProcess();
      active.hold('a', 2);
      await expect(active.untilHeld('a', 1, signal)).rejects.toMatchObject({ reason: 'lease_lost' });
      await expect(active.untilHeld('b', 1, signal)).rejects.toMatchObject({ reason: 'lease_lost' });
    });

    it('are ours again after a standstill when the database says so', async () => {
      const run = await bench.aHeldRun();
      const active = aProcess();
      active.hold(run.id, run.fence, performance.now() - LEASE_MS);
      await bench.set(run.id, `lease_expires_at = now() - interval '1 second'`);
      await expect(active.untilHeld(run.id, run.fence, signal)).resolves.toBeUndefined();
      expect((await bench.row(run.id)).seconds_left).toBeGreaterThan(20);
    });

    it('are lost after a standstill in which somebody else has taken them', async () => {
      const run = await bench.aHeldRun();
      const active = aProcess();
      active.hold(run.id, run.fence, performance.now() - LEASE_MS);
      await bench.takenOver(run);
      await expect(active.untilHeld(run.id, run.fence, signal)).rejects.toMatchObject({
        reason: 'lease_lost',
      });
    });

    it('are not waited for by who has been told to stop', async () => {
      const run = await bench.aHeldRun();
      const active = aProcess();
      active.hold(run.id, run.fence);
      const stopped = AbortSignal.abort(new Error('stopped'));
      await expect(active.untilHeld(run.id, run.fence, stopped)).rejects.toThrow('stopped');
    });
  });

  describe('in a process that has begun', () => {
    it('are renewed by themselves', async () => {
      const run = await bench.aHeldRun();
      const active = aProcess();
      active.onModuleInit();
      active.hold(run.id, run.fence);
      await bench.set(run.id, `lease_expires_at = now() + interval '1 second'`);
      await waitFor(async () => ((await bench.row(run.id)).seconds_left ?? 0) > 20, soon);
      active.onApplicationShutdown();
    });

    it('are reached by what others say: to cancel, and to give back', async () => {
      const active = aProcess();
      active.onModuleInit();
      const runs = await Promise.all([bench.aHeldRun(), bench.aHeldRun(), bench.aHeldRun()]);
      const signals = runs.map(({ id, fence }) => active.hold(id, fence));
      // What is said before the subscription stands is lost.
      const areReached = () => {
        bench.signals.send(CANCEL_TOPIC, runs[0].id);
        bench.signals.send(HAND_BACK_TOPIC, runs[1].id);
        bench.signals.send(CANCEL_TOPIC, 'nobody');
        return signals.slice(0, 2).every(({ aborted }) => aborted);
      };
      await waitFor(areReached, soon);
      expect(signals.map(reasonOf)).toEqual(['cancelled', 'drain', null]);
    });

    it('are looked up when what others said may have been lost', async () => {
      // Its regular heartbeat comes too late to be taken for the one that is meant.
      const active = bench.active(bench.leases, 60_000);
      processes.push(active);
      const run = await bench.aHeldRun();
      active.onModuleInit();
      const signal = active.hold(run.id, run.fence);
      await bench.set(run.id, 'cancel_requested_at = now()');
      const isReached = () => {
        bench.signals.send(CANCEL_TOPIC, '');
        return signal.aborted;
      };
      await waitFor(isReached, soon);
      expect(reasonOf(signal)).toBe('cancelled');
    });

    it('are renewed again soon where a row was locked', async () => {
      // Its regular heartbeat comes too late to be taken for the one that is meant.
      const active = bench.active(bench.leases, 60_000);
      processes.push(active);
      const run = await bench.aHeldRun();
      active.onModuleInit();
      active.hold(run.id, run.fence);
      await bench.dataSource.transaction(async (tx) => {
        await tx.query(`UPDATE agent_run SET lease_expires_at = now() + interval '1 second' WHERE id = $1`, [
          run.id,
        ]);
        // The first may be one that was on its way before the row was locked.
        await active.beat();
        await active.beat();
      });
      await waitFor(async () => ((await bench.row(run.id)).seconds_left ?? 0) > 20, soon);
    });
  });

  describe('and those of others', () => {
    it('may be taken over as long as the database answers', async () => {
      const active = aProcess();
      expect(active.mayTakeOver).toBe(true);
      await active.beat();
      expect(active.mayTakeOver).toBe(true);
    });

    it('may not while it does not answer; that throws nothing', async () => {
      const active = aProcess(new RunLeases(await anEndedConnection(), bench.settings));
      const signal = active.hold('a', 1);
      await active.beat();
      expect(active.mayTakeOver).toBe(false);
      expect(reasonOf(signal)).toBeNull();
    });

    it('may not after a long silence, before each owner has had a lease’s time to renew', async () => {
      const active = aProcess();
      laterBy(LEASE_MS / 2 - 1_000);
      expect(active.mayTakeOver).toBe(true);
      laterBy(LEASE_MS / 2 + 1_000);
      expect(active.mayTakeOver).toBe(false);
      await active.beat();
      expect(active.mayTakeOver).toBe(false);
      for (let waited = LEASE_MS / 4; waited < LEASE_MS; waited += LEASE_MS / 4) {
        laterBy(LEASE_MS / 2 + 1_000 + waited);
        await active.beat();
        expect(active.mayTakeOver).toBe(false);
      }
      laterBy(LEASE_MS / 2 + 2_000 + LEASE_MS);
      await active.beat();
      expect(active.mayTakeOver).toBe(true);
    });

    it('may at once after a short silence', async () => {
      const active = aProcess();
      laterBy(LEASE_MS / 2 - 1_000);
      await active.beat();
      expect(active.mayTakeOver).toBe(true);
    });
  });

  /** A database that has gone away. */
  async function anEndedConnection() {
    const ended = await FenceBench.open();
    await ended.close();
    return ended.dataSource;
  }
});
