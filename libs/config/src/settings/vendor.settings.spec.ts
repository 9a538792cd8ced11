import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../load-settings.js';
import { VendorSettings } from './vendor.settings.js';

const settingsOf = (env: Readonly<Record<string, string>>) => loadSettings({ env }).get(VendorSettings);

describe('VendorSettings', () => {
  it('reads limits by account', () => {
    const { requestsPerSecond, concurrency } = settingsOf({
      VENDOR_REQUESTS_PER_SECOND: 'openai=10, tavily = 1.6',
      VENDOR_CONCURRENCY: '["openai-images=2"]',
    });
    expect(requestsPerSecond).toEqual({ openai: 10, tavily: 1.6 });
    expect(concurrency).toEqual({ 'openai-images': 2 });
  });

  it('takes no limit at all', () => {
    expect(settingsOf({ VENDOR_REQUESTS_PER_SECOND: '[]' }).requestsPerSecond).toEqual({});
  });

  it.each([
    ['openai', 1],
    ['openai=ten', 1],
    ['openai=0', 1],
    ['openai=-1', 1],
    ['openai=1=2', 1],
    ['kimi=1,openai=99999', 2],
    ['openai=1,openai=2', 2],
    ['Open AI=1', 1],
  ])('refuses %j', (written, entry) => {
    expect(() => settingsOf({ VENDOR_REQUESTS_PER_SECOND: written })).toThrow(
      `VENDOR_REQUESTS_PER_SECOND entry ${entry} must be account=number`,
    );
  });

  it('refuses a part of a request at a time', () => {
    expect(() => settingsOf({ VENDOR_CONCURRENCY: 'openai=1.5' })).toThrow(
      'VENDOR_CONCURRENCY entry 1 must be',
    );
  });
});
