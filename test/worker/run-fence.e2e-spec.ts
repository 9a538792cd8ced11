import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JournaledCall } from '../../libs/runs/src/call-journal.js';
import type { ClaimedRun } from '../../libs/runs/src/claimed-run.js';
import { mostDeaths } from '../../libs/runs/src/run-leases.js';
import type { RunStep } from '../../libs/runs/src/run-steps.js';
import { FenceBench, LEASE_MS, QUARANTINE_AFTER, type RunColumns } from './fence-bench.js';

const LIVE = `now() + interval '1 hour'`;
const OVER = `now() - interval '1 second'`;
const HELD: RunColumns = { status: `'running'`, fence: '3', lease_expires_at: LIVE };

const step = (run: ClaimedRun, more: Partial<RunStep> = {}): RunStep => ({
  id: run.takeStepId(),
  finished: [],
  started: ['research'],
  events: [{ type: 'agent.started', agent: 'research', data: {} }],
  ...more,
});
const aCall = (run: ClaimedRun, more: Partial<JournaledCall> = {}): JournaledCall => ({
  runId: run.id,
  task: 'research',
  callKey: 'ask',
  requestHash: 'hash',
  capability: 'chat',
  provider: 'openai',
  model: null,
  promptId: null,
  outcome: 'success',
  attempts: 1,
  response: { said: 'yes' },
  usage: null,
  costMicroUsd: null,
  latencyMs: 12,
  ...more,
});
const asked = { task: 'research', callKeys: ['ask'], requestHash: 'hash' } as const;
const lost = expect.objectContaining({ code: 'LEASE_LOST' });

