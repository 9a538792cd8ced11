import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';

const CHUNK = Buffer.alloc(256 * 1_024);
const HALF_A_BLOCK = 4_096;

/** What is on a disk that becomes full. */
export interface OnDisk {
  readonly postgres: { readonly pid: number };
  readonly redis: { readonly pid: number };
  /** A database of that PostgreSQL. */
  readonly db: pg.Pool;
}

/** A disk of a suite's own that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Whether all that is written needs room, or only what grows a file that is large already. */
  readonly isWhole: boolean;
  /** To be called before anything is at work that shall meet the full disk. */
  prepare(stores: OnDisk): Promise<void>;
  fill(stores: OnDisk): Promise<void>;
  free(stores: OnDisk): Promise<void>;
  remove(): void;
}

/** A file system in memory; where nothing may be mounted, limits on files. @param megabytes of the file system */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'genesis-disk-'));
  const size = `size=${megabytes}m,mode=0755`;
  const isMountable = process.env.GENESIS_TEST_MOUNT !== 'no';
  const { status } = isMountable
    ? spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder])
    : { status: 1 };
  return status === 0 ? new MountedDisk(folder) : new LimitedFiles(folder);
}

class MountedDisk implements SmallDisk {
  readonly isWhole = true;
  private readonly ballast: string;

  constructor(readonly folder: string) {
    this.ballast = path.join(folder, 'ballast');
  }

  async prepare(): Promise<void> {
    // Its size is enough.
  }

  /** Not a byte is free from here on. */
  async fill(): Promise<void> {
    const ballast = await open(this.ballast, 'a');
    try {
      for (let size = CHUNK.length; size >= 1;) {
        try {
          await ballast.write(CHUNK, 0, size);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          size = Math.floor(size / 2);
        }
      }
    } finally {
      await ballast.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  remove(): void {
    // Lazily: a server that is just ending keeps nobody waiting.
    spawnSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** No file of Redis grows any more, and of PostgreSQL none that is larger than its log's: the table of users, which is made
 *  so. Limits that cut a block in two are met by a write that is cut short, which PostgreSQL takes for a full disk. */
class LimitedFiles implements SmallDisk {
  readonly isWhole = false;
  private readonly redisBefore = process.env.GENESIS_LOCAL_BIN_REDIS;

  constructor(readonly folder: string) {
    // Who does not ignore the signal dies of it. PostgreSQL does.
    const redis = path.join(folder, 'redis-server');
    const script = `#!/bin/sh\ntrap '' XFSZ\nexec ${this.redisBefore || 'redis-server'} "$@"\n`;
    writeFileSync(redis, script, { mode: 0o755 });
    process.env.GENESIS_LOCAL_BIN_REDIS = redis;
  }

  async prepare({ db }: OnDisk): Promise<void> {
    // As large as real ones: larger ones would leave room for those on every page.
    await db.query(
      `INSERT INTO users (id, name, email, password_hash)
       SELECT gen_random_uuid(), 'Awa', n || '@filler.example', repeat(md5(n::text), 3)
         FROM generate_series(1, 100000) n`,
    );
  }

  async fill({ postgres, redis, db }: OnDisk): Promise<void> {
    const { rows } = await db.query<{ bytes: number }>(`SELECT pg_relation_size('users')::int AS bytes`);
    limitFiles([redis.pid], '1');
    limitFiles(withChildren(postgres.pid), String((rows[0]?.bytes ?? 0) + HALF_A_BLOCK));
  }

  async free({ postgres, redis }: OnDisk): Promise<void> {
    limitFiles([redis.pid, ...withChildren(postgres.pid)], 'unlimited');
  }

  remove(): void {
    process.env.GENESIS_LOCAL_BIN_REDIS = this.redisBefore;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function withChildren(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [pid, ...children.filter(Boolean).map(Number)];
}

/** By whoever owns the process: root of a container may not limit somebody else's. */
function limitFiles(pids: readonly number[], bytes: string): void {
  for (const pid of pids) {
    const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
    // A connection that has just ended.
    if (!owner) continue;
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], {
      uid: owner.uid,
      gid: owner.gid,
      encoding: 'utf8',
    });
    if (status !== 0 && statSync(`/proc/${pid}`, { throwIfNoEntry: false })) {
      throw new Error(`no limit for process ${pid}: ${stderr}`);
    }
  }
}
