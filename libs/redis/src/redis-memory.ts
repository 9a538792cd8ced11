import type { RedisMemory } from '@genesis/observability';
import { primariesOf, type RedisClient } from './redis-client.js';

/** What a Redis says of its memory; of a cluster the fullest node, since that one refuses first.
 *  @throws when it does not answer, or not with numbers */
export async function readRedisMemory(client: RedisClient): Promise<RedisMemory> {
  const nodes = await Promise.all(primariesOf(client).map((node) => node.info('memory').then(memoryOf)));
  const [fullest] = nodes.sort((a, b) => fullnessOf(b) - fullnessOf(a) || b.usedBytes - a.usedBytes);
  if (fullest === undefined) throw new Error('no node of the cluster is known');
  return fullest;
}

/** The only policy that throws nothing away. */
export const NO_EVICTION = 'noeviction';

/** What servers do when their memory is full: `noeviction` when all of them keep everything, else what another one does; null
 *  when it does not tell. @throws when one does not answer */
export async function readEvictionPolicy(servers: readonly RedisClient[]): Promise<string | null> {
  const infos = await Promise.all(servers.map((server) => server.info('memory')));
  const policies = infos.map((info) => /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? null);
  const [other = NO_EVICTION] = policies.filter((policy) => policy !== NO_EVICTION);
  return other;
}

function memoryOf(info: string): RedisMemory {
  const usedBytes = bytesOf(info, 'used_memory');
  const limitBytes = bytesOf(info, 'maxmemory');
  if (usedBytes === null) throw new Error('Redis does not tell used_memory');
  return { usedBytes, limitBytes: limitBytes === 0 ? null : limitBytes };
}

function fullnessOf({ usedBytes, limitBytes }: RedisMemory): number {
  return limitBytes === null ? 0 : usedBytes / limitBytes;
}

function bytesOf(info: string, field: string): number | null {
  const text = new RegExp(`^${field}:(\\d+)\\r?$`, 'm').exec(info)?.[1];
  return text === undefined ? null : Number(text);
}
