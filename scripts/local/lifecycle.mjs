import os from 'node:os';
import { watchParent } from './parent-watch.mjs';
import { killGuardedProcesses } from './reaper.mjs';

/** Somebody asked the command to end. */
export class Interruption extends Error {
  name = 'Interruption';

  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + os.constants.signals[signal];
  }
}

/** One Ctrl-C arrives more than once: from the terminal, from npm, and from the process that chose our Node. */
const sameRequestMs = 500;

/**
 * Turns SIGTERM, SIGINT, SIGHUP and the death of our parent into one abort signal. A second request, later, ends us at
 * once: children are killed, and the reaper stops the services.
 * @returns {AbortSignal} its reason is an Interruption
 */
export function listenForEnd() {
  const controller = new AbortController();
  let firstAt = 0;
  const onRequest = (signal) => {
    if (firstAt === 0) {
      firstAt = Date.now();
      controller.abort(new Interruption(signal));
    } else if (Date.now() - firstAt > sameRequestMs) {
      killGuardedProcesses();
      process.exit(1);
    }
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onRequest);
  watchParent(() => onRequest('SIGTERM'));
  return controller.signal;
}

/** Waits until the command is asked to end; never rejects. @param {AbortSignal} ending */
export function untilEnd(ending) {
  if (ending.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // Signal handlers alone do not keep a process alive.
    const keepAlive = setInterval(() => undefined, 60_000);
    const finish = () => {
      clearInterval(keepAlive);
      resolve();
    };
    ending.addEventListener('abort', finish, { once: true });
  });
}
