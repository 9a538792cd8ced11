import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { guardProcess } from './reaper.mjs';

/**
 * @typedef {object} ChildResult
 * @property {number} code exit code; 128 + signal number when a signal ended it
 * @property {string} output what it printed, both streams; empty unless captured
 */

/**
 * Runs a program to its end and never leaves it behind.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { capture?: boolean, input?: string, ending?: AbortSignal }} [options]
 *   ending: SIGTERM for the child when it fires, for the signals that a terminal did not give the child itself
 * @returns {Promise<ChildResult>}
 */
export async function runChild(command, args, { capture = false, input, ending, ...options } = {}) {
  const output = capture ? 'pipe' : 'inherit';
  const stdin = input === undefined ? (capture ? 'ignore' : 'inherit') : 'pipe';
  const child = spawn(command, args, { stdio: [stdin, output, output], ...options });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  }
  const end = () => child.kill('SIGTERM');
  ending?.addEventListener('abort', end, { once: true });
  guardProcess(child);
  if (input !== undefined) {
    // The program may have ended before it read all: its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  }
  if (ending?.aborted) end();
  try {
    const [code, signal] = await once(child, 'close');
    return { code: code ?? 128 + os.constants.signals[signal], output: printed };
  } finally {
    ending?.removeEventListener('abort', end);
  }
}

/** As `runChild`, captured; a program that does not exist or must not be run is a failure like any other. */
export async function tryChild(command, args, options = {}) {
  try {
    return await runChild(command, args, { ...options, capture: true });
  } catch (error) {
    return { code: 127, output: String(error.message) };
  }
}
