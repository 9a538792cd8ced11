import { AppError } from '@genesis/kernel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { inSpan } from './span.js';
import { continued, traceContextOf } from './trace-context.js';

const RECEIVED = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

describe('inSpan', () => {
  const exporter = new InMemorySpanExporter();
  beforeEach(() => {
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    );
  });
  afterEach(() => {
    trace.disable();
    exporter.reset();
  });

  it('makes what happens within children of it', async () => {
    const parent = continued(RECEIVED, ROOT_CONTEXT);
    await inSpan('outer', { parent, kind: SpanKind.CONSUMER }, async () => {
      await Promise.resolve();
      await inSpan('inner', {}, () => Promise.resolve());
    });
    const [inner, outer] = exporter.getFinishedSpans();
    expect(outer).toMatchObject({ name: 'outer', kind: SpanKind.CONSUMER });
    expect(outer?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('says what kind of failure it was, and not its text', async () => {
    const failing = (error: Error) => inSpan('work', {}, () => Promise.reject(error));
    await expect(failing(new AppError({ code: 'QUOTA', kind: 'forbidden' }))).rejects.toThrow();
    await expect(failing(new TypeError('the idea of Awa'))).rejects.toThrow('the idea of Awa');
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual(['QUOTA', 'TypeError']);
    expect(spans.every(({ status }) => status.code === SpanStatusCode.ERROR)).toBe(true);
    expect(spans.flatMap(({ events, status }) => [...events, status.message])).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('inSpan, where nobody traces', () => {
  it('stands for its parent, so that it is passed on', async () => {
    const parent = continued(RECEIVED, ROOT_CONTEXT);
    const within = await inSpan('work', { parent }, () => Promise.resolve(traceContextOf()));
    expect(within).toEqual(RECEIVED);
    expect(await inSpan('work', {}, () => Promise.resolve(traceContextOf()))).toBeNull();
  });
});