describe('the fence of a run', () => {
  let bench: FenceBench;

  beforeAll(async () => {
    bench = await FenceBench.open();
  }, 60_000);

  afterAll(() => bench.close());

  describe('is raised by a claim', () => {
    it('of a queued run, which starts its clock and its first tasks', async () => {
      const runId = await bench.aRun();
      const sentAtMs = performance.now();
      const run = await bench.leases.claim(runId, ['research']);

      expect(run).toMatchObject({ id: runId, fence: 1, crashCount: 0, isCancelRequested: false });
      expect(run?.begun).toEqual(['research']);
      expect(run?.tasks.map(({ name }) => name)).toContain('synthesis');
      expect(run?.claimedAtMs).toBeGreaterThanOrEqual(sentAtMs);
      expect(run?.claimedAtMs).toBeLessThanOrEqual(performance.now());
      const row = await bench.row(runId);
      expect(row).toMatchObject({ status: 'running', fence: 1, crash_count: 0, event_seq: 2 });
      expect(row.seconds_left).toBeGreaterThan(LEASE_MS / 1_000 - 20);
      expect(row.seconds_left).toBeLessThanOrEqual(LEASE_MS / 1_000);
      expect(Math.abs((row.deadline_in_s ?? 0) - bench.settings.deadlineMs / 1_000)).toBeLessThan(20);
      expect(await bench.events(runId)).toEqual(['2 agent.started research']);
    });

    it('without naming tasks starts none', async () => {
      const run = await bench.aHeldRun();
      expect(run.begun).toEqual([]);
      expect((await bench.row(run.id)).event_seq).toBe(1);
    });

    it('of a run whose lease is over, which counts as a crash and starts nothing anew', async () => {
      const runId = await bench.aRun({
        ...HELD,
        lease_expires_at: OVER,
        deadline_at: `now() + interval '7 s'`,
      });
      const run = await bench.leases.claim(runId, ['research']);
      expect(run).toMatchObject({ fence: 4, crashCount: 1, begun: [] });
      expect(run?.tasks.map(({ name, status }) => [name, status])).toContainEqual(['research', 'pending']);
      expect((await bench.row(runId)).deadline_in_s).toBeLessThanOrEqual(7);
    });

    it('of a parked run that is due', async () => {
      const runId = await bench.aRun({ status: `'parked'`, fence: '1', wake_at: OVER });
      expect(await bench.leases.claim(runId)).toMatchObject({ fence: 2, crashCount: 0 });
      expect((await bench.row(runId)).wakes_in_s).toBeNull();
    });

    it('of a run that is to be cancelled, which starts no task', async () => {
      const runId = await bench.aRun({ cancel_requested_at: 'now()' });
      const run = await bench.leases.claim(runId, ['research']);
      expect(run).toMatchObject({ fence: 1, isCancelRequested: true, begun: [] });
      expect(await bench.events(runId)).toEqual([]);
    });

    it('once, however many ask at the same time', async () => {
      const runId = await bench.aRun();
      const answers = await Promise.all(Array.from({ length: 8 }, () => bench.leases.claim(runId)));
      expect(answers.filter((run) => run !== null)).toHaveLength(1);
      expect((await bench.row(runId)).fence).toBe(1);
    });

    it.each<[string, RunColumns]>([
      ['that somebody holds', HELD],
      ['that sleeps', { status: `'parked'`, wake_at: LIVE }],
      ['of another plan', { plan: `'brief@0'` }],
      ['of another plan, whose lease is over', { ...HELD, lease_expires_at: OVER, plan: `'brief@0'` }],
      ['in quarantine', { quarantined_at: 'now()' }],
      ['that has ended', { status: `'completed'`, finished_at: 'now()', lease_expires_at: OVER }],
    ])('not of a run %s', async (_, columns) => {
      const runId = await bench.aRun(columns);
      const before = await bench.everything(runId);
      expect(await bench.leases.claim(runId, ['research'])).toBeNull();
      expect(await bench.everything(runId)).toEqual(before);
    });
  });

  describe('is raised for a process of its own', () => {
    const QUARANTINED: RunColumns = { quarantined_at: 'now()' };

    it('of a run in quarantine, and of no other', async () => {
      const runId = await bench.aRun(QUARANTINED);
      expect(await bench.leases.isQuarantined(runId)).toBe(true);
      expect(await bench.leases.claimQuarantined(runId)).toMatchObject({ fence: 1, begun: [] });
      const healthy = await bench.aRun();
      expect(await bench.leases.isQuarantined(healthy)).toBe(false);
      expect(await bench.leases.claimQuarantined(healthy)).toBeNull();
      const ended = await bench.aRun({ ...QUARANTINED, status: `'failed'`, finished_at: 'now()' });
      expect(await bench.leases.isQuarantined(ended)).toBe(false);
      expect(await bench.leases.claimQuarantined(ended)).toBeNull();
    });

    it('until the run has killed so many processes that it is given up', async () => {
      const most = mostDeaths(bench.settings);
      expect(most).toBe(QUARANTINE_AFTER + 2);
      const deaths = (count: number, more: RunColumns = {}) =>
        bench.aRun({ ...QUARANTINED, crash_count: String(count), ...more });
      const died: RunColumns = { status: `'running'`, lease_expires_at: OVER };
      expect(await bench.leases.claimQuarantined(await deaths(most - 1))).not.toBeNull();
      expect(await bench.leases.claimQuarantined(await deaths(most))).toBeNull();
      // This one has died once more, which nobody has counted yet.
      expect(await bench.leases.claimQuarantined(await deaths(most - 1, died))).toBeNull();
      expect(await bench.leases.claimQuarantined(await deaths(most - 2, died))).toMatchObject({
        crashCount: most - 1,
      });
    });

    it('in order to end it: also of another plan, or asleep, never while somebody holds it', async () => {
      const takeable: readonly RunColumns[] = [
        {},
        { plan: `'brief@0'` },
        { status: `'parked'`, wake_at: LIVE },
        { ...HELD, lease_expires_at: OVER },
        { quarantined_at: 'now()' },
      ];
      for (const columns of takeable) {
        const run = await bench.leases.claimForEnd(await bench.aRun(columns));
        expect(run).toMatchObject({ begun: [] });
        expect(run?.remainingMs).toBeLessThanOrEqual(0);
      }
      expect(await bench.leases.claimForEnd(await bench.aRun(HELD))).toBeNull();
      const ended = { status: `'cancelled'`, finished_at: 'now()' };
      expect(await bench.leases.claimForEnd(await bench.aRun(ended))).toBeNull();
    });
  });

  describe('lets nobody write who has lost the run', () => {
    const LATE: readonly (readonly [string, (late: ClaimedRun) => Promise<unknown>, unknown])[] = [
      ['a step', (late) => bench.store.commit(late, step(late)), lost],
      [
        'the end',
        (late) => bench.store.commit(late, step(late, { end: { status: 'completed', error: null } })),
        lost,
      ],
      ['a call', (late) => bench.journal.record(late, late.takeStepId(), aCall(late)), lost],
      ['a nap', (late) => bench.leases.park(late, 1_000), lost],
      ['that it is given back', (late) => bench.leases.handBack(late), undefined],
      ['that it goes into quarantine', (late) => bench.leases.quarantine(late), undefined],
    ];

    it.each(LATE)('%s, while somebody else has it', async (_, write, outcome) => {
      const late = await bench.aHeldRun();
      await bench.takenOver(late);
      const before = await bench.everything(late.id);
      expect(await write(late).catch((error: unknown) => error)).toEqual(outcome);
      expect(await bench.everything(late.id)).toEqual(before);
    });

    it.each(LATE)('%s, when it has ended', async (_, write, outcome) => {
      const late = await bench.aHeldRun();
      await bench.set(late.id, `status = 'completed', finished_at = now(), lease_expires_at = NULL`);
      const before = await bench.everything(late.id);
      expect(await write(late).catch((error: unknown) => error)).toEqual(outcome);
      expect(await bench.everything(late.id)).toEqual(before);
    });

    it('takes nothing that its successor has written for its own: no step of the same number, no nap', async () => {
      const late = await bench.aHeldRun();
      const holder = await bench.takenOver(late);
      const first = step(holder);
      await bench.store.commit(holder, first);
      await expect(bench.store.commit(late, { ...step(late), id: first.id })).rejects.toEqual(lost);
      await bench.leases.park(holder, 90_000);
      await expect(bench.leases.park(late, 90_000)).rejects.toEqual(lost);
    });

    it('nor begin a call', async () => {
      const late = await bench.aHeldRun();
      await bench.journal.record(late, late.takeStepId(), aCall(late));
      const holder = await bench.takenOver(late);
      await expect(bench.journal.find(late, asked)).rejects.toEqual(lost);
      expect(await bench.journal.find(holder, asked)).toEqual({ said: 'yes' });
      await bench.set(late.id, `status = 'completed', finished_at = now(), lease_expires_at = NULL`);
      await expect(bench.journal.find(holder, asked)).rejects.toEqual(lost);
    });
  });

  describe('lets its holder write', () => {
    it('a step, once, however often it is sent, and with it the lease is renewed', async () => {
      const run = await bench.aHeldRun();
      const neighbour = await bench.aHeldRun();
      await bench.set(run.id, `lease_expires_at = now() + interval '1 second'`);
      const started = step(run);
      expect(await bench.store.commit(run, started)).toBe(2);
      expect(await bench.store.commit(run, started)).toBe(2);
      expect(await bench.events(run.id)).toEqual(['2 agent.started research']);
      const row = await bench.row(run.id);
      expect(row).toMatchObject({ event_seq: 2, recent_steps: [started.id] });
      expect(row.seconds_left).toBeGreaterThan(20);
      expect(await bench.row(neighbour.id)).toMatchObject({ event_seq: 1, recent_steps: [] });
    });

    it('a call, once, and with it the lease is renewed', async () => {
      const run = await bench.aHeldRun();
      await bench.set(run.id, `lease_expires_at = now() + interval '1 second'`);
      const stepId = run.takeStepId();
      expect(await bench.journal.record(run, stepId, aCall(run))).toBe(2);
      expect(await bench.journal.record(run, stepId, aCall(run))).toBe(2);
      expect(await bench.events(run.id)).toEqual(['2 call.finished research']);
      expect((await bench.row(run.id)).seconds_left).toBeGreaterThan(20);
    });

    it('a nap, once, however often it is sent', async () => {
      const run = await bench.aHeldRun();
      expect(await bench.leases.park(run, 90_000.4)).toBe(2);
      expect(await bench.leases.park(run, 90_000.4)).toBe(2);
      expect(await bench.events(run.id)).toEqual(['2 run.parked']);
      const row = await bench.row(run.id);
      expect(row).toMatchObject({ status: 'parked', seconds_left: null });
      expect(row.wakes_in_s).toBeGreaterThan(70);
      expect(row.wakes_in_s).toBeLessThanOrEqual(90);
    });

    it('that it is given back: no crash, and the next one may take it at once', async () => {
      const run = await bench.aHeldRun();
      await bench.leases.handBack(run);
      expect(await bench.row(run.id)).toMatchObject({ status: 'queued', seconds_left: null });
      expect(await bench.leases.claim(run.id)).toMatchObject({ fence: 2, crashCount: 0 });
    });

    it('that it goes into quarantine, and out of everybody’s hands', async () => {
      const run = await bench.aHeldRun();
      await bench.leases.quarantine(run);
      expect(await bench.row(run.id)).toMatchObject({
        status: 'queued',
        is_quarantined: true,
        seconds_left: null,
      });
      expect(await bench.leases.claim(run.id)).toBeNull();
    });
  });

  describe('at a heartbeat', () => {
    it('keeps leases that are held under it, and says who is to be cancelled', async () => {
      const [kept, cancelled, late, ended] = await Promise.all([
        bench.aHeldRun(),
        bench.aHeldRun({ cancel_requested_at: 'now()' }),
        bench.aHeldRun(),
        bench.aHeldRun(),
      ]);
      await bench.takenOver(late);
      await bench.set(ended.id, `status = 'completed', finished_at = now()`);
      for (const { id } of [kept, cancelled, late]) {
        await bench.set(id, `lease_expires_at = now() + interval '1 second'`);
      }
      const held = [kept, cancelled, late, ended].map(({ id, fence }) => ({ runId: id, fence }));
      const answers = await bench.leases.heartbeat(held);

      expect(Object.fromEntries(answers)).toEqual({
        [kept.id]: { isCancelRequested: false, isRenewed: true },
        [cancelled.id]: { isCancelRequested: true, isRenewed: true },
      });
      expect((await bench.row(kept.id)).seconds_left).toBeGreaterThan(20);
      expect((await bench.row(late.id)).seconds_left).toBeLessThan(2);
      expect(await bench.leases.heartbeat([])).toEqual(new Map());
    });

    it('waits for nobody: a row that is locked is neither renewed nor lost', async () => {
      const run = await bench.aHeldRun();
      const other = await bench.aHeldRun();
      await bench.dataSource.transaction(async (tx) => {
        await tx.query('SELECT FROM agent_run WHERE id = $1 FOR UPDATE', [run.id]);
        const answers = await bench.leases.heartbeat(
          [run, other].map(({ id, fence }) => ({ runId: id, fence })),
        );
        expect(answers.get(run.id)).toEqual({ isCancelRequested: false, isRenewed: false });
        expect(answers.get(other.id)).toEqual({ isCancelRequested: false, isRenewed: true });
      });
    });
  });
});
