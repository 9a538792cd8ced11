import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const DIST = process.env.GENESIS_TEST_DIST ?? path.resolve(import.meta.dirname, '../../dist');
const WATCHDOG = pathToFileURL(path.join(DIST, 'libs/health/src/event-loop-watchdog.js')).href;
const WATCHDOG_MS = 500;
/** The process may be slow to start, and its loop is to stand still after the thread has begun to look. */
const STUCK = `
  import { EventLoopWatchdog } from '${WATCHDOG}';
  new EventLoopWatchdog({ watchdogMs: ${WATCHDOG_MS} }).onApplicationBootstrap();
  setTimeout(() => { for (;;); }, 1_000);`;
const MOST_MS = 10_000;

describe('a process whose event loop stands still', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'genesis-watchdog-'));
    writeFileSync(path.join(folder, 'stuck.mjs'), STUCK);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const { O_RDWR, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

  /** A pipe of which nobody reads. */
  function aFullPipe(): { readonly file: string; readonly held: number } {
    const file = path.join(folder, String(performance.now()));
    execFileSync('mkfifo', [file]);
    const held = openSync(file, O_RDWR | O_NONBLOCK);
    try {
      for (;;) writeSync(held, 'x'.repeat(4_096));
    } catch {
      // Full.
    }
    return { file, held };
  }

  function aClosedPipe(): number {
    const file = path.join(folder, String(performance.now()));
    execFileSync('mkfifo', [file]);
    const reader = openSync(file, O_RDONLY | O_NONBLOCK);
    const writer = openSync(file, O_WRONLY);
    closeSync(reader);
    return writer;
  }

  /** @returns the signal that ended it */
  async function endOf(output: number): Promise<NodeJS.Signals | null> {
    const child = spawn(process.execPath, [path.join(folder, 'stuck.mjs')], {
      stdio: ['ignore', output, 'ignore'],
      // Ends it by another signal than the watchdog's.
      timeout: MOST_MS,
      killSignal: 'SIGABRT',
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (_code, signal) => resolve(signal));
    });
  }

  it.each(['waits', 'refuses'])(
    'is killed where nobody reads its log, and a write %s',
    async (how) => {
      const { file, held } = aFullPipe();
      const output = openSync(file, how === 'waits' ? O_WRONLY : O_WRONLY | O_NONBLOCK);

      expect(await endOf(output)).toBe('SIGKILL');

      closeSync(output);
      closeSync(held);
    },
    2 * MOST_MS,
  );

  it(
    'is killed where whoever read its log is gone',
    async () => {
      const output = aClosedPipe();

      expect(await endOf(output)).toBe('SIGKILL');

      closeSync(output);
    },
    2 * MOST_MS,
  );
});
