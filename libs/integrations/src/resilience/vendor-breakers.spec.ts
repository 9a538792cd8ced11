import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { VendorBreakers } from './vendor-breakers.js';

const OPEN_MS = 40;
const HOUR_MS = 3_600_000;
const ILL = { isVendorIll: true, isUndecided: false };
const WELL = { isVendorIll: false, isUndecided: false };

describe('a breaker that is open', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['put back by an hour', -HOUR_MS],
    ['put on by an hour', HOUR_MS],
  ])('waits as long as ever when the clock is %s', async (_what, byMs) => {
    const breakers = new VendorBreakers({ failures: 1, windowMs: 60_000, openMs: OPEN_MS });
    await breakers.run('account', 'llm', () => Promise.resolve(ILL));
    expect(breakers.state('account', 'llm')).toBe('open');
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() + byMs);

    expect(breakers.letsThrough('account', 'llm')).toBe(false);
    expect(await breakers.run('account', 'llm', () => Promise.resolve(WELL))).toBeNull();
    await sleep(OPEN_MS + 5);
    expect(breakers.letsThrough('account', 'llm')).toBe(true);
    expect(await breakers.run('account', 'llm', () => Promise.resolve(WELL))).toEqual(WELL);
    expect(breakers.state('account', 'llm')).toBe('closed');
  });
});
