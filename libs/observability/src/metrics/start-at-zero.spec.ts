import { describe, expect, it } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { startAtZero } from './start-at-zero.js';

describe('startAtZero', () => {
  it('makes a series of each combination, and leaves what was counted', async () => {
    const registry = new Registry();
    const calls = new Counter({
      name: 'calls_total',
      help: 'h',
      labelNames: ['who', 'outcome'] as const,
      registers: [registry],
    });
    calls.inc({ who: 'a', outcome: 'failed' }, 2);
    startAtZero(calls, { who: ['a', 'b'], outcome: ['success', 'failed'] });
    const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('calls_total'));
    expect(lines.sort()).toEqual([
      'calls_total{who="a",outcome="failed"} 2',
      'calls_total{who="a",outcome="success"} 0',
      'calls_total{who="b",outcome="failed"} 0',
      'calls_total{who="b",outcome="success"} 0',
    ]);
  });
});
