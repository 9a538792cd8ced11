import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { MeasuredGauge, type Measurement } from './measured-gauge.js';

Logger.overrideLogger(false);

describe('MeasuredGauge', () => {
  let registry: Registry;
  beforeEach(() => {
    registry = new Registry();
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const aGauge = () =>
    new MeasuredGauge({
      registry,
      name: 'rooms',
      help: 'h',
      labelNames: ['kind'],
      keepMs: 15_000,
      limitMs: 1_000,
    });
  const rooms = (kind: string, value: number): Measurement<'kind'> => ({ labels: { kind }, value });
  /** The lines of the gauge in one scrape. */
  const scrape = async (): Promise<readonly string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('rooms'));

  it('asks once for all scrapes of a while', async () => {
    const read = jest.fn(() => Promise.resolve([rooms('free', read.mock.calls.length)]));
    aGauge().from(read);
    expect(await scrape()).toEqual(['rooms{kind="free"} 1']);
    jest.advanceTimersByTime(14_999);
    expect(await scrape()).toEqual(['rooms{kind="free"} 1']);
    jest.advanceTimersByTime(1);
    expect(await scrape()).toEqual(['rooms{kind="free"} 2']);
  });

  it('asks one at a time', async () => {
    const read = jest.fn(() => Promise.resolve([rooms('free', 1)]));
    aGauge().from(read);
    await Promise.all([scrape(), scrape(), scrape()]);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('shows nothing of a source that failed, also nothing old, and all of the others', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    let isAway = false;
    aGauge()
      .from(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve([rooms('free', 7)])))
      .from(() => Promise.resolve([rooms('taken', 2)]));
    expect(await scrape()).toEqual(['rooms{kind="free"} 7', 'rooms{kind="taken"} 2']);
    isAway = true;
    jest.advanceTimersByTime(15_000);
    expect(await scrape()).toEqual(['rooms{kind="taken"} 2']);
    await scrape();
    expect(warn).toHaveBeenCalledTimes(1);
    isAway = false;
    expect(await scrape()).toEqual(['rooms{kind="free"} 7', 'rooms{kind="taken"} 2']);
  });

  it('waits for a slow source for a moment, and shows its answer in the next scrape', async () => {
    let answer: (measured: readonly Measurement<'kind'>[]) => void = () => undefined;
    const read = jest.fn(
      () =>
        new Promise<readonly Measurement<'kind'>[]>((resolve) => {
          answer = resolve;
        }),
    );
    aGauge().from(read);
    const first = scrape();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await first).toEqual([]);
    const second = scrape();
    await jest.advanceTimersByTimeAsync(999);
    answer([rooms('free', 3)]);
    expect(await second).toEqual(['rooms{kind="free"} 3']);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is absent without labels too, where nothing was read', async () => {
    const read = jest.fn<() => Promise<readonly Measurement<never>[]>>();
    new MeasuredGauge({ registry, name: 'rooms', help: 'h', labelNames: [] }).from(read);
    read.mockRejectedValueOnce(new Error('away'));
    expect(await scrape()).toEqual([]);
    read.mockResolvedValueOnce([{ labels: {}, value: 4 }]);
    expect(await scrape()).toEqual(['rooms 4']);
  });
});
