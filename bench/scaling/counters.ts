import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { familyCpuMs, postgresProcessId, redisProcessId } from '../measurement.js';

export type Part = 'api' | 'worker' | 'postgres' | 'redisCache' | 'redisQueue';

/** Servers of the installation that is measured, with their process ids on this machine. */
export interface Servers {
  readonly database: pg.Client;
  readonly cache: Redis;
  readonly queue: Redis;
  readonly pids: Readonly<Record<'postgres' | 'redisCache' | 'redisQueue', number>>;
}

export async function serversOf(database: pg.Client, cache: Redis, queue: Redis): Promise<Servers> {
  return {
    database,
    cache,
    queue,
    pids: {
      postgres: await postgresProcessId(database),
      redisCache: await redisProcessId(cache),
      redisQueue: await redisProcessId(queue),
    },
  };
}

/** What has been used up since the start: CPU in milliseconds, WAL in bytes. */
export interface Counters {
  readonly cpuMs: Readonly<Partial<Record<Part, number>>>;
  readonly wal: number;
  /** Pages that were written whole, because a checkpoint had been since their last change. */
  readonly walPages: number;
  /** Transactions that wrote. */
  readonly commits: number;
  readonly cacheCommands: number;
  readonly queueCommands: number;
  readonly atMs: number;
}

/** @param processes the api and the worker, where they run */
export async function readCounters(
  { database, cache, queue, pids }: Servers,
  processes: Readonly<Partial<Record<'api' | 'worker', number>>>,
): Promise<Counters> {
  const { rows } = await database.query<Record<'wal' | 'pages' | 'commits', string>>(
    `SELECT pg_current_wal_insert_lsn() - '0/0' AS wal, (SELECT wal_fpi FROM pg_stat_wal) AS pages,
            pg_current_xact_id()::text AS commits`,
  );
  const cacheCommands = await commandsOf(cache);
  const queueCommands = await commandsOf(queue);
  return {
    cpuMs: Object.fromEntries(
      Object.entries({ ...pids, ...processes }).map(([part, pid]) => [part, familyCpuMs(pid)]),
    ),
    wal: Number(rows[0]?.wal),
    walPages: Number(rows[0]?.pages),
    commits: Number(rows[0]?.commits),
    cacheCommands,
    queueCommands,
    atMs: performance.now(),
  };
}

/** What was used between two readings, for each of `count` units. A part that did not run all the time is left out. */
export function usedFor(count: number, before: Counters, after: Counters): Counters {
  const each = (pick: (counters: Counters) => number) => (pick(after) - pick(before)) / count;
  return {
    cpuMs: Object.fromEntries(
      Object.entries(after.cpuMs).flatMap(([part, ms]) => {
        const start = before.cpuMs[part as Part];
        return start === undefined ? [] : [[part, (ms - start) / count]];
      }),
    ),
    wal: each(({ wal }) => wal),
    walPages: each(({ walPages }) => walPages),
    // The reading itself takes one.
    commits: (after.commits - before.commits - 1) / count,
    cacheCommands: each(({ cacheCommands }) => cacheCommands),
    queueCommands: each(({ queueCommands }) => queueCommands),
    atMs: each(({ atMs }) => atMs),
  };
}

async function commandsOf(redis: Redis): Promise<number> {
  return Number(/^total_commands_processed:(\d+)/m.exec(await redis.info('stats'))?.[1]);
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
}

/** Memory that a process would give back if it ended: its own, and its share of what it shares. */
export function proportionalBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1_024;
}
