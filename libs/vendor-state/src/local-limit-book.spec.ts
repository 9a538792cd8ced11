import { describe, expect, it } from '@jest/globals';
import { LocalLimitBook } from './local-limit-book.js';

function aBook() {
  let nowMs = 10_000;
  const book = new LocalLimitBook(() => nowMs);
  let tickets = 0;
  const enter = (limit: object, tenant = 'one', maxWaitMs = 60_000) =>
    book.enter('a', limit, { id: `${tenant}-${(tickets += 1)}`, tenant }, maxWaitMs);
  return { book, enter, passMs: (ms: number) => (nowMs += ms) };
}

describe('LocalLimitBook', () => {
  it('gives places a pace apart', async () => {
    const { book, enter, passMs } = aBook();
    const limit = { requestsPerSecond: 10 };
    expect((await enter(limit)).granted).toEqual(['one-1']);
    const { granted, askAgainMs } = await enter(limit);
    expect(granted).toEqual([]);
    passMs(askAgainMs);
    expect((await book.take('a', limit)).granted).toEqual(['one-2']);
  });

  it('gives a tenant one place in a round', async () => {
    const { book, enter, passMs } = aBook();
    const limit = { requestsPerSecond: 10 };
    for (const tenant of ['one', 'one', 'one', 'two', 'three']) await enter(limit, tenant);
    const order: string[] = [];
    for (let place = 0; place < 4; place += 1) {
      passMs(200);
      order.push(...(await book.take('a', limit)).granted);
    }
    expect(order).toEqual(['one-2', 'two-4', 'three-5', 'one-3']);
  });

  it('does not give more at a time than allowed, and those that other books gave count', async () => {
    const { book, enter } = aBook();
    const limit = { concurrency: 2 };
    book.note('a', limit, 'elsewhere-1');
    expect((await enter(limit)).granted).toEqual(['one-1']);
    expect((await enter(limit)).granted).toEqual([]);
    await book.drop('a', ['elsewhere-1']);
    expect((await book.take('a', limit)).granted).toEqual(['one-2']);
  });

  it('keeps to its part of a limit that other processes keep to as well', async () => {
    const { book, enter, passMs } = aBook();
    const limit = { requestsPerSecond: 12, concurrency: 5 };
    book.shareAmong('a', 2);
    expect((await enter(limit)).granted).toEqual(['one-1']);
    const { askAgainMs } = await enter(limit);
    // 100 ms apart for both; this one takes every other place, and may be 25 ms early.
    expect(askAgainMs).toBe(175);
    passMs(200);
    expect((await book.take('a', limit)).granted).toEqual(['one-2']);
    await enter(limit);
    passMs(200);
    // Two of five at a time: the other process may have two as well.
    expect((await book.take('a', limit)).granted).toEqual([]);
  });

  it('refuses who would wait too long, and says how long', async () => {
    const { enter } = aBook();
    const limit = { requestsPerSecond: 1 };
    await enter(limit);
    await enter(limit);
    expect((await enter(limit, 'two', 2_000)).refusedForMs).toBeCloseTo(2_375, -1);
  });

  it('gives nothing during a pause', async () => {
    const { book, enter, passMs } = aBook();
    await book.pause('a', 500);
    await book.pause('a', 100);
    expect(await enter({})).toMatchObject({ granted: [], askAgainMs: 500 });
    passMs(500);
    expect((await book.take('a', {})).granted).toEqual(['one-1']);
  });
});
