import { describe, expect, it } from '@jest/globals';
import { parseRetryAfterMs } from './retry-after.js';

const NOW_MS = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('parseRetryAfterMs', () => {
  it.each([
    ['0', 0],
    ['3', 3_000],
    [' 1.5 ', 1_500],
    ['86400', 3_600_000],
    ['Thu, 01 Jan 2026 12:00:10 GMT', 10_000],
    ['Thu, 01 Jan 2026 11:59:00 GMT', 0],
    ['Fri, 01 Jan 2027 12:00:00 GMT', 3_600_000],
    [null, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1e9', undefined],
    ['soon 1', undefined],
    ['Thu, 99 Foo 2026 12:00:10 GMT', undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(parseRetryAfterMs(header, NOW_MS)).toBe(expected);
  });
});
