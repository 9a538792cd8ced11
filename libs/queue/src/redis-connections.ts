import { RedisSettings } from '@genesis/config';
import { endTimerWithSocket, PING_EVERY_MS, SILENCE_LIMIT_MS } from '@genesis/redis';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

/** Longest wait for one command of a request: a POST must answer within seconds while Redis is away or silent. */
const COMMAND_TIMEOUT_MS = 1_000;
/** Where BullMQ waits for jobs, Redis may take 10 s to answer. */
const BLOCKING_SILENCE_LIMIT_MS = 12_000;

/** BullMQ makes a copy of a worker's connection to wait for jobs on. */
class WorkerConnection extends Redis {
  override duplicate(options?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate({ ...options, socketTimeout: BLOCKING_SILENCE_LIMIT_MS });
    endTimerWithSocket(copy);
    return copy;
  }
}

/** The connections to the queue's Redis: one that gives up soon (callers), and those that never do (workers, listeners). */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  readonly producer: Redis;
  private readonly opened: Redis[] = [];
  private readonly logger = new Logger(RedisConnections.name);
  private readonly pings: NodeJS.Timeout;

  constructor(private readonly settings: RedisSettings) {
    this.producer = this.open('producer', {
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT_MS,
      enableOfflineQueue: true,
    });
    this.pings = setInterval(() => this.ping(), PING_EVERY_MS).unref();
  }

  /** A connection for a BullMQ worker, which blocks and retries for ever. */
  openForWorker(): Redis {
    return this.open('worker', { maxRetriesPerRequest: null }, WorkerConnection);
  }

  /** A connection that is in subscriber mode for its whole life. */
  openForSubscriptions(): Redis {
    return this.open('subscriber', { maxRetriesPerRequest: null, autoResubscribe: true });
  }

  onApplicationShutdown(): void {
    clearInterval(this.pings);
    for (const connection of this.opened) connection.disconnect();
  }

  private open(role: string, options: RedisOptions, Connection = Redis): Redis {
    const connection = new Connection(this.settings.queueUrl, {
      connectionName: `genesis-queue-${role}`,
      keepAlive: 10_000,
      connectTimeout: 2_000,
      socketTimeout: SILENCE_LIMIT_MS,
      retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000),
      ...options,
    });
    endTimerWithSocket(connection);
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

  /** The answer does not matter: a missing one ends the connection, by its `socketTimeout`. */
  private ping(): void {
    for (const connection of this.opened) {
      if (connection.status === 'ready') connection.ping().catch(() => undefined);
    }
  }
}
