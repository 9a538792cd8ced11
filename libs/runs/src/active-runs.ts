import { RunSettings } from '@genesis/config';
import { Signals } from '@genesis/queue';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RunStore } from './run-store.js';
import { type AbortReason, RunAbort } from './runs.errors.js';

/** Topic on which a cancel request is announced; the message is the run's id. */
export const CANCEL_TOPIC = 'run-cancel';

interface ActiveRun {
  readonly fence: number;
  readonly controller: AbortController;
}

/** The runs that this process holds: renews their leases in one statement, and reaches them with an abort. */
@Injectable()
export class ActiveRuns implements OnModuleInit, OnApplicationShutdown {
  private readonly runs = new Map<string, ActiveRun>();
  private readonly logger = new Logger(ActiveRuns.name);
  private isDraining = false;
  private timer: NodeJS.Timeout | null = null;
  private stopListening: (() => void) | null = null;

  constructor(
    private readonly store: RunStore,
    private readonly signals: Signals,
    private readonly settings: RunSettings,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.beat(), this.settings.heartbeatMs);
    this.stopListening = this.signals.listen(CANCEL_TOPIC, (runId) => {
      this.abort(runId, 'cancelled');
    });
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
    this.stopListening?.();
  }

  get count(): number {
    return this.runs.size;
  }

  /** Holds a run until `release`. @returns the signal that aborts with a `RunAbort`. */
  hold(runId: string, fence: number): AbortSignal {
    // Whoever held it here before was silent for so long that it could be claimed again.
    this.abort(runId, 'lease_lost');
    const controller = new AbortController();
    this.runs.set(runId, { fence, controller });
    if (this.isDraining) this.abort(runId, 'drain');
    return controller.signal;
  }

  release(runId: string, fence: number): void {
    if (this.runs.get(runId)?.fence === fence) this.runs.delete(runId);
  }

  abort(runId: string, reason: AbortReason): void {
    this.runs.get(runId)?.controller.abort(new RunAbort(reason));
  }

  /** Has every run given back, also one that is being claimed right now. */
  drain(): void {
    this.isDraining = true;
    for (const runId of this.runs.keys()) this.abort(runId, 'drain');
  }

  /** Renews every lease and lets go of the runs whose lease is gone. Never throws.
   *  While the database is away no lease can be taken by anybody else either: keep what we have and try again. */
  async beat(): Promise<void> {
    const held = [...this.runs].map(([runId, run]) => ({ runId, fence: run.fence }));
    if (held.length === 0) return;
    try {
      const kept = await this.store.heartbeat(held, this.settings.leaseMs);
      for (const { runId, fence } of held) {
        const answer = kept.get(runId);
        if (this.runs.get(runId)?.fence !== fence) continue;
        if (!answer) this.abort(runId, 'lease_lost');
        else if (answer.isCancelRequested) this.abort(runId, 'cancelled');
      }
    } catch (error) {
      this.logger.warn({ held: held.length, error: String(error) }, 'heartbeat failed');
    }
  }
}
