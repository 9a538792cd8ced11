import { describe, expect, it } from '@jest/globals';
import { periodOf } from './quota-period.js';

const NOW = new Date('2026-12-31T23:59:59.999Z');

describe('periodOf', () => {
  it.each([
    [
      'the platform names its end',
      'pro',
      '2027-01-15T10:00:00.000Z',
      '2027-01-15',
      '2027-01-15T10:00:00.000Z',
    ],
    ['a trial has an end', 'trial', '2027-01-15T10:00:00.000Z', '2027-01-15', '2027-01-15T10:00:00.000Z'],
    ['nobody names one', 'pro', null, '2027-01-01', '2027-01-01T00:00:00.000Z'],
    [
      'the one that was named is over',
      'basic',
      '2026-12-31T00:00:00.000Z',
      '2027-01-01',
      '2027-01-01T00:00:00.000Z',
    ],
    ['a trial has none', 'trial', null, 'trial', null],
    ['that of a trial is over', 'trial', '2026-12-01T00:00:00.000Z', 'trial', null],
  ] as const)('where %s', (_case, plan, named, key, resetAt) => {
    const period = periodOf(plan, named === null ? null : new Date(named), NOW);
    expect({ key: period.key, resetAt: period.resetAt?.toISOString() ?? null }).toEqual({ key, resetAt });
  });
});
