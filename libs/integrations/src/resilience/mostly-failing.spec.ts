import { describe, expect, it } from '@jest/globals';
import { CircuitState } from 'cockatiel';
import { MostlyFailing } from './mostly-failing.js';

function aBreaker() {
  let nowMs = 0;
  const breaker = new MostlyFailing({ failures: 3, windowMs: 1_000 }, () => nowMs);
  return { breaker, passMs: (ms: number) => (nowMs += ms) };
}

describe('MostlyFailing', () => {
  it('opens at so many failures', () => {
    const { breaker } = aBreaker();
    expect([breaker.failure(), breaker.failure(), breaker.failure()]).toEqual([false, false, true]);
  });

  it('stays closed while as many calls succeed', () => {
    const { breaker } = aBreaker();
    for (let call = 0; call < 3; call += 1) breaker.success(CircuitState.Closed);
    expect([breaker.failure(), breaker.failure(), breaker.failure()]).toEqual([false, false, false]);
    expect(breaker.failure()).toBe(true);
  });

  it('forgets what is longer ago than its window', () => {
    const { breaker, passMs } = aBreaker();
    breaker.failure();
    breaker.failure();
    passMs(1_001);
    expect(breaker.failure()).toBe(false);
  });

  it('begins anew after a trial that succeeded', () => {
    const { breaker } = aBreaker();
    breaker.failure();
    breaker.failure();
    breaker.success(CircuitState.HalfOpen);
    expect(breaker.failure()).toBe(false);
  });
});
