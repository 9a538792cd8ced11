import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { descriptorWriter } from './descriptor-writer.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'genesis-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('descriptorWriter', () => {
  it('writes whole lines, in order', () => {
    const file = path.join(folder, 'log');
    const descriptor = openSync(file, 'w');
    const writer = descriptorWriter(descriptor);
    writer.write('é\n');
    writer.write(`${'x'.repeat(200_000)}\n`);
    closeSync(descriptor);

    expect(readFileSync(file, 'utf8')).toBe(`é\n${'x'.repeat(200_000)}\n`);
  });

  it('drops the line and returns when the reader of a pipe has left', async () => {
    const pipe = path.join(folder, 'pipe');
    const made = spawn('mkfifo', [pipe]);
    await once(made, 'exit');
    const reader = spawn('cat', [pipe], { stdio: 'ignore' });
    const descriptor = openSync(pipe, 'w');
    reader.kill('SIGKILL');
    await once(reader, 'exit');

    expect(() => {
      descriptorWriter(descriptor).write('nobody reads this\n');
    }).not.toThrow();
    closeSync(descriptor);
  });
});
