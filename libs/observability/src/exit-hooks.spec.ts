import { describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { onExit, type ProcessExit, runExitHooks } from './exit-hooks.js';

const STOPPED: ProcessExit = { kind: 'stopped', error: null };

function aLog() {
  const lines: unknown[] = [];
  const note = (_fields: unknown, message: unknown) => void lines.push(message);
  const logger: LoggerService = { log: note, warn: note, error: note };
  return { lines, logger };
}

describe('exit hooks', () => {
  it('calls each hook once, with how the process ends, and not one that was taken away', async () => {
    const calls: unknown[] = [];
    onExit((exit) => void calls.push(exit.error));
    const takeAway = onExit(() => void calls.push('taken away'));
    takeAway();
    const { logger, lines } = aLog();
    const error = new Error('nobody caught this');
    await runExitHooks({ kind: 'crashed', error }, logger);
    await runExitHooks(STOPPED, logger);
    expect(calls).toEqual([error]);
    expect(lines).toEqual([]);
  });

  it('calls the others when one throws or rejects', async () => {
    const calls: string[] = [];
    onExit(() => {
      throw new Error('at once');
    });
    onExit(() => Promise.reject(new Error('later')));
    onExit(async () => {
      await Promise.resolve();
      calls.push('sent');
    });
    const { logger, lines } = aLog();
    await runExitHooks(STOPPED, logger);
    expect(calls).toEqual(['sent']);
    expect(lines).toEqual(['something was not sent before the end', 'something was not sent before the end']);
  });

  it('leaves a hook behind that does not come to its end', async () => {
    onExit(() => new Promise<void>(() => undefined));
    const { logger, lines } = aLog();
    await runExitHooks(STOPPED, logger);
    expect(lines).toEqual(['what was still to be sent is left behind']);
  });
});
