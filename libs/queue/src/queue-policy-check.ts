import { AppSettings } from '@genesis/config';
import { AppError } from '@genesis/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type QueuePolicy, QueuePolicyProbe } from './queue-policy.js';

/** Looks at the queue's Redis once, at the start. A production process does not start on one that may lose jobs. */
@Injectable()
export class QueuePolicyCheck implements OnModuleInit {
  private readonly logger = new Logger(QueuePolicyCheck.name);

  constructor(
    private readonly probe: QueuePolicyProbe,
    private readonly app: AppSettings,
  ) {}

  async onModuleInit(): Promise<void> {
    const policy = await this.readQuietly();
    if (policy === null || policy.isSafe) return;
    const { evictionPolicy } = policy;
    if (this.app.environment === 'production') {
      throw new AppError({
        code: 'QUEUE_MAY_LOSE_JOBS',
        kind: 'internal',
        message: `the queue's Redis (REDIS_QUEUE_URL) must have maxmemory-policy noeviction, not ${evictionPolicy}`,
      });
    }
    this.logger.warn(
      { eviction_policy: evictionPolicy },
      'the Redis of the queue may lose jobs, production needs noeviction',
    );
  }

  /** Null while Redis is away: then readiness tells, as soon as it is back. */
  private async readQuietly(): Promise<QueuePolicy | null> {
    try {
      return await this.probe.read();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'the Redis of the queue is away at the start');
      return null;
    }
  }
}
