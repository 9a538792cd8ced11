import { type RedisAddress, readRedisAddress } from '@genesis/config';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { ClusterClient } from './cluster-client.js';
import { endTimerWithSocket } from './end-timer-with-socket.js';
import { NodesConnector } from './nodes-connector.js';
import { loginOf } from './redis-login.js';
import { isPatient, refuseWaiting } from './waiting-commands.js';

/** One server, the primary that sentinels name, or a cluster: the commands are the same. */
export type RedisClient = Redis | Cluster;

type SentinelAddress = Extract<RedisAddress, { kind: 'sentinel' }>;

/** Longest wait for a sentinel's answer: then the next one is asked. */
const SENTINEL_TIMEOUT_MS = 1_000;
const MAX_SENTINEL_DELAY_MS = 1_000;

/** Opens a client of the Redis that the address names. @param copies what differs in copies: BullMQ makes one of a worker's
 *  connection, to wait for jobs on */
export function openRedis(url: string, options: RedisOptions, copies: RedisOptions = {}): RedisClient {
  const address = readRedisAddress(url);
  if (address.kind === 'cluster') return new ClusterClient(address, options, copies);
  const client =
    address.kind === 'single'
      ? new ServerClient(address.url, options)
      : new ServerClient({ ...sentinelOptions(address), ...options });
  client.copies = copies;
  endTimerWithSocket(client);
  if (address.kind === 'sentinel') refuseWhileSentinelsAreAway(client);
  return client;
}

/** Opens a connection for subscriptions alone. What one node of a cluster is told all of them tell: any will do. */
export function openRedisSubscriber(url: string, options: RedisOptions): Redis {
  const address = readRedisAddress(url);
  if (address.kind !== 'cluster') return openRedis(url, options) as Redis;
  // ioredis's own subscriber of a cluster has no limit of silence: it would listen to a dead network for ever.
  const connection = new Redis({
    ...loginOf(address),
    ...options,
    Connector: NodesConnector.of(address.nodes, address.isTls),
  });
  endTimerWithSocket(connection);
  return connection;
}

/** The servers that take writes. */
export function primariesOf(client: RedisClient): readonly Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** Makes every connection answer something: a silent one ends by its `socketTimeout`. The answer does not matter. */
export function pingPrimaries(client: RedisClient): void {
  for (const primary of primariesOf(client)) {
    if (primary.status === 'ready') primary.ping().catch(() => undefined);
  }
}

class ServerClient extends Redis {
  copies: RedisOptions = {};

  override duplicate(options?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate({ ...options, ...this.copies });
    endTimerWithSocket(copy);
    return copy;
  }
}

function sentinelOptions(address: SentinelAddress): RedisOptions {
  const { nodes, masterName, database, sentinelLogin, isTls } = address;
  return {
    ...loginOf(address),
    sentinels: [...nodes],
    name: masterName,
    db: database ?? 0,
    sentinelUsername: sentinelLogin.username ?? undefined,
    sentinelPassword: sentinelLogin.password ?? undefined,
    sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
    sentinelRetryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), MAX_SENTINEL_DELAY_MS),
    ...(isTls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}

/** While no sentinel answers there is no connection that could fail, and `maxRetriesPerRequest` counts nothing. */
function refuseWhileSentinelsAreAway(client: Redis): void {
  if (isPatient(client.options)) return;
  client.on('error', (error: Error) => {
    // Without a last error they do answer: it is the primary that they name which does not (ioredis 5.11).
    if (/^All sentinels are unreachable.*Last error/.test(error.message)) {
      refuseWaiting(client, error);
    }
  });
}
