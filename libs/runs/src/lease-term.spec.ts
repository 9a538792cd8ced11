import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { LeaseTerm, untilSure } from './lease-term.js';

const LEASE_MS = 10_000;

describe('a lease by our own clock', () => {
  let nowMs = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);

  afterEach(() => {
    nowMs = 0;
  });

  const never = () => Promise.reject(new Error('nobody is to be asked'));

  it('is ours until its time is over, counted from when it was asked for', async () => {
    const term = new LeaseTerm(0, LEASE_MS);
    nowMs = LEASE_MS - 1;
    await expect(untilSure(term, never, new AbortController().signal)).resolves.toBeUndefined();
    nowMs = LEASE_MS;
    expect(term.isSure()).toBe(false);
  });

  it('lasts longer when it was renewed, and not shorter when an older renewal is told late', () => {
    const term = new LeaseTerm(0, LEASE_MS);
    term.renewed(5_000);
    term.renewed(2_000);
    nowMs = LEASE_MS + 4_999;
    expect(term.isSure()).toBe(true);
  });

  it('is asked about after a standstill, until it is renewed', async () => {
    const term = new LeaseTerm(0, LEASE_MS);
    nowMs = 2 * LEASE_MS;
    const beat = jest.fn(async () => {
      if (beat.mock.calls.length === 2) term.renewed(nowMs);
    });
    await untilSure(term, beat, new AbortController().signal);
    expect(beat).toHaveBeenCalledTimes(2);
  });

  it('is not ours any more when the asking has found it lost', async () => {
    const term = new LeaseTerm(0, LEASE_MS);
    nowMs = 2 * LEASE_MS;
    const held = new AbortController();
    const lost = new Error('lost');
    const beat = async () => {
      held.abort(lost);
    };
    await expect(untilSure(term, beat, held.signal)).rejects.toBe(lost);
  });
});
