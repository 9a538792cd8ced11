import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

export interface LostSpans {
  /** Since it was told last. */
  readonly lost_spans: number;
  /** A status, a code of the network, or the name of an error. */
  readonly reason: string;
}

export interface TellingOptions {
  /** Told at once, and then so often at most. */
  readonly everyMs: number;
  readonly tell: (lost: LostSpans) => void;
}

/** An exporter that says so when spans are lost: the library itself keeps silent. */
export function tellingExporter(exporter: SpanExporter, { everyMs, tell }: TellingOptions): SpanExporter {
  let lost = 0;
  let toldAtMs = -Infinity;
  const onResult = (spans: number, result: ExportResult) => {
    if (result.code === ExportResultCode.SUCCESS) return;
    lost += spans;
    const now = performance.now();
    if (now - toldAtMs < everyMs) return;
    tell({ lost_spans: lost, reason: reasonOf(result.error) });
    lost = 0;
    toldAtMs = now;
  };
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        onResult(spans.length, result);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** Never the message: it holds what the collector answered. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'unknown';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : error.name;
}
