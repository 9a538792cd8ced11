import { type RedisAddress, readRedisAddress } from '@genesis/config';
import { Cluster, type Redis } from 'ioredis';
import { openRedis, primariesOf, type RedisClient } from './redis-client.js';
import { readEvictionPolicy } from './redis-memory.js';

export interface RedisPing {
  /** Told to Redis, e.g. `genesis-start`. */
  readonly connectionName: string;
  /** Most milliseconds for connecting, and for the answer. */
  readonly timeoutMs: number;
}

/** The address is of another kind than what answers there: only another address helps. The text says what that is. */
export class RedisFormError extends Error {
  override readonly name = 'RedisFormError';
}

/** What a server says that it is, where an address of one server is not the right one. */
const OTHER_FORMS: Readonly<Record<string, string>> = {
  cluster: 'is a node of a Redis Cluster: its address begins with redis+cluster://',
  sentinel: 'is a sentinel: its address begins with redis+sentinel://',
};

/** Asks the Redis at `url` for an answer over connections of its own, once; a cluster is asked node by node.
 *  @throws what stood in the way: RedisFormError, the error of the socket, or Redis' own words (`NOAUTH …`, `WRONGPASS …`,
 *  `LOADING …`, `CLUSTERDOWN …`) */
export async function pingRedis(url: string, options: RedisPing): Promise<void> {
  const client = openImpatiently(url, options);
  const reasons: Error[] = [];
  const sentinelReasons: Error[] = [];
  client.on('error', (error: Error) => void reasons.push(error));
  client.on('node error', (error: Error) => void reasons.push(error));
  client.on('sentinelError', (error: Error) => void sentinelReasons.push(error));
  try {
    await client.connect();
    await Promise.all(primariesOf(client).map((primary) => primary.ping()));
    if (client instanceof Cluster) await checkSlots(client);
    else if (readRedisAddress(url).kind === 'single') await checkForm(client);
  } catch (error) {
    if (error instanceof RedisFormError) throw error;
    // The command only hears that the connection was closed; why, the connection has said before.
    const reason = reasons[0] ?? error;
    throw isOfSentinels(reason)
      ? sentinelReason(readRedisAddress(url), sentinelReasons.at(-1), reason)
      : reason;
  } finally {
    client.disconnect();
  }
}

/** What the Redis at `url` does when its memory is full, over connections of its own; of a cluster any other answer than
 *  `noeviction`, if a node has one. @throws what stood in the way */
export async function evictionPolicyAt(url: string, options: RedisPing): Promise<string | null> {
  const client = openImpatiently(url, options);
  // The command fails with the reason, or with that of the connection.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await readEvictionPolicy(primariesOf(client));
  } finally {
    client.disconnect();
  }
}

function openImpatiently(url: string, { connectionName, timeoutMs }: RedisPing): RedisClient {
  return openRedis(url, {
    connectionName,
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    maxRetriesPerRequest: 0,
    // A Redis that is still loading shall say so, instead of being waited for.
    enableReadyCheck: false,
  });
}

/** A cluster whose nodes answer may lack one that held a part of the keys. */
async function checkSlots(cluster: Cluster): Promise<void> {
  const told = await Promise.all(cluster.nodes('master').map((node) => node.cluster('INFO')));
  if (told.length === 0 || !told.every((info) => /^cluster_state:ok\r?$/m.test(info))) {
    throw new Error('CLUSTERDOWN not every slot has a node that serves it');
  }
}

async function checkForm(client: Redis): Promise<void> {
  // Who may not ask is not told: the rest of its rights is enough.
  const info = await client.info('server').catch(() => '');
  const form = OTHER_FORMS[/^redis_mode:(\w+)/m.exec(info)?.[1] ?? ''];
  if (form !== undefined) throw new RedisFormError(form);
}

function isOfSentinels(reason: unknown): boolean {
  return reason instanceof Error && reason.message.startsWith('All sentinels are unreachable');
}

function sentinelReason(address: RedisAddress, last: Error | undefined, otherwise: unknown): unknown {
  if (last === undefined || address.kind !== 'sentinel') return otherwise;
  if (/No such master|invalid reply: null/.test(last.message)) {
    return new Error(`no sentinel knows a primary named ${address.masterName}`);
  }
  // What was wrong with the certificate ioredis (5.11) keeps to itself.
  const isSilentOnTls = address.isTls && last.message.includes('Connection is closed');
  return isSilentOnTls ? new Error(`${last.message} Is TLS spoken there, with a known certificate?`) : last;
}
