import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AppSettings, loadSettings } from '@genesis/config';
import { Metrics } from '@genesis/observability';
import { type Attributes, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import {
  aVendorRequest,
  failureOf,
  someCallOptions,
  startPlainVendor,
} from '../../../../test/support/builders/vendor-request.builder.js';
import type { VendorSimulator } from '../../../../test/support/simulators/vendor-simulator.js';
import { VendorGateway } from './vendor-gateway.js';

let vendor: VendorSimulator;
beforeAll(async () => {
  vendor = await startPlainVendor();
});
afterEach(() => {
  vendor.reset();
  trace.disable();
});
afterAll(() => vendor.stop());

const metricsOf = async (act: (gateway: VendorGateway) => Promise<unknown>): Promise<string> => {
  const metrics = new Metrics(loadSettings({ env: {} }).get(AppSettings));
  await act(new VendorGateway({ metrics, random: () => 0 }));
  return metrics.registry.metrics();
};

describe('VendorGateway: metrics', () => {
  it('count calls, retries, tokens and cost, and measure times', async () => {
    vendor.play({ kind: 'rate_limited' });
    const text = await metricsOf((gateway) => gateway.send(aVendorRequest(vendor.url), someCallOptions()));
    for (const line of [
      'genesis_ai_provider_calls_total{provider="openai",capability="llm",outcome="success"} 1',
      'genesis_ai_provider_retries_total{provider="openai",capability="llm",reason="rate_limited"} 1',
      'genesis_ai_provider_tokens_total{provider="openai",model="plain-1",direction="input"} 10',
      'genesis_ai_provider_tokens_total{provider="openai",model="plain-1",direction="output"} 4',
      'genesis_ai_provider_cost_usd_total{provider="openai",capability="llm",model="plain-1",direction="request"} 0.00004',
      'genesis_ai_provider_call_duration_seconds_count{provider="openai",capability="llm"} 1',
      'genesis_ai_provider_limit_wait_seconds_count{account="openai"} 2',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('tell how calls failed, and of the breaker', async () => {
    vendor.play({ behaviour: { kind: 'status', status: 500 }, times: null });
    const text = await metricsOf(async (gateway) => {
      await failureOf(gateway.send(aVendorRequest(vendor.url), someCallOptions()));
      await failureOf(gateway.send(aVendorRequest(vendor.url), someCallOptions()));
    });
    expect(text).toContain(
      'genesis_ai_provider_calls_total{provider="openai",capability="llm",outcome="unavailable"} 2',
    );
    expect(text).toContain('genesis_ai_provider_breaker_state{account="openai",capability="llm"} 2');
  });
});

/** What a span was told. */
class ToldSpan {
  readonly attributes: Attributes = {};
  status: SpanStatusCode | null = null;
  isEnded = false;

  readonly asSpan = {
    setAttribute: (name: string, value: string) => Object.assign(this.attributes, { [name]: value }),
    setAttributes: (added: Attributes) => Object.assign(this.attributes, added),
    setStatus: ({ code }: { code: SpanStatusCode }) => {
      this.status = code;
    },
    addEvent: () => undefined,
    end: () => {
      this.isEnded = true;
    },
  } as unknown as Span;
}

function tellOfSpans(): Map<string, ToldSpan> {
  const spans = new Map<string, ToldSpan>();
  const startSpan: Tracer['startSpan'] = (name, options) => {
    const span = new ToldSpan();
    Object.assign(span.attributes, options?.attributes);
    spans.set(name, span);
    return span.asSpan;
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as unknown as Tracer });
  return spans;
}

describe('VendorGateway: spans', () => {
  it('name the vendor, the model and the usage', async () => {
    const spans = tellOfSpans();
    await new VendorGateway().send(aVendorRequest(vendor.url), someCallOptions());
    const span = spans.get('chat plain-1');
    expect(span?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'plain-1',
      'gen_ai.response.model': 'plain-1-dated',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 4,
      'genesis.attempts': 1,
      'server.address': '127.0.0.1',
    });
    expect(span?.isEnded).toBe(true);
  });

  it('tell what went wrong', async () => {
    const spans = tellOfSpans();
    vendor.play({ kind: 'status', status: 401 });
    await failureOf(new VendorGateway().send(aVendorRequest(vendor.url), someCallOptions()));
    const span = spans.get('chat plain-1');
    expect(span).toMatchObject({ status: SpanStatusCode.ERROR, isEnded: true });
    expect(span?.attributes['error.type']).toBe('unauthorized');
  });
});
