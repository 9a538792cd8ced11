import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AssetStore } from './asset-store.port.js';

const EVERY_MS = 60 * 60 * 1_000;

/** Deletes once an hour what a deletion has left: accounts that went with all their briefs, a process that died in between.
 *  Several processes may do so at once. */
@Injectable()
export class AssetSweep implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AssetSweep.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly assets: AssetStore) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      const removed = await this.assets.removeUnused();
      if (removed > 0) this.logger.log({ removed }, 'pictures of deleted briefs removed');
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'the sweep of the pictures failed; another one follows');
    }
  }
}
