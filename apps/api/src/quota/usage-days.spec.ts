import { describe, expect, it } from '@jest/globals';
import { usageDays } from './usage-days.js';

const NOW = new Date('2026-03-02T23:59:59.999Z');

describe('usageDays', () => {
  it.each([
    [{}, { from: '2026-02-01', to: '2026-03-02' }],
    [{ to: '2026-01-31' }, { from: '2026-01-02', to: '2026-01-31' }],
    [{ from: '2026-03-02' }, { from: '2026-03-02', to: '2026-03-02' }],
    [{ to: '2000-01-12' }, { from: '2000-01-01', to: '2000-01-12' }],
    [
      { from: '2024-01-01', to: '2024-12-31' },
      { from: '2024-01-01', to: '2024-12-31' },
    ],
  ])('reads %j', (asked, expected) => {
    expect(usageDays(asked, NOW)).toEqual(expected);
  });

  it.each([
    [{ from: '2026-02-30' }, '/from'],
    [{ to: '2026-13-01' }, '/to'],
    [{ from: '2026-03-03' }, '/from'],
    [{ from: '0000-01-01', to: '0000-01-02' }, '/to'],
    [{ to: '0000-01-01' }, '/to'],
    [{ to: '0001-01-29' }, '/to'],
    [{ from: '1999-12-31', to: '2000-01-01' }, '/from'],
    [{ from: '2024-01-01', to: '2025-01-01' }, '/from'],
  ])('refuses %j', (asked, pointer) => {
    expect(() => usageDays(asked, NOW)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: { errors: [expect.objectContaining({ pointer })] },
      }),
    );
  });
});
