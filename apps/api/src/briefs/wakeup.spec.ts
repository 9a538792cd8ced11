import { describe, expect, it } from '@jest/globals';
import { Wakeup } from './wakeup.js';

const LONG_MS = 60_000;

describe('Wakeup', () => {
  it('returns at once for a call that came before the wait', async () => {
    const wakeup = new Wakeup(new AbortController().signal);
    wakeup.call();

    await expect(wakeup.within(LONG_MS)).resolves.toBeUndefined();
  });

  it('returns when it is called', async () => {
    const wakeup = new Wakeup(new AbortController().signal);
    const waiting = wakeup.within(LONG_MS);
    wakeup.call();

    await expect(waiting).resolves.toBeUndefined();
  });

  it('returns when its time is up', async () => {
    const wakeup = new Wakeup(new AbortController().signal);

    await expect(wakeup.within(1)).resolves.toBeUndefined();
  });

  it('ends every wait when it is aborted', async () => {
    const controller = new AbortController();
    const wakeup = new Wakeup(controller.signal);
    const waiting = wakeup.within(LONG_MS);
    controller.abort();

    await expect(waiting).resolves.toBeUndefined();
    expect(wakeup.isAborted).toBe(true);
  });
});
