import { RunSettings } from '@genesis/config';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';

/** What the watching thread is given. */
export interface WatchdogOrders {
  /** One 32-bit counter that the event loop raises. */
  readonly beats: SharedArrayBuffer;
  readonly everyMs: number;
  /** Silent looks, one after the other, after which the process is killed. */
  readonly mostSilentLooks: number;
}

const EVERY_MS = 500;

/** Kills this process when its event loop stands still for WORKER_WATCHDOG_S: an endless loop leaves nobody here who could
 *  notice, while whoever asks from outside may not be able to end it. A thread watches. It counts its own looks, not the
 *  clock: a process that was stopped and continued was not stuck. */
@Injectable()
export class EventLoopWatchdog implements OnApplicationBootstrap, OnApplicationShutdown {
  private thread: Worker | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly settings: RunSettings) {}

  onApplicationBootstrap(): void {
    if (this.settings.watchdogMs === 0) return;
    const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const counter = new Int32Array(beats);
    this.timer = setInterval(() => Atomics.add(counter, 0, 1), EVERY_MS);
    this.timer.unref();
    const workerData: WatchdogOrders = {
      beats,
      everyMs: EVERY_MS,
      mostSilentLooks: Math.ceil(this.settings.watchdogMs / EVERY_MS),
    };
    // It needs next to nothing, and a large heap of its own would count against the container's.
    const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 };
    this.thread = new Worker(new URL('./event-loop-watchdog.thread.js', import.meta.url), {
      workerData,
      resourceLimits,
    });
    this.thread.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.thread?.terminate();
  }
}
