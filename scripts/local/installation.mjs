import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withFileLock } from './file-lock.mjs';
import { watchParent } from './parent-watch.mjs';
import { CommandError, inLocalDir, projectRoot, say } from './project.mjs';
import { dismissReaper, guardProcess } from './reaper.mjs';

const lockFile = path.join(projectRoot, 'package-lock.json');
const modules = path.join(projectRoot, 'node_modules');
const installedLockFile = path.join(modules, '.package-lock.json');
/** Which lock file our own last `npm ci` installed. */
const marker = path.join(modules, '.genesis-installed');

const endSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

const suitsThisMachine = ({ os, cpu }) =>
  (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));

/**
 * Whether what is installed is what the lock file names, by content: time stamps say nothing after a clone or a copy.
 * @param {{ packages: Record<string, object> }} wanted the lock file
 * @param {{ packages: Record<string, object> }} present npm's record of what it put into node_modules
 * @returns {{ complete: boolean, optionalMissing: string[] }} optionalMissing: our own optional packages for this machine
 */
export function compareLocks(wanted, present) {
  const optionalMissing = [];
  for (const [where, entry] of Object.entries(wanted.packages)) {
    if (where === '' || entry.link) continue;
    const found = present.packages[where];
    if (found) {
      if (found.version !== entry.version || found.integrity !== entry.integrity) {
        return { complete: false, optionalMissing };
      }
    } else if (!entry.optional) {
      return { complete: false, optionalMissing };
    }
  }
  for (const name of Object.keys(wanted.packages['']?.optionalDependencies ?? {})) {
    const where = `node_modules/${name}`;
    const entry = wanted.packages[where];
    if (entry && suitsThisMachine(entry) && !present.packages[where]) optionalMissing.push(name);
  }
  return { complete: true, optionalMissing };
}

function isInstalled() {
  if (!existsSync(installedLockFile)) return false;
  const { complete, optionalMissing } = compareLocks(readJson(lockFile), readJson(installedLockFile));
  if (!complete) return false;
  // An optional package that npm could not install for us once will not appear by asking at every command.
  return (
    optionalMissing.length === 0 || (existsSync(marker) && readFileSync(marker, 'utf8') === digest(lockFile))
  );
}

/** `npm run` puts node_modules/.bin, and with it our own Node, first on PATH: npm would delete the Node it runs on. */
function pathWithoutModules() {
  const entries = (process.env.PATH ?? '').split(path.delimiter);
  return entries.filter((entry) => !entry.endsWith(path.join('node_modules', '.bin'))).join(path.delimiter);
}

/** Ends npm when we are asked to end. @returns {() => void} stops doing so */
function passEndOn(npm) {
  const pass = (signal) => {
    npm.kill(signal);
    // npm first undoes what it did, which takes as long as an installation; the next command begins anew anyway.
    setTimeout(() => npm.kill('SIGKILL'), 3_000).unref();
  };
  for (const signal of endSignals) process.on(signal, pass);
  const stopWatching = watchParent(() => pass('SIGTERM'));
  return () => {
    stopWatching();
    for (const signal of endSignals) process.off(signal, pass);
  };
}

async function runNpmCi() {
  // Errors only: dozens of packages would warn about the old Node that npm runs on, and that we replace.
  const quietly = ['--loglevel=error', '--no-audit', '--no-fund'];
  const startedAt = Date.now();
  const npm = spawn('npm', ['ci', '--include=dev', '--include=optional', ...quietly], {
    cwd: projectRoot,
    env: { ...process.env, PATH: pathWithoutModules() },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(npm, 'exit');
  guardProcess(npm);
  const stopPassing = passEndOn(npm);
  const heartbeat = setInterval(() => {
    say(`… still installing (${Math.round((Date.now() - startedAt) / 1000)} s)`);
  }, 10_000);
  try {
    const [code, signal] = await ended;
    if (code === 0) return;
    throw new CommandError(`npm ci failed (${signal ?? `exit code ${code}`}); its output is above.`);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`npm is needed to install the packages, and could not be run (${cause.code}).`, {
      cause,
    });
  } finally {
    clearInterval(heartbeat);
    stopPassing();
    await dismissReaper();
  }
}

/** `npm ci` empties what a linked node_modules points to: perhaps the packages of another checkout. */
function refuseLinkedModules() {
  if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new CommandError(
    `node_modules is a link to ${readlinkSync(modules)}, which does not hold what package-lock.json names. ` +
      'Run `npm ci` there, or remove the link.',
  );
}

/** Makes node_modules what the lock file says. Needs nothing but Node and npm. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await withFileLock(inLocalDir('install.lock'), async () => {
    if (isInstalled()) return;
    refuseLinkedModules();
    say('Installing the packages of package-lock.json (about a minute the first time) …');
    await runNpmCi();
    writeFileSync(marker, digest(lockFile));
  });
}
