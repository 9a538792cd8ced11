import { RedisSettings } from '@genesis/config';
import { NO_EVICTION, primariesOf, readEvictionPolicy, type RedisClient } from '@genesis/redis';
import { Injectable } from '@nestjs/common';
import { probeWrite } from './queue-refusal.js';
import { RedisConnections } from './redis-connections.js';

export interface QueuePolicy {
  /** `noeviction` is the only one that keeps every accepted job. Of a cluster another one, if any node has it. */
  readonly evictionPolicy: string | null;
  readonly isSafe: boolean;
}

/** Looks at how the queue's Redis is set up. */
@Injectable()
export class QueuePolicyProbe {
  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: RedisSettings,
  ) {}

  /** @throws when Redis does not answer within about a second. */
  async read(): Promise<QueuePolicy> {
    const evictionPolicy = await readEvictionPolicy(this.nodes());
    return { evictionPolicy, isSafe: evictionPolicy === NO_EVICTION };
  }

  private nodes(): readonly RedisClient[] {
    const { producer } = this.connections;
    // A cluster whose nodes are not known yet, or no longer, waits or fails as any other command does.
    const known = primariesOf(producer);
    return known.length === 0 ? [producer] : known;
  }

  /** Proves that Redis takes what is written. @throws when it refuses, or does not answer within about a second. */
  async probe(): Promise<void> {
    await probeWrite(this.connections.producer, this.settings);
  }
}
