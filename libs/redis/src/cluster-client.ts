import type { RedisAddress } from '@genesis/config';
import { Cluster, type ClusterNode, type ClusterOptions, type Redis, type RedisOptions } from 'ioredis';
import { endTimerWithSocket } from './end-timer-with-socket.js';
import { loginOf } from './redis-login.js';
import { isPatient, refuseWaiting } from './waiting-commands.js';

type ClusterAddress = Extract<RedisAddress, { kind: 'cluster' }>;

/** Longest wait for the map of a cluster: then another node is asked. */
const SLOTS_TIMEOUT_MS = 1_000;
/** After a lost connection, before a command that may be sent again is. */
const RESEND_AFTER_MS = 100;

/** A cluster's client that keeps to the options of a server's: in ioredis they end where a node is not known. */
export class ClusterClient extends Cluster {
  constructor(
    private readonly address: ClusterAddress,
    private readonly redisOptions: RedisOptions,
    private readonly copies: RedisOptions,
  ) {
    super([...address.nodes] as ClusterNode[], clusterOptions(address, redisOptions));
    this.on('+node', (node: Redis) => {
      endTimerWithSocket(node);
      this.leaveSuccessorOf(node);
      // Before somebody needs it; without an offline queue, its first callers would be refused while it connects.
      if (node.status === 'wait' && node.options.readOnly !== true) node.connect().catch(() => undefined);
    });
    this.on('close', () => {
      if (!isPatient(redisOptions)) refuseWaiting(this, new Error('no node of the cluster answers'));
    });
  }

  /** Settles when the client is ready, or has ended. ioredis (5.11) forgets its promise when the nodes answer and the cluster
   *  is not whole: it connects again, and BullMQ would wait for the first try for ever. */
  override async connect(): Promise<void> {
    const settled = new AbortController();
    try {
      await Promise.race([super.connect(), this.untilReady(settled.signal)]);
    } finally {
      settled.abort();
    }
  }

  private untilReady(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onEnd = (): void => reject(new Error('no node of the cluster answers'));
      this.once('ready', resolve);
      this.once('end', onEnd);
      signal.addEventListener('abort', () => {
        this.off('ready', resolve);
        this.off('end', onEnd);
      });
    });
  }

  /** A command that waits for the cluster, or is sent again, has the same time as any other. */
  override sendCommand(...args: Parameters<Cluster['sendCommand']>): unknown {
    const { commandTimeout } = this.redisOptions;
    if (commandTimeout !== undefined) args[0].setTimeout(commandTimeout);
    return super.sendCommand(...args);
  }

  override duplicate(_nodes?: ClusterNode[], options: ClusterOptions = {}): Cluster {
    const { connectionName } = options.redisOptions ?? {};
    const named = connectionName === undefined ? {} : { connectionName };
    return new ClusterClient(this.address, { ...this.redisOptions, ...named, ...this.copies }, {});
  }

  /** A connection that ends late would take the next one to its node out of the pool, which goes by address (ioredis 5.11):
   *  what was sent on it would wait for ever. */
  private leaveSuccessorOf(node: Redis): void {
    const forget = node.listeners('end').at(0);
    if (forget === undefined) return;
    node.removeListener('end', forget as () => void);
    node.once('end', () => {
      const { host, port } = node.options;
      const hasSuccessor = this.nodes().some(
        (other) => other !== node && other.options.host === host && other.options.port === port,
      );
      if (!hasSuccessor) forget.call(node);
    });
  }
}

function clusterOptions(address: ClusterAddress, options: RedisOptions): ClusterOptions {
  const { retryStrategy, lazyConnect, enableOfflineQueue, autoResendUnfulfilledCommands, ...perNode } =
    options;
  return {
    lazyConnect,
    enableOfflineQueue,
    enableReadyCheck: options.enableReadyCheck,
    clusterRetryStrategy: (attempt) => retryStrategy?.(attempt) ?? null,
    retryDelayOnFailover: autoResendUnfulfilledCommands === false ? 0 : RESEND_AFTER_MS,
    slotsRefreshTimeout: SLOTS_TIMEOUT_MS,
    // Names stay names: a certificate is for one.
    dnsLookup: (name, callback) => callback(null, name),
    redisOptions: { ...loginOf(address), ...perNode },
  };
}
