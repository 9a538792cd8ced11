import { describe, expect, it } from '@jest/globals';
import { loadSettings } from './load-settings.js';
import { RunSettings } from './settings/run.settings.js';

describe('WORKER_WATCHDOG_S', () => {
  const watchdogMs = (written: string) =>
    loadSettings({ env: { WORKER_WATCHDOG_S: written } }).get(RunSettings).watchdogMs;

  it.each([
    ['0', 0],
    [' 0 ', 0],
    ['2.5', 2_500],
  ])('takes %j', (written, expected) => {
    expect(watchdogMs(written)).toBe(expected);
  });

  it.each(['-1', 'off', '00', '0.0001', '2147484'])('refuses %j', (written) => {
    expect(() => watchdogMs(written)).toThrow('WORKER_WATCHDOG_S');
  });
});
