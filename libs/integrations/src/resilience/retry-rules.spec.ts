import { describe, expect, it } from '@jest/globals';
import { type FailedAttempt, retryDelayMs } from './retry-rules.js';

const highest = () => 1 - Number.EPSILON;

const delayOf = (given: Partial<FailedAttempt>) =>
  retryDelayMs({
    attempt: 1,
    failure: 'unavailable',
    retryAfterMs: undefined,
    remainingMs: 60_000,
    random: highest,
    ...given,
  });

describe('retryDelayMs', () => {
  it.each([
    ['rate_limited', 2],
    ['unavailable', 2],
    ['timed_out', 1],
    ['network', 1],
    ['unauthorized', 0],
    ['quota_exhausted', 0],
    ['rejected', 0],
    ['not_found', 0],
    ['conflict', 0],
    ['moderated', 0],
    ['invalid_output', 0],
    ['cancelled', 0],
    ['breaker_open', 0],
    ['budget_exhausted', 0],
    ['not_configured', 0],
  ] as const)('retries %s %i times', (failure, retries) => {
    const delays = [1, 2, 3].map((attempt) => delayOf({ failure, attempt }));
    expect(delays.filter((delay) => delay !== null)).toHaveLength(retries);
  });

  it('doubles, and is half jitter', () => {
    expect([delayOf({ random: () => 0 }), delayOf({})]).toEqual([250, 500]);
    expect([delayOf({ attempt: 2, random: () => 0 }), delayOf({ attempt: 2 })]).toEqual([500, 1_000]);
  });

  it('is as long as the vendor asks, and a little spread', () => {
    expect(delayOf({ retryAfterMs: 2_000, random: () => 0 })).toBe(2_000);
    expect(delayOf({ retryAfterMs: 2_000 })).toBe(2_250);
    expect(delayOf({ retryAfterMs: 0, random: () => 0 })).toBe(0);
  });

  it('is none where the wait would be long, or longer than the call has', () => {
    expect(delayOf({ retryAfterMs: 10_001 })).toBeNull();
    expect(delayOf({ retryAfterMs: 3_000, remainingMs: 3_000 })).toBeNull();
    expect(delayOf({ remainingMs: 400 })).toBeNull();
  });
});
