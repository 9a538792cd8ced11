import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { identify, sendSignal } from './process-identity.mjs';
import { delay } from './project.mjs';

/**
 * What must not outlive this process is told to a small process of its own, the reaper, over a pipe. The pipe closes when
 * we end, however we end (kill -9 included); the reaper then ends what is still there, and goes.
 *
 * @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {{ identity: ProcessIdentity, signal: NodeJS.Signals, group: boolean }} GuardedProcess
 * @typedef {{ watch: GuardedProcess } | { lease: string } | { folder: string }} ReaperOrder
 */

const program = fileURLToPath(new URL('./reaper-process.mjs', import.meta.url));

/** @type {import('node:child_process').ChildProcess | undefined} */
let reaper;
/** @type {Map<number, GuardedProcess>} */
const guarded = new Map();

/** @param {ReaperOrder} order */
function tell(order) {
  if (!reaper) {
    // A session of its own: neither Ctrl-C nor a signal to our process group reaches it.
    reaper = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    reaper.unref();
    // A reaper that somebody killed must not take us with it.
    reaper.stdin.on('error', () => undefined);
    reaper.stdin.unref?.();
  }
  reaper.stdin.write(`${JSON.stringify(order)}\n`);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ signal?: NodeJS.Signals, group?: boolean }} [how] the signal that asks the child to end; group: kill its group
 * @returns {ProcessIdentity | null} null when the child has already ended
 */
export function guardProcess(child, { signal = 'SIGTERM', group = false } = {}) {
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (!identity) return null;
  const entry = { identity, signal, group };
  guarded.set(identity.pid, entry);
  child.once('exit', () => guarded.delete(identity.pid));
  tell({ watch: entry });
  return identity;
}

/** The lease is given back when we end, and the services are stopped if it was the last. @param {string} file */
export const guardLease = (file) => tell({ lease: file });

/** The folder, inside .local, is deleted when we end. @param {string} folder */
export const guardFolder = (folder) => tell({ folder });

/** Kills, without asking, every guarded child: for the user who presses Ctrl-C again. */
export function killGuardedProcesses() {
  for (const { identity, group } of guarded.values()) sendSignal(identity, 'SIGKILL', { group });
}

/** Lets the reaper finish, so that nothing of us is left when we end. */
export async function dismissReaper() {
  if (!reaper) return;
  const dismissed = reaper;
  reaper = undefined;
  if (dismissed.exitCode !== null || dismissed.signalCode !== null) return;
  dismissed.ref();
  const ended = once(dismissed, 'exit');
  dismissed.stdin.end();
  await Promise.race([ended, delay(30_000)]);
}
