import { RedisSettings } from '@genesis/config';
import {
  isOfReplica,
  openRedis,
  openRedisSubscriber,
  PING_EVERY_MS,
  pingPrimaries,
  type RedisClient,
  SILENCE_LIMIT_MS,
} from '@genesis/redis';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';

/** Longest wait for one command of a request: a POST must answer within seconds while Redis is away or silent. */
const COMMAND_TIMEOUT_MS = 1_000;
/** Where BullMQ waits for jobs, Redis may take 10 s to answer. */
const BLOCKING_SILENCE_LIMIT_MS = 12_000;
/** ioredis: connect again, and send the refused command again. A replica has done nothing of it. */
const RECONNECT_AND_RESEND = 2;

type Role = 'producer' | 'worker' | 'subscriber';

/** The connections to the queue's Redis: one that gives up soon (callers), and those that never do (workers, listeners). */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  readonly producer: RedisClient;
  private readonly opened: RedisClient[] = [];
  private readonly logger = new Logger(RedisConnections.name);
  private readonly pings: NodeJS.Timeout;

  constructor(private readonly settings: RedisSettings) {
    this.producer = this.watch(
      'producer',
      openRedis(settings.queueUrl, {
        ...optionsOf('producer'),
        maxRetriesPerRequest: 1,
        commandTimeout: COMMAND_TIMEOUT_MS,
        enableOfflineQueue: true,
      }),
    );
    this.pings = setInterval(() => this.opened.forEach(pingPrimaries), PING_EVERY_MS).unref();
  }

  /** A connection for a BullMQ worker, which blocks and retries for ever. BullMQ makes a copy of it to wait for jobs on. */
  openForWorker(): RedisClient {
    return this.watch(
      'worker',
      openRedis(
        this.settings.queueUrl,
        { ...optionsOf('worker'), maxRetriesPerRequest: null },
        { socketTimeout: BLOCKING_SILENCE_LIMIT_MS },
      ),
    );
  }

  /** A connection that is in subscriber mode for its whole life. */
  openForSubscriptions(): Redis {
    return this.watch(
      'subscriber',
      openRedisSubscriber(this.settings.queueUrl, {
        ...optionsOf('subscriber'),
        maxRetriesPerRequest: null,
        autoResubscribe: true,
      }),
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.pings);
    for (const connection of this.opened) connection.disconnect();
  }

  private watch<Client extends RedisClient>(role: Role, connection: Client): Client {
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

function optionsOf(role: Role): RedisOptions {
  return {
    connectionName: `genesis-queue-${role}`,
    keepAlive: 10_000,
    connectTimeout: 2_000,
    socketTimeout: SILENCE_LIMIT_MS,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000),
    reconnectOnError: (error) => (isOfReplica(error) ? RECONNECT_AND_RESEND : false),
  };
}
