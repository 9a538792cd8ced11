import { PictureStudio, type TaskContext } from '@genesis/agents';
import type { AssetStore } from '@genesis/assets';
import {
  type ChatModel,
  type PlanProviders,
  type SearchProvider,
  type VendorCallOptions,
  VendorError,
} from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import type { ClaimedRun } from './claimed-run.js';
import type { RunLedger } from './run-ledger.js';

/** A shorter wish to be left alone is not worth a sleep. */
const PARK_FROM_MS = 1_000;
/** A run that was claimed so often does not sleep any more: a vendor that is always about to answer must not keep it. */
const MOST_CLAIMS = 30;

export interface TaskProvidersOptions {
  readonly providers: PlanProviders;
  readonly ledger: RunLedger;
  readonly assets: AssetStore;
  /** Whether a run that sleeps for so long can still do its work in time. */
  readonly mayPark: (forMs: number) => boolean;
  /** Most milliseconds that a call may take from now on, whatever its agent wishes. */
  readonly mostCallMs: () => number;
  /** Resolves while the run is surely held. @throws RunAbort when it is not any more */
  readonly untilHeld: (signal: AbortSignal) => Promise<void>;
}

/** What a task may ask: the providers of its run's plan, with every call journaled and named for the vendor.
 *
 *  A call that a vendor answered with a long wait does not return. What else the task has asked is awaited, because it is
 *  being paid for, and then `parked` aborts: the task is run again when the wait is over. */
export class TaskProviders {
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly parking = new AbortController();
  /** On the clock of `performance.now()`; null while no vendor is waited for. */
  private wakeAtMs: number | null = null;

  constructor(
    private readonly run: ClaimedRun,
    private readonly options: TaskProvidersOptions,
  ) {}

  /** Aborts when the task has to wait for a vendor. */
  get parked(): AbortSignal {
    return this.parking.signal;
  }

  /** How long from now on, once `parked` has aborted. */
  get parkedForMs(): number | null {
    if (this.wakeAtMs === null || !this.parking.signal.aborted) return null;
    return Math.max(0, this.wakeAtMs - performance.now());
  }

  get chat(): TaskContext['chat'] {
    const { chat } = this.options.providers;
    if (!chat.isConfigured) return null;
    const generateStructured: ChatModel['generateStructured'] = (request, options) =>
      this.call(options, (own) => chat.generateStructured(request, own));
    return { generateStructured };
  }

  get search(): TaskContext['search'] {
    const { search } = this.options.providers;
    if (!search.isConfigured) return null;
    const ask: Pick<SearchProvider, 'search' | 'extract'> = {
      search: (query, options) => this.call(options, (own) => search.search(query, own)),
      extract: (urls, options) => this.call(options, (own) => search.extract(urls, own)),
    };
    return ask;
  }

  get images(): TaskContext['images'] {
    const { providers, assets } = this.options;
    if (!providers.images.isConfigured) return null;
    const owner = { ownerId: this.run.ownerId, briefId: this.run.briefId, kind: 'logo' } as const;
    return new PictureStudio({
      images: providers.images,
      assets,
      owner,
      call: (options, act) => this.call(options, act),
    });
  }

  /** Makes a call of the task: under its name, with its ledger, and counted until it is recorded. */
  async call<T>(options: VendorCallOptions, act: (options: VendorCallOptions) => Promise<T>): Promise<T> {
    // A task that is going to sleep asks nothing new.
    if (this.wakeAtMs !== null) return this.untilParked();
    const { ledger } = this.options;
    const work = act({
      ...options,
      deadlineMs: Math.min(options.deadlineMs, this.options.mostCallMs()),
      callKey: `${ledger.keyPrefix}${options.callKey}`,
      requestId: this.run.requestId ?? undefined,
      tenant: this.run.ownerId,
      ledger,
      untilMaySend: () => this.options.untilHeld(options.signal),
    });
    this.underWay.add(work);
    try {
      return await work;
    } catch (error) {
      this.underWay.delete(work);
      const waitMs = options.signal.aborted ? null : longWaitOf(error);
      const maySleep = this.run.fence < MOST_CLAIMS;
      if (waitMs === null || !maySleep || !this.options.mayPark(waitMs)) throw error;
      return await this.park(waitMs);
    } finally {
      this.underWay.delete(work);
    }
  }

  /** Resolves when every call that is under way has ended and is recorded, as far as it can be. Never throws. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async park(waitMs: number): Promise<never> {
    this.wakeAtMs = Math.max(this.wakeAtMs ?? 0, performance.now() + waitMs);
    await this.settled();
    this.parking.abort(new AppError({ code: 'TASK_PARKED', kind: 'cancelled' }));
    return this.untilParked();
  }

  private async untilParked(): Promise<never> {
    const { signal } = this.parking;
    if (!signal.aborted) {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
    }
    throw signal.reason;
  }
}

/** Milliseconds that all who could have answered ask to wait for, when that is long. */
function longWaitOf(error: unknown): number | null {
  if (!(error instanceof VendorError) || error.retryAfterMs === undefined) return null;
  return error.retryAfterMs >= PARK_FROM_MS ? error.retryAfterMs : null;
}
