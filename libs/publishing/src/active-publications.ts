import { RunSettings } from '@genesis/config';
import { LeaseTerm, untilSure } from '@genesis/runs';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type HeldPublication, PublicationStore } from './publication-store.js';
import { PublicationAbort, type PublicationAbortReason } from './publishing.errors.js';

interface Active {
  readonly fence: number;
  readonly term: LeaseTerm;
  readonly controller: AbortController;
}

/** The publications that this process holds: renews their leases in one statement, and reaches them with an abort. */
@Injectable()
export class ActivePublications implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ActivePublications.name);
  private readonly held = new Map<string, Active>();
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> | null = null;
  private isDraining = false;

  constructor(
    private readonly store: PublicationStore,
    private readonly settings: RunSettings,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.beat(), this.settings.heartbeatMs);
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  get count(): number {
    return this.held.size;
  }

  /** Holds a publication until `release`. @param askedAtMs when the claim was sent, on the clock of `performance.now()`
   *  @returns the signal that aborts with a `PublicationAbort`. */
  hold({ id, fence }: HeldPublication, askedAtMs = performance.now()): AbortSignal {
    // Whoever held it here before was silent for so long that it could be claimed again.
    this.abort(id, 'lease_lost');
    const controller = new AbortController();
    this.held.set(id, { fence, controller, term: new LeaseTerm(askedAtMs, this.settings.leaseMs) });
    if (this.isDraining) this.abort(id, 'drain');
    return controller.signal;
  }

  release({ id, fence }: HeldPublication): void {
    if (this.held.get(id)?.fence === fence) this.held.delete(id);
  }

  /** Resolves at once while the lease is surely ours, else when the database has said that it is: a process that stood
   *  still for longer must not publish beside its heir. @param signal ends the waiting @throws PublicationAbort */
  async untilHeld({ id, fence }: HeldPublication, signal: AbortSignal): Promise<void> {
    const active = this.held.get(id);
    if (active?.fence !== fence) throw new PublicationAbort('lease_lost');
    await untilSure(active.term, () => this.beat(), AbortSignal.any([signal, active.controller.signal]));
  }

  abort(id: string, reason: PublicationAbortReason): void {
    this.held.get(id)?.controller.abort(new PublicationAbort(reason));
  }

  /** Has every publication given back, also one that is being claimed right now. */
  drain(): void {
    this.isDraining = true;
    for (const id of this.held.keys()) this.abort(id, 'drain');
  }

  /** Renews every lease and lets go of what is lost; at most one such round at a time. Never throws. */
  async beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => {
      this.beating = null;
    });
    return this.beating;
  }

  private async beatOnce(): Promise<void> {
    const held = [...this.held].map(([id, { fence }]) => ({ id, fence }));
    if (held.length === 0) return;
    const askedAtMs = performance.now();
    try {
      const kept = await this.store.heartbeat(held);
      for (const { id, fence } of held) {
        const active = this.held.get(id);
        if (active?.fence !== fence) continue;
        if (kept.has(id)) active.term.renewed(askedAtMs);
        else this.abort(id, 'lease_lost');
      }
    } catch (error) {
      // While the database is away nobody else can take a lease either.
      this.logger.warn({ held: held.length, error: String(error) }, 'heartbeat of publications failed');
    }
  }
}
