import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { debianProgram } from './debian-program.mjs';
import { CommandError } from './project.mjs';

/** Debian puts it into a folder that is named by the kind of machine. @param {string} root */
function libraryUnder(root) {
  const libraries = path.join(root, 'usr/lib');
  if (!existsSync(libraries)) return null;
  for (const machine of ['', ...readdirSync(libraries)]) {
    const file = path.join(libraries, machine, 'faketime/libfaketimeMT.so.1');
    if (existsSync(file)) return file;
  }
  return null;
}

/**
 * The library that tells a process another time of the day (for LD_PRELOAD): the system's, or Debian's package, fetched into
 * .local.
 * @returns {Promise<string>}
 * @throws {CommandError} naming the package that is missing
 */
export async function findFaketimeLibrary() {
  const installed = libraryUnder('/');
  if (installed) return installed;
  const fetched = await debianProgram('faketime', 'usr/bin/faketime');
  const library = fetched && libraryUnder(path.resolve(path.dirname(fetched.file), '../..'));
  if (library) return library;
  throw new CommandError('No libfaketime found, and none could be fetched: install your system’s faketime');
}
