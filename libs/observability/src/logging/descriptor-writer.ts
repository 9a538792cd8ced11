import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

const FULL_PIPE_PAUSE_MS = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes each line at once to an open file. A pipe that is full is waited for; one whose reader has left takes no more
 *  lines, and the process goes on: pino's own destination tries such a write again for ever, so that a process without
 *  a reader never ended (seen on an api whose starter had died). */
export function descriptorWriter(descriptor: number): Pick<DestinationStream, 'write'> {
  return {
    write(line: string): void {
      let rest = Buffer.from(line);
      while (rest.length > 0) {
        const written = tryWrite(descriptor, rest);
        if (written === 'gone') return;
        if (written === 'full') Atomics.wait(pause, 0, 0, FULL_PIPE_PAUSE_MS);
        else rest = rest.subarray(written);
      }
    },
  };
}

function tryWrite(descriptor: number, bytes: Uint8Array): number | 'full' | 'gone' {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    // There is nowhere to report it: the log itself is what failed.
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 'full' : 'gone';
  }
}
