import { openRedis } from '@genesis/redis';
import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { keysOf } from './redis-keys.js';

/** A checksum of every table. @param except tables that a refusal may write to */
export async function tableSums(
  db: DataSource,
  except: readonly string[] = ['audit_entries'],
): Promise<Readonly<Record<string, string>>> {
  const tables = await db.query<{ name: string }[]>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)`,
    [except],
  );
  const sums = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await db.query<{ sum: string }[]>(
        `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM "${name}" t`,
      );
      return [name, row?.sum ?? ''] as const;
    }),
  );
  return Object.fromEntries(sums);
}

/** A checksum of every key that begins so. @param except parts of names of keys that a refusal may write */
export async function keySums(
  redisUrl: string,
  prefix: string,
  except: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const redis = openRedis(redisUrl, {});
  try {
    const keys = (await keysOf(redis, prefix)).filter((key) => !except.some((part) => key.includes(part)));
    const sums = await Promise.all(
      keys.map(async (key) => {
        const dumped = (await redis.dumpBuffer(key)) as Buffer | null;
        const sum = dumped === null ? 'gone' : createHash('sha256').update(dumped).digest('hex');
        return [key, sum] as const;
      }),
    );
    return Object.fromEntries(sums.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } finally {
    redis.disconnect();
  }
}
