import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFreePort, isPortFree } from './ports.mjs';
import { endProcess, identify, isAlive } from './process-identity.mjs';
import { CommandError, waitUntil } from './project.mjs';
import { guardProcess } from './reaper.mjs';

/**
 * One kind of server (PostgreSQL, Redis) and how to run it in a folder of its own.
 *
 * @typedef {object} Launch
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {string} [input] configuration, on standard input
 *
 * @typedef {object} ServerOptions
 * @property {number} [port] wanted; taken: any free one
 * @property {boolean} [appendonly] Redis: keep the append-only file (default) or nothing at all
 * @property {string[]} [lines] Redis: of its configuration, beside ours
 * @property {Record<string, string>} [parameters] PostgreSQL: `-c name=value`
 *
 * @typedef {object} ServerKind
 * @property {string} name
 * @property {NodeJS.Signals} stopSignal
 * @property {(home: string, password: string, options: ServerOptions) => Promise<(port: number) => Launch>} prepare
 * @property {(port: number, password: string) => string} url
 * @property {(url: string) => Promise<boolean>} answers
 * @property {(home: string) => Promise<(import('./process-identity.mjs').ProcessIdentity & { port: number }) | null>} findLeftover
 * @property {(url: string) => Promise<void>} ready once, after a start
 * @property {(home: string) => Promise<void>} forget removes what lives outside of the folder
 *
 * @typedef {import('./process-identity.mjs').ProcessIdentity & { port: number }} ServerRecord
 * @typedef {{ url: string, port: number, pid: number }} RunningServer
 */

const startTimeoutMs = 60_000;
const stopGraceMs = 15_000;

const recordFile = (home) => path.join(home, 'server.json');
const portFile = (home) => path.join(home, 'port');
const logFile = (home) => path.join(home, 'server.log');

async function readIfThere(file) {
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : null;
}

async function readRecord(home) {
  const text = await readIfThere(recordFile(home));
  return text ? /** @type {ServerRecord} */ (JSON.parse(text)) : null;
}

async function writeWhole(file, text) {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function ensurePassword(home) {
  const file = path.join(home, 'password');
  const present = await readIfThere(file);
  if (present) return present;
  const password = randomBytes(24).toString('base64url');
  await writeWhole(file, password);
  return password;
}

function lastLines(home, count = 8) {
  return readFileSync(logFile(home), 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

/** The port wanted or remembered when it is free, else another. */
async function choosePort(home, wanted) {
  // A killed process counts as gone a moment before the last of its threads lets go of the port.
  if (wanted && (await waitUntil(() => isPortFree(wanted), 2_000))) return wanted;
  const remembered = Number(await readIfThere(portFile(home)));
  return remembered && (await isPortFree(remembered)) ? remembered : findFreePort();
}

async function launch(kind, home, port, { command, args, env, uid, gid, input }, isPrivate) {
  const log = openSync(logFile(home), 'w', 0o600);
  const child = spawn(command, args, {
    cwd: '/',
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', log, log],
    env: env ?? process.env,
    ...(uid === undefined ? {} : { uid, gid }),
  });
  closeSync(log);
  const failedToSpawn = new Promise((_resolve, reject) => child.once('error', reject));
  failedToSpawn.catch(() => undefined);
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (!identity) {
    await Promise.race([failedToSpawn, waitUntil(() => false, 200)]);
    throw new CommandError(`${kind.name} ended at once:\n${lastLines(home)}`);
  }
  if (isPrivate) guardProcess(child, { signal: kind.stopSignal });
  await writeWhole(recordFile(home), JSON.stringify({ ...identity, port }));
  await writeWhole(portFile(home), String(port));
  if (input !== undefined) {
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  }
  child.unref();
  return identity;
}

async function start(kind, home, options, isPrivate) {
  const password = await ensurePassword(home);
  const launchOn = await kind.prepare(home, password, options);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(home, options.port);
    const url = kind.url(port, password);
    const identity = await launch(kind, home, port, launchOn(port), isPrivate);
    let answered = false;
    await waitUntil(async () => !isAlive(identity) || (answered = await kind.answers(url)), startTimeoutMs);
    if (answered) {
      await kind.ready(url);
      return { url, port, pid: identity.pid };
    }
    await closeServer(kind, home);
    // Twice more: the port may have been taken meanwhile, or orphans of a killed server are still going.
    if (attempt === 3) throw new CommandError(`${kind.name} does not start:\n${lastLines(home)}`);
    await waitUntil(() => false, 300);
  }
}

/**
 * The server of this folder: found running (kill -9 leftovers included), or started.
 * @param {ServerKind} kind
 * @param {string} home
 * @param {ServerOptions} [options]
 * @param {{ isPrivate?: boolean }} [use] private: ended when this process ends
 * @returns {Promise<RunningServer>}
 */
export async function openServer(kind, home, options = {}, { isPrivate = false } = {}) {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const record = await readRecord(home);
  const running = isAlive(record) ? record : await kind.findLeftover(home);
  if (running) {
    const url = kind.url(running.port, await ensurePassword(home));
    if (await waitUntil(() => kind.answers(url), 5_000)) {
      await writeWhole(recordFile(home), JSON.stringify(running));
      return { url, port: running.port, pid: running.pid };
    }
    await endProcess(running, { signal: kind.stopSignal, graceMs: stopGraceMs });
  }
  return start(kind, home, options, isPrivate);
}

/**
 * Ends the server of this folder, with its data kept.
 * @param {ServerKind} kind
 * @param {string} home
 * @param {{ kill?: boolean }} [how] kill: without a chance to write anything
 */
export async function closeServer(kind, home, { kill = false } = {}) {
  if (!existsSync(home)) return;
  const record = await readRecord(home);
  const running = isAlive(record) ? record : await kind.findLeftover(home);
  if (running)
    await endProcess(running, { signal: kill ? 'SIGKILL' : kind.stopSignal, graceMs: stopGraceMs });
  await rm(recordFile(home), { force: true });
}
