import { RedisSettings } from '@genesis/config';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

/** Longest wait for one command of a request: a POST must answer within seconds while Redis is away. */
const COMMAND_TIMEOUT_MS = 1_000;

/** The connections to the queue's Redis: one that gives up soon (requests), one that never does (workers). */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  readonly producer: Redis;
  private readonly opened: Redis[] = [];
  private readonly logger = new Logger(RedisConnections.name);

  constructor(private readonly settings: RedisSettings) {
    this.producer = this.open('producer', {
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT_MS,
      enableOfflineQueue: true,
    });
  }

  /** A connection for a BullMQ worker, which blocks and retries for ever. */
  openForWorker(): Redis {
    return this.open('worker', { maxRetriesPerRequest: null });
  }

  /** A connection that is in subscriber mode for its whole life. */
  openForSubscriptions(): Redis {
    return this.open('subscriber', { maxRetriesPerRequest: null, autoResubscribe: true });
  }

  onApplicationShutdown(): void {
    for (const connection of this.opened) connection.disconnect();
  }

  private open(role: string, options: RedisOptions): Redis {
    const connection = new Redis(this.settings.queueUrl, {
      connectionName: `genesis-queue-${role}`,
      keepAlive: 10_000,
      connectTimeout: 2_000,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000),
      ...options,
    });
    let isReported = false;
    connection.on('error', (error: Error) => {
      if (!isReported) this.logger.warn({ role, error: error.message }, 'queue connection lost');
      isReported = true;
    });
    connection.on('ready', () => {
      isReported = false;
    });
    this.opened.push(connection);
    return connection;
  }
}
