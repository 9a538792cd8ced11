import { describe, expect, it } from '@jest/globals';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { continued, traceContextOf, traceLogFields, withTraceContext } from './trace-context.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

describe('the context of a trace', () => {
  it('comes out as it went in', () => {
    const received = {
      traceparent: `00-${TRACE}-${SPAN}-01`,
      tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
    };
    expect(traceContextOf(continued(received, ROOT_CONTEXT))).toEqual(received);
    expect(trace.getSpanContext(continued(received, ROOT_CONTEXT))).toMatchObject({ isRemote: true });
  });

  it.each([
    ['nothing', undefined],
    ['no object', 'traceparent'],
    ['another type', { traceparent: 42 }],
    ['an id of zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }],
    ['a span of zeros', { traceparent: `00-${TRACE}-${'0'.repeat(16)}-01` }],
    ['capitals', { traceparent: `00-${TRACE.toUpperCase()}-${SPAN}-01` }],
    ['the version that is none', { traceparent: `ff-${TRACE}-${SPAN}-01` }],
    ['more than version 00 has', { traceparent: `00-${TRACE}-${SPAN}-01-extra` }],
    ['two headers in one', { traceparent: `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-00` }],
  ])('begins anew after %s', (_what, received) => {
    expect(continued(received, ROOT_CONTEXT)).toBe(ROOT_CONTEXT);
  });

  it.each([
    ['00', '00'],
    ['01', '01'],
    ['02', '00'],
    ['ff', '01'],
  ])('takes of the flags %s what it understands', (flags, passedOn) => {
    const parent = continued({ traceparent: `00-${TRACE}-${SPAN}-${flags}` }, ROOT_CONTEXT);
    expect(traceContextOf(parent)?.traceparent).toBe(`00-${TRACE}-${SPAN}-${passedOn}`);
  });

  it.each([
    ['longer than anybody has to carry', `a=${'x'.repeat(255)},b=${'x'.repeat(255)}`],
    ['of too many members', Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(',')],
    ['no list', 'rojo'],
    ['of forbidden characters', 'rojo=é'],
    ['nothing', ' '],
  ])('drops a state that is %s', (_what, tracestate) => {
    const parent = continued({ traceparent: `00-${TRACE}-${SPAN}-01`, tracestate }, ROOT_CONTEXT);
    expect(traceContextOf(parent)).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
  });

  it('follows the work, and shows in its log lines', async () => {
    expect(traceLogFields()).toEqual({});
    const fields = await withTraceContext({ traceparent: `00-${TRACE}-${SPAN}-00` }, async () => {
      await Promise.resolve();
      return traceLogFields();
    });
    expect(fields).toEqual({ trace_id: TRACE, span_id: SPAN });
    expect(withTraceContext(null, traceLogFields)).toEqual({});
  });
});
