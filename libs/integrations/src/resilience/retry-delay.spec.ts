import { describe, expect, it } from '@jest/globals';
import { AppError, type ErrorKind } from '@genesis/kernel';
import { retryDelayMs } from './retry-delay.js';

const anError = (kind: ErrorKind, retryAfterMs?: number) => new AppError({ code: 'X', kind, retryAfterMs });
const highest = () => 1 - Number.EPSILON;

describe('retryDelayMs', () => {
  it.each(['rate_limited', 'upstream_unavailable', 'timeout'] as const)('retries %s twice', (kind) => {
    const error = anError(kind);
    expect(retryDelayMs({ attempt: 1, error, random: highest })).toBe(500);
    expect(retryDelayMs({ attempt: 2, error, random: highest })).toBe(1_000);
    expect(retryDelayMs({ attempt: 3, error, random: highest })).toBeNull();
  });

  it.each(['upstream_rejected', 'quota_exceeded', 'cancelled', 'invalid', 'internal'] as const)(
    'never retries %s',
    (kind) => {
      expect(retryDelayMs({ attempt: 1, error: anError(kind), random: highest })).toBeNull();
    },
  );

  it('never retries what is not an AppError', () => {
    expect(retryDelayMs({ attempt: 1, error: new TypeError('bug'), random: highest })).toBeNull();
  });

  it('jitters over the whole range', () => {
    expect(retryDelayMs({ attempt: 2, error: anError('timeout'), random: () => 0 })).toBe(0);
  });

  it('waits as long as the vendor wishes, and at most ten seconds', () => {
    const wished = (retryAfterMs: number) =>
      retryDelayMs({ attempt: 1, error: anError('rate_limited', retryAfterMs), random: () => 0 });
    expect(wished(2_000)).toBe(2_000);
    expect(wished(60_000)).toBe(10_000);
  });
});
