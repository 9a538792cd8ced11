import { describe, expect, it, jest } from '@jest/globals';
import { AppError, type ErrorKind } from '@genesis/kernel';
import { runWithRetries, type RetryOptions } from './run-with-retries.js';

const anError = (kind: ErrorKind, retryAfterMs?: number) => new AppError({ code: 'X', kind, retryAfterMs });

function someOptions(given: Partial<RetryOptions> = {}): RetryOptions {
  return { signal: new AbortController().signal, budgetMs: 5_000, random: () => 0, ...given };
}

describe('runWithRetries', () => {
  it('tries again until it succeeds', async () => {
    const act = jest.fn(({ attempt }: { attempt: number }) =>
      attempt < 3 ? Promise.reject(anError('upstream_unavailable')) : Promise.resolve('done'),
    );
    await expect(runWithRetries(act, someOptions())).resolves.toBe('done');
    expect(act).toHaveBeenCalledTimes(3);
  });

  it('throws the last error when the tries are used up, and tells of each', async () => {
    const told: unknown[] = [];
    const error = anError('timeout');
    const call = runWithRetries(() => Promise.reject(error), {
      ...someOptions(),
      onFailedAttempt: ({ attempt, retryInMs }) => told.push([attempt, retryInMs]),
    });
    await expect(call).rejects.toBe(error);
    expect(told).toEqual([
      [1, 0],
      [2, 0],
      [3, null],
    ]);
  });

  it('does not try a rejected call again', async () => {
    const act = jest.fn(() => Promise.reject(anError('upstream_rejected')));
    await expect(runWithRetries(act, someOptions())).rejects.toMatchObject({ kind: 'upstream_rejected' });
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('does not begin a pause that would pass the budget', async () => {
    const startedAt = Date.now();
    const call = runWithRetries(
      () => Promise.reject(anError('rate_limited', 3_000)),
      someOptions({ budgetMs: 2_000 }),
    );
    await expect(call).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  it('tells each attempt what is left of the budget', async () => {
    let nowMs = 0;
    const left: number[] = [];
    const act = ({ attempt, remainingMs }: { attempt: number; remainingMs: number }) => {
      left.push(remainingMs);
      nowMs += 400;
      return attempt === 1 ? Promise.reject(anError('timeout')) : Promise.resolve('done');
    };
    await runWithRetries(act, someOptions({ budgetMs: 1_000, monotonicMs: () => nowMs }));
    expect(left).toEqual([1_000, 600]);
  });

  it('ends a pause at once when the signal aborts', async () => {
    const controller = new AbortController();
    const startedAt = Date.now();
    const call = runWithRetries(() => Promise.reject(anError('rate_limited', 4_000)), {
      ...someOptions({ signal: controller.signal }),
      onFailedAttempt: () => setTimeout(() => controller.abort(), 20),
    });
    await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  it('does not try again once the signal has aborted', async () => {
    const controller = new AbortController();
    const act = jest.fn(() => {
      controller.abort();
      return Promise.reject(anError('upstream_unavailable'));
    });
    const call = runWithRetries(act, someOptions({ signal: controller.signal }));
    await expect(call).rejects.toMatchObject({ kind: 'upstream_unavailable' });
    expect(act).toHaveBeenCalledTimes(1);
  });
});
