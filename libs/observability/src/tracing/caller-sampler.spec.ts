import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { CallerSampler } from './caller-sampler.js';

const TRACE = '1'.repeat(32);
const BURST = 20;

function keptBy(sampler: CallerSampler, kind: SpanKind, times: number): number {
  const decisions = Array.from(
    { length: times },
    () => sampler.shouldSample(ROOT_CONTEXT, TRACE, 'GET /', kind).decision,
  );
  return decisions.filter((decision) => decision === SamplingDecision.RECORD_AND_SAMPLED).length;
}

describe('CallerSampler', () => {
  it('keeps a few traces of callers, whatever the ratio, and no more', () => {
    let nowMs = 0;
    const sampler = new CallerSampler({ ratio: 0, nowMs: () => nowMs });
    expect(keptBy(sampler, SpanKind.SERVER, 1_000)).toBe(BURST);
    nowMs += 1_000;
    expect(keptBy(sampler, SpanKind.SERVER, 1_000)).toBe(10);
    nowMs += 3_600_000;
    expect(keptBy(sampler, SpanKind.SERVER, 1_000)).toBe(BURST);
  });

  it('keeps of the rest the share that everybody has, and the caller does not choose which', () => {
    const draws = [0.05, 0.2, 0.09, 0.1];
    let drawn = 0;
    const sampler = new CallerSampler({
      ratio: 0.1,
      nowMs: () => 0,
      random: () => draws[drawn++ % draws.length] ?? 0,
    });
    expect(keptBy(sampler, SpanKind.SERVER, BURST)).toBe(BURST);
    expect(keptBy(sampler, SpanKind.SERVER, 8)).toBe(4);
  });

  it('believes our own queue', () => {
    const sampler = new CallerSampler({ ratio: 0, nowMs: () => 0 });
    expect(keptBy(sampler, SpanKind.CONSUMER, 1_000)).toBe(1_000);
  });
});
