import { describe, expect, it } from '@jest/globals';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { type LostSpans, tellingExporter } from './telling-exporter.js';

const SPANS = [{}, {}] as ReadableSpan[];

const ending = (result: ExportResult): SpanExporter => ({
  export: (_spans, done) => done(result),
  shutdown: () => Promise.resolve(),
});

function toldBy(result: ExportResult, everyMs: number): readonly LostSpans[] {
  const told: LostSpans[] = [];
  const exporter = tellingExporter(ending(result), { everyMs, tell: (lost) => told.push(lost) });
  const results: ExportResult[] = [];
  for (let sent = 0; sent < 3; sent += 1) exporter.export(SPANS, (each) => results.push(each));
  expect(results).toEqual([result, result, result]);
  return told;
}

describe('tellingExporter', () => {
  const refused = Object.assign(new Error('the collector says: s3cret'), { code: 401 });

  it('tells of lost spans once in a while, without what the collector answered', () => {
    expect(toldBy({ code: ExportResultCode.FAILED, error: refused }, 60_000)).toEqual([
      { lost_spans: 2, reason: '401' },
    ]);
    expect(toldBy({ code: ExportResultCode.FAILED, error: new TypeError('s3cret') }, 0)).toEqual(
      Array.from({ length: 3 }, () => ({ lost_spans: 2, reason: 'TypeError' })),
    );
  });

  it('says nothing while all is well', () => {
    expect(toldBy({ code: ExportResultCode.SUCCESS }, 0)).toEqual([]);
  });
});
