import { describe, expect, it } from '@jest/globals';
import { ReportLimit } from './report-limit.js';

describe('ReportLimit', () => {
  it('lets a few of each kind through, and tells how many were not', () => {
    let nowMs = 0;
    const limit = new ReportLimit({ total: 10, ofOneKind: 2, nowMs: () => nowMs });
    expect(Array.from({ length: 5 }, () => limit.take('a'))).toEqual([0, 0, null, null, null]);
    expect(limit.take('b')).toBe(3);
    nowMs = 60_000;
    expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, null]);
  });

  it('bounds all kinds together', () => {
    const limit = new ReportLimit({ total: 3, ofOneKind: 2, nowMs: () => 0 });
    const taken = Array.from({ length: 100 }, (_, kind) => limit.take(String(kind)));
    expect(taken.filter((held) => held !== null)).toHaveLength(3);
  });
});
