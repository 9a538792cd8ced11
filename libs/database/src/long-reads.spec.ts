import { DatabaseSettings, loadSettings } from '@genesis/config';
import { describe, expect, it, jest } from '@jest/globals';
import { LongReads } from './long-reads.js';

/** A read that ends when it is told to. */
function aRead() {
  let isAtWork = false;
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  const read = async () => {
    isAtWork = true;
    await done;
    isAtWork = false;
  };
  return { read, end: () => end(), isAtWork: () => isAtWork };
}

const longReads = (poolMax: number) =>
  new LongReads(loadSettings({ env: { DATABASE_POOL_MAX: String(poolMax) } }).get(DatabaseSettings));

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('LongReads', () => {
  it('have half of the pool, and go on in the order of arrival', async () => {
    const reads = longReads(4);
    const [first, second, third, fourth] = [aRead(), aRead(), aRead(), aRead()];
    const all = [first, second, third, fourth];
    const runs = all.map(({ read }) => reads.run(read));
    await settled();
    expect(all.map((read) => read.isAtWork())).toEqual([true, true, false, false]);

    second.end();
    await runs[1];
    await settled();
    expect(all.map((read) => read.isAtWork())).toEqual([true, false, true, false]);

    for (const read of all) read.end();
    await Promise.all(runs);
    expect(all.some((read) => read.isAtWork())).toBe(false);
  });

  it('are refused when their turn does not come, and their place is not lost', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
    try {
      const reads = longReads(1);
      const slow = aRead();
      const running = reads.run(slow.read);
      const refused = expect(reads.run(async () => undefined)).rejects.toMatchObject({
        code: 'SERVICE_BUSY',
        retryAfterMs: 2_000,
      });
      jest.advanceTimersByTime(2_000);
      await refused;
      slow.end();
      await running;
      await expect(reads.run(async () => 'read')).resolves.toBe('read');
    } finally {
      jest.useRealTimers();
    }
  });

  it('that fail give their place back', async () => {
    const reads = longReads(2);
    const failing = async () => {
      throw new Error('broken');
    };
    await expect(reads.run(failing)).rejects.toThrow('broken');
    await expect(reads.run(async () => 'read')).resolves.toBe('read');
  });
});
