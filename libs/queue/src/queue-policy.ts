import { Injectable } from '@nestjs/common';
import { RedisConnections } from './redis-connections.js';

export interface QueuePolicy {
  /** `noeviction` is the only one that keeps every accepted job. */
  readonly evictionPolicy: string | null;
  readonly isSafe: boolean;
}

/** Looks at how the queue's Redis is set up. */
@Injectable()
export class QueuePolicyProbe {
  constructor(private readonly connections: RedisConnections) {}

  /** Also proves that Redis answers. @throws when it does not within about a second. */
  async read(): Promise<QueuePolicy> {
    const info = await this.connections.producer.info('memory');
    const evictionPolicy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? null;
    return { evictionPolicy, isSafe: evictionPolicy === 'noeviction' };
  }
}
