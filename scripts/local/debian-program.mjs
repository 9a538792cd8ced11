import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { findOnPath, isExecutable } from './binaries.mjs';
import { withFileLock } from './file-lock.mjs';
import { CommandError, delay, inLocalDir, say } from './project.mjs';
import { tryChild } from './run-child.mjs';

/**
 * A program that runs from where it was unpacked.
 * @typedef {{ readonly file: string, readonly libraryPath: string }} UnpackedProgram
 */

/** Before the second and the third try to reach the mirror. */
const PAUSES_MS = [3_000, 15_000];

const unpackedIn = (packageName) => inLocalDir(`${packageName}-package`);

/** Every folder of an unpacked package that holds shared libraries. */
function libraryFolders(root) {
  const folders = [];
  for (const top of ['lib', 'usr/lib']) {
    const base = path.join(root, top);
    if (!existsSync(base)) continue;
    const nested = readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const folder of [base, ...nested.map((entry) => path.join(base, entry.name))]) {
      if (readdirSync(folder).some((name) => /\.so(\.|$)/.test(name))) folders.push(folder);
    }
  }
  return folders;
}

/** @returns {UnpackedProgram | null} */
function unpackedProgram(packageName, fileInPackage) {
  const root = unpackedIn(packageName);
  const file = path.join(root, fileInPackage);
  return isExecutable(file) ? { file, libraryPath: libraryFolders(root).join(':') } : null;
}

/** Fetches Debian's (Ubuntu's) own packages with private lists and unpacks them: no root, no service, nothing installed. */
async function fetchPackage(packageName) {
  const unpacked = unpackedIn(packageName);
  await mkdir(path.dirname(unpacked), { recursive: true, mode: 0o700 });
  const work = await mkdtemp(`${unpacked}.`);
  try {
    for (const folder of ['lists/partial', 'cache/archives/partial', 'deb', 'root']) {
      await mkdir(path.join(work, folder), { recursive: true });
    }
    const options = Object.entries({
      'Dir::State::lists': path.join(work, 'lists'),
      'Dir::Cache': path.join(work, 'cache'),
      'APT::Sandbox::User': 'root',
      'Debug::NoLocking': '1',
      'Acquire::Languages': 'none',
      'Acquire::Retries': '1',
      'Acquire::http::Timeout': '20',
      'Acquire::https::Timeout': '20',
    }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const apt = async (...args) => {
      const { code, output } = await tryChild('apt-get', [...options, ...args], {
        cwd: path.join(work, 'deb'),
      });
      if (code !== 0)
        throw new CommandError(`apt-get ${args[0]} failed: ${output.trim().split('\n').at(-1)}`);
      return output;
    };
    // A mirror that is away for a moment must not cost a suite its program.
    const fetched = async (...args) => {
      for (const pauseMs of PAUSES_MS) {
        try {
          return await apt(...args);
        } catch (error) {
          say(`${error.message}; trying again`);
          await delay(pauseMs);
        }
      }
      return apt(...args);
    };
    await fetched('update', '-qq');
    const plan = await apt('install', '--simulate', '--no-install-recommends', '-qq', packageName);
    const wanted = [...plan.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+)/gm)].map(
      ([, name, version]) => `${name}=${version}`,
    );
    if (wanted.length === 0) return;
    await fetched('download', '-qq', ...wanted);
    for (const name of await readdir(path.join(work, 'deb'))) {
      const { code, output } = await tryChild('dpkg-deb', [
        '-x',
        path.join(work, 'deb', name),
        path.join(work, 'root'),
      ]);
      if (code !== 0) throw new CommandError(`dpkg-deb failed: ${output.trim()}`);
    }
    await rename(path.join(work, 'root'), unpacked);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(error.message);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * A program of a Debian (Ubuntu) package, unpacked into .local at its first use.
 * @param {string} packageName @param {string} fileInPackage for example `usr/bin/redis-server`
 * @returns {Promise<UnpackedProgram | null>} null where there is no apt, or no such package
 */
export async function debianProgram(packageName, fileInPackage) {
  if (!findOnPath('apt-get') || !findOnPath('dpkg-deb')) return null;
  return withFileLock(inLocalDir(`${packageName}-package.lock`), async () => {
    const present = unpackedProgram(packageName, fileInPackage);
    if (present) return present;
    say(
      `No ${path.basename(fileInPackage)} on this machine: fetching the distribution’s package into .local …`,
    );
    await fetchPackage(packageName);
    return unpackedProgram(packageName, fileInPackage);
  });
}
