import { Module } from '@nestjs/common';
import { SharedCache } from './shared-cache.js';
import { SharedLimits } from './shared-limits.js';

class NoCache extends SharedCache {
  get(): Promise<null> {
    return Promise.resolve(null);
  }

  set(): Promise<void> {
    return Promise.resolve();
  }
}

class NoLimits extends SharedLimits {
  acquire(): Promise<{ release(): void }> {
    return Promise.resolve({ release: () => undefined });
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }
}

/** What all processes share about vendors, on the cache's Redis. */
@Module({
  providers: [
    { provide: SharedCache, useClass: NoCache },
    { provide: SharedLimits, useClass: NoLimits },
  ],
  exports: [SharedCache, SharedLimits],
})
export class VendorStateModule {}
