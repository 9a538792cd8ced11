import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, isExecutable } from './binaries.mjs';
import { debianProgram } from './debian-program.mjs';
import { CommandError } from './project.mjs';
import { tryChild } from './run-child.mjs';

const debian = '/usr/lib/postgresql';

/**
 * pg_dump, pg_restore and psql. The PostgreSQL of npm has none of them, so that they are the system's, or Debian's
 * package, fetched into .local. A dump is made by the server's own version: an older pg_dump refuses, and what a newer one
 * writes an older server may not take back.
 * @param {number} major of the server
 * @returns {Promise<{ readonly folder: string, readonly libraryPath: string }>}
 * @throws {CommandError} naming the package that is missing
 */
export async function findPostgresPrograms(major) {
  for (const folder of candidates()) {
    const programs = ['pg_dump', 'pg_restore', 'psql'].map((name) => path.join(folder, name));
    if (programs.every(isExecutable) && (await majorOf(path.join(folder, 'pg_dump'))) === major) {
      return { folder, libraryPath: '' };
    }
  }
  const packageName = `postgresql-client-${String(major)}`;
  const fetched = await debianProgram(packageName, `${debian.slice(1)}/${String(major)}/bin/pg_dump`);
  if (fetched) return { folder: path.dirname(fetched.file), libraryPath: fetched.libraryPath };
  throw new CommandError(`No pg_dump of PostgreSQL ${String(major)}: install your system’s ${packageName}`);
}

function candidates() {
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const onPath = findOnPath('pg_dump');
  return [
    ...versions.map((version) => path.join(debian, version, 'bin')),
    ...(onPath ? [path.dirname(onPath)] : []),
  ];
}

/** @param {string} file */
async function majorOf(file) {
  const { code, output } = await tryChild(file, ['--version']);
  return code === 0 ? Number(/\) (\d+)/.exec(output)?.[1]) : null;
}
