import type { RedisMemory } from '@genesis/observability';
import type { Redis } from 'ioredis';

/** What a Redis says of its memory. @throws when it does not answer, or not with numbers */
export async function readRedisMemory(client: Redis): Promise<RedisMemory> {
  const info = await client.info('memory');
  const usedBytes = bytesOf(info, 'used_memory');
  const limitBytes = bytesOf(info, 'maxmemory');
  if (usedBytes === null) throw new Error('Redis does not tell used_memory');
  return { usedBytes, limitBytes: limitBytes === 0 ? null : limitBytes };
}

function bytesOf(info: string, field: string): number | null {
  const text = new RegExp(`^${field}:(\\d+)\\r?$`, 'm').exec(info)?.[1];
  return text === undefined ? null : Number(text);
}
