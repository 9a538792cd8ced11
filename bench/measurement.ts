import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type pg from 'pg';

/** Clock ticks a second in /proc. Source: sysconf(_SC_CLK_TCK), 100 on Linux. */
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The value below which the given share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** Works through the items with so many of them in flight. */
export async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** CPU milliseconds that a process and its children that have ended used so far. */
export function cpuMs(pid: number): number {
  // The name may hold spaces: fields are counted after its closing bracket.
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')
      .at(-1)
      ?.split(' ') ?? [];
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
  return (ticks / TICKS_PER_SECOND) * 1_000;
}

/** The same over a process and all its living descendants. */
export function familyCpuMs(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, member) => sum + cpuMs(member), 0);
}

function descendants(pid: number): number[] {
  const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
  const children = readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Process id of a Redis server on this machine. */
export async function redisProcessId(redis: Pick<Redis, 'info'>): Promise<number> {
  return Number(/^process_id:(\d+)/m.exec(await redis.info('server'))?.[1]);
}

/** Process id of the PostgreSQL server behind a connection, on this machine. */
export async function postgresProcessId(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ file: string }>(`SELECT pg_read_file('postmaster.pid') AS file`);
  return Number(rows[0]?.file.split('\n')[0]);
}
