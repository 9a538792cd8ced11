import { RunSettings } from '@genesis/config';
import { Signals } from '@genesis/queue';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LeaseTerm, untilSure } from './lease-term.js';
import { type HeldRun, RunLeases } from './run-leases.js';
import { type AbortReason, RunAbort } from './runs.errors.js';

/** Topic on which a cancel request is announced; the message is the run's id. */
export const CANCEL_TOPIC = 'run-cancel';

/** Topic on which whoever carries a run is asked to give it back; the message is the run's id. */
export const HAND_BACK_TOPIC = 'run-hand-back';

/** From a heartbeat that failed, or could not renew all, to the next one. */
const BEAT_AGAIN_MS = 250;

interface ActiveRun {
  readonly fence: number;
  readonly term: LeaseTerm;
  readonly controller: AbortController;
}

/** The runs that this process holds: renews their leases in one statement, and reaches them with an abort. */
@Injectable()
export class ActiveRuns implements OnModuleInit, OnApplicationShutdown {
  private readonly runs = new Map<string, ActiveRun>();
  private readonly logger = new Logger(ActiveRuns.name);
  private isDraining = false;
  private timer: NodeJS.Timeout | null = null;
  private soon: NodeJS.Timeout | null = null;
  private beating: Promise<void> | null = null;
  private isBeatFailing = false;
  private lastBeatMs = performance.now();
  private patientUntilMs = 0;
  private readonly stopListening: (() => void)[] = [];

  constructor(
    private readonly leases: RunLeases,
    private readonly signals: Signals,
    private readonly settings: RunSettings,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.beat(), this.settings.heartbeatMs);
    this.abortOn(CANCEL_TOPIC, 'cancelled');
    this.abortOn(HAND_BACK_TOPIC, 'drain');
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
    if (this.soon) clearTimeout(this.soon);
    this.timer = null;
    for (const stop of this.stopListening.splice(0)) stop();
  }

  get count(): number {
    return this.runs.size;
  }

  /** Whether an expired lease means that its owner is gone. Not while the database does not answer this process, and, when
   *  it did not for so long that leases ran out, not before every owner has had a lease's time to renew its own. */
  get mayTakeOver(): boolean {
    const now = performance.now();
    return (
      !this.isBeatFailing && now - this.lastBeatMs <= this.longestSilenceMs && now >= this.patientUntilMs
    );
  }

  /** Holds a run until `release`. @param askedAtMs when the claim was sent, on the clock of `performance.now()`
   *  @returns the signal that aborts with a `RunAbort`. */
  hold(runId: string, fence: number, askedAtMs = performance.now()): AbortSignal {
    const before = this.runs.get(runId);
    // Whoever held it here before was silent for so long that it could be claimed again.
    if (before) this.abort(runId, before.fence, 'lease_lost');
    const controller = new AbortController();
    this.runs.set(runId, { fence, controller, term: new LeaseTerm(askedAtMs, this.settings.leaseMs) });
    if (this.isDraining) this.abort(runId, fence, 'drain');
    return controller.signal;
  }

  release(runId: string, fence: number): void {
    if (this.runs.get(runId)?.fence === fence) this.runs.delete(runId);
  }

  /** Resolves at once while the lease is surely ours, else when the database has said that it is: a process that stood
   *  still for longer must not go on where it was. @param signal ends the waiting @throws RunAbort when it is lost */
  async untilHeld(runId: string, fence: number, signal: AbortSignal): Promise<void> {
    const run = this.runs.get(runId);
    if (run?.fence !== fence) throw new RunAbort('lease_lost');
    const held = AbortSignal.any([signal, run.controller.signal]);
    await untilSure(run.term, () => this.beat(), held);
  }

  /** Reaches the run while it is held under this fence: an older holder has no say any more. */
  abort(runId: string, fence: number, reason: AbortReason): void {
    const run = this.runs.get(runId);
    if (run?.fence === fence) run.controller.abort(new RunAbort(reason));
  }

  /** Has every run given back, also one that is being claimed right now. */
  drain(): void {
    this.isDraining = true;
    for (const [runId, { fence }] of this.runs) this.abort(runId, fence, 'drain');
  }

  /** Renews every lease and lets go of the runs whose lease is gone; at most one such round at a time. Never throws.
   *  While the database is away no lease can be taken by anybody else either: keep what we have and try again. Beats
   *  without a run too, to know whether the database is there. */
  async beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => {
      this.beating = null;
    });
    return this.beating;
  }

  private abortOn(topic: string, reason: AbortReason): void {
    const stop = this.signals.listen(topic, (runId) => {
      // Signals may have been lost: the rows say what they were about.
      if (runId === '') void this.beat();
      const run = this.runs.get(runId);
      if (run) this.abort(runId, run.fence, reason);
    });
    this.stopListening.push(stop);
  }

  private async beatOnce(): Promise<void> {
    const held = [...this.runs].map<HeldRun>(([runId, run]) => ({ runId, fence: run.fence }));
    const askedAtMs = performance.now();
    try {
      const kept = await this.leases.heartbeat(held);
      this.noteAnswer();
      let isAllRenewed = true;
      for (const { runId, fence } of held) {
        const answer = kept.get(runId);
        isAllRenewed &&= answer?.isRenewed ?? true;
        if (!answer) this.abort(runId, fence, 'lease_lost');
        else if (answer.isCancelRequested) this.abort(runId, fence, 'cancelled');
        if (answer?.isRenewed) this.renewed(runId, fence, askedAtMs);
      }
      if (!isAllRenewed) this.beatSoon();
    } catch (error) {
      this.isBeatFailing = true;
      this.logger.warn({ held: held.length, error: String(error) }, 'heartbeat failed');
      this.beatSoon();
    }
  }

  private renewed(runId: string, fence: number, askedAtMs: number): void {
    const run = this.runs.get(runId);
    if (run?.fence === fence) run.term.renewed(askedAtMs);
  }

  private noteAnswer(): void {
    const now = performance.now();
    if (now - this.lastBeatMs > this.longestSilenceMs) this.patientUntilMs = now + this.settings.leaseMs;
    this.lastBeatMs = now;
    this.isBeatFailing = false;
  }

  private beatSoon(): void {
    if (this.timer === null || this.soon !== null) return;
    this.soon = setTimeout(() => {
      this.soon = null;
      void this.beat();
    }, BEAT_AGAIN_MS);
  }

  /** A silence of the database that is shorter lets nobody's lease run out: each was renewed at most a third of its time
   *  before. */
  private get longestSilenceMs(): number {
    return this.settings.leaseMs / 2;
  }
}
