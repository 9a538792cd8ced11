import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hasCode, waitUntil } from './project.mjs';

/**
 * A process and the moment it started: process ids are used again, the pair is not.
 * @typedef {{ pid: number, startedAt: string }} ProcessIdentity
 */

const onLinux = process.platform === 'linux';
const deadStates = new Set(['Z', 'X']);

/** Fields of /proc/<pid>/stat from the third (state) on; null when there is no such process. */
function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in brackets and may itself hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return null;
    throw error;
  }
}

function ps(pid, column) {
  const { stdout } = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() || null;
}

let bootId;
function currentBoot() {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  return bootId;
}

/** @param {number} pid @returns {ProcessIdentity | null} null when no such process runs (a zombie does not) */
export function identify(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (onLinux) {
    const stat = readStat(pid);
    if (!stat || deadStates.has(stat[0])) return null;
    return { pid, startedAt: `${currentBoot()}:${stat[19]}` };
  }
  const state = ps(pid, 'state');
  const started = state && !state.startsWith('Z') ? ps(pid, 'lstart') : null;
  return started ? { pid, startedAt: started } : null;
}

/** @param {ProcessIdentity | null | undefined} identity */
export function isAlive(identity) {
  return Boolean(identity) && identify(identity.pid)?.startedAt === identity.startedAt;
}

/** @param {number} pid @returns {number | null} */
export function parentOf(pid) {
  const parent = onLinux ? readStat(pid)?.[1] : ps(pid, 'ppid');
  return parent ? Number(parent) : null;
}

/** @param {number} pid */
export function commandLineOf(pid) {
  if (!onLinux) return ps(pid, 'command') ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES')) return '';
    throw error;
  }
}

/**
 * @param {ProcessIdentity} identity
 * @param {NodeJS.Signals} signal
 * @param {{ group?: boolean }} [options] group: the whole process group that the process leads
 */
export function sendSignal(identity, signal, { group = false } = {}) {
  if (!isAlive(identity)) return;
  try {
    process.kill(group ? -identity.pid : identity.pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/**
 * Asks with `signal`, then kills after `graceMs`. Returns when the process is gone.
 * @param {ProcessIdentity} identity
 * @param {{ signal: NodeJS.Signals, graceMs: number, group?: boolean }} how
 */
export async function endProcess(identity, { signal, graceMs, group = false }) {
  sendSignal(identity, signal);
  if (await waitUntil(() => !isAlive(identity), graceMs, 25)) return;
  sendSignal(identity, 'SIGKILL', { group });
  await waitUntil(() => !isAlive(identity), 5_000, 25);
}
