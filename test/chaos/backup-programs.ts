import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { findPostgresPrograms } from '../../scripts/local/postgres-programs.mjs';
import { waitFor } from '../support/harness/wait-for.js';

const SCRIPTS = path.resolve(import.meta.dirname, '../../scripts/backup');
const PROGRAM_MS = 180_000;

export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the manifest of a backup says that a test looks at. */
export interface BackupManifest {
  readonly database: string;
  readonly taken_at: string;
  readonly application_version: string;
  readonly schema: { readonly migrations: number; readonly last: string };
  readonly assets: { readonly files: number; readonly missing: number };
  readonly rows: Readonly<Record<string, number>>;
}

/** backup.sh and restore.sh as an operator starts them, with a pg_dump that can be held up once it has its snapshot. */
export class BackupPrograms {
  private constructor(
    private readonly bin: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @param folder for the programs. @param serverUrl of the server that they will talk to */
  static async in(folder: string, serverUrl: string): Promise<BackupPrograms> {
    const real = await findPostgresPrograms(await majorOf(serverUrl));
    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    for (const name of ['psql', 'pg_restore']) {
      await symlink(path.join(real.folder, name), path.join(bin, name));
    }
    const dump = `#!/bin/sh
case "$*" in *--snapshot=*)
  if [ -e '${bin}/hold' ]; then
    echo "$SNAPSHOT" >'${bin}/snapshot.new' && mv '${bin}/snapshot.new' '${bin}/snapshot'
    while [ -e '${bin}/hold' ]; do sleep 0.05; done
  fi ;;
esac
exec '${path.join(real.folder, 'pg_dump')}' "$@"
`;
    await writeFile(path.join(bin, 'pg_dump'), dump);
    await chmod(path.join(bin, 'pg_dump'), 0o755);
    const env: Record<string, string> = { PATH: process.env.PATH ?? '', PG_BIN: bin };
    if (real.libraryPath !== '') env.LD_LIBRARY_PATH = real.libraryPath;
    return new BackupPrograms(bin, env);
  }

  /** Starts a program. The promise does not reject: a bad end is an end. */
  run(
    program: 'backup' | 'restore',
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<ProgramEnd> {
    return new Promise((resolve) => {
      const options = { env: { ...this.env, ...env }, timeout: PROGRAM_MS };
      execFile('sh', [path.join(SCRIPTS, `${program}.sh`), ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 128), stdout, stderr });
      });
    });
  }

  /** The next dump waits with its snapshot until it is let go. */
  async hold(): Promise<void> {
    await rm(path.join(this.bin, 'snapshot'), { force: true });
    await writeFile(path.join(this.bin, 'hold'), '');
  }

  /** @returns the id of the snapshot of the dump that waits */
  async heldSnapshot(): Promise<string> {
    const read = () => readFile(path.join(this.bin, 'snapshot'), 'utf8');
    return (await waitFor(read, { timeoutMs: 20_000, what: 'a dump with its snapshot' })).trim();
  }

  async letGo(): Promise<void> {
    await rm(path.join(this.bin, 'hold'));
  }
}

export async function manifestOf(backup: string): Promise<BackupManifest> {
  return JSON.parse(await readFile(path.join(backup, 'manifest.json'), 'utf8')) as BackupManifest;
}

/** One hash per table over all of its rows, whatever their order. @param snapshot whose rows; by default the present ones */
export async function hashesOf(url: string, snapshot?: string): Promise<Readonly<Record<string, string>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    if (snapshot !== undefined) await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
    );
    const hashes: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ hash: string }>(
        `SELECT count(*) || ' rows, ' || md5(coalesce(string_agg(h, '' ORDER BY h), '')) AS hash
           FROM (SELECT md5(t::text) AS h FROM "${name}" t) rows`,
      );
      hashes[name] = rows[0]?.hash ?? '';
    }
    return hashes;
  } finally {
    await client.end();
  }
}

async function majorOf(serverUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  const { rows } = await client.query<{ major: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major`,
  );
  await client.end();
  return rows[0]?.major ?? 0;
}
